import type { Problem, Violation } from './generated/types.gen.js';

/**
 * An answer that is not a success, with everything its problem document (RFC 9457) says.
 *
 * Where there is no such document, as with an answer to `HEAD` or a 304, `title` and `status` say what HTTP says, and
 * `code` is `unspecified`.
 */
export class ProblemError extends Error implements Problem {
  override readonly name = 'ProblemError';
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: Array<Violation>;
  /** The answer; its body has been read. */
  readonly response: Response;

  constructor(problem: Problem, response: Response) {
    super(`${problem.status} ${problem.title}: ${problem.detail}`);
    this.type = problem.type;
    this.title = problem.title;
    this.status = problem.status;
    this.detail = problem.detail;
    this.code = problem.code;
    if (problem.errors) this.errors = problem.errors;
    this.response = response;
  }
}

/** What an operation throws: a problem for an answer, and whatever `fetch` threw where there was none. */
export function toProblemError(error: unknown, response: Response | undefined): unknown {
  if (!response || error instanceof Error) return error;
  return new ProblemError(isProblem(error) ? error : withoutDocument(response), response);
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'title' in value && 'status' in value && 'code' in value;
}

function withoutDocument({ status, statusText, url }: Response): Problem {
  const title = statusText || `HTTP ${status}`;
  return { type: 'about:blank', title, status, detail: `The answer of ${url} says no more.`, code: 'unspecified' };
}

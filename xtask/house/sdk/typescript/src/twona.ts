import { type Connection, connect } from './client.js';
import { Operations } from './generated/sdk.gen.js';

export type * from './generated/types.gen.js';
export type { Connection } from './client.js';
export { ProblemError } from './problem.js';

export interface TwonaOptions extends Connection {
  /** The token of one user. */
  token?: string | undefined;
  /**
   * The cookie `roster_session` that following a magic link set.
   * A browser keeps it to itself, and sends it with `credentials: 'include'`.
   */
  session?: string | undefined;
}

/** The Twona API, as one user sees it. */
export class Twona extends Operations {
  constructor({ token, session, ...connection }: TwonaOptions) {
    super({ client: connect(connection, (scheme) => (scheme.in === 'cookie' ? session : token)) });
  }
}

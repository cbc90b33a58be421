import { type Connection, connect } from './client.js';
import { Operations } from './generated/sdk.gen.js';

export type * from './generated/types.gen.js';
export type { Connection } from './client.js';
export { ProblemError } from './problem.js';

export interface DocutoolsOptions extends Connection {
  /** The token of one user. */
  token: string;
}

/** The docutools user management, as one user sees it. */
export class Docutools extends Operations {
  constructor({ token, ...connection }: DocutoolsOptions) {
    super({ client: connect(connection, () => token) });
  }
}

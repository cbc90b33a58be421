import { type Client, type Config, createClient, createConfig } from './generated/client/index.js';
import { toProblemError } from './problem.js';

/** Where the server is; whatever `fetch` takes beside, such as `credentials` or `signal`, goes with every request. */
export interface Connection extends Omit<Config, 'auth' | 'baseUrl' | 'responseStyle' | 'throwOnError'> {
  /** The server's address, without the path of the API: `https://roster.example`. */
  url: string;
}

/** A client that sends `credential` as each operation wants it, and throws problems as `ProblemError`. */
export function connect({ url, ...config }: Connection, credential: NonNullable<Config['auth']>): Client {
  const client = createClient(
    createConfig({ ...config, baseUrl: url.replace(/\/+$/, ''), auth: credential, throwOnError: true }),
  );
  client.interceptors.error.use(toProblemError);
  // An answer without content has no media type. Left alone it would be an empty stream; as text it is falsy.
  client.interceptors.response.use((response, _request, options) => {
    if (!response.headers.has('Content-Type') && options.parseAs === 'auto') options.parseAs = 'text';
    return response;
  });
  return client;
}

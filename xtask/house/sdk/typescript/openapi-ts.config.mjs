// What the generator is told. DOCUMENT is the bundled document, OUTPUT the folder for the generated sources.

import { readFileSync } from 'node:fs';

const { DOCUMENT, OUTPUT } = process.env;
const resources = JSON.parse(readFileSync(DOCUMENT, 'utf8')).tags.map((tag) => tag.name);

export default {
  input: DOCUMENT,
  logs: { file: false },
  output: {
    path: OUTPUT,
    entryFile: false, // src/<api>.ts is the entry
    module: { extension: '.js' },
  },
  // No request takes what is read-only, so a second set of types without it would stand idle.
  parser: { transforms: { readWrite: { enabled: false } } },
  plugins: [
    // The documents' server is `/`, which only a page on the server itself could mean.
    { name: '@hey-api/client-fetch', baseUrl: false, throwOnError: true },
    {
      name: '@hey-api/typescript',
      // By default `Blob | File`, and every file of a browser is a Blob.
      $resolvers: { string: ({ $, schema }) => (schema.format === 'binary' ? $.type('Blob') : undefined) },
    },
    {
      name: '@hey-api/sdk',
      operations: {
        strategy: 'single',
        containerName: 'Operations',
        // `groups_users_list` is `groups.usersList`: the resource is the tag, the rest the method.
        nestingDelimiters: new RegExp(`(?<=^(?:${resources.join('|')}))_`),
      },
    },
  ],
};

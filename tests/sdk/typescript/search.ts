import assert from 'node:assert/strict';

import type { World } from './world.js';

export async function search({ twona }: World): Promise<void> {
  // [sample search]
  const { data: users } = await twona.users.list({
    query: { q: 'email:member*|email:*example.com+name:grace*', sort_by: '-email' },
  });
  // [/sample]
  assert.deepEqual(users.map((user) => user.email), ['member@example.com', 'grace@example.com']);

  const { data: files } = await twona.files.list({ query: { q: 'owner:diego+revision:>2' } });
  assert.deepEqual(files, []);
}

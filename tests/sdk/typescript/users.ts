import assert from 'node:assert/strict';

import type { Twona, User } from 'roster-twona';

import type { World } from './world.js';

export async function changeUsers({ twona }: World): Promise<void> {
  const emails = Array.from({ length: 100 }, (_, index) => `bulk${index}@example.com`);
  await twona.users.createBulk({ body: { emails } });

  const first = await twona.users.list({ query: { page: 1, sort_by: 'email' } });
  assert.equal(first.data.length, 100);
  assert.equal(first.response.headers.get('X-Total-Count'), '103');
  assert.match(first.response.headers.get('Link') ?? '', /<\/v2\/users\?[^>]*page=2[^>]*>; *rel="next"/);
  assert.equal((await all(twona)).length, 103);

  const id = first.data[0]?.id;
  assert(id);
  const path = { user_id: id };
  await twona.users.update({ path, body: { name: 'Bulky User', position: 'Surveyor' } });
  assert.equal((await twona.users.get({ path })).data.position, 'Surveyor');
  await twona.users.update({ path, body: { position: null } });
  const { data: updated } = await twona.users.get({ path });
  assert.deepEqual([updated.name, updated.position], ['Bulky User', null]);

  await twona.users.deactivate({ path });
  const { data: deactivated } = await twona.users.list({ query: { deleted: true } });
  assert.deepEqual(deactivated.map((user) => user.id), [id]);
  await twona.users.activate({ body: { id } });
  assert.deepEqual((await twona.users.list({ query: { deleted: true } })).data, []);
}

async function all(twona: Twona): Promise<User[]> {
  // [sample pages]
  const users: User[] = [];
  for (let page = 1, total = Infinity; users.length < total; page++) {
    const { data, response } = await twona.users.list({ query: { page, sort_by: 'name' } });
    if (data.length === 0) break;
    users.push(...data);
    total = Number(response.headers.get('X-Total-Count'));
  }
  // [/sample]
  return users;
}

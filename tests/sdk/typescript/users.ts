import assert from 'node:assert/strict';

import type { Twona, User } from 'roster-twona';

import type { World } from './world.js';

export async function changeUsers({ twona }: World): Promise<void> {
  // [sample twona/users_create_bulk]
  const emails = Array.from({ length: 100 }, (_, index) => `bulk${index}@example.com`);
  const { data: created } = await twona.users.createBulk({ body: { emails } });
  // [/sample]
  assert.deepEqual(created.map((user) => user.email), emails);

  const first = await twona.users.list({ query: { page: 1, sort_by: 'email' } });
  assert.equal(first.data.length, 100);
  assert.equal(first.response.headers.get('X-Total-Count'), '103');
  assert.match(first.response.headers.get('Link') ?? '', /<\/v2\/users\?[^>]*page=2[^>]*>; *rel="next"/);
  assert.equal((await all(twona)).length, 103);

  const id = first.data[0]?.id;
  assert(id);
  await twona.users.update({ path: { user_id: id }, body: { position: 'Surveyor' } });
  // [sample twona/users_update twona/users_get]
  // `null` clears a property; one that is left out stays as it is.
  await twona.users.update({ path: { user_id: id }, body: { name: 'Bulky User', position: null } });

  const { data: updated } = await twona.users.get({ path: { user_id: id } });
  // [/sample]
  assert.deepEqual([updated.name, updated.position], ['Bulky User', null]);

  // [sample twona/users_deactivate]
  await twona.users.deactivate({ path: { user_id: id } });
  // [/sample]
  const { data: deactivated } = await twona.users.list({ query: { deleted: true } });
  assert.deepEqual(deactivated.map((user) => user.id), [id]);
  // [sample twona/users_activate]
  await twona.users.activate({ body: { id } });
  // [/sample]
  assert.deepEqual((await twona.users.list({ query: { deleted: true } })).data, []);
}

async function all(twona: Twona): Promise<User[]> {
  // [sample pages twona/users_list]
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

import assert from 'node:assert/strict';

import type { World } from './world.js';

export async function changeGroups({ twona, member }: World): Promise<void> {
  const { data: created } = await twona.groups.createOrActivate({ body: { name: 'Surveyors' } });
  const id = created.id;
  const path = { group_id: id };
  assert.deepEqual((await twona.groups.get({ path })).data, created);
  assert((await twona.groups.list()).data.some((group) => group.id === id));

  const { data: renamed } = await twona.groups.update({ path, body: { name: 'Site surveyors' } });
  assert.deepEqual([renamed.name, renamed.active], ['Site surveyors', true]);

  await twona.groups.deactivate({ path });
  const { data: inactive } = await twona.groups.list({ query: { deleted: true } });
  assert.deepEqual(inactive.map((group) => group.id), [id]);
  const { data: activated } = await twona.groups.createOrActivate({ body: { id } });
  assert.equal(activated.active, true);

  const { data: session } = await member.session.get();
  await twona.groups.usersAdd({ path, body: { id: session.user.id } });
  const { data: members } = await twona.groups.usersList({ path });
  assert.deepEqual(members.map((user) => user.email), ['member@example.com']);
  await twona.groups.usersRemove({ path: { group_id: id, user_id: session.user.id } });
  assert.deepEqual((await twona.groups.usersList({ path })).data, []);
}

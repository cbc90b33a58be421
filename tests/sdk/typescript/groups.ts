import assert from 'node:assert/strict';

import type { Twona } from 'roster-twona';

import type { World } from './world.js';

export async function changeGroups({ twona, member }: World): Promise<void> {
  // [sample twona/groups_create_or_activate twona/groups_get]
  const { data: created } = await twona.groups.createOrActivate({ body: { name: 'Surveyors' } });

  const { data: read } = await twona.groups.get({ path: { group_id: created.id } });
  // [/sample]
  assert.deepEqual(read, created);
  const id = created.id;
  assert((await twona.groups.list()).data.some((group) => group.id === id));

  // [sample twona/groups_update]
  const { data: renamed } = await twona.groups.update({ path: { group_id: id }, body: { name: 'Site surveyors' } });
  // [/sample]
  assert.deepEqual([renamed.name, renamed.active], ['Site surveyors', true]);

  // [sample twona/groups_deactivate twona/groups_list]
  await twona.groups.deactivate({ path: { group_id: id } });

  const { data: deactivated } = await twona.groups.list({ query: { deleted: true } });
  // [/sample]
  assert.deepEqual(deactivated.map((group) => group.id), [id]);
  const { data: activated } = await twona.groups.createOrActivate({ body: { id } });
  assert.equal(activated.active, true);

  const { data: session } = await member.session.get();
  await changeMembers(twona, id, session.user.id);
}

async function changeMembers(twona: Twona, groupId: number, userId: string): Promise<void> {
  // [sample twona/groups_users_add twona/groups_users_list]
  await twona.groups.usersAdd({ path: { group_id: groupId }, body: { id: userId } });

  const { data: members } = await twona.groups.usersList({ path: { group_id: groupId } });
  // [/sample]
  assert.deepEqual(members.map((user) => user.email), ['member@example.com']);
  // [sample twona/groups_users_remove]
  await twona.groups.usersRemove({ path: { group_id: groupId, user_id: userId } });
  // [/sample]
  assert.deepEqual((await twona.groups.usersList({ path: { group_id: groupId } })).data, []);
}

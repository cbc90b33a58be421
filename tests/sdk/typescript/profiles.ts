import assert from 'node:assert/strict';

import { type World, problemOf } from './world.js';

export async function changeProfiles(world: World): Promise<void> {
  const { docutools } = world;
  // [sample docutools/users_list]
  const { data: page } = await docutools.users.list({
    query: { page: 0, pageSize: 2, sort: 'name', sortDirection: 'DESC' },
  });
  // [/sample]
  assert.deepEqual([page.content.length, page.totalElements, page.first], [2, 103, true]);
  const { data: found } = await docutools.users.list({ query: { search: 'hopper' } });
  assert.deepEqual(found.content.map((user) => user.email), ['grace@example.com']);

  const userId = await world.profileId('grace@example.com');
  // [sample docutools/users_update docutools/users_get]
  await docutools.users.update({
    path: { userId },
    body: { phone: '+43 1 5550100', settings: { timeZone: 'Europe/Vienna' } },
  });

  const { data: grace } = await docutools.users.get({ path: { userId } });
  // [/sample]
  assert.deepEqual([grace.firstName, grace.phone, grace.settings.timeZone], ['Grace', '+43 1 5550100', 'Europe/Vienna']);

  // [sample docutools/members_list]
  const { data: members } = await docutools.members.list({ query: { search: 'grace@' } });
  // [/sample]
  assert.deepEqual(members.content.map((member) => member.userId), [userId]);
}

export async function updateBatch(world: World): Promise<void> {
  const { docutools } = world;
  const ada = await world.profileId('bulk1@example.com');
  const grace = await world.profileId('grace@example.com');
  await docutools.users.update({ path: { userId: ada }, body: { phone: '+43 1 5550101', fax: '+43 1 5550109' } });
  await docutools.users.update({ path: { userId: grace }, body: { fax: '+43 1 5550108' } });

  // [sample batch docutools/users_update_batch]
  // `null` clears a property; one that is left out stays as it is.
  const { data: profiles } = await docutools.users.updateBatch({
    body: { ids: [ada, grace], update: { department: 'Structural engineering', fax: null } },
  });
  // [/sample]
  const changed = profiles.map(({ department, fax, phone }) => [department, fax, phone]);
  assert.deepEqual(changed, [
    ['Structural engineering', null, '+43 1 5550101'],
    ['Structural engineering', null, '+43 1 5550100'],
  ]);
}

export async function manageLicence(world: World): Promise<void> {
  const { docutools } = world;
  const userId = await world.profileId('grace@example.com');
  const path = { userId };
  // [sample docutools/licenses_assign]
  await docutools.licenses.assign({ path: { userId } });
  // [/sample]
  assert.equal((await docutools.users.get({ path })).data.license?.type, 'Master');
  // [sample docutools/licenses_remove]
  await docutools.licenses.remove({ path: { userId } });
  // [/sample]
  assert.equal((await docutools.users.get({ path })).data.license, null);
}

export async function readCard(world: World): Promise<void> {
  const { docutools } = world;
  const userId = await world.profileId('grace@example.com');
  // [sample docutools/users_vcard]
  const { data: card } = await docutools.users.vcard({ path: { userId } });
  // [/sample]
  assert(card.startsWith('BEGIN:VCARD\r\nVERSION:3.0\r\n'), card);
  assert.match(card, /^FN:Grace Hopper\r$/m);
}

export async function inviteProfile({ docutools }: World): Promise<void> {
  // [sample docutools/users_invite docutools/users_reinvite]
  const { data: invited } = await docutools.users.invite({
    body: { email: 'lin@example.com', firstName: 'Lin', settings: { language: 'en' } },
  });

  // Later, when the mail got lost:
  await docutools.users.reinvite({ path: { userId: invited.userId } });
  // [/sample]
  assert.deepEqual([invited.invitationStatus, invited.active], ['Pending', false]);
  const { userId } = invited;
  // [sample docutools/users_unsubscribe docutools/users_resubscribe]
  await docutools.users.unsubscribe({ query: { userId } });

  await docutools.users.resubscribe({ query: { userId } });
  // [/sample]
  const again = await problemOf(docutools.users.invite({ body: { email: 'lin@example.com' } }));
  assert.equal(again.code, 'email_in_use');
}

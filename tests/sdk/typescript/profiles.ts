import assert from 'node:assert/strict';

import { type World, problemOf } from './world.js';

export async function changeProfiles(world: World): Promise<void> {
  const { docutools } = world;
  const { data: page } = await docutools.users.list({
    query: { page: 0, pageSize: 2, sort: 'name', sortDirection: 'DESC' },
  });
  assert.deepEqual([page.content.length, page.totalElements, page.first], [2, 103, true]);
  const { data: found } = await docutools.users.list({ query: { search: 'hopper' } });
  assert.deepEqual(found.content.map((user) => user.email), ['grace@example.com']);

  const path = { userId: await world.profileId('grace@example.com') };
  await docutools.users.update({ path, body: { phone: '+43 1 5550100', settings: { timeZone: 'Europe/Vienna' } } });
  const { data: grace } = await docutools.users.get({ path });
  assert.deepEqual([grace.firstName, grace.phone, grace.settings.timeZone], ['Grace', '+43 1 5550100', 'Europe/Vienna']);

  const { data: members } = await docutools.members.list({ query: { search: 'grace@' } });
  assert.deepEqual(members.content.map((member) => member.userId), [path.userId]);
}

export async function updateBatch(world: World): Promise<void> {
  const { docutools } = world;
  const ada = await world.profileId('bulk1@example.com');
  const grace = await world.profileId('grace@example.com');
  await docutools.users.update({ path: { userId: ada }, body: { phone: '+43 1 5550101', fax: '+43 1 5550109' } });
  await docutools.users.update({ path: { userId: grace }, body: { fax: '+43 1 5550108' } });

  // [sample batch]
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
  const path = { userId: await world.profileId('grace@example.com') };
  await docutools.licenses.assign({ path });
  assert.equal((await docutools.users.get({ path })).data.license?.type, 'Master');
  await docutools.licenses.remove({ path });
  assert.equal((await docutools.users.get({ path })).data.license, null);
}

export async function readCard(world: World): Promise<void> {
  const path = { userId: await world.profileId('grace@example.com') };
  const { data: card } = await world.docutools.users.vcard({ path });
  assert(card.startsWith('BEGIN:VCARD\r\nVERSION:3.0\r\n'), card);
  assert.match(card, /^FN:Grace Hopper\r$/m);
}

export async function inviteProfile({ docutools }: World): Promise<void> {
  const { data: invited } = await docutools.users.invite({
    body: { email: 'lin@example.com', firstName: 'Lin', settings: { language: 'en' } },
  });
  assert.deepEqual([invited.invitationStatus, invited.active], ['Pending', false]);
  await docutools.users.reinvite({ path: { userId: invited.userId } });
  await docutools.users.unsubscribe({ query: { userId: invited.userId } });
  await docutools.users.resubscribe({ query: { userId: invited.userId } });
  const again = await problemOf(docutools.users.invite({ body: { email: 'lin@example.com' } }));
  assert.equal(again.code, 'email_in_use');
}

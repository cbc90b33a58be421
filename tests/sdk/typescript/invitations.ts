import assert from 'node:assert/strict';

import type { World } from './world.js';

export async function invite({ twona }: World): Promise<void> {
  // [sample invite twona/invitations_create twona/invitations_list]
  await twona.invitations.create({
    body: { name: 'Grace Hopper', email: 'grace@example.com', message: 'Welcome aboard!' },
  });

  const { data: invitations } = await twona.invitations.list();
  const pending = invitations.filter((invitation) => invitation.status_text === 'Pending');
  // [/sample]
  assert.deepEqual(pending.map((invitation) => invitation.email), ['grace@example.com']);

  const email = 'mistaken+address@example.com';
  await twona.invitations.create({ body: { name: 'Nobody', email } });
  // [sample twona/invitations_cancel]
  await twona.invitations.cancel({ path: { email } });
  // [/sample]
  const { data: left } = await twona.invitations.list();
  assert.deepEqual(left.map((invitation) => invitation.email), ['grace@example.com']);
}

export async function accept(world: World): Promise<void> {
  await world.accept(await world.invitationLink('grace@example.com'));
  const { data: users } = await world.twona.users.list();
  const grace = users.find((user) => user.email === 'grace@example.com');
  assert.equal(grace?.name, 'Grace Hopper');
}

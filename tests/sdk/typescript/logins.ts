import assert from 'node:assert/strict';

import { Twona } from 'roster-twona';

import { type World, problemOf } from './world.js';

export async function signIn(world: World): Promise<void> {
  // [sample session twona/session_get]
  const { ROSTER_URL: url = 'http://127.0.0.1:8080', ROSTER_TOKEN: token } = process.env;
  const twona = new Twona({ url, token });

  const { data: session } = await twona.session.get();
  const greeting = `Signed in as ${session.user.name} of ${session.organization.name}`;
  // [/sample]
  assert.match(greeting, /^Signed in as \S.* of \S/);

  const { data: other } = await world.member.session.get();
  assert.equal(other.user.email, 'member@example.com');
  assert.deepEqual(other.organization, session.organization);
}

export async function createMagicLink(world: World): Promise<void> {
  const { data: session } = await world.member.session.get();
  const { linker: twona } = world;
  const email = session.user.email;
  // [sample twona/auto_keys_create]
  const { response } = await twona.autoKeys.create({ body: { email } });
  const link = response.headers.get('Location');
  // [/sample]
  assert(link, 'no link');
  assert(link.startsWith(`${world.url}/login/auto-key/`), link);

  // What a browser does with the link; the cookie that it is given is a credential like a token.
  const landing = await fetch(link, { redirect: 'manual' });
  const cookie = landing.headers.getSetCookie().find((cookie) => cookie.startsWith('roster_session='));
  const value = cookie?.split(';')[0]?.split('=')[1];
  const browser = new Twona({ url: world.url, session: value });
  assert.deepEqual((await browser.session.get()).data, session);
  await signOut(browser);
  assert.equal((await problemOf(browser.session.get())).status, 401);
}

async function signOut(twona: Twona): Promise<void> {
  // [sample twona/session_delete]
  await twona.session.delete();
  // [/sample]
}

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import createClient from 'openapi-fetch';

import type { paths as Docutools } from './docutools.js';
import type { components, paths as Twona } from './twona.js';

const { ROSTER_URL: baseUrl = '', ROSTER_TOKEN: token = '', ROSTER_FILES: files = '' } = process.env;
const twona = createClient<Twona>({ baseUrl, headers: { 'access-token': token } });
const docutools = createClient<Docutools>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

const { data: session } = await twona.GET('/v2/session');
assert.equal(session?.user.email, 'owner@example.com');
console.log('ok session');

const group = 'Straßenbau, Ärzte und 日本';
const { data: created } = await twona.POST('/v2/groups', { body: { name: group } });
assert.equal(created?.name, group);
console.log('ok group');

const invited = await twona.POST('/v2/users/invitations', { body: { name: 'Dora Dean', email: 'dora@example.com' } });
assert(invited.response.ok);
const { data: invitations } = await twona.GET('/v2/users/invitations');
assert.deepEqual(invitations?.map(({ email }) => email), ['dora@example.com']);
console.log('ok invite');

const { data: users } = await twona.GET('/v2/users', { params: { query: { q: 'email:owner*' } } });
assert.deepEqual(users?.map(({ email }) => email), ['owner@example.com']);
console.log('ok users');

const MIB = 1024 * 1024;
const content = new Uint8Array(6 * MIB).map((_, index) => (index * 7) % 251);
const announced = await twona.POST('/v2/files', {
  params: { header: { 'Upload-Length': content.length, 'Upload-Metadata': `filename ${btoa('plan.bin')},filetype ${btoa('image/x-plan')}` } },
});
const path = { file_id: announced.response.headers.get('Location')?.split('/').at(-1) ?? '' };
for (let offset = 0; offset < content.length; offset += 5 * MIB) {
  const state = await twona.HEAD('/v2/files/{file_id}', { params: { path } });
  assert.equal(state.response.headers.get('Upload-Offset'), `${offset}`);
  const part = content.slice(offset, offset + 5 * MIB);
  const sent = await twona.PATCH('/v2/files/{file_id}', {
    params: { path, header: { 'Upload-Offset': offset } },
    headers: { 'Content-Type': 'application/offset+octet-stream' },
    // The types know bytes as text.
    body: part as unknown as string,
    bodySerializer: (body) => body,
  });
  assert.equal(sent.response.status, 204);
}
console.log('ok upload');

const downloaded = await twona.GET('/v2/files/{file_id}/content', { params: { path }, parseAs: 'arrayBuffer' });
assert(downloaded.data && Buffer.from(content).equals(Buffer.from(downloaded.data)));
const { data: file } = await twona.GET('/v2/files/{file_id}', { params: { path } });
assert(typeof file === 'object' && file.size === content.length);
console.log('ok download');

const { data: page } = await docutools.GET('/api/v2/users', { params: { query: { search: 'owner', pageSize: 5 } } });
const profile = page?.content[0];
assert(profile && page.totalElements === 1);
console.log('ok profiles');

const user = { userId: profile.userId };
await docutools.PATCH('/api/v2/users/{userId}', { params: { path: user }, body: { city: 'Vienna', phone: '+43 1 23' } });
const { data: updated } = await docutools.PATCH('/api/v2/users/{userId}', { params: { path: user }, body: { phone: null } });
assert.deepEqual([updated?.city, updated?.phone], ['Vienna', null]);
console.log('ok update');

const picture = await readFile(`${files}/avatar.png`);
const form = new FormData();
form.append('avatar', new Blob([picture], { type: 'image/png' }), 'avatar.png');
const replaced = await docutools.PUT('/api/v2/users/{userId}/avatar', {
  params: { path: user },
  body: { avatar: '' },
  bodySerializer: () => form,
});
assert(replaced.response.ok);
const original = await docutools.GET('/api/v2/users/{userId}/avatar/original', { params: { path: user }, parseAs: 'arrayBuffer' });
assert(original.data && picture.equals(Buffer.from(original.data)));
console.log('ok avatar');

const card = await docutools.GET('/api/v2/users/{userId}/vcard', { params: { path: user }, parseAs: 'text' });
assert.match(card.data ?? '', /^BEGIN:VCARD\r\n/);
console.log('ok vcard');

type Problem = components['schemas']['Problem'];
function expect(problem: Problem | undefined, status: number, code: string): Problem {
  assert.deepEqual([problem?.status, problem?.code], [status, code]);
  return problem!;
}

expect((await twona.GET('/v2/users/{user_id}', { params: { path: { user_id: 'nobody' } } })).error, 404, 'not_found');
console.log('ok not-found');
expect((await twona.POST('/v2/groups', { body: { name: group } })).error, 409, 'name_in_use');
console.log('ok conflict');
const refused = await twona.POST('/v2/users/invitations', { body: { name: 'Dora Dean', email: 'dora' } });
assert.deepEqual(expect(refused.error, 422, 'invalid_body').errors?.map(({ pointer }) => pointer), ['/email']);
console.log('ok invalid');

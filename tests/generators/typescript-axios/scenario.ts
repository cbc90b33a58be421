import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { isAxiosError } from 'axios';

import * as docutools from './docutools/index.js';
import * as twona from './twona/index.js';

const { ROSTER_URL: basePath = '', ROSTER_TOKEN: token = '', ROSTER_FILES: folder = '' } = process.env;
const configuration = new twona.Configuration({ basePath, apiKey: (name) => (name === 'access-token' ? token : '') });
const groups = new twona.GroupsApi(configuration);
const invitations = new twona.InvitationsApi(configuration);
const uploads = new twona.UploadsApi(configuration);
const files = new twona.FilesApi(configuration);
const users = new twona.UsersApi(configuration);
const bearer = new docutools.Configuration({ basePath, accessToken: token });
const profiles = new docutools.UsersApi(bearer);
const avatars = new docutools.AvatarsApi(bearer);

const session = await new twona.SessionApi(configuration).sessionGet();
assert.equal(session.data.user.email, 'owner@example.com');
console.log('ok session');

const name = 'Straßenbau, Ärzte und 日本';
assert.equal((await groups.groupsCreateOrActivate({ name })).data.name, name);
console.log('ok group');

await invitations.invitationsCreate({ name: 'Dora Dean', email: 'dora@example.com' });
assert.deepEqual((await invitations.invitationsList()).data.map(({ email }) => email), ['dora@example.com']);
console.log('ok invite');

const found = await users.usersList('email:owner*');
assert.deepEqual(found.data.map(({ email }) => email), ['owner@example.com']);
console.log('ok users');

const MIB = 1024 * 1024;
const content = new Uint8Array(6 * MIB).map((_, index) => (index * 7) % 251);
const metadata = `filename ${btoa('plan.bin')},filetype ${btoa('image/x-plan')}`;
const announced = await uploads.uploadsCreate(undefined, content.length, undefined, undefined, metadata);
const id: string = announced.headers['location'].split('/').at(-1);
for (let offset = 0; offset < content.length; offset += 5 * MIB) {
  const state = await uploads.uploadsCheck(id);
  assert.equal(state.headers['upload-offset'], `${offset}`);
  const type = 'application/offset+octet-stream'; // axios takes the media type from the file
  const part = new File([content.slice(offset, offset + 5 * MIB)], 'part', { type });
  assert.equal((await uploads.uploadsAppend(id, offset, part)).status, 204);
}
console.log('ok upload');

const downloaded = await files.filesDownload(id, undefined, undefined, { responseType: 'arraybuffer' });
assert(Buffer.from(content).equals(Buffer.from(downloaded.data as unknown as ArrayBuffer)));
assert.equal((await files.filesGet(id)).data.size, content.length);
console.log('ok download');

const page = await profiles.usersList(undefined, 5, undefined, undefined, undefined, 'owner');
assert.equal(page.data.totalElements, 1);
const { userId } = page.data.content[0]!;
console.log('ok profiles');

await profiles.usersUpdate(userId, { city: 'Vienna', phone: '+43 1 23' });
const { data: updated } = await profiles.usersUpdate(userId, { phone: null });
assert.deepEqual([updated.city, updated.phone], ['Vienna', null]);
console.log('ok update');

const picture = await readFile(`${folder}/avatar.png`);
await avatars.avatarsReplace(userId, new File([picture], 'avatar.png', { type: 'image/png' }));
const original = await avatars.avatarsGetOriginal(userId, undefined, { responseType: 'arraybuffer' });
assert(picture.equals(Buffer.from(original.data as unknown as ArrayBuffer)));
console.log('ok avatar');

assert.match((await profiles.usersVcard(userId)).data, /^BEGIN:VCARD\r\n/);
console.log('ok vcard');

/** The problem that an operation throws. */
async function problem(operation: Promise<unknown>, status: number, code: string): Promise<twona.Problem> {
  const error = await operation.then(() => assert.fail('there was no problem'), (error: unknown) => error);
  assert(isAxiosError<twona.Problem>(error) && error.response, `${error}`);
  assert.deepEqual([error.response.data.status, error.response.data.code], [status, code]);
  return error.response.data;
}

await problem(users.usersGet('nobody'), 404, 'not_found');
console.log('ok not-found');
await problem(groups.groupsCreateOrActivate({ name }), 409, 'name_in_use');
console.log('ok conflict');
const invalid = await problem(invitations.invitationsCreate({ name: 'Dora Dean', email: 'dora' }), 422, 'invalid_body');
assert.deepEqual(invalid.errors?.map(({ pointer }) => pointer), ['/email']);
console.log('ok invalid');

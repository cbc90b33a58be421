import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { Twona } from 'roster-twona';

import { type World, environment, problemOf } from './world.js';

const PART = 5 * 1024 * 1024;

export async function upload(world: World): Promise<void> {
  const { twona, content } = world;
  // [sample twona/uploads_discover]
  const { response } = await twona.uploads.discover();
  const maximum = Number(response.headers.get('Tus-Max-Size'));
  // [/sample]
  assert(maximum > content.length);
  assert.match(response.headers.get('Tus-Extension') ?? '', /\bchecksum\b/);

  const file = new File([content], 'Übersicht.pdf', { type: 'application/pdf' });
  const id = await begin(twona, file);
  await assert.rejects(resume(breakingAfterOnePart(world), id, file), /the connection broke/);
  assert.equal(await offsetOf(twona, id), PART);

  const part = content.subarray(PART, 2 * PART);
  const append = (checksum: string) =>
    twona.uploads.append({
      path: { file_id: id },
      headers: { 'Upload-Offset': PART, 'Upload-Checksum': `sha256 ${checksum}` },
      body: new Blob([part]),
    });
  const mismatch = await problemOf(append(digest(content)));
  assert.deepEqual([mismatch.status, mismatch.code], [460, 'checksum_mismatch']);
  await append(digest(part));

  await resume(twona, id, file);
  assert.equal(await offsetOf(twona, id), file.size);
  assert.equal((await twona.files.get({ path: { file_id: id } })).data.name, file.name);
  world.file = id;

  const fileId = await begin(twona, new File(['unwanted'], 'unwanted.txt', { type: 'text/plain' }));
  // [sample twona/uploads_terminate]
  await twona.uploads.terminate({ path: { file_id: fileId } });
  // [/sample]
  assert.equal((await problemOf(twona.uploads.check({ path: { file_id: fileId } }))).status, 404);
}

// [sample upload twona/uploads_create twona/uploads_check twona/uploads_append]
/** Announces a file; the answer says where its bytes go. */
async function begin(twona: Twona, file: File): Promise<string> {
  const base64 = (text: string) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
  const { response } = await twona.uploads.create({
    headers: {
      'Upload-Length': file.size,
      'Upload-Metadata': `filename ${base64(file.name)},filetype ${base64(file.type)}`,
    },
  });
  return response.headers.get('Location')?.split('/').at(-1) ?? '';
}

/** Sends what the server has not got: all of it at first, and after a broken connection the rest. */
async function resume(twona: Twona, id: string, file: File): Promise<void> {
  const path = { file_id: id };
  const state = await twona.uploads.check({ path });
  let offset = Number(state.response.headers.get('Upload-Offset'));
  while (offset < file.size) {
    const body = file.slice(offset, offset + 5 * 1024 * 1024);
    const { response } = await twona.uploads.append({ path, headers: { 'Upload-Offset': offset }, body });
    offset = Number(response.headers.get('Upload-Offset'));
  }
}
// [/sample]

async function offsetOf(twona: Twona, id: string): Promise<number> {
  const { response } = await twona.uploads.check({ path: { file_id: id } });
  return Number(response.headers.get('Upload-Offset'));
}

/** A client whose connection bears one part of an upload, and breaks at the next. */
function breakingAfterOnePart({ url }: World): Twona {
  let parts = 0;
  return new Twona({
    url,
    token: environment('ROSTER_TOKEN'),
    fetch: async (request) => {
      if (request instanceof Request && request.method === 'PATCH' && ++parts > 1) throw new Error('the connection broke');
      return fetch(request);
    },
  });
}

export async function download(world: World): Promise<void> {
  const { twona, content, file: fileId } = world;
  // [sample twona/files_set_metadata]
  const metadata = { owner: 'diego', revision: 3, approved: true };
  // `fetch` follows the 301 to the persistent file, which has an identifier of its own.
  const { data: file } = await twona.files.setMetadata({ path: { file_id: fileId }, body: { metadata } });
  // [/sample]
  assert.notEqual(file.id, fileId);
  const path = { file_id: file.id };
  await findByMetadata(twona, file.id);

  // [sample twona/files_download]
  const whole = await twona.files.download({ path: { file_id: file.id } });
  const bytes = new Uint8Array(await whole.data.arrayBuffer());

  const part = await twona.files.download({ path: { file_id: file.id }, headers: { Range: 'bytes=1000-1999' } });
  // [/sample]
  assert.equal(digest(bytes), digest(content));
  assert.equal(part.response.status, 206);
  assert.equal(part.response.headers.get('Content-Range'), `bytes 1000-1999/${content.length}`);
  assert.equal(digest(new Uint8Array(await part.data.arrayBuffer())), digest(content.subarray(1000, 2000)));

  const { data: stream } = await twona.files.download({ path, parseAs: 'stream' });
  assert.equal(digest(new Uint8Array(await new Response(stream).arrayBuffer())), digest(content));

  const etag = whole.response.headers.get('ETag');
  assert(etag);
  const again = await twona.files.download({ path, headers: { 'If-None-Match': etag }, throwOnError: false });
  assert.equal(again.response?.status, 304);
}

async function findByMetadata(twona: Twona, fileId: string): Promise<void> {
  // [sample twona/files_get]
  const { data: file } = await twona.files.get({ path: { file_id: fileId } });
  // [/sample]
  assert.deepEqual(file.metadata, { owner: 'diego', revision: 3, approved: true });
  // [sample twona/files_list]
  const { data: files } = await twona.files.list({ query: { q: 'owner:diego+revision:>2', sort_by: '-date' } });
  // [/sample]
  assert.deepEqual(files.map((file) => file.id), [fileId]);
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

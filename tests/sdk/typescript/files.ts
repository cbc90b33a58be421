import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { Twona } from 'roster-twona';

import { type World, environment, problemOf } from './world.js';

const PART = 5 * 1024 * 1024;

export async function upload(world: World): Promise<void> {
  const { twona, content } = world;
  const { response } = await twona.uploads.discover();
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

  const unwanted = { file_id: await begin(twona, new File(['unwanted'], 'unwanted.txt', { type: 'text/plain' })) };
  await twona.uploads.terminate({ path: unwanted });
  assert.equal((await problemOf(twona.uploads.check({ path: unwanted }))).status, 404);
}

// [sample upload]
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
  const { twona, content } = world;
  const metadata = { owner: 'diego', revision: 3, approved: true };
  // `fetch` follows the 301 to the persistent file, which has an identifier of its own.
  const { data: file } = await twona.files.setMetadata({ path: { file_id: world.file }, body: { metadata } });
  assert.notEqual(file.id, world.file);
  const path = { file_id: file.id };
  assert.deepEqual((await twona.files.get({ path })).data.metadata, metadata);
  const { data: found } = await twona.files.list({ query: { q: 'owner:diego+revision:>2' } });
  assert.deepEqual(found.map((file) => file.id), [file.id]);

  const whole = await twona.files.download({ path });
  assert.equal(digest(new Uint8Array(await whole.data.arrayBuffer())), digest(content));

  const part = await twona.files.download({ path, headers: { Range: 'bytes=1000-1999' } });
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

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import type { Twona } from 'roster-twona';

import { type World, problemOf } from './world.js';

const MIB = 1024 * 1024;

export async function upload(world: World): Promise<void> {
  const { twona, content } = world;
  const { response } = await twona.uploads.discover();
  assert.match(response.headers.get('Tus-Extension') ?? '', /\bchecksum\b/);

  const file = new Blob([content]);
  const id = await start(twona, 'site-plan.pdf', file.size);
  const path = { file_id: id };
  const part = content.subarray(0, 5 * MIB);
  await twona.uploads.append({
    path,
    headers: { 'Upload-Offset': 0, 'Upload-Checksum': `sha256 ${digest(part)}` },
    body: new Blob([part]),
  });
  const damaged = await problemOf(
    twona.uploads.append({
      path,
      headers: { 'Upload-Offset': part.length, 'Upload-Checksum': `sha256 ${digest(part)}` },
      body: new Blob([content.subarray(5 * MIB, 10 * MIB)]),
    }),
  );
  assert.deepEqual([damaged.status, damaged.code], [460, 'checksum_mismatch']);

  await resume(twona, id, file);
  const finished = await twona.uploads.check({ path });
  assert.equal(finished.response.headers.get('Upload-Offset'), `${file.size}`);
  world.file = id;

  const unwanted = await start(twona, 'unwanted.bin', 10);
  await twona.uploads.terminate({ path: { file_id: unwanted } });
  const gone = await problemOf(twona.uploads.check({ path: { file_id: unwanted } }));
  assert.equal(gone.status, 404);
}

async function start(twona: Twona, name: string, size: number): Promise<string> {
  const { response } = await twona.uploads.create({
    headers: {
      'Upload-Length': size,
      'Upload-Metadata': `filename ${btoa(name)},filetype ${btoa('application/pdf')}`,
    },
  });
  const id = response.headers.get('Location')?.split('/').at(-1);
  assert(id);
  return id;
}

async function resume(twona: Twona, id: string, file: Blob): Promise<void> {
  // [sample upload]
  // Where the upload stands, after a broken connection too; then part by part to the end.
  const state = await twona.uploads.check({ path: { file_id: id } });
  let offset = Number(state.response.headers.get('Upload-Offset'));
  while (offset < file.size) {
    const { response } = await twona.uploads.append({
      path: { file_id: id },
      headers: { 'Upload-Offset': offset },
      body: file.slice(offset, offset + 5 * 1024 * 1024),
    });
    offset = Number(response.headers.get('Upload-Offset'));
  }
  // [/sample]
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

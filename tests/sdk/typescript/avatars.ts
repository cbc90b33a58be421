import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Docutools } from 'roster-docutools';

import { type World, environment } from './world.js';

export async function replaceAvatar(world: World): Promise<void> {
  const { docutools } = world;
  const userId = await world.profileId('grace@example.com');
  const picture = await readFile(join(environment('ROSTER_FILES'), 'avatar.png'));
  const unchanged = await replaceAndGet(docutools, userId, picture);
  assert(unchanged);

  // [sample docutools/avatars_get_original]
  const original = await docutools.avatars.getOriginal({ path: { userId } });
  // [/sample]
  assert.equal(original.response.status, 200);
  assert.equal(original.response.headers.get('Content-Type'), 'image/png');
  assert(original.data && picture.equals(new Uint8Array(await original.data.arrayBuffer())));

  // [sample docutools/avatars_delete]
  await docutools.avatars.delete({ path: { userId } });
  // [/sample]
  for (const none of [await docutools.avatars.get({ path: { userId } }), await docutools.avatars.getOriginal({ path: { userId } })]) {
    assert.equal(none.response.status, 204);
    assert(!none.data);
  }
}

async function replaceAndGet(docutools: Docutools, userId: string, picture: Buffer<ArrayBuffer>): Promise<boolean> {
  // [sample avatar docutools/avatars_replace docutools/avatars_get]
  const avatar = new File([picture], 'avatar.png', { type: 'image/png' });
  await docutools.avatars.replace({ path: { userId }, body: { avatar } });

  const { data: thumbnail, response } = await docutools.avatars.get({ path: { userId } });
  const etag = response.headers.get('ETag') ?? '';

  // Later: a 304 says that the picture is still the same. It is no success, so it would be thrown.
  const later = await docutools.avatars.get({
    path: { userId },
    headers: { 'If-None-Match': etag },
    throwOnError: false,
  });
  const unchanged = later.response?.status === 304;
  // [/sample]
  assert(thumbnail && thumbnail.type === 'image/png' && thumbnail.size > 100);
  return unchanged;
}

// Everything that a consumer does with both packages, against a server; prints each step that went well.

import { replaceAvatar } from './avatars.js';
import { accept, invite } from './invitations.js';
import { changeGroups } from './groups.js';
import { createMagicLink, signIn } from './logins.js';
import { download, upload } from './files.js';
import { expectProblems } from './problems.js';
import { changeProfiles, inviteProfile, manageLicence, readCard, updateBatch } from './profiles.js';
import { search } from './search.js';
import { changeUsers } from './users.js';
import { World } from './world.js';

const steps: Array<[name: string, step: (world: World) => Promise<void>]> = [
  ['session', signIn],
  ['invite', invite],
  ['accept', accept],
  ['users', changeUsers],
  ['groups', changeGroups],
  ['search', search],
  ['upload', upload],
  ['download', download],
  ['auto-key', createMagicLink],
  ['profiles', changeProfiles],
  ['avatar', replaceAvatar],
  ['batch', updateBatch],
  ['licence', manageLicence],
  ['vcard', readCard],
  ['invitation', inviteProfile],
  ['problems', expectProblems],
];

const world = new World();
for (const [name, step] of steps) {
  try {
    await step(world);
  } catch (error) {
    console.error(`step ${name}:`, error);
    process.exit(1);
  }
  console.log(`ok ${name}`);
}

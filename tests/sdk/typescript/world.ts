// What the steps share: the clients of several callers, mails, and what one step leaves for the next.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Docutools } from 'roster-docutools';
import { ProblemError, Twona } from 'roster-twona';

export function environment(name: string): string {
  const value = process.env[name];
  assert(value, `${name} is not set`);
  return value;
}

export class World {
  readonly url = environment('ROSTER_URL');
  readonly twona = new Twona({ url: this.url, token: environment('ROSTER_TOKEN') });
  readonly docutools = new Docutools({ url: this.url, token: environment('ROSTER_TOKEN') });
  readonly member = new Twona({ url: this.url, token: environment('ROSTER_MEMBER_TOKEN') });
  readonly linker = new Twona({ url: this.url, token: environment('ROSTER_AUTO_KEY_TOKEN') });

  /** The content of the file that the upload leaves, and its identifier. */
  readonly content = differentBytes(11 * 1024 * 1024);
  file = '';

  /** The profile's id of the user with an address. */
  async profileId(email: string): Promise<string> {
    const { data: page } = await this.docutools.users.list({ query: { pageSize: 1000 } });
    const profile = page.content.find((profile) => profile.email === email);
    assert(profile, `nobody has the address ${email}`);
    return profile.userId;
  }

  /** The invitation link in the newest mail to an address; mails go out after the answer, so it may take a moment. */
  async invitationLink(email: string): Promise<string> {
    for (let attempt = 0; attempt < 100; attempt++) {
      for (const mail of await mails()) {
        // Lines of quoted-printable text are joined where they end with `=`.
        const link = mail.replaceAll(/=\r?\n/g, '').match(/^https?:\S+\/invitations\/\S+/m);
        if (mail.includes(`<${email}>`) && link) return link[0];
      }
      await sleep(100);
    }
    throw new Error(`no mail with a link to ${email}`);
  }

  /** Presses the button of the page behind an invitation link. */
  async accept(link: string): Promise<void> {
    const page = await fetch(link);
    assert.equal(page.status, 200);
    const body = new URLSearchParams();
    const answer = await fetch(link, { method: 'POST', body, headers: { Origin: this.url } });
    assert(answer.ok, `${link} answered ${answer.status}`);
  }
}

async function mails(): Promise<string[]> {
  const outbox = environment('ROSTER_OUTBOX');
  const names = (await readdir(outbox)).filter((name) => name.endsWith('.eml')).sort().reverse();
  return Promise.all(names.map((name) => readFile(join(outbox, name), 'utf8')));
}

/** Bytes that would be noticed in a wrong place. */
function differentBytes(length: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(length / 4);
  for (let index = 0; index < words.length; index++) words[index] = Math.imul(index + 1, 2_654_435_761);
  return new Uint8Array(words.buffer);
}

/** The problem that an operation throws. */
export async function problemOf(operation: Promise<unknown>): Promise<ProblemError> {
  const error = await operation.then(
    () => assert.fail('there was no problem'),
    (error: unknown) => error,
  );
  assert(error instanceof Error && error.name === 'ProblemError', `${error}`);
  return error as ProblemError;
}

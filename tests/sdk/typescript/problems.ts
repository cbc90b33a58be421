import assert from 'node:assert/strict';

import { ProblemError, Twona } from 'roster-twona';

import { type World, problemOf } from './world.js';

export async function expectProblems({ url, twona, member }: World): Promise<void> {
  const unauthorized = await problemOf(new Twona({ url, token: 'no-such-token' }).session.get());
  expect(unauthorized, 401, 'unauthorized', 'Unauthorized');
  assert.equal((await problemOf(new Twona({ url }).session.get())).status, 401);

  const forbidden = await problemOf(member.groups.createOrActivate({ body: { name: 'Members' } }));
  expect(forbidden, 403, 'forbidden', 'Forbidden');

  const missing = await problemOf(twona.users.get({ path: { user_id: 'nobody' } }));
  expect(missing, 404, 'not_found', 'Not Found');

  await twona.groups.createOrActivate({ body: { name: 'Draughtspeople' } });
  const taken = await problemOf(twona.groups.createOrActivate({ body: { name: 'Draughtspeople' } }));
  expect(taken, 409, 'name_in_use', 'Conflict');

  assert.deepEqual(await faultsOf(twona), ['/email must be an e-mail address (idn-email)']);

  // A body that the types would not let through.
  const invalid = await problemOf(twona.groups.createOrActivate({ body: JSON.parse('{"title": "Surveyors"}') }));
  expect(invalid, 422, 'invalid_body', 'Unprocessable Entity');

  const { error } = await twona.users.get({ path: { user_id: 'nobody' }, throwOnError: false });
  assert.equal(error?.code, 'not_found');
}

function expect(problem: ProblemError, status: number, code: string, title: string): void {
  assert.deepEqual([problem.status, problem.code, problem.title], [status, code, title]);
  assert(problem.detail.length > 10 && problem.message.includes(problem.detail));
  assert.equal(problem.response.headers.get('Content-Type'), 'application/problem+json');
}

async function faultsOf(twona: Twona): Promise<string[]> {
  const faults: string[] = [];
  // [sample problem]
  try {
    await twona.invitations.create({ body: { name: 'Dora Dean', email: 'dora' } });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error; // there was no answer
    if (error.code === 'email_in_use') console.error('Dora is a user already');
    else if (error.status !== 422) throw error;
    for (const { pointer, detail } of error.errors ?? []) faults.push(`${pointer} ${detail}`);
  }
  // [/sample]
  return faults;
}

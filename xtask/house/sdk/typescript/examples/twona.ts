// Shows who is signed in, makes a group, and lists users.

import { ProblemError, Twona } from 'roster-twona';

const { ROSTER_URL: url = 'http://127.0.0.1:8080', ROSTER_TOKEN: token } = process.env;
const twona = new Twona({ url, token });

const { data: session } = await twona.session.get();
console.log(`Signed in as ${session.user.name} of ${session.organization.name}`);

try {
  const { data: group } = await twona.groups.createOrActivate({ body: { name: 'Surveyors' } });
  console.log(`Group ${group.id} is called ${group.name}`);
} catch (error) {
  // Every answer that is not a success is thrown as a problem, with a code for programs.
  if (!(error instanceof ProblemError && error.code === 'name_in_use')) throw error;
  console.log('There is a group called Surveyors already');
}

const { data: users, response } = await twona.users.list({
  query: { q: 'email:*@example.com', sort_by: 'name', page: 1 },
});
console.log(`${users.length} of ${response.headers.get('X-Total-Count')} users:`);
for (const user of users) {
  console.log(`- ${user.name} <${user.email}>, ${user.position ?? 'no position'}`);
}

// Lists the people of the organisation by name, and shows the first as a vCard.

import { Docutools, ProblemError } from 'roster-docutools';

const { ROSTER_URL: url = 'http://127.0.0.1:8080', ROSTER_TOKEN: token = '' } = process.env;
const docutools = new Docutools({ url, token });

try {
  const { data: page } = await docutools.users.list({ query: { sort: 'name', pageSize: 25 } });
  console.log(`${page.totalElements} people, page ${page.number + 1} of ${page.totalPages}:`);
  for (const user of page.content) {
    const name = `${user.firstName} ${user.lastName}`.trim();
    console.log(`- ${name} <${user.email}>, ${user.invitationStatus}`);
  }

  const [first] = page.content;
  if (first) {
    const { data: card } = await docutools.users.vcard({ path: { userId: first.userId } });
    console.log(card);
  }
} catch (error) {
  // Every answer that is not a success is thrown as a problem, with a code for programs.
  if (!(error instanceof ProblemError)) throw error;
  console.error(`${error.detail} (${error.status}, ${error.code})`);
  process.exitCode = 1;
}

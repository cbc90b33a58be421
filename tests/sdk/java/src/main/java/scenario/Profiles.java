package scenario;

import example.roster.docutools.ApiClient;
import example.roster.docutools.api.LicensesApi;
import example.roster.docutools.api.MembersApi;
import example.roster.docutools.api.UsersApi;
import example.roster.docutools.model.InvitationStatus;
import example.roster.docutools.model.User;
import example.roster.docutools.model.UserBatchUpdate;
import example.roster.docutools.model.UserInvitation;
import example.roster.docutools.model.UserPage;
import example.roster.docutools.model.UserUpdate;
import java.util.List;
import java.util.UUID;

/** Profiles of docutools: listing, changing, licences, vCards and invitations. */
final class Profiles {
    private final ApiClient client;
    private final UsersApi users;

    Profiles(Environment environment) {
        client = environment.docutools();
        users = new UsersApi(client);
    }

    void profiles() {
        // [sample docutools/users_list]
        UserPage page = users.list(new UsersApi.ListRequest().pageSize(2).sort("name").sortDirection("DESC"));
        // [/sample]
        Check.equal(page.getContent().size(), 2, "the number of users on the page");
        Check.that(page.getTotalElements() > 2 && !page.isLast(), "there is another page");

        User member = find(users, Environment.MEMBER);
        UUID userId = member.getUserId();
        // [sample docutools/users_update docutools/users_get]
        User updated = users.update(userId, new UserUpdate().firstName("Mary").phone("+43 1 5550100"));

        User read = users.get(userId);
        // [/sample]
        Check.equal(updated.getFirstName(), "Mary", "the first name");
        Check.equal(updated.getLastName(), member.getLastName(), "the last name, which was left out");
        Check.equal(read, updated, "the profile");

        // [sample docutools/members_list]
        UserPage members = new MembersApi(client).list(new MembersApi.ListRequest().search("mary"));
        // [/sample]
        Check.equal(members.getContent(), List.of(updated), "the members found");
    }

    void batch() {
        UUID member = find(users, Environment.MEMBER).getUserId();
        UUID invited = find(users, People.INVITED).getUserId();
        users.update(member, new UserUpdate().fax("+43 1 5550109").city("Vienna"));

        // [sample batch docutools/users_update_batch]
        // What is not set stays as it is, and null clears.
        UserUpdate update = new UserUpdate().department("Structural engineering").fax(null);
        List<User> updated = users.updateBatch(new UserBatchUpdate()
                .addIdsItem(member)
                .addIdsItem(invited)
                .update(update));
        // [/sample]
        Check.equal(updated.stream().map(User::getUserId).toList(), List.of(member, invited), "the changed users");
        User first = updated.get(0);
        Check.equal(first.getDepartment(), "Structural engineering", "the department");
        Check.equal(first.getFax(), null, "the cleared fax");
        Check.equal(first.getCity(), "Vienna", "the city, which was left out");
    }

    void licence() {
        LicensesApi licenses = new LicensesApi(client);
        UUID userId = find(users, Environment.MEMBER).getUserId();
        // [sample docutools/licenses_assign]
        licenses.assign(userId);
        // [/sample]
        Check.that(users.get(userId).getLicense() != null, "the user holds a licence");
        // [sample docutools/licenses_remove]
        licenses.remove(userId);
        // [/sample]
        Check.that(users.get(userId).getLicense() == null, "the user holds no licence");
    }

    void vcard() {
        UUID userId = find(users, Environment.MEMBER).getUserId();
        // [sample docutools/users_vcard]
        String card = users.vcard(userId);
        // [/sample]
        Check.that(card.startsWith("BEGIN:VCARD\r\nVERSION:3.0\r\n"), "the text is a vCard");
        Check.that(card.contains(Environment.MEMBER), "the vCard has the address");
    }

    void invitation() {
        // [sample docutools/users_invite docutools/users_reinvite]
        User invited = users.invite(new UserInvitation().email("ada@example.com").firstName("Ada").lastName("Lovelace"));

        // Later, when the mail got lost:
        users.reinvite(invited.getUserId());
        // [/sample]
        Check.equal(invited.getInvitationStatus(), InvitationStatus.PENDING, "the status of the invited user");
        UUID userId = invited.getUserId();
        // [sample docutools/users_unsubscribe docutools/users_resubscribe]
        users.unsubscribe(userId);

        users.resubscribe(userId);
        // [/sample]
    }

    static User find(UsersApi users, String email) {
        return users.list(new UsersApi.ListRequest().search(email)).getContent().get(0);
    }
}

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
        UserPage page = users.list(new UsersApi.ListRequest().pageSize(2).sort("name").sortDirection("DESC"));
        Check.equal(page.getContent().size(), 2, "the number of users on the page");
        Check.that(page.getTotalElements() > 2 && !page.isLast(), "there is another page");

        User member = find(users, Environment.MEMBER);
        User updated = users.update(member.getUserId(), new UserUpdate().firstName("Mary").phone("+43 1 5550100"));
        Check.equal(updated.getFirstName(), "Mary", "the first name");
        Check.equal(updated.getLastName(), member.getLastName(), "the last name, which was left out");
        Check.equal(users.get(member.getUserId()), updated, "the profile");

        UserPage members = new MembersApi(client).list(new MembersApi.ListRequest().search("mary"));
        Check.equal(members.getContent(), List.of(updated), "the members found");
    }

    void batch() {
        UUID member = find(users, Environment.MEMBER).getUserId();
        UUID invited = find(users, People.INVITED).getUserId();
        users.update(member, new UserUpdate().fax("+43 1 5550109").city("Vienna"));

        // [sample batch]
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
        UUID member = find(users, Environment.MEMBER).getUserId();
        licenses.assign(member);
        Check.that(users.get(member).getLicense() != null, "the user holds a licence");
        licenses.remove(member);
        Check.that(users.get(member).getLicense() == null, "the user holds no licence");
    }

    void vcard() {
        String card = users.vcard(find(users, Environment.MEMBER).getUserId());
        Check.that(card.startsWith("BEGIN:VCARD\r\nVERSION:3.0\r\n"), "the text is a vCard");
        Check.that(card.contains(Environment.MEMBER), "the vCard has the address");
    }

    void invitation() {
        User invited = users.invite(new UserInvitation().email("ada@example.com").firstName("Ada").lastName("Lovelace"));
        Check.equal(invited.getInvitationStatus(), InvitationStatus.PENDING, "the status of the invited user");
        users.reinvite(invited.getUserId());
        users.unsubscribe(invited.getUserId());
        users.resubscribe(invited.getUserId());
    }

    static User find(UsersApi users, String email) {
        return users.list(new UsersApi.ListRequest().search(email)).getContent().get(0);
    }
}

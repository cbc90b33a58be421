package scenario;

import example.roster.twona.ApiClient;
import example.roster.twona.api.AutoKeysApi;
import example.roster.twona.api.InvitationsApi;
import example.roster.twona.api.SessionApi;
import example.roster.twona.api.UsersApi;
import example.roster.twona.model.AutoKeyRequest;
import example.roster.twona.model.Invitation;
import example.roster.twona.model.InvitationCreate;
import example.roster.twona.model.Session;
import example.roster.twona.model.User;
import example.roster.twona.model.UserActivation;
import example.roster.twona.model.UserBulk;
import example.roster.twona.model.UserUpdate;
import java.net.URI;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** Session, invitations, users and magic links of the Twona API. */
final class People {
    static final String INVITED = "grace@example.com";

    private final Environment environment;
    private final ApiClient client;
    private final UsersApi users;

    People(Environment environment) {
        this.environment = environment;
        client = environment.twona();
        users = new UsersApi(client);
    }

    void session() {
        String url = environment.url();
        String token = environment.token();
        // [sample session twona/session_get]
        ApiClient client = new ApiClient().setBasePath(url);
        client.setApiKey(token);

        Session session = new SessionApi(client).get();
        System.out.println("signed in as " + session.getUser().getEmail()
                + " of " + session.getOrganization().getName());
        // [/sample]
        Check.equal(session.getUser().getEmail(), "owner@example.com", "the user of the token");
        Check.that(!session.getOrganization().getName().isEmpty(), "the organization has a name");
    }

    void invite() {
        // [sample invite twona/invitations_create twona/invitations_list]
        InvitationsApi invitations = new InvitationsApi(client);
        invitations.create(new InvitationCreate()
                .name("Grace Hopper")
                .email("grace@example.com")
                .message("Welcome aboard!"));

        for (Invitation invitation : invitations.list()) {
            System.out.println(invitation.getEmail() + ": " + invitation.getStatusText());
        }
        // [/sample]
        Check.equal(statusOf(invitations, INVITED), List.of(Invitation.StatusTextEnum.PENDING), "the invitation");

        invitations.create(new InvitationCreate().name("Emil Egger").email("emil@example.com"));
        // [sample twona/invitations_cancel]
        invitations.cancel("emil@example.com");
        // [/sample]
        Check.equal(statusOf(invitations, "emil@example.com"), List.of(), "the cancelled invitation");
    }

    void accept() throws Exception {
        new Outbox(environment.outbox()).accept(INVITED);
        Check.equal(find(INVITED).getName(), "Grace Hopper", "the name of the new user");
    }

    void users() {
        // [sample pages twona/users_list]
        int number = 1;
        ResponseEntity<List<User>> page;
        do {
            page = users.listWithHttpInfo(new UsersApi.ListRequest().sortBy("name").page(number++));
            for (User user : page.getBody()) {
                System.out.println(user.getName() + " <" + user.getEmail() + ">");
            }
        } while (page.getHeaders().getOrEmpty(HttpHeaders.LINK).toString().contains("rel=\"next\""));
        // [/sample]
        Check.equal(page.getHeaders().getFirst("X-Total-Count"), "3", "the number of users");
        Check.that(page.getHeaders().getFirst(HttpHeaders.LINK).contains("rel=\"first\""), "a page has links");

        String id = find(INVITED).getId();
        // [sample twona/users_update twona/users_get]
        // What is not set stays as it is, and null clears.
        User updated = users.update(id, new UserUpdate().position("Rear admiral").telephone(null));

        User read = users.get(id);
        // [/sample]
        Check.equal(updated.getPosition(), "Rear admiral", "the position");
        Check.equal(read, updated, "the user");
        Check.equal(users.update(id, new UserUpdate().position(null)).getPosition(), null, "the cleared position");

        // [sample twona/users_deactivate]
        users.deactivate(id);
        // [/sample]
        Check.equal(users.list(new UsersApi.ListRequest().deleted(true)).get(0).getId(), id, "the deactivated user");
        // [sample twona/users_activate]
        User activated = users.activate(new UserActivation().id(id));
        // [/sample]
        Check.equal(activated.getId(), id, "the user who is active again");

        // [sample twona/users_create_bulk]
        List<User> added = users.createBulk(new UserBulk()
                .addEmailsItem("bob@example.com")
                .addEmailsItem("carol@example.com"));
        // [/sample]
        Check.equal(added.size(), 2, "the number of users that were added");
    }

    void autoKey() {
        ApiClient client = environment.twona(environment.autoKeyToken());
        // [sample twona/auto_keys_create]
        AutoKeyRequest request = new AutoKeyRequest().email("grace@example.com");
        URI link = new AutoKeysApi(client).createWithHttpInfo(request).getHeaders().getLocation();
        // [/sample]
        Check.that(link.getPath().startsWith("/login/auto-key/"), "the link is a magic one");
        // [sample twona/session_delete]
        new SessionApi(client).delete();
        // [/sample]
    }

    private User find(String email) {
        return users.list(new UsersApi.ListRequest().q("email:" + email)).get(0);
    }

    private static List<Invitation.StatusTextEnum> statusOf(InvitationsApi invitations, String email) {
        return invitations.list().stream()
                .filter(invitation -> invitation.getEmail().equals(email))
                .map(Invitation::getStatusText)
                .toList();
    }
}

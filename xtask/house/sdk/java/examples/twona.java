import example.roster.twona.ApiClient;
import example.roster.twona.api.InvitationsApi;
import example.roster.twona.api.SessionApi;
import example.roster.twona.model.InvitationCreate;
import example.roster.twona.model.Problem;
import org.springframework.web.client.HttpClientErrorException;

/** Shows who is signed in, invites somebody, and lists who is invited. */
final class Invite {
    public static void main(String[] arguments) {
        ApiClient client = new ApiClient().setBasePath(System.getenv("ROSTER_URL"));
        client.setApiKey(System.getenv("ROSTER_TOKEN"));

        var session = new SessionApi(client).get();
        System.out.println("Signed in as " + session.getUser().getEmail()
                + " of " + session.getOrganization().getName());

        var invitations = new InvitationsApi(client);
        try {
            invitations.create(new InvitationCreate()
                    .name("Nora Newcomer")
                    .email("newcomer@example.com")
                    .message("Welcome aboard!"));
        } catch (HttpClientErrorException.Conflict conflict) {
            // Every refusal has a problem document.
            Problem problem = conflict.getResponseBodyAs(Problem.class);
            System.out.println(problem.getDetail());
        }

        for (var invitation : invitations.list()) {
            System.out.println(invitation.getEmail() + " is invited until " + invitation.getDateExpiration());
        }
    }
}

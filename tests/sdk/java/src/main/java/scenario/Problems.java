package scenario;

import example.roster.twona.api.GroupsApi;
import example.roster.twona.api.InvitationsApi;
import example.roster.twona.api.SessionApi;
import example.roster.twona.api.UsersApi;
import example.roster.twona.model.GroupCreateOrActivate;
import example.roster.twona.model.InvitationCreate;
import example.roster.twona.model.Problem;
import example.roster.twona.model.Violation;
import org.springframework.web.client.RestClientResponseException;

/** What a refused request gives: an exception of the status, with the problem document. */
final class Problems {
    private final Environment environment;
    private final GroupsApi groups;
    private final UsersApi users;
    private final InvitationsApi invitations;

    Problems(Environment environment) {
        this.environment = environment;
        groups = new GroupsApi(environment.twona());
        users = new UsersApi(environment.twona());
        invitations = new InvitationsApi(environment.twona());
    }

    void problems() {
        SessionApi stranger = new SessionApi(environment.twona("not-a-token"));
        expect(401, "unauthorized", stranger::get);

        GroupsApi ofMember = new GroupsApi(environment.twona(environment.memberToken()));
        expect(403, "forbidden", () -> ofMember.createOrActivate(new GroupCreateOrActivate().name("Mutineers")));

        expect(404, "not_found", () -> users.get("nobody"));
        expect(409, "name_in_use", () -> groups.createOrActivate(new GroupCreateOrActivate().name(Groups.NAME)));

        explain();
        InvitationCreate nowhere = new InvitationCreate().name("Nobody").email("nowhere");
        Violation violation = expect(422, "invalid_body", () -> invitations.create(nowhere)).getErrors().get(0);
        Check.equal(violation.getPointer(), "/email", "the place of the fault");
        Check.that(!violation.getDetail().isEmpty(), "the fault is described");
    }

    private void explain() {
        // [sample problem]
        try {
            invitations.create(new InvitationCreate().name("Nobody").email("nowhere"));
        } catch (RestClientResponseException exception) {
            Problem problem = exception.getResponseBodyAs(Problem.class);
            System.out.println(problem.getStatus() + " " + problem.getCode() + ": " + problem.getDetail());
            for (Violation violation : problem.getErrors()) {
                System.out.println(violation.getPointer() + " " + violation.getDetail());
            }
        }
        // [/sample]
    }

    private static Problem expect(int status, String code, Runnable request) {
        try {
            request.run();
        } catch (RestClientResponseException exception) {
            Problem problem = exception.getResponseBodyAs(Problem.class);
            Check.equal(problem.getStatus(), status, "the status");
            Check.equal(problem.getCode(), code, "the code");
            Check.that(!problem.getTitle().isEmpty() && !problem.getDetail().isEmpty(), "the problem is described");
            return problem;
        }
        throw new AssertionError("the request was not refused with " + status);
    }
}

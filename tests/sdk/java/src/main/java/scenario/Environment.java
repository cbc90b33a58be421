package scenario;

import java.nio.file.Path;

/** Where the server is, and the tokens with which the scenario calls it. */
record Environment(String url, String token, String memberToken, String autoKeyToken, Path outbox, Path files) {
    static final String MEMBER = "member@example.com";

    static Environment read() {
        return new Environment(
                variable("ROSTER_URL"),
                variable("ROSTER_TOKEN"),
                variable("ROSTER_MEMBER_TOKEN"),
                variable("ROSTER_AUTO_KEY_TOKEN"),
                Path.of(variable("ROSTER_OUTBOX")),
                Path.of(variable("ROSTER_FILES")));
    }

    /** A client of the Twona API for the owner of the organization. */
    example.roster.twona.ApiClient twona() {
        return twona(token);
    }

    example.roster.twona.ApiClient twona(String accessToken) {
        var client = new example.roster.twona.ApiClient().setBasePath(url);
        client.setApiKey(accessToken);
        return client;
    }

    /** A client of docutools for the owner of the organisation. */
    example.roster.docutools.ApiClient docutools() {
        var client = new example.roster.docutools.ApiClient().setBasePath(url);
        client.setBearerToken(token);
        return client;
    }

    private static String variable(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set");
        }
        return value;
    }
}

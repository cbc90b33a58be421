import example.roster.docutools.ApiClient;
import example.roster.docutools.api.UsersApi;
import example.roster.docutools.model.User;
import example.roster.docutools.model.UserUpdate;

/** Lists the users of the organisation, and changes the profile of the first. */
final class Directory {
    public static void main(String[] arguments) {
        ApiClient client = new ApiClient().setBasePath(System.getenv("ROSTER_URL"));
        client.setBearerToken(System.getenv("ROSTER_TOKEN"));
        var users = new UsersApi(client);

        var page = users.list(new UsersApi.ListRequest().sort("name").pageSize(25));
        System.out.println(page.getTotalElements() + " users:");
        for (User user : page.getContent()) {
            System.out.println(user.getEmail() + " is " + user.getInvitationStatus());
        }

        // What is not set stays as it is, and null clears.
        User first = page.getContent().get(0);
        User updated = users.update(first.getUserId(), new UserUpdate()
                .department("Structural engineering")
                .fax(null));
        System.out.println(updated.getEmail() + " works in " + updated.getDepartment());
    }
}

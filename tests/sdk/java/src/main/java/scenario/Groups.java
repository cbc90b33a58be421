package scenario;

import example.roster.twona.api.GroupsApi;
import example.roster.twona.api.UsersApi;
import example.roster.twona.model.Group;
import example.roster.twona.model.GroupCreateOrActivate;
import example.roster.twona.model.GroupMember;
import example.roster.twona.model.GroupUpdate;
import example.roster.twona.model.User;
import java.util.List;

/** Groups of the Twona API and their members. */
final class Groups {
    static final String NAME = "Surveyors";

    private final GroupsApi groups;
    private final UsersApi users;

    Groups(Environment environment) {
        groups = new GroupsApi(environment.twona());
        users = new UsersApi(environment.twona());
    }

    void groups() {
        // [sample twona/groups_create_or_activate twona/groups_get]
        Group group = groups.createOrActivate(new GroupCreateOrActivate().name("Site engineers"));

        Group read = groups.get(group.getId());
        // [/sample]
        Long id = group.getId();
        Check.that(group.isActive(), "a new group is active");
        Check.equal(read, group, "the group");
        Check.equal(groups.list(null), List.of(group), "the groups");
        // [sample twona/groups_update]
        Group renamed = groups.update(id, new GroupUpdate().name("Surveyors"));
        // [/sample]
        Check.equal(renamed.getName(), NAME, "the new name");

        // [sample twona/groups_deactivate twona/groups_list]
        groups.deactivate(id);

        List<Group> deactivated = groups.list(true);
        // [/sample]
        Check.equal(deactivated.get(0).getId(), id, "the deactivated group");
        Check.that(groups.createOrActivate(new GroupCreateOrActivate().id(id)).isActive(), "the group is active again");

        members(id);
    }

    private void members(Long id) {
        User user = users.list(new UsersApi.ListRequest().q("email:" + People.INVITED)).get(0);
        // [sample twona/groups_users_add twona/groups_users_list]
        User added = groups.usersAdd(id, new GroupMember().id(user.getId()));

        List<User> members = groups.usersList(id);
        // [/sample]
        Check.equal(added, user, "the new member");
        Check.equal(members, List.of(user), "the members");
        // [sample twona/groups_users_remove]
        groups.usersRemove(id, user.getId());
        // [/sample]
        Check.equal(groups.usersList(id), List.of(), "the members in the end");
    }
}

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
        Group group = groups.createOrActivate(new GroupCreateOrActivate().name("Site engineers"));
        Long id = group.getId();
        Check.that(group.isActive(), "a new group is active");
        Check.equal(groups.get(id), group, "the group");
        Check.equal(groups.list(null), List.of(group), "the groups");
        Check.equal(groups.update(id, new GroupUpdate().name(NAME)).getName(), NAME, "the new name");

        groups.deactivate(id);
        Check.equal(groups.list(true).get(0).getId(), id, "the deactivated group");
        Check.that(groups.createOrActivate(new GroupCreateOrActivate().id(id)).isActive(), "the group is active again");

        members(id);
    }

    private void members(Long group) {
        User user = users.list(new UsersApi.ListRequest().q("email:" + People.INVITED)).get(0);
        Check.equal(groups.usersAdd(group, new GroupMember().id(user.getId())), user, "the new member");
        Check.equal(groups.usersList(group), List.of(user), "the members");
        groups.usersRemove(group, user.getId());
        Check.equal(groups.usersList(group), List.of(), "the members in the end");
    }
}

"""Groups and their members."""

from roster_twona import AuthenticatedClient
from roster_twona.api.groups import (
    groups_create_or_activate,
    groups_deactivate,
    groups_get,
    groups_list,
    groups_update,
    groups_users_add,
    groups_users_list,
    groups_users_remove,
)
from roster_twona.models import Group, GroupCreateOrActivate, GroupMember, GroupUpdate, User


def groups(client: AuthenticatedClient, user_id: str) -> None:
    # [sample twona/groups_create_or_activate]
    created = groups_create_or_activate.sync(client=client, body=GroupCreateOrActivate(name="Site engineers"))
    assert isinstance(created, Group), created
    # [/sample]
    assert created.active, created

    # [sample twona/groups_update twona/groups_get]
    renamed = groups_update.sync(created.id, client=client, body=GroupUpdate(name="Engineers"))

    group = groups_get.sync(created.id, client=client)
    # [/sample]
    assert isinstance(group, Group) and group.name == "Engineers" and renamed == group, group
    assert groups_list.sync(client=client) == [group]

    _members(client, created.id, user_id)

    # [sample twona/groups_deactivate twona/groups_list]
    gone = groups_deactivate.sync_detailed(created.id, client=client)

    deactivated = groups_list.sync(client=client, deleted=True)
    # [/sample]
    assert gone.status_code == 200, gone.parsed
    assert groups_list.sync(client=client) == []
    assert isinstance(deactivated, list) and [group.id for group in deactivated] == [created.id], deactivated
    activated = groups_create_or_activate.sync(client=client, body=GroupCreateOrActivate(id=created.id))
    assert isinstance(activated, Group) and activated.active, activated


def _members(client: AuthenticatedClient, group_id: int, user_id: str) -> None:
    # [sample twona/groups_users_add twona/groups_users_list]
    added = groups_users_add.sync(group_id, client=client, body=GroupMember(id=user_id))

    members = groups_users_list.sync(group_id, client=client)
    # [/sample]
    assert isinstance(added, User) and added.id == user_id, added
    assert members == [added]
    # [sample twona/groups_users_remove]
    removed = groups_users_remove.sync_detailed(group_id, user_id, client=client)
    # [/sample]
    assert removed.status_code == 204, removed.parsed
    assert groups_users_list.sync(group_id, client=client) == []

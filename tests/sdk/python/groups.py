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
    created = groups_create_or_activate.sync(client=client, body=GroupCreateOrActivate(name="Site engineers"))
    assert isinstance(created, Group) and created.active, created

    renamed = groups_update.sync(created.id, client=client, body=GroupUpdate(name="Engineers"))
    assert isinstance(renamed, Group) and renamed.name == "Engineers", renamed
    assert groups_get.sync(created.id, client=client) == renamed
    assert groups_list.sync(client=client) == [renamed]

    _members(client, created.id, user_id)

    assert groups_deactivate.sync_detailed(created.id, client=client).status_code == 200
    assert groups_list.sync(client=client) == []
    deactivated = groups_list.sync(client=client, deleted=True)
    assert isinstance(deactivated, list) and [group.id for group in deactivated] == [created.id], deactivated
    activated = groups_create_or_activate.sync(client=client, body=GroupCreateOrActivate(id=created.id))
    assert isinstance(activated, Group) and activated.active, activated


def _members(client: AuthenticatedClient, group_id: int, user_id: str) -> None:
    added = groups_users_add.sync(group_id, client=client, body=GroupMember(id=user_id))
    assert isinstance(added, User) and added.id == user_id, added
    assert groups_users_list.sync(group_id, client=client) == [added]
    assert groups_users_remove.sync_detailed(group_id, user_id, client=client).status_code == 204
    assert groups_users_list.sync(group_id, client=client) == []

"""Profiles, licences, cards and invitations, as docutools has them."""

from uuid import UUID

from roster_docutools import AuthenticatedClient
from roster_docutools.api.licenses import licenses_assign, licenses_remove
from roster_docutools.api.members import members_list
from roster_docutools.api.users import (
    users_get,
    users_invite,
    users_list,
    users_reinvite,
    users_resubscribe,
    users_unsubscribe,
    users_update,
    users_update_batch,
    users_vcard,
)
from roster_docutools.models import User, UserBatchUpdate, UserInvitation, UserPage, UserUpdate


async def profiles(client: AuthenticatedClient) -> UUID:
    """Finds Dora Dean, and answers her id."""
    async with client:
        # [sample docutools/users_list]
        last = await users_list.asyncio(client=client, sort="name", sort_direction="DESC", page_size=5)
        # [/sample]
        assert isinstance(last, UserPage) and len(last.content) == 5 and not last.last, last
        found = await users_list.asyncio(client=client, search="dean")
        assert isinstance(found, UserPage) and found.total_elements == 1, found
        # [sample docutools/members_list]
        members = await members_list.asyncio(client=client, search="dean")
        # [/sample]
        assert isinstance(members, UserPage) and members.content == found.content, members

        user_id = found.content[0].user_id
        # [sample docutools/users_get docutools/users_update]
        dora = await users_get.asyncio(user_id, client=client)

        changed = await users_update.asyncio(user_id, client=client, body=UserUpdate(fax="+43 1 99", city="Vienna"))
        # [/sample]
        assert dora == found.content[0], dora
        assert isinstance(changed, User) and (changed.fax, changed.city) == ("+43 1 99", "Vienna"), changed
        return user_id


def batch(client: AuthenticatedClient, user_id: UUID) -> None:
    # [sample batch docutools/users_update_batch]
    # `None` clears a property; one that is not named stays as it is.
    change = UserUpdate(department="Surveying", fax=None)
    users = users_update_batch.sync(client=client, body=UserBatchUpdate(ids=[user_id], update=change))
    assert isinstance(users, list), users
    assert [(user.department, user.fax, user.city) for user in users] == [("Surveying", None, "Vienna")]
    # [/sample]


def licence(client: AuthenticatedClient, user_id: UUID) -> None:
    # [sample docutools/licenses_assign]
    assigned = licenses_assign.sync_detailed(user_id, client=client)
    # [/sample]
    assert assigned.status_code == 200, assigned.parsed
    user = users_get.sync(user_id, client=client)
    assert isinstance(user, User) and user.license_ and user.license_.since, user
    # [sample docutools/licenses_remove]
    removed = licenses_remove.sync_detailed(user_id, client=client)
    # [/sample]
    assert removed.status_code == 200, removed.parsed
    user = users_get.sync(user_id, client=client)
    assert isinstance(user, User) and user.license_ is None, user


def vcard(client: AuthenticatedClient, user_id: UUID) -> None:
    # [sample docutools/users_vcard]
    card = users_vcard.sync(user_id, client=client)
    # [/sample]
    assert isinstance(card, str), card
    lines = card.split("\r\n")
    assert lines[0] == "BEGIN:VCARD" and "FN:Dora Dean" in lines, lines


def invitation(client: AuthenticatedClient) -> None:
    # [sample docutools/users_invite docutools/users_reinvite]
    invited = users_invite.sync(client=client, body=UserInvitation(email="grace@example.com", first_name="Grace"))
    assert isinstance(invited, User), invited

    # Later, when the mail got lost:
    again = users_reinvite.sync_detailed(invited.user_id, client=client)
    # [/sample]
    assert invited.invitation_status == "Pending" and again.status_code == 200, again.parsed

    user_id = invited.user_id
    # [sample docutools/users_unsubscribe docutools/users_resubscribe]
    left = users_unsubscribe.sync_detailed(client=client, user_id=user_id)

    back = users_resubscribe.sync_detailed(client=client, user_id=user_id)
    # [/sample]
    assert (left.status_code, back.status_code) == (200, 204), (left.parsed, back.parsed)

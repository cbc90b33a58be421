"""Sessions, invitations and users, as Twona has them."""

from roster_twona import AuthenticatedClient
from roster_twona.api.files import files_list
from roster_twona.api.invitations import invitations_cancel, invitations_create, invitations_list
from roster_twona.api.session import session_get
from roster_twona.api.users import (
    users_activate,
    users_create_bulk,
    users_deactivate,
    users_get,
    users_list,
    users_update,
)
from roster_twona.models import InvitationCreate, Problem, Session, User, UserActivation, UserBulk, UserUpdate


def session(client: AuthenticatedClient) -> None:
    # [sample session twona/session_get]
    session = session_get.sync(client=client)
    if isinstance(session, Problem):
        raise SystemExit(f"cannot sign in: {session.detail}")
    assert isinstance(session, Session)
    who = f"{session.user.email} of {session.organization.name}"
    # [/sample]
    assert who == "owner@example.com of Example organization", who


def invite(client: AuthenticatedClient, address: str) -> None:
    # [sample invite twona/invitations_create twona/invitations_list]
    invited = invitations_create.sync_detailed(
        client=client,
        body=InvitationCreate(name="Dora Dean", email=address, message="Welcome aboard!"),
    )
    assert invited.status_code == 204, invited.parsed

    pending = invitations_list.sync(client=client)
    assert isinstance(pending, list), pending
    assert address in [invitation.email for invitation in pending if invitation.status_text == "Pending"]
    # [/sample]

    mistaken = InvitationCreate(name="Mistaken Identity", email="mistaken@example.com")
    assert invitations_create.sync_detailed(client=client, body=mistaken).status_code == 204
    # [sample twona/invitations_cancel]
    cancelled = invitations_cancel.sync_detailed("mistaken@example.com", client=client)
    # [/sample]
    assert cancelled.status_code == 204, cancelled.parsed
    pending = invitations_list.sync(client=client)
    assert isinstance(pending, list), pending
    assert [invitation.email for invitation in pending] == [address]


def find(client: AuthenticatedClient, address: str) -> User:
    """The one user who has an address."""
    found = users_list.sync(client=client, q=f"email:{address}")
    assert isinstance(found, list) and len(found) == 1, found
    return found[0]


def users(client: AuthenticatedClient, user_id: str) -> None:
    # [sample twona/users_get]
    user = users_get.sync(user_id, client=client)
    # [/sample]
    assert isinstance(user, User) and user.name == "Dora Dean", user

    # [sample twona/users_update]
    # `None` clears a property; one that is not named stays as it is.
    changed = users_update.sync(user_id, client=client, body=UserUpdate(position="Surveyor", telephone=None))
    # [/sample]
    assert isinstance(changed, User) and (changed.name, changed.position) == ("Dora Dean", "Surveyor"), changed
    changed = users_update.sync(user_id, client=client, body=UserUpdate(position=None))
    assert isinstance(changed, User) and changed.position is None, changed

    # [sample twona/users_deactivate]
    gone = users_deactivate.sync_detailed(user_id, client=client)
    # [/sample]
    assert gone.status_code == 204, gone.parsed
    deactivated = users_list.sync(client=client, deleted=True)
    assert isinstance(deactivated, list) and [user.id for user in deactivated] == [user_id], deactivated
    # [sample twona/users_activate]
    activated = users_activate.sync(client=client, body=UserActivation(id=user_id))
    # [/sample]
    assert isinstance(activated, User) and activated.id == user_id, activated

    # [sample twona/users_create_bulk]
    emails = [f"worker{number}@example.com" for number in range(100)]
    added = users_create_bulk.sync(client=client, body=UserBulk(emails=emails))
    # [/sample]
    assert isinstance(added, list) and [user.email for user in added] == emails, added
    assert len(pages(client)) > 100


def pages(client: AuthenticatedClient) -> list[User]:
    # [sample pages twona/users_list]
    users: list[User] = []
    page = 1
    while True:
        answer = users_list.sync_detailed(client=client, sort_by="name,email", page=page)
        assert isinstance(answer.parsed, list), answer.parsed
        users += answer.parsed
        if 'rel="next"' not in answer.headers["Link"]:
            break
        page += 1
    assert len(users) == int(answer.headers["X-Total-Count"])
    # [/sample]
    assert page > 1
    return users


def search(client: AuthenticatedClient) -> None:
    # [sample search]
    members = users_list.sync(client=client, q="email:member*|name:dora*", sort_by="-email")
    assert isinstance(members, list), members

    # Files are found by what their metadata says.
    plans = files_list.sync(client=client, q="owner:diego+revision:>2", sort_by="name")
    assert isinstance(plans, list), plans
    # [/sample]
    assert [user.email for user in members] == ["member@example.com", "dora@example.com"], members
    assert plans == []

"""Signs in, invites somebody, and lists who is invited."""

import os
import sys

from roster_twona import AuthenticatedClient
from roster_twona.api.invitations import invitations_create, invitations_list
from roster_twona.api.session import session_get
from roster_twona.models import InvitationCreate, Problem, Session

client = AuthenticatedClient(
    base_url=os.environ["ROSTER_URL"],
    token=os.environ["ROSTER_TOKEN"],
    raise_on_unexpected_status=True,
)

match session_get.sync(client=client):
    case Session(user=user, organization=organization):
        print(f"signed in as {user.email} of {organization.name}")
    case Problem(detail=detail):
        sys.exit(f"cannot sign in: {detail}")

invitation = InvitationCreate(name="Nora Newcomer", email="newcomer@example.com", message="Welcome aboard!")
match invitations_create.sync(client=client, body=invitation):
    case Problem(code="email_in_use"):
        print("Nora is a member already")
    case Problem(detail=detail):
        sys.exit(f"cannot invite: {detail}")

match invitations_list.sync(client=client):
    case [*invitations]:
        for invited in invitations:
            print(f"invited: {invited.email} ({invited.status_text} until {invited.date_expiration:%d %B})")

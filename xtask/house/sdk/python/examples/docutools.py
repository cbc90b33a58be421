"""Looks up the profiles of the users of the organisation, and changes one's own."""

import os
import sys

from roster_docutools import AuthenticatedClient
from roster_docutools.api.users import users_list, users_update
from roster_docutools.models import Problem, User, UserPage, UserUpdate

client = AuthenticatedClient(
    base_url=os.environ["ROSTER_URL"],
    token=os.environ["ROSTER_TOKEN"],
    raise_on_unexpected_status=True,
)

match users_list.sync(client=client, sort="name", page_size=25):
    case UserPage(content=users, total_elements=total):
        print(f"{total} users")
        for user in users:
            print(f"{user.first_name} {user.last_name} <{user.email}>: {user.invitation_status}")
    case Problem(detail=detail):
        sys.exit(f"cannot list the users: {detail}")

# What is None is cleared, and what is left out stays as it is.
match users_update.sync(users[0].user_id, client=client, body=UserUpdate(department="Structural engineering", fax=None)):
    case User(email=email, department=department):
        print(f"{email} works in {department}")
    case Problem(detail=detail):
        sys.exit(f"cannot update the profile: {detail}")

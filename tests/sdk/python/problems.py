"""What callers are told who ask for what cannot be."""

from environment import Environment
from roster_twona.api.groups import groups_create_or_activate
from roster_twona.api.invitations import invitations_create
from roster_twona.api.session import session_get
from roster_twona.api.users import users_get
from roster_twona.models import GroupCreateOrActivate, InvitationCreate, Problem


def problems(environment: Environment) -> None:
    client = environment.twona(environment.token)
    member = environment.twona(environment.member_token)

    _expect(session_get.sync(client=environment.twona("wrong")), 401, "unauthorized")
    surveyors = GroupCreateOrActivate(name="Surveyors")
    _expect(groups_create_or_activate.sync(client=member, body=surveyors), 403, "forbidden")
    _expect(users_get.sync("nobody", client=client), 404, "not_found")
    groups_create_or_activate.sync(client=client, body=surveyors)
    _expect(groups_create_or_activate.sync(client=client, body=surveyors), 409, "name_in_use")

    _expect(groups_create_or_activate.sync(client=client, body=GroupCreateOrActivate(name="")), 422, "invalid_body")

    # [sample problem]
    faults = []
    match invitations_create.sync(client=client, body=InvitationCreate(name="Dora Dean", email="dora")):
        case Problem(code="email_in_use"):
            raise SystemExit("Dora is a member already")
        case Problem(status=422, errors=[*violations]):
            faults = [violation.pointer for violation in violations]
        case Problem(title=title, detail=detail):
            raise SystemExit(f"{title}: {detail}")
    # [/sample]
    assert faults == ["/email"], faults


def _expect(answer: object, status: int, code: str) -> None:
    assert isinstance(answer, Problem), answer
    assert (answer.status, answer.code) == (status, code), answer
    assert answer.title and answer.detail, answer

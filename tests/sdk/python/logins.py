"""Magic links, and the end of a session."""

from roster_twona import AuthenticatedClient
from roster_twona.api.auto_keys import auto_keys_create
from roster_twona.api.session import session_delete
from roster_twona.models import AutoKeyRequest


def auto_key(client: AuthenticatedClient, email: str) -> None:
    # [sample twona/auto_keys_create]
    created = auto_keys_create.sync_detailed(client=client, body=AutoKeyRequest(email=email))
    link = created.headers["Location"]
    # [/sample]
    assert created.status_code == 204 and "/login/auto-key/" in link, created

    # [sample twona/session_delete]
    ended = session_delete.sync_detailed(client=client)
    # [/sample]
    assert ended.status_code == 204, ended.parsed

"""Resumable uploads."""

from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from typing import BinaryIO

from roster_twona import AuthenticatedClient, Client
from roster_twona.api.uploads import (
    uploads_append,
    uploads_check,
    uploads_create,
    uploads_discover,
    uploads_terminate,
)
from roster_twona.models import Problem
from roster_twona.types import File

MIB = 1024 * 1024


# [sample upload twona/uploads_create twona/uploads_check twona/uploads_append]
def create(client: AuthenticatedClient, name: str, media_type: str, size: int) -> str:
    """Announces a file, and answers its identifier."""
    described = {"filename": name, "filetype": media_type}
    metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in described.items())
    created = uploads_create.sync_detailed(client=client, upload_length=size, upload_metadata=metadata)
    assert created.status_code == 201, created.parsed
    return created.headers["Location"].rpartition("/")[2]


def resume(client: AuthenticatedClient, file_id: str, content: BinaryIO) -> None:
    """Sends what the server does not have yet, in parts of 8 MiB."""
    state = uploads_check.sync_detailed(file_id, client=client)
    assert state.status_code == 200, state.status_code
    content.seek(int(state.headers["Upload-Offset"]))
    while part := content.read(8 * MIB):
        offset = content.tell() - len(part)
        sent = uploads_append.sync_detailed(file_id, client=client, body=File(BytesIO(part)), upload_offset=offset)
        assert sent.status_code == 204, sent.parsed
# [/sample]


def upload(client: AuthenticatedClient, url: str, content: bytes) -> str:
    """Sends 11 MiB with a break after the first part, and answers the identifier."""
    _discover(Client(base_url=url))
    file_id = create(client, "site-plan.bin", "application/octet-stream", len(content))
    _append(client, file_id, content[: 5 * MIB], offset=0)

    # As after a broken connection: who goes on knows nothing but the identifier.
    state = uploads_check.sync_detailed(file_id, client=client)
    assert state.headers["Upload-Offset"] == str(5 * MIB), state.headers
    refused = uploads_append.sync(file_id, client=client, body=File(BytesIO(content[: 5 * MIB])), upload_offset=6 * MIB)
    assert isinstance(refused, Problem) and refused.code == "upload_offset_mismatch", refused
    resume(client, file_id, BytesIO(content))
    state = uploads_check.sync_detailed(file_id, client=client)
    assert state.headers["Upload-Offset"] == state.headers["Upload-Length"] == str(len(content)), state.headers

    unwanted = create(client, "unwanted.txt", "text/plain", 1)
    _terminate(client, unwanted)
    assert uploads_check.sync_detailed(unwanted, client=client).status_code == 404
    return file_id


def _terminate(client: AuthenticatedClient, file_id: str) -> None:
    # [sample twona/uploads_terminate]
    terminated = uploads_terminate.sync_detailed(file_id, client=client)
    # [/sample]
    assert terminated.status_code == 204, terminated.parsed


def _discover(client: Client) -> None:
    # [sample twona/uploads_discover]
    protocol = uploads_discover.sync_detailed(client=client)
    maximum = int(protocol.headers["Tus-Max-Size"])
    # [/sample]
    assert maximum > 11 * MIB
    assert protocol.status_code == 204, protocol.parsed
    assert "sha256" in protocol.headers["Tus-Checksum-Algorithm"].split(","), protocol.headers


def _append(client: AuthenticatedClient, file_id: str, part: bytes, offset: int) -> None:
    """Sends one part with its checksum, after one whose checksum is wrong."""
    checksum = b64encode(sha256(part).digest()).decode()
    refused = uploads_append.sync_detailed(
        file_id, client=client, body=File(BytesIO(part[::-1])), upload_offset=offset, upload_checksum=f"sha256 {checksum}"
    )
    assert refused.status_code == 460, refused
    assert isinstance(refused.parsed, Problem) and refused.parsed.code == "checksum_mismatch", refused.parsed
    sent = uploads_append.sync_detailed(
        file_id,
        client=client,
        body=File(BytesIO(part)),
        upload_offset=offset,
        upload_checksum=f"sha256 {checksum}",
        tus_resumable="1.0.0",
    )
    assert sent.status_code == 204, sent.parsed
    assert sent.headers["Upload-Offset"] == str(offset + len(part)), sent.headers

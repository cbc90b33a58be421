"""Pictures of users, and asking whether they have changed."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

from roster_docutools import AuthenticatedClient
from roster_docutools.api.avatars import avatars_delete, avatars_get, avatars_get_original, avatars_replace
from roster_docutools.models import AvatarUpload
from roster_docutools.types import File


def avatar(client: AuthenticatedClient, user_id: UUID, path: Path) -> None:
    # [sample avatar docutools/avatars_replace docutools/avatars_get]
    picture = File(BytesIO(path.read_bytes()), file_name=path.name, mime_type="image/png")
    replaced = avatars_replace.sync_detailed(user_id, client=client, body=AvatarUpload(avatar=picture))
    assert replaced.status_code == 200, replaced.parsed

    thumbnail = avatars_get.sync_detailed(user_id, client=client)
    assert thumbnail.headers["Content-Type"] == "image/png" and thumbnail.content

    # Who has the thumbnail already is not sent it again.
    again = avatars_get.sync_detailed(user_id, client=client, if_none_match=thumbnail.headers["ETag"])
    assert again.status_code == 304 and not again.content
    # [/sample]

    # [sample docutools/avatars_get_original]
    original = avatars_get_original.sync_detailed(user_id, client=client)
    # [/sample]
    assert original.status_code == 200 and original.content == path.read_bytes()
    assert isinstance(original.parsed, File) and original.parsed.payload.read() == original.content
    # [sample docutools/avatars_delete]
    deleted = avatars_delete.sync_detailed(user_id, client=client)
    # [/sample]
    assert deleted.status_code == 200, deleted.parsed
    assert avatars_get.sync_detailed(user_id, client=client).status_code == 204

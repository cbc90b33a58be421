"""Files, their metadata, and their bytes."""

from roster_twona import AuthenticatedClient
from roster_twona.api.files import files_download, files_get, files_list, files_set_metadata
from roster_twona.models import FileMetadata, Metadata, StoredFile


def download(client: AuthenticatedClient, uploaded: str, content: bytes) -> None:
    file_id = _keep(client, uploaded, {"owner": "diego", "revision": 3, "approved": True})

    # [sample twona/files_get]
    file = files_get.sync(file_id, client=client)
    # [/sample]
    assert isinstance(file, StoredFile) and isinstance(file.metadata, Metadata), file
    assert (file.name, file.size, file.metadata["revision"]) == ("site-plan.bin", len(content), 3), file
    # [sample twona/files_list]
    plans = files_list.sync(client=client, q="owner:diego+revision:>2", sort_by="-date")
    # [/sample]
    assert plans == [file]
    assert files_list.sync(client=client, q="owner:diego+revision:>3") == []

    # [sample twona/files_download]
    whole = files_download.sync_detailed(file_id, client=client)
    assert whole.status_code == 200 and whole.content

    part = files_download.sync_detailed(file_id, client=client, range_="bytes=1000-1999")
    # [/sample]
    assert whole.content == content
    assert part.status_code == 206 and part.content == content[1000:2000]
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(content)}"
    again = files_download.sync_detailed(file_id, client=client, if_none_match=whole.headers["ETag"])
    assert again.status_code == 304 and again.headers["ETag"] == whole.headers["ETag"]


def _keep(client: AuthenticatedClient, temporary: str, metadata: dict[str, str | int | bool]) -> str:
    """Sets metadata on a temporary file, which makes it a persistent one, and answers its new identifier."""
    # [sample twona/files_set_metadata]
    body = FileMetadata(metadata=Metadata.from_dict(metadata))
    moved = files_set_metadata.sync_detailed(temporary, client=client, body=body)
    assert moved.status_code == 301, moved.parsed
    persistent = moved.headers["Location"].rpartition("/")[2]
    # [/sample]
    file = files_set_metadata.sync(persistent, client=client, body=body)
    assert isinstance(file, StoredFile) and file.id == persistent, file
    return persistent

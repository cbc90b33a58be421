"""What README.md lists, with what openapi-generator makes for Python."""

import os
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import docutools
import twona

url, token = os.environ["ROSTER_URL"], os.environ["ROSTER_TOKEN"]
client = twona.ApiClient(twona.Configuration(host=url, api_key={"accessToken": token}))
groups, users, files = twona.GroupsApi(client), twona.UsersApi(client), twona.FilesApi(client)
invitations, uploads = twona.InvitationsApi(client), twona.UploadsApi(client)
bearer = docutools.ApiClient(docutools.Configuration(host=url, access_token=token))
profiles, avatars = docutools.UsersApi(bearer), docutools.AvatarsApi(bearer)

session = twona.SessionApi(client).session_get()
assert session.user.email == "owner@example.com", session
print("ok session")

name = "Straßenbau, Ärzte und 日本"
create = twona.GroupCreateOrActivate(name=name)
assert groups.groups_create_or_activate(create).name == name
print("ok group")

invitations.invitations_create(twona.InvitationCreate(name="Dora Dean", email="dora@example.com"))
assert [invitation.email for invitation in invitations.invitations_list()] == ["dora@example.com"]
print("ok invite")

assert [user.email for user in users.users_list(q="email:owner*")] == ["owner@example.com"]
print("ok users")

MIB = 1024 * 1024
content = bytes(index * 7 % 251 for index in range(6 * MIB))
metadata = f"filename {b64encode(b'plan.bin').decode()},filetype {b64encode(b'image/x-plan').decode()}"
announced = uploads.uploads_create_with_http_info(upload_length=len(content), upload_metadata=metadata)
assert announced.headers
file_id = announced.headers["location"].rpartition("/")[2]
for offset in range(0, len(content), 5 * MIB):
    state = uploads.uploads_check_with_http_info(file_id)
    assert state.headers and state.headers["upload-offset"] == str(offset), state
    uploads.uploads_append(file_id, offset, content[offset : offset + 5 * MIB])
print("ok upload")

assert files.files_download(file_id) == content
assert files.files_get(file_id).size == len(content)
print("ok download")

page = profiles.users_list(search="owner", page_size=5)
assert page.total_elements == 1, page
user_id = page.content[0].user_id
print("ok profiles")

profiles.users_update(user_id, docutools.UserUpdate(city="Vienna", phone="+43 1 23"))
updated = profiles.users_update(user_id, docutools.UserUpdate(phone=None))
assert (updated.city, updated.phone) == ("Vienna", None), updated
print("ok update")

picture = Path(os.environ["ROSTER_FILES"], "avatar.png").read_bytes()
avatars.avatars_replace(user_id, ("avatar.png", picture))
assert avatars.avatars_get_original(user_id) == picture
print("ok avatar")

assert profiles.users_vcard(user_id).startswith("BEGIN:VCARD\r\n")
print("ok vcard")


def problem(operation: Callable[[], object], status: int, code: str) -> twona.Problem:
    """The problem that an operation raises."""
    try:
        operation()
    except twona.ApiException as error:
        assert isinstance(error.data, twona.Problem), error
        assert (error.data.status, error.data.code) == (status, code), error
        return error.data
    raise AssertionError("there was no problem")


problem(lambda: users.users_get("nobody"), 404, "not_found")
print("ok not-found")
problem(lambda: groups.groups_create_or_activate(create), 409, "name_in_use")
print("ok conflict")
mistaken = twona.InvitationCreate(name="Dora Dean", email="dora")
invalid = problem(lambda: invitations.invitations_create(mistaken), 422, "invalid_body")
assert [violation.pointer for violation in invalid.errors or []] == ["/email"], invalid
print("ok invalid")

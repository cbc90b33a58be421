"""Calls every operation of both APIs, in the order in which an organization would come to need them."""

import asyncio
import random

import avatars
import files
import groups
import logins
import people
import problems
import profiles
import uploads
from environment import Environment


def main() -> None:
    environment = Environment.read()
    twona = environment.twona(environment.token)
    docutools = environment.docutools(environment.token)

    people.session(twona)
    done("session")
    people.invite(twona, "dora@example.com")
    done("invite")
    environment.accept_invitation("dora@example.com")
    dora = people.find(twona, "dora@example.com")
    done("accept")
    people.users(twona, dora.id)
    done("users")
    groups.groups(twona, dora.id)
    done("groups")
    people.search(twona)
    done("search")

    content = random.Random(11).randbytes(11 * uploads.MIB)
    file_id = uploads.upload(twona, environment.url, content)
    done("upload")
    files.download(twona, file_id, content)
    done("download")

    logins.auto_key(environment.twona(environment.auto_key_token), dora.email)
    done("auto-key")

    dora_id = asyncio.run(profiles.profiles(environment.docutools(environment.token)))
    done("profiles")
    avatars.avatar(docutools, dora_id, environment.files / "avatar.png")
    done("avatar")
    profiles.batch(docutools, dora_id)
    done("batch")
    profiles.licence(docutools, dora_id)
    done("licence")
    profiles.vcard(docutools, dora_id)
    done("vcard")
    profiles.invitation(docutools)
    done("invitation")
    problems.problems(environment)
    done("problems")


def done(step: str) -> None:
    print(f"ok {step}", flush=True)


if __name__ == "__main__":
    main()

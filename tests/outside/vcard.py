"""Reads one vCard on standard input with vobject, and prints its fields as JSON."""

import json
import sys

import vobject

cards = list(vobject.readComponents(sys.stdin.buffer.read().decode("utf-8"), validate=True))
assert len(cards) == 1, f"{len(cards)} cards"
card = cards[0]
telephones = {",".join(line.type_paramlist): line.value for line in card.contents.get("tel", [])}
address = card.adr.value if "adr" in card.contents else None
json.dump(
    {
        "version": card.version.value,
        "first": card.n.value.given,
        "last": card.n.value.family,
        "full": card.fn.value,
        "organization": card.org.value,
        "title": card.title.value if "title" in card.contents else None,
        "voice": telephones.get("WORK,VOICE"),
        "fax": telephones.get("WORK,FAX"),
        "email": card.email.value,
        "street": address.street if address else None,
        "city": address.city if address else None,
        "zip": address.code if address else None,
        "uid": card.uid.value,
        "revision": card.rev.value,
    },
    sys.stdout,
)

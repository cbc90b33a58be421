"""A well-behaved caller, in a process of its own, who does what people do and notes how long it takes."""

import multiprocessing
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import caller
from caller import METADATA, TUS

# Requests are due this many seconds after each other: a tenth of what a token may send.
PACE = 0.05


@dataclass
class Seen:
    """Milliseconds of each answer, from when its request was due, and every answer that was none to be had at peace."""

    milliseconds: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    def percentile(self, percent):
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


class Witness:
    """Looks on from one of this machine's addresses until it is asked what it saw."""

    def __init__(self, port, token, source):
        self.ours, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=look_on, args=(port, token, source, theirs), daemon=True)
        self.process.start()

    def seen(self):
        self.ours.send("enough")
        seen = self.ours.recv()
        self.process.join()
        return seen


def look_on(port, token, source, main):
    seen, number, kept = Seen(), 0, caller.Caller(port, token, source)
    due = time.monotonic()
    while not main.poll(max(0, due - time.monotonic())):
        try:
            for status, method in attempt(number, kept, lambda: caller.Caller(port, token, source)):
                if status >= 300:
                    seen.refused.append(f"{method} {status}")
        except Exception as error:
            seen.refused.append(repr(error))
        seen.milliseconds.append((time.monotonic() - due) * 1000)
        number += 1
        # Whoever waited for long asks the next thing at once, as somebody else would have done meanwhile.
        due += PACE
    main.send(seen)


def attempt(number, kept, newcomer):
    """One of the things that people do, in turn: the status of each request of it."""
    match number % 4:
        case 0:
            status, _, _ = kept.ask("GET", "/v2/session")
            yield status, "session_get"
        case 1:
            caller = newcomer()
            status, _, _ = caller.ask("GET", "/v2/session")
            caller.connection.close()
            yield status, "session_get by a new connection"
        case 2:
            status, _, _ = kept.ask("POST", "/v2/groups", {"name": f"group {number}"})
            yield status, "groups_create_or_activate"
        case 3:
            headers = TUS | {"Upload-Length": "5", "Upload-Metadata": METADATA}
            status, headers, _ = kept.ask("POST", "/v2/files", None, headers)
            yield status, "uploads_create"
            if status == 201:
                path = urlsplit(headers["Location"]).path
                headers = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
                status, _, _ = kept.ask("PATCH", path, b"bytes", headers)
                yield status, "uploads_append"

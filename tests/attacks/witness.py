"""A well-behaved caller, in a process of its own, who does what people do and notes how long it takes."""

import itertools
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
    """What was asked, with the milliseconds that it took from when it was due, and what was refused."""

    asked: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    def percentile(self, percent, what=None):
        ordered = sorted(milliseconds for asked, milliseconds in self.asked if what in (None, asked))
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

    def percentile_by_kind(self, percent):
        kinds = dict.fromkeys(what for what, _ in self.asked)
        return ", ".join(f"{what} {self.percentile(percent, what):.0f}" for what in kinds)


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
    seen, kept = Seen(), caller.Caller(port, token, source)
    kinds = itertools.cycle([session, session_by_new_connection, group, upload])
    due = time.monotonic()
    while not main.poll(max(0, due - time.monotonic())):
        kind = next(kinds)
        try:
            for status in kind(kept):
                if status >= 300:
                    seen.refused.append(f"{kind.__name__} {status}")
        except Exception as error:
            seen.refused.append(f"{kind.__name__} {error!r}")
        seen.asked.append((kind.__name__, (time.monotonic() - due) * 1000))
        # Whoever waited for long asks the next thing at once, as somebody else would have done meanwhile.
        due += PACE
    main.send(seen)


def session(kept):
    yield kept.ask("GET", "/v2/session")[0]


def session_by_new_connection(kept):
    newcomer = kept.again()
    yield newcomer.ask("GET", "/v2/session")[0]
    newcomer.connection.close()


def group(kept):
    yield kept.ask("POST", "/v2/groups", {"name": f"group {time.monotonic_ns()}"})[0]


def upload(kept):
    headers = TUS | {"Upload-Length": "5", "Upload-Metadata": METADATA}
    status, headers, _ = kept.ask("POST", "/v2/files", None, headers)
    yield status
    if status == 201:
        part = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        yield kept.ask("PATCH", urlsplit(headers["Location"]).path, b"bytes", part)[0]

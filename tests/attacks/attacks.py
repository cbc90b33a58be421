"""What somebody does who means no good. Each attack tells what it got, as a count of each kind of answer."""

import os
import threading
import time
from collections import Counter
from pathlib import Path

import pictures
from caller import METADATA, TUS, Caller, connect

# From these the attacker may have as many connections as from this machine's usual address.
ELSEWHERE = [f"127.0.1.{number}" for number in range(1, 7)]

# The server waits 30 seconds for whoever stalls; after so many, none of them may be there.
PATIENCE = 36


class Target:
    """The server under attack, as the attacker sees it."""

    def __init__(self, server, seed):
        self.server, self.port = server, server.port
        self.owner, self.plain = seed.owner, seed.plain
        self.over = threading.Event()

    def wait(self, seconds):
        """Waits, but not longer than the attack is to last; whether it goes on."""
        return not self.over.wait(seconds)

    def attempts(self, seconds):
        """Something to loop over for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.over.is_set():
            yield

    def crowd(self, count, act):
        """Runs `act(number)` for each of so many attackers at once, and counts what they got."""
        got, errors = Counter(), []

        def run(number):
            # Of a thread, on Linux: attackers have processors of their own, and shall not take the server's.
            os.nice(10)
            try:
                for answer in act(number):
                    got[answer] += 1
            except OSError:
                got["broken off"] += 1
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return got


def peace(target):
    """Nothing: what the machine gives by itself."""
    target.wait(4)
    return Counter()


def stalled_lists(target):
    """Readers of a long list who ask for it ten times by each connection, read a part, and stop."""
    request = f"GET /v2/users HTTP/1.1\r\nHost: x\r\naccess-token: {target.plain}\r\n\r\n".encode()

    def act(number):
        target.wait(number / 20)
        connection = connect(target.port)
        connection.sendall(request * 10)
        wanted = number * 4001 % 800_000
        while wanted > 0 and (part := connection.recv(65_536)):
            wanted -= len(part)
        yield "stalled"
        target.wait(PATIENCE + 10 - number / 20)

    return target.crowd(200, act)


def stalled_documents(target):
    """Connections that ask for a large document 24 times and never read."""
    request = b"GET /openapi/twona.json HTTP/1.1\r\nHost: x\r\n\r\n" * 24

    def act(number):
        target.wait(number / 50)
        connection = connect(target.port)
        connection.sendall(request)
        yield "stalled"
        target.wait(PATIENCE + 5 - number / 50)

    return target.crowd(260, act)


def unfinished_heads(target):
    """Heads without end, first of 380 kB, then of nearly as much as a head may have."""
    field = b"X-Field: " + b"a" * 3800 + b"\r\n"

    def act(number):
        source = ELSEWHERE[number % len(ELSEWHERE)]
        for count in (100, 15):
            target.wait(number / 500)
            connection = connect(target.port, source)
            connection.settimeout(PATIENCE)
            try:
                connection.sendall(b"GET / HTTP/1.1\r\n" + field * count)
                answer = connection.recv(12)
            except OSError:
                answer = b""
            yield answer[9:].decode() or "broken off"

    return target.crowd(1500, act)


def slow_bodies(target):
    """JSON of which a byte comes now and then."""
    head = f"POST /v2/groups HTTP/1.1\r\nHost: x\r\naccess-token: {target.owner}\r\n"
    body = "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"

    def act(number):
        target.wait(number / 60)
        connection = connect(target.port)
        connection.sendall((head + body).encode())
        while target.wait(1):
            connection.sendall(b" ")
            connection.setblocking(False)
            try:
                answer = connection.recv(12)
            except BlockingIOError:
                continue
            finally:
                connection.settimeout(10)
            yield answer[9:].decode() or "broken off"
            return

    return target.crowd(200, act)


def drawings(kind):
    """An SVG that is quadratic for some parser, again and again."""

    def play(target):
        return avatars(target, pictures.DRAWINGS[kind](), "image/svg+xml", 4, lambda: target.attempts(4))

    return play


def frames(side, seconds=0):
    """GIFs whose frame is much larger than their canvas, a hundred at once, or for so long."""

    def play(target):
        picture = pictures.frame_beyond_canvas(side)
        return avatars(target, picture, "image/gif", 100, lambda: target.attempts(seconds) if seconds else range(1))

    return play


def avatars(target, picture, media_type, attackers, attempts):
    user = Caller(target.port, target.owner).document("GET", "/api/v2/users?pageSize=1")["content"][0]["userId"]
    head = f'--b\r\nContent-Disposition: form-data; name="avatar"; filename="a"\r\nContent-Type: {media_type}\r\n\r\n'
    body = head.encode() + picture + b"\r\n--b--\r\n"

    def act(_):
        caller = Caller(target.port, target.owner)
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        for _ in attempts():
            try:
                status = caller.ask("PUT", f"/api/v2/users/{user}/avatar", body, headers)[0]
                yield status
                # Who is told to come later all at once would only try that limit.
                target.wait(0.5 if status == 429 else 0)
            except OSError:
                yield "broken off"

    return target.crowd(attackers, act)


def uploads(target):
    """One user who announces files of 5 GiB, as many as the limits of requests let through."""
    headers = TUS | {"Upload-Length": str(5 << 30), "Upload-Metadata": METADATA}

    def act(_):
        caller = Caller(target.port, target.plain)
        for _ in target.attempts(4):
            yield caller.ask("POST", "/v2/files", None, headers)[0]

    return target.crowd(8, act)


def mails(target):
    """One address that is invited without a pause."""
    address = "victim@example.com"
    user = Caller(target.port, target.owner).document("POST", "/api/v2/users", {"email": address})["userId"]

    def act(_):
        caller = Caller(target.port, target.owner)
        for _ in target.attempts(6):
            status, headers, _ = caller.ask("POST", f"/api/v2/users/{user}/reInvite")
            yield status if status != 429 or "Retry-After" in headers else "429 without Retry-After"

    got = target.crowd(4, act)
    outbox = Path(target.server.data / "outbox")
    got["mails"] = sum(address in mail.read_text() for mail in outbox.glob("*.eml"))
    return got


def everything(target):
    """All of it at once."""
    plays = [stalled_lists, stalled_documents, unfinished_heads, slow_bodies, frames(7000), uploads]
    plays += map(drawings, pictures.DRAWINGS)
    got = Counter()
    threads = [threading.Thread(target=lambda play=play: got.update(play(target)), daemon=True) for play in plays]
    for thread in threads:
        thread.start()
    target.wait(600)
    for thread in threads:
        thread.join(20)
    return got

"""The server as a process with its default flags, and what it takes of the machine."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import caller

USERS = 4000


class Seed:
    """A folder of data with the attacker's organisation, which is large, and that of a neighbour."""

    def __init__(self, binary, folder):
        self.binary, self.data = binary, folder / "seed"
        with Server(binary, self.data) as server:
            self.owner = (self.data / "owner.token").read_text().strip()
            self.run("organization", "create", "--name", "Neighbours", "--seats", "10")
            self.plain = self.user("plain@example.com", "Example organization")
            self.neighbour = self.user("neighbour@example.com", "Neighbours", "--owner")
            owner = caller.Caller(server.port, self.owner)
            for first in range(0, USERS, 100):
                addresses = [f"user-{number}@example.com" for number in range(first, first + 100)]
                owner.document("POST", "/v2/users/bulk", {"emails": addresses})

    def user(self, email, organization, *options):
        """A token of a new user."""
        whose = ("--email", email, "--organization", organization)
        self.run("user", "create", *whose, "--name", email, *options)
        return self.run("token", "create", *whose).strip()

    def run(self, *arguments):
        command = [self.binary, *arguments, "--data", self.data]
        return subprocess.run(command, env=environment(), check=True, capture_output=True, text=True).stdout

    def serve(self, descriptors=None):
        """A server on a copy of the data."""
        data = self.data.parent / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.data, data)
        return Server(self.binary, data, descriptors)


class Server:
    """Runs as long as the `with` around it; may have so many open files at most."""

    def __init__(self, binary, data, descriptors=None):
        self.data = data
        bounds = f"ulimit -n {descriptors}\n" if descriptors else ""
        command = ["bash", "-c", bounds + 'exec "$0" "$@"', binary, "--listen", "127.0.0.1:0", "--data", data]
        data.mkdir(exist_ok=True)
        with open(data / "server.log", "w") as log:
            self.process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=log, text=True)
        first_line = self.process.stdout.readline()
        assert "http://" in first_line, f"the server did not start: {(data / 'server.log').read_text()}"
        self.port = int(first_line.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def memory(self, which):
        """Mebibytes: `VmRSS`, what is resident now, or `VmHWM`, the most of it since `forget_peak`."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(which))

    def forget_peak(self):
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def log_size(self):
        """Mebibytes of SQLite's write-ahead log."""
        return (self.data / "roster.db-wal").stat().st_size / (1 << 20)

    def errors(self):
        """What went wrong inside."""
        lines = (self.data / "server.log").read_text().splitlines()
        return [line for line in lines if "ERROR" in line or "panicked" in line]

    def terminate(self):
        """Asks it to stop. How many seconds that took, and its status; none if it does not end."""
        begun = time.monotonic()
        self.process.terminate()
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            status = None
        return time.monotonic() - begun, status


def environment():
    return {name: value for name, value in os.environ.items() if not name.startswith("ROSTER_")}

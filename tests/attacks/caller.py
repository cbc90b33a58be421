"""Callers: one who sends whole requests, and connections for those who do not."""

import http.client
import json
import socket

TUS = {"Tus-Resumable": "1.0.0"}
# A file `a` of the type `text/plain`.
METADATA = "filename YQ==,filetype dGV4dC9wbGFpbg=="


class Caller:
    """Sends requests with a token, from an address of this machine, by one connection as long as it lasts."""

    def __init__(self, port, token, source="127.0.0.1"):
        self.port, self.token, self.source = port, token, source
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))

    def again(self):
        """The same caller with a connection of its own."""
        return Caller(self.port, self.token, self.source)

    def ask(self, method, path, body=None, headers=None):
        """The answer's status, headers and body. An error ends the connection; the next request opens another one."""
        headers = {"access-token": self.token, "Authorization": f"Bearer {self.token}"} | (headers or {})
        if isinstance(body, dict):
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def document(self, method, path, body=None):
        """What a request that has to succeed is answered."""
        status, _, content = self.ask(method, path, body)
        assert status < 300, f"{method} {path} was answered {status}: {content[:500]}"
        return json.loads(content)


def connect(port, source="127.0.0.1"):
    """A connection whose reader takes little by itself."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(10)
    connection.bind((source, 0))
    connection.connect(("127.0.0.1", port))
    return connection

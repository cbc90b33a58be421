"""A mail server (aiosmtpd) that says on standard output what it got, one JSON object a line.

The first line is the port. Whoever started it ends it by closing its standard input.
"""

import argparse
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, options):
        self.options = options
        self.answers = list(options.answer)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers:
            answer = self.answers.pop(0)
            if not answer.startswith("2"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.options.delay)
        print(
            json.dumps(
                {
                    "from": envelope.mail_from,
                    "to": envelope.rcpt_tos,
                    "message": envelope.content.decode("ascii"),
                    "encrypted": session.ssl is not None,
                    "authenticated": bool(session.authenticated),
                }
            ),
            flush=True,
        )
        return "250 kept"


def authenticator(options):
    expected = options.login.encode() if options.login else None

    def authenticate(server, session, envelope, mechanism, data):
        given = b":".join([data.login, data.password])
        return AuthResult(success=given == expected, handled=False)

    return authenticate


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--answer", action="append", default=[], help="to the next recipient; afterwards 250")
    parser.add_argument("--delay", type=float, default=0, help="seconds before a mail is acknowledged")
    parser.add_argument("--login", help="USER:PASSWORD that is required")
    parser.add_argument("--certificate", help="file of certificate and key, for STARTTLS, which is required then")
    options = parser.parse_args()
    context = None
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
    handler = Handler(options)

    def session():
        return SMTP(
            handler,
            hostname="mail.example",
            tls_context=context,
            require_starttls=context is not None,
            authenticator=authenticator(options),
            auth_required=options.login is not None,
            auth_require_tls=context is not None,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", options.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())

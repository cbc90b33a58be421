"""Where the server is, who calls it, and how its invitations are accepted."""

import email
import email.policy
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import roster_docutools
import roster_twona


@dataclass(frozen=True)
class Environment:
    url: str
    token: str
    member_token: str
    auto_key_token: str
    outbox: Path
    files: Path

    @classmethod
    def read(cls) -> "Environment":
        return cls(
            url=os.environ["ROSTER_URL"],
            token=os.environ["ROSTER_TOKEN"],
            member_token=os.environ["ROSTER_MEMBER_TOKEN"],
            auto_key_token=os.environ["ROSTER_AUTO_KEY_TOKEN"],
            outbox=Path(os.environ["ROSTER_OUTBOX"]),
            files=Path(os.environ["ROSTER_FILES"]),
        )

    def twona(self, token: str) -> roster_twona.AuthenticatedClient:
        return roster_twona.AuthenticatedClient(base_url=self.url, token=token, raise_on_unexpected_status=True)

    def docutools(self, token: str) -> roster_docutools.AuthenticatedClient:
        return roster_docutools.AuthenticatedClient(base_url=self.url, token=token, raise_on_unexpected_status=True)

    def accept_invitation(self, address: str) -> None:
        """Presses the button of the page that the mail to `address` leads to."""
        found = re.search(r"/invitations/\S+", self._mail_to(address))
        assert found, f"the mail to {address} has no link"
        page = httpx.post(self.url + found[0])
        assert page.status_code == 200, page.text

    def _mail_to(self, address: str) -> str:
        """The text of a mail, which leaves a moment after the change that it tells of."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for path in self.outbox.glob("*.eml"):
                mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                text = mail.get_body(("plain",))
                if text is not None and address in str(mail["To"]):
                    return str(text.get_content())
            time.sleep(0.05)
        raise AssertionError(f"no mail to {address} in {self.outbox}")

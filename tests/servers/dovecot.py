"""A real Dovecot on loopback: mailboxes for any user (password `pw`), mail put in by LMTP, connections cut at will."""

from __future__ import annotations

import os
import pwd
import shutil
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imapclient import IMAPClient  # type: ignore[import-untyped]  # the package ships no types

from tests.servers.ground import (
    Certificate,
    answers,
    free_port,
    living_place,
    make_certificate,
    program,
    wait_until,
)

CONFIGURATION = """
base_dir = {place}/run
state_dir = {place}/run
log_path = {place}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {internal_group}
mail_location = maildir:{place}/mail/%u
mail_uid = {owner}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 0
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{private_key}
disable_plaintext_auth = no
auth_mechanisms = plain login
recipient_delimiter = +
{extra}
passdb {{
  driver = static
  args = password=pw
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={place}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
protocol lmtp {{
  auth_username_format = %Lu
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""


class Dovecot:
    """One server with its own folder; `start` waits until it answers."""

    def __init__(self, place: Path, certificate: Certificate, extra: str = "") -> None:
        self.place = place
        self.certificate = certificate
        self.imap, self.imaps, self.lmtp = free_port(), free_port(), free_port()
        self._configuration = place / "dovecot.conf"
        self._write_configuration(extra)

    def start(self) -> None:
        command = [program("dovecot"), "-c", str(self._configuration)]
        with (self.place / "start.txt").open("wb") as words:  # a pipe would stay open as long as the server lives
            subprocess.run(command, check=True, stdout=words, stderr=words, timeout=20)
        wait_until(lambda: answers(self.imap) and answers(self.lmtp), f"Dovecot answers, see {self.log}")

    def stop(self) -> None:
        self._doveadm("stop")
        wait_until(lambda: not answers(self.imap), "Dovecot has stopped")

    def restart(self) -> None:
        self.stop()
        self.start()

    def kick(self, user: str) -> None:
        """Cuts this user's connections, of which there must be one."""
        told = self._doveadm("kick", user)
        assert "kicked" in told, told

    def connections(self, user: str) -> int:
        """How many IMAP connections this user has."""
        told = self._doveadm("who", "-1", user)
        return max(0, len([line for line in told.splitlines() if line.startswith(user)]))

    def deliver(self, user: str, raw: bytes, sender: str = "somebody@client.test") -> None:
        """Puts a mail into the user's mailbox as a mail server would."""
        with smtplib.LMTP("127.0.0.1", self.lmtp) as lmtp:
            refused = lmtp.sendmail(sender, [user], raw)
        assert refused == {}

    @contextmanager
    def client(self, user: str, folder: str = "INBOX") -> Iterator[IMAPClient]:
        """A person's mail program."""
        with IMAPClient("127.0.0.1", self.imap, ssl=False, timeout=10) as client:
            client.login(user, "pw")
            client.select_folder(folder)
            yield client

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        with self.client(user, folder) as client:
            found = client.fetch(client.search(["ALL"]), ["BODY.PEEK[]"])
            return [answer[b"BODY[]"] for _, answer in sorted(found.items())]

    @property
    def log(self) -> Path:
        return self.place / "dovecot.log"

    def _doveadm(self, *arguments: str) -> str:
        command = [program("doveadm"), "-c", str(self._configuration), *arguments]
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=20).stdout

    def _write_configuration(self, extra: str) -> None:
        owner, internal, login = _accounts()
        entry = pwd.getpwnam(owner)
        for name in ("mail", "home"):
            (self.place / name).mkdir()
            shutil.chown(self.place / name, entry.pw_uid, entry.pw_gid)
        (self.place / "run").mkdir()
        text = CONFIGURATION.format(
            place=self.place,
            certificate=self.certificate.certificate,
            private_key=self.certificate.private_key,
            owner=entry.pw_uid,
            group=entry.pw_gid,
            internal=internal,
            internal_group=_group_of(internal),
            login=login,
            imap=self.imap,
            imaps=self.imaps,
            lmtp=self.lmtp,
            extra=extra,
        )
        self._configuration.write_text(text)


def _accounts() -> tuple[str, str, str]:
    """Who owns the mail, and the two accounts of Dovecot's own; one's own for all where one is not root."""
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid()).pw_name
        return me, me, me
    return "nobody", "dovecot", "dovenull"


def _group_of(account: str) -> str:
    import grp

    return grp.getgrgid(pwd.getpwnam(account).pw_gid).gr_name


@contextmanager
def running_dovecot(extra: str = "") -> Iterator[Dovecot]:
    program("dovecot")
    with living_place("dovecot") as place:
        server = Dovecot(place, make_certificate(place), extra)
        try:
            server.start()
            yield server
        finally:
            server.stop()

"""A real Postfix on loopback: takes letters in (with STARTTLS, and on a second port without it) and hands them to a
Dovecot by LMTP. It resolves no names and reaches no other machine."""

from __future__ import annotations

import grp
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.ground import (
    Certificate,
    answers,
    free_port,
    living_place,
    make_certificate,
    missing,
    program,
    wait_until,
)

MAIN = """
compatibility_level = 3.6
queue_directory = {place}/queue
data_directory = {place}/state
command_directory = /usr/sbin
daemon_directory = {daemons}
mail_owner = postfix
setgid_group = {setgid}
myhostname = mx.vendor.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_recipient_restrictions = permit_mynetworks, reject
smtpd_relay_restrictions = permit_mynetworks, reject
local_transport = error:nothing is local here
default_transport = error:no other machine is reached from here
relay_transport = error:no other machine is reached from here
virtual_mailbox_domains = {domains}
virtual_mailbox_maps = static:anything
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
transport_maps = inline:{{ {transports} }}
recipient_delimiter = +
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {private_key}
smtpd_tls_security_level = may
maillog_file = {place}/mail.log
maillog_file_prefixes = {place}
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
smtpd_client_connection_rate_limit = 0
message_size_limit = 40000000
"""

MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{bare} inet n - n - - smtpd
  -o smtpd_discard_ehlo_keywords=starttls
  -o smtpd_tls_security_level=none
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


class Postfix:
    """One instance with its own configuration and queue. `smtp` offers STARTTLS, `bare` has it stripped."""

    def __init__(
        self,
        place: Path,
        certificate: Certificate,
        *,
        lmtp: int,
        domains: tuple[str, ...],
        transports: dict[str, str],
    ) -> None:
        self.place = place
        self.certificate = certificate
        self.smtp, self.bare = free_port(), free_port()
        self._configuration = place / "etc"
        self._lay_out(lmtp, domains, transports)

    def start(self) -> None:
        self._postfix("start", check=True)
        wait_until(lambda: answers(self.smtp) and answers(self.bare), f"Postfix answers, see {self.log}", 30)

    def stop(self) -> None:
        self._postfix("stop", check=False)

    def flush(self) -> None:
        self._postfix("flush", check=False)

    @property
    def log(self) -> Path:
        return self.place / "mail.log"

    def _postfix(self, verb: str, *, check: bool) -> None:
        command = [program("postfix"), "-c", str(self._configuration), verb]
        with (self.place / "words.txt").open("ab") as words:  # a pipe would stay open as long as the server lives
            subprocess.run(command, check=check, stdout=words, stderr=words, timeout=40)

    def _lay_out(self, lmtp: int, domains: tuple[str, ...], transports: dict[str, str]) -> None:
        for name in ("etc", "queue", "state"):
            (self.place / name).mkdir()
        shutil.chown(self.place / "state", "postfix")
        routes = ", ".join(f"{{ {domain} = {route} }}" for domain, route in transports.items())
        text = MAIN.format(
            place=self.place,
            daemons=_daemons(),
            setgid=_setgid_group(),
            domains=", ".join(domains),
            lmtp=lmtp,
            transports=routes,
            certificate=self.certificate.certificate,
            private_key=self.certificate.private_key,
        )
        if not transports:
            text = "\n".join(line for line in text.splitlines() if not line.startswith("transport_maps"))
        (self._configuration / "main.cf").write_text(text)
        (self._configuration / "master.cf").write_text(MASTER.format(smtp=self.smtp, bare=self.bare))


def _daemons() -> str:
    for place in ("/usr/lib/postfix/sbin", "/usr/libexec/postfix"):
        if Path(place, "master").exists():
            return place
    missing("Postfix's programs are not where they are looked for")
    raise AssertionError


def _setgid_group() -> str:
    try:
        return grp.getgrnam("postdrop").gr_name
    except KeyError:
        missing("Postfix's group is missing")
        raise


@contextmanager
def running_postfix(
    *, lmtp: int, domains: tuple[str, ...], transports: dict[str, str] | None = None
) -> Iterator[Postfix]:
    """`lmtp` is the port that gets mail for the domains, unless `transports` names another route for one."""
    program("postfix")
    if os.geteuid() != 0:
        missing("Postfix can only be started as root")
    with living_place("postfix") as place:
        certificate = make_certificate(place)
        server = Postfix(place, certificate, lmtp=lmtp, domains=domains, transports=transports or {})
        try:
            server.start()
            yield server
        finally:
            server.stop()

"""A desk, one customer and two members of staff, each with a mailbox at a real Dovecot behind a real Postfix."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.config import load_config
from mailbot.desk.cases import Case
from mailbot.desk.mail import InboundMail
from mailbot.store import open_store
from mailbot.wiring import put_together
from tests.e2e.desk_mails import letter_of, proven, question, reply
from tests.e2e.desk_process import DeskProcess, all_cases, books_at
from tests.servers.dovecot import Dovecot
from tests.servers.ground import wait_until
from tests.servers.postfix import Postfix

DESK = "day@vendor.test"
CUSTOMER, SUZUKI, BROWN = "day-yamada@client.test", "day-suzuki@vendor.test", "day-brown@vendor.test"
PEOPLE = {CUSTOMER: "山田", SUZUKI: "鈴木", BROWN: "ブラウン", DESK: "窓口"}
ZONE = ZoneInfo("Asia/Tokyo")
CONFIG = """
[desk]
name = "例示サポート"
address = "day@vendor.test"
timezone = "Asia/Tokyo"
signature = {{ ja = "例示サポート" }}
digest = "08:30"
relay_delay = "{delay}"

[store]
url = "sqlite:///desk.db"

[trust]
authserv_ids = ["mx.vendor.test"]
dkim = false
require = "A"

[[staff]]
name = "鈴木"
handle = "suzuki"
addresses = ["day-suzuki@vendor.test"]
language = "ja"

[[staff]]
name = "ブラウン"
handle = "brown"
addresses = ["day-brown@vendor.test"]
language = "ja"

[calendars.office]
tz = "Asia/Tokyo"
weekly = {{ "mon-sun" = ["00:00-24:00"] }}

[[policies.standard.versions]]
from = 2020-01-01
[policies.standard.versions.clocks.answer]
calendar = "office"
target = {{ business_days = 1, outside = "deemed" }}
from = "each_customer_mail"
stop = ["reply"]

[[contracts]]
id = "C-1"
client = "株式会社例示商事"
domains = ["client.test"]
policy = "standard"
calendar = "office"
from = 2026-01-01
language = "ja"
contacts = [{{ name = "山田 太郎", addresses = ["day-yamada@client.test"] }}]

[[intake.imap]]
name = "support"
host = "localhost"
port = {imaps}
user = "day@vendor.test"
password = {{ env = "SUPPORT_PASSWORD" }}
ca_file = "{imap_ca}"

[delivery]
url = "smtp+starttls://localhost:{smtp}"
ca_file = "{smtp_ca}"
"""


@dataclass
class Day:
    """Everybody's mailboxes, and what they sent."""

    folder: Path
    dovecot: Dovecot
    postfix: Postfix
    address: str = DESK
    config: str = CONFIG
    told: list[tuple[datetime, str, InboundMail]] = field(default_factory=list)
    """What people sent: when, who, what."""
    _read: dict[str, int] = field(default_factory=dict)
    _mail: dict[str, list[InboundMail]] = field(default_factory=dict)

    @contextmanager
    def desk(self, *, relay_delay: str) -> Iterator[None]:
        """The desk works for as long as the block lasts, and ends in order."""
        text = self.config.format(
            delay=relay_delay,
            imaps=self.dovecot.imaps,
            imap_ca=self.dovecot.certificate.certificate,
            smtp=self.postfix.smtp,
            smtp_ca=self.postfix.certificate.certificate,
        )
        process = DeskProcess(self.folder, text, secrets={"SUPPORT_PASSWORD": "pw"})
        with process.running():
            with books_at(self.store) as books:
                wait_until(lambda: books.cursor("support/INBOX") is not None, f"the desk reads, see {process.log}", 20)
            yield
            assert process.terminate() == 0

    @property
    def store(self) -> str:
        return f"sqlite:///{self.folder / 'desk.db'}"

    def sends(self, mail: EmailMessage, *, result: str = "pass") -> None:
        """The mail passes the boundary server, which notes what it could prove, and lies in the desk's mailbox."""
        sender = str(mail["From"])
        self.told.append((datetime.now(UTC), sender, letter_of(mail.as_bytes())))
        self.dovecot.deliver(self.address, proven(mail, result=result), sender=sender)

    def writes(self, person: str, subject: str, text: str, *, result: str = "pass") -> None:
        self.sends(question(person, subject, text, to=self.address), result=result)

    def answers(self, person: str, letter: InboundMail, text: str, *, file: str = "") -> None:
        """By Reply, as a mail program does it."""
        mail = reply(person, letter, text)
        if file:
            mail.add_attachment(b"%PDF-1.7 steps", maintype="application", subtype="pdf", filename=file)
        self.sends(mail)

    def passes(self) -> None:
        """Mailboxes count whole seconds, and nobody answers what came in the same one."""
        threading.Event().wait(1.1)

    def mailbox(self, person: str) -> list[InboundMail]:
        """What this person has received, in order; only what is new is fetched."""
        mails = self._mail.setdefault(person, [])
        with self.dovecot.client(person) as client:
            new = client.search(["ALL"])[len(mails) :]
            fetched = client.fetch(new, ["BODY.PEEK[]"]) if new else {}
        mails += [letter_of(one[b"BODY[]"]) for _, one in sorted(fetched.items())]
        return mails

    def gets(self, person: str, words: str) -> InboundMail:
        """The next mail of this person, which must hold these words; nothing may come before it."""
        known = self._read.get(person, 0)
        wait_until(lambda: len(self.mailbox(person)) > known, f"{person} gets a mail with {words!r}", 20)
        letter = self._mail[person][known]
        self._read[person] = known + 1
        assert words in f"{letter.subject}\n{letter.text}", f"{person}: {letter.subject}\n{letter.text}"
        return letter

    def gets_both(self, person: str, first: str, second: str) -> tuple[InboundMail, InboundMail]:
        """The next two mails of this person, one with each of these words: what leaves at once comes in any order."""
        one, other = self.gets(person, ""), self.gets(person, "")
        if first not in f"{one.subject}\n{one.text}" or second not in f"{other.subject}\n{other.text}":
            one, other = other, one
        assert first in f"{one.subject}\n{one.text}", f"{person}: {one.subject}\n{other.subject}"
        assert second in f"{other.subject}\n{other.text}", f"{person}: {one.subject}\n{other.subject}"
        return one, other

    def has_read_all(self, *people: str) -> bool:
        return all(len(self.mailbox(one)) == self._read.get(one, 0) for one in people)

    def copy(self, person: str, word: str) -> InboundMail:
        """The first mail about something, which everything else about it hangs below."""
        return next(one for one in self.mailbox(person) if word in one.subject)

    def case(self, number: str) -> Case:
        with books_at(self.store) as books:
            return next(one for one in books.cases(all_cases()) if one.number == number)

    def next_morning(self) -> None:
        """The desk works once at half past eight of the next day."""
        morning = (datetime.now(ZONE) + timedelta(days=1)).replace(hour=8, minute=31)
        desk = put_together(load_config(self.folder / "run.toml"), lambda: morning, open_store(self.store))
        try:
            desk.worker.once()
        finally:
            desk.close()

"""A desk, one customer and two members of staff, each with a mailbox at a real Dovecot behind a real Postfix."""

from __future__ import annotations

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
from mailbot.store import Store, open_store
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
UNDO_WITHIN = 3
CONFIG = """
[desk]
name = "例示サポート"
address = "day@vendor.test"
timezone = "Asia/Tokyo"
signature = {{ ja = "例示サポート" }}
digest = "08:30"
relay_delay = "{delay}s"

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

    process: DeskProcess
    store: Store
    dovecot: Dovecot
    told: list[tuple[datetime, str, InboundMail]] = field(default_factory=list)
    """What people sent: when, who, what."""
    _read: dict[str, int] = field(default_factory=dict)

    def sends(self, mail: EmailMessage, *, result: str = "pass") -> None:
        """The mail passes the boundary server, which notes what it could prove, and lies in the desk's mailbox."""
        sender = str(mail["From"])
        self.told.append((datetime.now(UTC), sender, letter_of(mail.as_bytes())))
        self.dovecot.deliver(DESK, proven(mail, result=result), sender=sender)

    def writes(self, person: str, subject: str, text: str, *, result: str = "pass") -> None:
        self.sends(question(person, subject, text, to=DESK), result=result)

    def answers(self, person: str, letter: InboundMail, text: str, *, file: str = "") -> None:
        """By Reply, as a mail program does it."""
        mail = reply(person, letter, text)
        if file:
            mail.add_attachment(b"%PDF-1.7 steps", maintype="application", subtype="pdf", filename=file)
        self.sends(mail)

    def mailbox(self, person: str) -> list[InboundMail]:
        return [letter_of(raw) for raw in self.dovecot.mails(person)]

    def gets(self, person: str, words: str) -> InboundMail:
        """The next mail of this person, which must hold these words; nothing may come before it."""
        known = self._read.get(person, 0)
        what = f"{person} gets a mail with {words!r}, see {self.process.log}"
        wait_until(lambda: len(self.mailbox(person)) > known, what, 20)
        letter = self.mailbox(person)[known]
        self._read[person] = known + 1
        assert words in f"{letter.subject}\n{letter.text}", f"{person}: {letter.subject}\n{letter.text}"
        return letter

    def has_read_all(self, *people: str) -> bool:
        return all(len(self.mailbox(one)) == self._read.get(one, 0) for one in people)

    def copy(self, person: str, word: str) -> InboundMail:
        """The first mail about something, which everything else about it hangs below."""
        return next(one for one in self.mailbox(person) if word in one.subject)

    def case(self, number: str) -> Case:
        return next(one for one in self.store.cases(all_cases()) if one.number == number)


@contextmanager
def staff_day(folder: Path, dovecot: Dovecot, postfix: Postfix) -> Iterator[Day]:
    text = CONFIG.format(
        delay=UNDO_WITHIN,
        imaps=dovecot.imaps,
        imap_ca=dovecot.certificate.certificate,
        smtp=postfix.smtp,
        smtp_ca=postfix.certificate.certificate,
    )
    process = DeskProcess(folder, text, secrets={"SUPPORT_PASSWORD": "pw"})
    with process.running(), books_at(f"sqlite:///{folder / 'desk.db'}") as store:
        wait_until(lambda: store.cursor("support/INBOX") is not None, f"the desk reads, see {process.log}", 20)
        yield Day(process, store, dovecot)


def next_morning(folder: Path) -> None:
    """The desk works once at half past eight of the next day."""
    morning = (datetime.now(ZONE) + timedelta(days=1)).replace(hour=8, minute=31)
    config = load_config(folder / "run.toml")
    desk = put_together(config, lambda: morning, open_store(f"sqlite:///{folder / 'desk.db'}"))
    try:
        desk.worker.once()
    finally:
        desk.close()

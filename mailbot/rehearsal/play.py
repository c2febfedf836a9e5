"""A story played through a whole desk in memory, its clock jumping from one thing that is due to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from mailbot.config import Config
from mailbot.desk.cases import Case
from mailbot.desk.mail import InboundMail, address_key
from mailbot.desk.proof import Arrival, Door
from mailbot.desk.records import Delivery, DueLetter, Sent
from mailbot.mail.reading import read
from mailbot.rehearsal.story import Story, StoryMail
from mailbot.stages.process import Processed
from mailbot.wiring import Desk, put_together, store_of

A_DAY = timedelta(days=1)
STEP = timedelta(minutes=1)
"""Time moves on by no less than this, so that nothing due can hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One thing of a rehearsal, in order of time: a mail that came, what was decided, a letter that left."""

    at: datetime
    mail: StoryMail | None = None
    outcome: Processed | None = None
    letter: InboundMail | None = None
    key: str = ""
    raw: bytes = b""
    """The letter as it left."""


@dataclass(slots=True)
class _VirtualClock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class _Tray:
    """Takes letters in place of a server."""

    letters: list[DueLetter] = field(default_factory=list)

    def send(self, letter: DueLetter) -> Delivery:
        self.letters.append(letter)
        return Delivery(ending=Sent.DONE, words="rehearsed")

    def close(self) -> None:
        """Nothing to give back."""


class Rehearsal:
    """One configuration in virtual time; `close` it in the end."""

    def __init__(self, config: Config, start: datetime) -> None:
        self._clock = _VirtualClock(start.astimezone(UTC))
        self._tray = _Tray()
        self._told: list[Processed] = []
        self._received: dict[str, list[InboundMail]] = {}
        self._sources = 0
        store = store_of(config, "sqlite://")
        store.declare_contracts(config.contracts, self._clock(), "configuration", offers=config.offers)
        self.desk: Desk = put_together(config, self._clock, store, courier=self._tray, tell=self._told.append)
        self._address = config.desk.address
        self._zone = ZoneInfo(config.desk.timezone)
        self._counts = bool(config.offers.by_name)

    def close(self) -> None:
        """Forget everything."""
        self.desk.close()

    def cases(self) -> tuple[Case, ...]:
        """The cases that are not finished, as they stand."""
        return self.desk.store.cases()

    def play(self, story: Story) -> Iterator[Played]:
        """Everything that happens, in order."""
        for mail in story.mails:
            yield from self.until(mail.at)
            yield from self.receive(mail)
        yield from self.until(story.until)

    def receive(self, mail: StoryMail) -> Iterator[Played]:
        """A mail comes in and everything that it causes at once is done."""
        raw = mail.raw or self._composed(mail)
        found = read(raw)
        author = found.author.address if isinstance(found, InboundMail) and found.author else mail.sender
        self._sources += 1
        arrival = Arrival(
            door=Door.SMTP,
            source=f"story:{self._sources}",
            received_at=self._clock(),
            recipients=(mail.to or self._address,),
            login=author if mail.proven else "",
        )
        self.desk.collect.one(raw, arrival)
        yield Played(at=self._clock(), mail=mail)
        yield from self._work()

    def until(self, moment: datetime) -> Iterator[Played]:
        """Time goes on, with a stop at everything that falls due."""
        while (due := self._next_stop()) is not None and due < moment:
            self._clock.now = max(due, self._clock.now + STEP)
            if self._clock.now >= moment:
                break
            yield from self._work()
        self._clock.now = max(moment.astimezone(UTC), self._clock.now)
        yield from self._work()

    def _next_stop(self) -> datetime | None:
        """When something falls due next; where units are counted each day may end some, so that none is passed by."""
        due = self.desk.store.next_due()
        if not self._counts:
            return due
        today = self._clock.now.astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
        tomorrow = today + A_DAY
        return min(due, tomorrow) if due is not None else tomorrow

    def _work(self) -> Iterator[Played]:
        self.desk.worker.once()
        for outcome in self._told:
            yield Played(at=self._clock(), outcome=outcome)
        self._told.clear()
        for due in self._tray.letters:
            letter = read(due.content)
            assert isinstance(letter, InboundMail)
            self._received.setdefault(address_key(due.recipient), []).append(letter)
            yield Played(at=self._clock(), letter=letter, key=due.letter, raw=due.content)
        self._tray.letters.clear()

    def _composed(self, mail: StoryMail) -> bytes:
        """The mail as its sender's program would write it."""
        composed = EmailMessage(policy=SMTP)
        answered = self._answered(mail)
        composed["From"], composed["To"] = mail.sender, mail.to or self._address
        if mail.cc:
            composed["Cc"] = ", ".join(mail.cc)
        composed["Subject"] = f"Re: {answered.subject.removeprefix('Re: ')}" if answered else mail.subject
        composed["Date"] = format_datetime(self._clock())
        composed["Message-ID"] = f"<story.{self._sources + 1}@{mail.sender.rpartition('@')[2]}>"
        if answered is not None:
            composed["In-Reply-To"] = answered.message_id
            composed["References"] = " ".join((*answered.references, answered.message_id))
        for name, value in mail.headers:
            composed[name] = value
        composed.set_content(mail.text, cte="base64")
        return composed.as_bytes()

    def _answered(self, mail: StoryMail) -> InboundMail | None:
        if not mail.answers:
            return None
        letters = self._received.get(address_key(mail.sender), [])
        found = next((one for one in reversed(letters) if mail.answers in one.subject), None)
        if found is None:
            raise LookupError(f"{mail.sender} has received no letter with {mail.answers!r} in its subject by {mail.at}")
        return found

"""A whole desk for tests: mails go in, the stages work, everybody's letters can be read; the clock is set by hand."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.config import load_config
from mailbot.desk.cases import Case, EventKind, Status
from mailbot.desk.mail import address_key
from mailbot.desk.proof import Arrival, Door
from mailbot.desk.records import Delivery, DueLetter, HeldMail
from mailbot.edges.folder_out import FolderCourier
from mailbot.stages.deliver import Deliver
from mailbot.stages.process import Process, Processed
from mailbot.stages.sweep import Sweep
from mailbot.store import Store, open_store
from mailbot.wiring import Desk, put_together
from tests.stages.mail_clients import Received, Sheet

CONFIG = Path(__file__).parent / "desk.toml"
MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
"""A working day like any other, at opening time."""


class Killed(BaseException):
    """The process is gone at this very point; nothing catches it."""


@dataclass(slots=True)
class SetClock:
    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


class Postman(FolderCourier):
    """The folder courier that also remembers what it carried, and dies where a test says so."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.carried: list[DueLetter] = []
        self.dies_after: Callable[[DueLetter], bool] = lambda _: False

    def send(self, letter: DueLetter) -> Delivery:
        delivery = super().send(letter)
        self.carried.append(letter)
        if self.dies_after(letter):
            raise Killed
        return delivery


@dataclass(slots=True, kw_only=True)
class Conversation:
    """The desk and its surroundings. `url` is the store's; in memory unless a test kills and reopens the desk."""

    folder: Path
    clock: SetClock
    postman: Postman
    desk: Desk
    url: str
    config_path: Path
    told: list[Processed] = field(default_factory=list)
    _sources: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _read: dict[str, int] = field(default_factory=dict)
    _rows: set[int] = field(default_factory=set)
    _letters: dict[str, Received] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.desk.store

    @property
    def process(self) -> Process:
        return next(stage for _, stage in self.desk.worker.stages if isinstance(stage, Process))

    @property
    def deliver(self) -> Deliver:
        return next(stage for _, stage in self.desk.worker.stages if isinstance(stage, Deliver))

    @property
    def sweep(self) -> Sweep:
        return next(stage for _, stage in self.desk.worker.stages if isinstance(stage, Sweep))

    def receives(self, *mails: Sheet | bytes, door: Door = Door.IMAP, **arrival: object) -> list[int]:
        """Mails come in at a trusted door, unless told otherwise; the inbox row of each."""
        return [self._take(mail, door, arrival) for mail in mails]

    def _take(self, mail: Sheet | bytes, door: Door, arrival: dict[str, object]) -> int:
        raw = mail if isinstance(mail, bytes) else mail.raw
        known: dict[str, object] = {
            "source": f"test:{next(self._sources)}",
            "received_at": self.clock(),
            "trusted": True,
        }
        made = Arrival(door=door, **(known | arrival))  # type: ignore[arg-type]  # tests name Arrival's own fields
        taken = self.desk.collect.one(raw, made)
        self._rows.add(taken.inbox_id)
        return taken.inbox_id

    def works(self) -> None:
        """Every stage runs until nothing is due."""
        self.desk.worker.once()

    def hears(self, *mails: Sheet | bytes, **arrival: object) -> None:
        """Mails come in and everything that they cause is done; a minute later the world goes on."""
        self.receives(*mails, **arrival)  # type: ignore[arg-type]  # as above
        self.works()
        self.later(minutes=1)

    def later(self, **amount: float) -> None:
        self.clock.now += timedelta(**amount)

    def all_letters(self, address: str = "") -> list[Received]:
        """What an address ever received; everybody's without one."""
        wanted = address_key(address)
        return [
            self._opened(one) for one in self.postman.carried if not address or address_key(one.recipient) == wanted
        ]

    def _opened(self, letter: DueLetter) -> Received:
        if letter.message_id not in self._letters:
            self._letters[letter.message_id] = Received.of(letter)
        return self._letters[letter.message_id]

    def letters(self, address: str) -> list[Received]:
        """What an address received since this was last asked."""
        found = self.all_letters(address)
        seen = self._read.get(address, 0)
        self._read[address] = len(found)
        return found[seen:]

    def letter(self, address: str) -> Received:
        """The one new letter of an address."""
        found = self.letters(address)
        assert [one.key for one in found] == [one.key for one in found[:1]], [one.key for one in found]
        assert found, f"{address} received nothing"
        return found[0]

    def last(self, address: str, key: str) -> Received:
        """The newest letter of this kind."""
        return next(one for one in reversed(self.all_letters(address)) if one.key == key)

    def forget_letters(self) -> None:
        """Everybody has read everything so far."""
        for one in self.postman.carried:
            self._read[one.recipient] = len(self.all_letters(one.recipient))

    def new_keys(self) -> set[tuple[str, str]]:
        """Who has received which letters since they were last asked."""
        people = dict.fromkeys(one.recipient for one in self.postman.carried)
        return {(address, one.key) for address in people for one in self.letters(address)}

    def cases(self) -> list[Case]:
        """All of them; numbers may have gaps, ids of rows hardly."""
        with self.store.unit() as unit:
            found = [unit.case(row) for row in range(1, len(self._rows) + 6)]
        return [case for case in found if case is not None]

    def case(self, number: str = "INC-000001") -> Case:
        with self.store.unit() as unit:
            case = unit.case_numbered(number)
        assert case is not None, f"no case {number}"
        return case

    def status(self, number: str = "INC-000001") -> Status:
        return self.case(number).status

    def events(self, number: str = "INC-000001") -> list[EventKind]:
        case = self.case(number)
        with self.store.unit() as unit:
            return [event.kind for event in unit.events_of(case.id)]

    def held(self) -> list[HeldMail]:
        return list(self.store.held())

    def reopen(self) -> None:
        """The process was killed; another one opens the same store."""
        self.desk.store.close()
        self.desk = opened(self.config_path, self.url, self.clock)

    def reasons(self) -> list[str]:
        return [one.reason for one in self.held()]


def opened(config_path: Path, url: str, clock: SetClock) -> Desk:
    config = load_config(config_path)
    store = open_store(url, case_prefix=config.desk.case_prefix)
    store.declare_contracts(config.contracts, clock(), "configuration", offers=config.offers)
    return put_together(config, clock, store)


def configured(folder: Path, changes: Sequence[tuple[str, str]] = ()) -> Path:
    """The configuration of the conversations in a folder of its own, with some of its text replaced."""
    text = CONFIG.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{old!r} does not stand in the configuration"
        text = text.replace(old, new)
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path

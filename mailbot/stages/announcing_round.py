"""The announcements' part of the sweep: letters are written slice by slice, closing days are drafted ahead, and
news that was promised is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from mailbot.desk.announcements import Announcement, AnnouncementKind
from mailbot.desk.announcements_closing import next_closing
from mailbot.desk.announcing import AnnouncementDraft
from mailbot.desk.cases import EventKind
from mailbot.desk.records import TryLater
from mailbot.desk.tokens import OBJECT, mint_local_tag
from mailbot.stages.announcing import Announcing
from mailbot.stages.announcing_failures import tell_of_failure, tell_of_later_failures
from mailbot.stages.announcing_release import Releasing
from mailbot.stages.correspondence import Addressed
from mailbot.stages.fault_news import FaultNews
from mailbot.stages.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.announcements_closing import ClosingDays
    from mailbot.desk.announcing import AnnouncementRow, KeptAnnouncement
    from mailbot.desk.hours import Hours
    from mailbot.desk.letters.announcements import AnnouncementLetter
    from mailbot.desk.people import Contract
    from mailbot.desk.records import NewLetter
    from mailbot.stages.ports import Unit

SLICE = 100
"""Letters that are written in one transaction; the rest waits for the next round."""
MOST_AT_ONCE = 5
DAYS_A_BUSINESS_DAY = 4
"""Days that one business day takes at the most, in which closing days are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncingRound:
    """`closing_ahead` is how many business days before closing days they are drafted; 0 is never."""

    house: House
    news: FaultNews
    closing_ahead: int = 0
    tell: Callable[[Exception], None] = lambda _error: None
    """Hears of trouble with drafts of the desk's own."""
    _looked: list[date] = field(default_factory=list, repr=False)
    _told_on: list[date] = field(default_factory=list, repr=False)

    def some(self, unit: Unit, now: datetime) -> int:
        """Writes the next letters of what was let go, and drafts what is due; how many things were done."""
        written = self._write(unit, now)
        told = self._told_in_the_morning(unit, now)
        return written + told + self._draft_once_a_day(unit, now) + self.news.some(unit, now)

    def _write(self, unit: Unit, now: datetime) -> int:
        done = 0
        for kept in unit.announcements_going(MOST_AT_ONCE):
            rows = unit.announcement_rows(kept.id, SLICE - done) if done < SLICE else ()
            if rows:
                writing = _Writing(house=self.house, unit=unit, now=now, kept=kept)
                writing.write(rows)
            elif done < SLICE:
                unit.announcement_written(kept.id)
            done += len(rows)
        return done

    def tell_of_failure(self, unit: Unit, outbox_id: int, now: datetime) -> bool:
        """Instead of a letter for each address that failed, how the announcement went, once a day; False for a letter
        that is no announcement."""
        return tell_of_failure(self.house, unit, outbox_id, now)

    def _told_in_the_morning(self, unit: Unit, now: datetime) -> int:
        """Once a day, when the desk has opened."""
        today, hours = self.house.today(now), self.house.rules.hours
        if self._told_on[-1:] == [today] or (hours is not None and not hours.is_open(now)):
            return 0
        self._told_on[:] = [today]
        return tell_of_later_failures(self.house, unit, now)

    def _draft_once_a_day(self, unit: Unit, now: datetime) -> int:
        today = self.house.today(now)
        if not self.closing_ahead or self._looked[-1:] == [today]:
            return 0
        unit.once_stored(lambda: self._looked.append(today))
        try:
            with unit.savepoint():
                return sum(self._draft_closing(unit, now, *found) for found in self._closings(unit, today))
        except TryLater:
            raise
        except Exception as error:  # noqa: BLE001 - a fault in a draft must not stop the rest of the sweep
            self.tell(error)
            return 0

    def _closings(self, unit: Unit, today: date) -> Iterator[tuple[str, ClosingDays, tuple[str, ...]]]:
        """For each calendar of contracts in force the closing days that come within the time, and whose they are."""
        using: dict[str, list[str]] = {}
        for contract in unit.contracts_in_use():
            if contract.is_in_force(today):
                using.setdefault(contract.calendar, []).append(contract.id)
        for calendar, contracts in sorted(using.items()):
            hours = self.house.policies.hours.get(calendar)
            within = self.closing_ahead * DAYS_A_BUSINESS_DAY
            closing = next_closing(hours, today, within=within) if hours is not None else None
            if closing is not None and hours is not None and _ahead(hours, today, closing) <= self.closing_ahead:
                yield calendar, closing, tuple(contracts) if len(using) > 1 else ()

    def _draft_closing(
        self, unit: Unit, now: datetime, calendar: str, closing: ClosingDays, contracts: tuple[str, ...]
    ) -> int:
        occasion = f"closing:{calendar}:{closing.first.isoformat()}"
        if not unit.take_occasion(occasion):
            return 0
        announcement = Announcement(kind=AnnouncementKind.CLOSING, contracts=contracts, closing=closing)
        releasing = Releasing(house=self.house, unit=unit, now=now)
        kept, plan = releasing.draft(AnnouncementDraft(announcement=announcement, by="desk", occasion=occasion))
        releasing.show(kept, plan, None)
        return 1


def _ahead(hours: Hours, today: date, closing: ClosingDays) -> int:
    """Business days from today to the last one before the closing days, that one included."""
    days = (closing.first - today).days
    return sum(hours.is_business_day(today + timedelta(days=one)) for one in range(days))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """One announcement whose letters are being written."""

    house: House
    unit: Unit
    now: datetime
    kept: KeptAnnouncement

    def write(self, rows: tuple[AnnouncementRow, ...]) -> None:
        announcing = Announcing(house=self.house, unit=self.unit, now=self.now)
        letter = announcing.letter(self.kept)
        for row in rows:
            contract = self.unit.contract(row.contract_id)
            written = self._letter(announcing, announcing.numbered(letter, row), row, contract)
            self.unit.announce_to(self.kept.id, row.position, written, "" if written else "unwritable")

    def _letter(
        self, announcing: Announcing, letter: AnnouncementLetter, row: AnnouncementRow, contract: Contract | None
    ) -> NewLetter | None:
        leaves_at = announcing.leaves_at(contract, self.kept.announcement)
        where = self._where(row, contract)
        written = self.house.correspondence.write_if_possible(letter, announcing.reader(row), where, leaves_at)
        if written is None:
            return None
        facts: dict[str, object] = {}
        if row.case_id:
            other = list(row.cases[1:])
            facts = {"event": EventKind.REPORT.value, "by": self.kept.approved_by, "ask": False}
            facts |= {"fault": self.kept.announcement.fault, **({"also": other} if other else {})}
        waits = leaves_at if leaves_at > self.now else None
        return replace(written, facts=facts, not_before=waits, lane=2)

    def _where(self, row: AnnouncementRow, contract: Contract | None) -> Addressed:
        """In the thread of the reader's own case where there is one, else a mail of its own."""
        where = Addressed(
            cause=self.kept.cause,
            desk_address=self.house.address_for(contract),
            calendar=contract.calendar if contract else "",
            contact_id=row.contact_id,
        )
        if row.case_id:
            where = replace(where, case_id=row.case_id, token_for=f"p{row.participant_id}", satisfies_clock=True)
            thread = self.house.correspondence.public_thread(where, self.unit.public_ids(row.case_id))
            return replace(where, answered=thread)
        if self.kept.announcement.is_duty:
            return where
        domain = self.house.correspondence.addresses.domain
        return replace(where, list_id=f"<announcements.{domain}>", list_unsubscribe=self._unsubscribe(row))

    def _unsubscribe(self, row: AnnouncementRow) -> str:
        """A mail that asks not to be sent more (RFC 2369 3.2), with a token that says whose it is."""
        token = mint_local_tag(
            self.house.correspondence.keyring,
            purpose=OBJECT,
            case_id=self.kept.id,
            recipient=f"p{row.contact_id}",
        )
        return f"<mailto:{self.house.address}?subject={quote(f'unsubscribe {token}')}>"

"""The morning's digest: once each business day of the desk, to every member who is there, when the day begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.letters import StaffDigest
from mailbot.desk.mail import address_key
from mailbot.desk.queues import COUNTED_AT_DAWN, OF_SCOPE, Scope
from mailbot.desk.records import TryLater
from mailbot.desk.units_words import served_now_words
from mailbot.stages.correspondence import Addressed
from mailbot.stages.desk_lists import Lists
from mailbot.stages.house import House, staff_token_of
from mailbot.stages.units_waiting import served_now

if TYPE_CHECKING:
    from mailbot.desk.hours import Hours
    from mailbot.desk.people import Staff
    from mailbot.stages.ports import Unit

NOON = time(12)
"""A digest that could not be sent in the morning is no morning's digest any more."""
GRACE = timedelta(hours=1)
"""How long one that is set for the afternoon may be late."""
EARLIEST = time(7)
"""A calendar that is open day and night begins no day; its digest comes at the usual hour."""
USUAL = time(8, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTimes:
    """When a digest is due: on the business days of a calendar, at a time of the desk, or (None) when it opens."""

    hours: Hours
    at: time | None = None

    def due(self, day: date, house: House) -> datetime | None:
        """The instant of this day; None on a day that is no business day."""
        if not self.hours.is_business_day(day):
            return None
        zone = house.correspondence.zone
        opens = self.hours.open_of(day) if self.at is None else datetime.combine(day, self.at, zone)
        if opens is None or (self.at is None and opens.astimezone(zone).time() < EARLIEST):
            return datetime.combine(day, USUAL, zone)
        return opens

    def last_moment(self, day: date, house: House, due: datetime) -> datetime:
        """After this instant it is too late for it."""
        return max(datetime.combine(day, NOON, house.correspondence.zone), due + GRACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The part of the sweep that begins the day. `times` is None where the desk wants no digest."""

    house: House
    times: DigestTimes | None
    tell: Callable[[Exception], None] = lambda _error: None
    """Hears of a digest that could not be written, by a fault of ours."""
    _done: list[date] = field(default_factory=list, repr=False)

    def some(self, unit: Unit, now: datetime) -> int:
        """Write what is due of today's digest; how many letters. On the first day of a desk, which nobody has written
        to before, there is none.

        That a member has had theirs stands in the outbox, so that another process sends no second one.
        """
        today = self.house.today(now)
        if self.times is None or self._done[-1:] == [today]:
            return 0
        try:
            with unit.savepoint():
                return self._begin(unit, now, today, self.times)
        except TryLater:
            raise
        except Exception as error:  # noqa: BLE001 - a fault in the digest must not stop the rest of the sweep
            self._done[:] = [today]
            self.tell(error)
            return 0

    def _begin(self, unit: Unit, now: datetime, today: date, times: DigestTimes) -> int:
        due = times.due(today, self.house)
        if due is None or now < due:
            return 0
        written = 0
        if now <= times.last_moment(today, self.house, due) and _knew_anything(unit, due):
            lists = Lists(house=self.house, unit=unit, now=now)
            wanting = [one for one in self._readers(today) if not _has_had(unit, one, due)]
            served = served_now(self.house, unit, now) if wanting else ()
            written = sum(self._write(lists, member, today, served) for member in wanting)
        if not written:
            self._done[:] = [today]
        return written

    def _readers(self, today: date) -> list[Staff]:
        return [one for one in self.house.rules.staff if one.active and one.away_until(today) is None]

    def _write(self, lists: Lists, member: Staff, today: date, served: tuple[int, ...]) -> bool:
        held, total = lists.held(member)
        letter = StaffDigest(
            at=lists.now,
            staff=member.name,
            sections=lists.sections(OF_SCOPE[Scope.ALL], member, counted=COUNTED_AT_DAWN),
            held=held,
            held_total=total,
            away=lists.away(),
            on_call=lists.on_call(),
            served_now=(served_now_words(served),) if served else (),
        )
        where = Addressed(
            cause=f"digest:{today.isoformat()}", desk_address=self.house.address, token_for=staff_token_of(member)
        )
        reader = self.house.readers.staff(member)
        queued = self.house.correspondence.write_if_possible(letter, reader, where, lists.now)
        return queued is not None and lists.unit.queue(queued)


def _has_had(unit: Unit, member: Staff, since: datetime) -> bool:
    last = unit.last_sent(StaffDigest.key, address_key(member.address))
    return last is not None and last >= since


def _knew_anything(unit: Unit, before: datetime) -> bool:
    first = unit.first_mail_at()
    return first is not None and first < before

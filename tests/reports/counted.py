"""The figures of the quarter counted a second time: from its facts, by plain loops over minutes and days, with
nothing of the desk's own reckoning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.reports.quarter import LONDON, TOKYO, Matter, Quarter, Stoppage

HOLIDAYS = {date(2026, 10, 12), date(2026, 11, 3), date(2026, 11, 23)}
HOLIDAYS |= {date(2026, 12, day) for day in (29, 30, 31)} | {date(2027, 1, day) for day in (1, 2, 3)}
MINUTE = timedelta(minutes=1)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Opening hours as a person would write them down."""

    zone: ZoneInfo
    days: int
    windows: tuple[tuple[time, time], ...]
    holidays: frozenset[date] = frozenset()

    def opens(self, day: date) -> bool:
        return day.weekday() < self.days and day not in self.holidays

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.opens(day):
            return []
        return [tuple(datetime.combine(day, at, self.zone).astimezone(UTC) for at in pair) for pair in self.windows]  # type: ignore[misc]  # pairs stay pairs

    def close(self, day: date) -> datetime:
        return self.spans(day)[-1][1]

    def minutes(self, start: datetime, end: datetime) -> float:
        """Open minutes between two instants."""
        found = timedelta()
        day = start.astimezone(self.zone).date()
        while day <= end.astimezone(self.zone).date():
            for opens, closes in self.spans(day):
                found += max(timedelta(), min(closes, end) - max(opens, start))
            day += timedelta(days=1)
        return found / MINUTE

    def after_minutes(self, start: datetime, wanted: int, pauses: Sequence[tuple[datetime, datetime]]) -> datetime:
        """The instant at which so many open minutes have passed, those of the pauses left out, minute by minute."""
        day = start.astimezone(self.zone).date()
        while True:
            for opens, closes in self.spans(day):
                at = max(opens, start)
                while at < closes:
                    at += MINUTE
                    if not any(begin < at <= end for begin, end in pauses):
                        wanted -= 1
                    if not wanted:
                        return at
            day += timedelta(days=1)

    def after_days(self, start: datetime, wanted: int, pauses: Sequence[tuple[datetime, datetime]]) -> datetime:
        """The close of the n-th business day after the day that counts as the day of receipt; each close that lies
        in a pause is one day more."""
        day = start.astimezone(self.zone).date()
        while not self.opens(day) or self.close(day) <= start:
            day += timedelta(days=1)
        due = self._later(day, wanted)
        for begin, end in pauses:
            if begin < self.close(due):
                passed = begin.astimezone(self.zone).date()
                while passed <= end.astimezone(self.zone).date():
                    if self.opens(passed) and begin < self.close(passed) <= end:
                        due = self._later(due, 1)
                    passed += timedelta(days=1)
        return self.close(due)

    def _later(self, day: date, wanted: int) -> date:
        while wanted:
            day += timedelta(days=1)
            wanted -= self.opens(day)
        return day


OFFICE = Week(
    zone=TOKYO,
    days=5,
    windows=((time(10), time(12)), (time(13), time(17))),
    holidays=frozenset(HOLIDAYS),
)
WEEKS = {
    "C-1": OFFICE,
    "C-2": Week(zone=TOKYO, days=6, windows=((time(9), time(18)),)),
    "C-3": Week(zone=LONDON, days=5, windows=((time(9), time(17, 30)),)),
}
SERVICES = {"C-1": ("portal", "mail"), "C-2": ("portal",), "C-3": ("mail",), "": ("portal", "mail")}
RESOLVE: Mapping[str, Mapping[str, int]] = {
    "C-1": {"normal": 1440, "urgent": 480},
    "C-2": {"normal": 3, "urgent": 1},
    "C-3": {"normal": 1440, "urgent": 480},
}
BOUGHT = 100
ANSWER = {"normal": 240, "urgent": 60}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One promise of one matter, decided: in time at `met`, or broken at `broken`."""

    clock: str
    due: datetime
    met: datetime | None
    broken: datetime | None
    paused: float

    @property
    def decided(self) -> datetime:
        found = self.broken or self.met
        assert found is not None
        return found


def as_of(matter: Matter, until: datetime) -> Matter | None:
    """The matter as it was known at an instant; None before it was received."""
    if matter.received >= until:
        return None
    raised = matter.raised if matter.raised and matter.raised < until else None
    return replace(
        matter,
        priority="normal" if matter.raised and not raised else matter.priority,
        raised=raised,
        answers=[at for at in matter.answers if at < until],
        waits=[(start, end if end and end < until else None) for start, end in matter.waits if start < until],
        solved=[at for at in matter.solved if at < until],
        back=[at for at in matter.back if at < until],
        spared=matter.spared if matter.spared and matter.spared < until else None,
        closed=matter.closed if matter.closed and matter.closed < until else None,
    )


def kept(matter: Matter, until: datetime) -> Iterator[Kept]:
    """The promises of a matter, as known at `until`, that were decided by then."""
    week = WEEKS[matter.contract]
    ends = matter.closed or until
    due = week.after_minutes(matter.received, ANSWER[matter.priority], ())
    done = min([*matter.answers, *([matter.spared] if matter.spared else [])], default=None)
    if due < (done or ends):
        yield Kept(clock="answer", due=due, met=done, broken=due, paused=0)
    elif done:
        yield Kept(clock="answer", due=due, met=done, broken=None, paused=0)
    yield from _resolved(matter, ends)


def _resolved(matter: Matter, ends: datetime) -> Iterator[Kept]:
    """A matter that came back is promised once more, the time in which it was solved left out; once broken it is
    told once."""
    broken = None
    for place in range(len(matter.back) + 1):
        due, paused = resolve_due(matter, place)
        met = matter.solved[place] if place < len(matter.solved) else None
        held = met is None and any(not end and start < due for start, end in matter.waits)
        if broken is None and due < (met or ends) and not held:
            broken = due
        elif broken is None and met:
            yield Kept(clock="resolve", due=due, met=met, broken=None, paused=paused)
    if broken:
        yield Kept(clock="resolve", due=broken, met=met, broken=broken, paused=paused)


def resolve_due(matter: Matter, place: int) -> tuple[datetime, float]:
    """When it is to be resolved for the n-th time, and the open minutes in which the promise stood still."""
    week, wanted = WEEKS[matter.contract], RESOLVE[matter.contract][matter.priority]
    pauses = [(start, end) for start, end in matter.waits if end]
    pauses += list(zip(matter.solved, matter.back, strict=False))[:place]
    reckon = week.after_days if matter.contract == "C-2" else week.after_minutes
    return reckon(matter.received, wanted, pauses), sum(week.minutes(start, end) for start, end in pauses)


def status(matter: Matter) -> str:
    if matter.closed:
        return "closed"
    if len(matter.solved) > len(matter.back):
        return "resolved"
    if matter.back or any(end for _, end in matter.waits):
        return "open"
    if matter.waits:
        return "waiting"
    return "answered" if matter.answers else "new"


def next_due(matter: Matter, until: datetime) -> datetime | None:
    """The promise that is due first among those that still can be kept."""
    found = []
    if not matter.answers:
        found.append(WEEKS[matter.contract].after_minutes(matter.received, ANSWER[matter.priority], ()))
    if len(matter.solved) == len(matter.back) and all(end for _, end in matter.waits):
        found.append(resolve_due(matter, len(matter.back))[0])
    return min((due for due in found if due >= until), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """A month on one contract, or with an empty one on the desk."""

    quarter: Quarter
    contract: str
    first: date

    @property
    def zone(self) -> ZoneInfo:
        return LONDON if self.contract == "C-3" else TOKYO

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), self.zone).astimezone(UTC)

    @property
    def last(self) -> date:
        return (self.first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), self.zone).astimezone(UTC)

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.begins <= at < self.ends

    def at(self, moment: datetime | None) -> str | None:
        return moment.astimezone(self.zone).isoformat() if moment else None

    @property
    def matters(self) -> list[Matter]:
        known = (as_of(one, self.ends) for one in self.quarter.matters if self.contract in {"", one.contract})
        return [one for one in known if one and (not one.closed or one.closed >= self.begins)]

    def figures(self) -> dict[str, object]:
        """All sections that are counted here, as the JSON of a report spells them."""
        decided = [
            (matter, one) for matter in self.matters for one in kept(matter, self.ends) if self.holds(one.decided)
        ]
        return {
            "totals": self._count("", self.matters),
            "by_category": self._by(lambda one: one.category),
            "by_priority": self._by(lambda one: one.priority),
            "by_week": list(self._weeks()),
            "targets": [
                {"clock": clock, "met": self._targets(decided, clock)[0], "missed": self._targets(decided, clock)[1]}
                for clock in sorted({one.clock for _, one in decided})
            ],
            "misses": sorted(
                (self._miss(matter, one) for matter, one in decided if one.broken),
                key=lambda one: (str(one["number"]), str(one["clock"])),
            ),
            "times": [self._times("first_answer"), self._times("resolution")],
            "units": list(self._units()),
            "faults": list(self._faults()),
            "availability": [self._uptime(service) for service in SERVICES[self.contract]],
            "wishes": [self._wish(one) for one in self.matters if one.category == "change"],
            "open_matters": [self._open(one) for one in self.matters if not one.closed],
            "usage": list(usage(self.first, self.contract)),
        }

    def _count(self, key: str, matters: Iterable[Matter]) -> dict[str, object]:
        found = list(matters)
        return {
            "key": key,
            "opened": sum(self.holds(one.received) for one in found),
            "closed": sum(self.holds(one.closed) for one in found),
            "open": sum(not one.closed for one in found),
        }

    def _by(self, key_of: Callable[[Matter], str]) -> list[dict[str, object]]:
        keys = sorted({key_of(one) for one in self.matters})
        return [self._count(key, [one for one in self.matters if key_of(one) == key]) for key in keys]

    def _weeks(self) -> Iterator[dict[str, object]]:
        days = [self.first + timedelta(days=place) for place in range((self.last - self.first).days + 1)]
        for week in dict.fromkeys(day.isocalendar()[:2] for day in days):
            own = [day for day in days if day.isocalendar()[:2] == week]
            over = datetime.combine(own[-1] + timedelta(days=1), time(), self.zone)
            yield {
                "key": f"{week[0]}-W{week[1]:02d}",
                "opened": sum(one.received.astimezone(self.zone).date() in own for one in self.matters),
                "closed": sum(bool(one.closed) and _day(one.closed, self.zone) in own for one in self.matters),
                "open": sum(one.received < over and (one.closed or NEVER) >= over for one in self.matters),
            }

    def _targets(self, decided: Sequence[tuple[Matter, Kept]], clock: str) -> tuple[int, int]:
        own = [one for _, one in decided if one.clock == clock]
        missed = sum(one.broken is not None for one in own)
        return len(own) - missed, missed

    def _miss(self, matter: Matter, one: Kept) -> dict[str, object]:
        until = one.met or matter.closed or self.ends
        return {
            "number": matter.number,
            "clock": one.clock,
            "due": self.at(one.due),
            "met_at": self.at(one.met),
            "breached_at": self.at(one.broken),
            "late_minutes": WEEKS[matter.contract].minutes(one.due, until),
            "late_elapsed": (until - one.due) / MINUTE,
            "paused_minutes": one.paused,
            "why": "late" if one.met else "closed" if matter.closed else "open",
        }

    def _times(self, name: str) -> dict[str, object]:
        spans = []
        for matter in self.matters:
            solved = matter.solved[-1] if len(matter.solved) > len(matter.back) else None
            end = min(matter.answers, default=None) if name == "first_answer" else solved
            if end is not None and self.holds(end):
                spans.append((WEEKS[matter.contract].minutes(matter.received, end), (end - matter.received) / MINUTE))
        business, elapsed = sorted(one for one, _ in spans), sorted(one for _, one in spans)
        return {
            "name": name,
            "count": len(spans),
            "median_business": _share(business, 50),
            "p90_business": _share(business, 90),
            "median_elapsed": _share(elapsed, 50),
            "p90_elapsed": _share(elapsed, 90),
        }

    def _units(self) -> Iterator[dict[str, object]]:
        """One contract buys support by the incident: set aside with the first answer, used when it is closed."""
        if self.contract not in {"", "C-2"}:
            return
        known = [as_of(one, self.ends) for one in self.quarter.matters if one.contract == "C-2"]
        begun = [one for one in known if one and one.answers]
        yield {
            "contract": "C-2",
            "pack": "PO-1",
            "used": sum(self.holds(one.closed) for one in begun),
            "given_back": 0,
            "left": BOUGHT - len(begun),
            "valid_until": "2027-09-30",
        }

    def _faults(self) -> Iterator[dict[str, object]]:
        numbers = {one.serial: one.number for one in self.quarter.matters if self.contract in {"", one.contract}}
        for fault in self.quarter.faults:
            if fault.service in SERVICES[self.contract] and fault.start < self.ends and fault.end >= self.begins:
                start, end = max(fault.start, self.begins), min(fault.end, self.ends)
                yield {
                    "number": fault.number,
                    "services": [fault.service],
                    "began": self.at(fault.start),
                    "recovered": self.at(fault.end) if fault.end < self.ends else None,
                    "minutes": (end - start) / MINUTE,
                    "cases": [numbers[one] for one in fault.linked if one in numbers],
                }

    def _uptime(self, service: str) -> dict[str, object]:
        """Minute by minute: was it to be up, and was it."""
        left_out, down = self._minutes_of(service)
        total = int((self.ends - self.begins) / MINUTE)
        agreed = total - len(left_out)
        lost = len(down - left_out)
        percent = (agreed - lost) * 1_000_000 // agreed
        return {
            "service": service,
            "total": total,
            "excluded": len(left_out),
            "agreed": agreed,
            "down": lost,
            "percent": f"{percent // 10_000}.{percent % 10_000:04d}",
            "met": (agreed - lost) * 1000 >= agreed * {"portal": 999, "mail": 995}[service],
            "days": [
                {
                    "day": day.isoformat(),
                    "down": sum(_day(one, self.zone) == day for one in down - left_out),
                    "excluded": sum(_day(one, self.zone) == day for one in left_out),
                    "closed": not (WEEKS[self.contract] if self.contract else OFFICE).opens(day),
                }
                for day in (self.first + timedelta(days=place) for place in range((self.last - self.first).days + 1))
            ],
        }

    def _minutes_of(self, service: str) -> tuple[set[datetime], set[datetime]]:
        """The minutes of the month that are outside the promise, and those in which the service was down."""
        left_out = set()
        if service == self.quarter.stop.service:
            left_out |= _minutes(self.quarter.stop)
        if service == "mail":
            sunday = next(
                day for day in (self.first.replace(day=15 + place) for place in range(7)) if day.weekday() == 6
            )
            opens = datetime.combine(sunday, time(2), TOKYO).astimezone(UTC)
            left_out |= {opens + place * MINUTE for place in range(180)}
        down = {one for fault in self.quarter.faults if fault.service == service for one in _minutes(fault)}
        return {one for one in left_out if self.holds(one)}, {one for one in down if self.holds(one)}

    def _wish(self, matter: Matter) -> dict[str, object]:
        return {
            "number": matter.number,
            "contract": matter.contract,
            "subject": self._subject(matter),
            "received_at": self.at(matter.received),
            "status": status(matter),
        }

    def _open(self, matter: Matter) -> dict[str, object]:
        found = self._wish(matter)
        return {
            **found,
            "category": matter.category,
            "priority": matter.priority,
            "next_due": self.at(next_due(matter, self.ends)),
        }

    def _subject(self, matter: Matter) -> str:
        """A private matter is not named to its client's admins."""
        return "" if matter.private and self.contract else matter.subject


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at.astimezone(zone).date() if at else None


def _share(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest value that at least so many percent do not exceed."""
    for value in ordered:
        if sum(one <= value for one in ordered) * 100 >= percent * len(ordered):
            return value
    return None


def _minutes(one: Stoppage) -> set[datetime]:
    start = one.start.astimezone(UTC)
    return {start + place * MINUTE for place in range(int((one.end - one.start) / MINUTE))}


LOGINS = {"C-1": 1203, "C-2": 541, "C-3": 87}


def usage(first: date, contract: str) -> Iterator[dict[str, object]]:
    """The operator's figures of a month."""
    for name, base in LOGINS.items():
        if contract in {"", name}:
            value = str(base + first.month)
            yield {"contract": name, "service": "", "name": "ログイン回数", "value": value, "unit": "回"}
    yield {"contract": "", "service": "mail", "name": "配信数", "value": f"{first.month}000.5", "unit": "通"}


def usage_csv(first: date) -> bytes:
    """The same as the operator's file, from a spreadsheet of theirs."""
    lines = ["年月,契約,サービス,項目,値,単位"]
    for row in usage(first, ""):
        cells = (f"{first:%Y-%m}", *(str(row[key]) for key in ("contract", "service", "name", "value", "unit")))
        lines.append(",".join(cells))
    return "\r\n".join(lines).encode("cp932")

"""Policies on paper: plays one story of the form that `sla/` has, and says what the clocks would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks.declared import declared
from mailbot.desk.clocks.play import Game, Keys
from mailbot.desk.clocks.values import ClockState, State
from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours import NoOpening, availability, quiet_release
from mailbot.desk.policy_keys import as_day, as_instant, spelt, suggest
from mailbot.desk.policy_reading import read_version

if TYPE_CHECKING:
    from mailbot.desk.clocks.board import HoursOf
    from mailbot.desk.policy import Availability, PolicyVersion, Quiet, Renewal

SEND, DOWN, UP = "send", "down", "up"
PLAYED = (
    "received", "noted", "auto_ack", "started", "reply", "report", "customer_mail", "bounce", "duplicate", "resolved",
    "reopened", "priority", "category", "level", "forecast", "no_answer", "closed", "auto_reply",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a story; `event` is None for what concerns no case (`send`, `down`, `up`)."""

    at: datetime
    type: str
    event: Event | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story, read. `start` holds the keys at the receipt, `zone` the one in which answers are shown."""

    name: str
    version: PolicyVersion
    happenings: tuple[Happening, ...]
    now: datetime
    zone: ZoneInfo
    contract_calendar: str
    start: Mapping[str, str]
    contract_end: date | None = None


def read_scenario(line: Mapping[str, object]) -> Scenario:
    """Reads one story: `policy`, `events`, `now`, `show_tz`. Raises Complaints with paths from the story inwards."""
    policy = line.get("policy")
    if not isinstance(policy, Mapping):
        raise Complaints([Complaint(("policy",), "must be a table of keys")])
    faults: list[Complaint] = []
    happenings = _happenings(line.get("events"), faults)
    now = as_instant(line.get("now"))
    if now is None:
        faults.append(Complaint(("now",), "must be an instant with its offset"))
    keys, start = declared(policy, tuple((one.type, one.event) for one in happenings))
    try:
        version = read_version(keys)
    except Complaints as found:
        faults.extend(fault.under("policy") for fault in found.complaints)
    if faults or now is None:
        raise Complaints(faults)
    calendars = line.get("calendars")
    names = tuple(str(name) for name in calendars) if isinstance(calendars, Mapping) else ()
    return Scenario(
        name=str(line.get("name", "")),
        version=version,
        happenings=happenings,
        now=now,
        zone=ZoneInfo(str(line.get("show_tz", "UTC"))),
        contract_calendar=str(policy.get("calendar", names[0] if len(names) == 1 else "")),
        start=start,
        contract_end=as_day(line.get("contract_end")),
    )


def _happenings(found: object, faults: list[Complaint]) -> tuple[Happening, ...]:
    if not isinstance(found, Sequence) or isinstance(found, str):
        faults.append(Complaint(("events",), "must be a list of events"))
        return ()
    happenings: list[Happening] = []
    for place, row in enumerate(found):
        given = row if isinstance(row, Mapping) else {}
        at, kind = as_instant(given.get("at")), str(given.get("type", ""))
        if at is None:
            faults.append(Complaint(("events", place, "at"), "must be an instant with its offset"))
        elif kind not in (*PLAYED, SEND, DOWN, UP):
            message = f"{spelt(kind)} is no event{suggest(kind, (*PLAYED, SEND, DOWN, UP))}"
            faults.append(Complaint(("events", place, "type"), message))
        else:
            facts = {str(key): value for key, value in given.items() if key not in ("at", "type")}
            event = Event(at=at, kind=EventKind(kind), facts=facts) if kind in PLAYED else None
            happenings.append(Happening(at=at, type=kind, event=event, urgent=facts.get("urgent") is True))
    return tuple(sorted(happenings, key=lambda one: one.at))


def play_scenario(scenario: Scenario, hours_of: HoursOf) -> dict[str, object]:
    """What applies of `name, after, final, breaches, notices, auto_closed, sends, renewal_by, availability`.

    A due time that does not exist is `{"name": …, "error": "no_opening"}`.
    """
    version = scenario.version
    found: dict[str, object] = {"name": scenario.name}
    try:
        if version.clocks or version.auto_close:
            found.update(_clocks(scenario, hours_of))
        if version.quiet or any(one.type == SEND for one in scenario.happenings):
            found["sends"] = _sends(scenario)
        if version.renewal:
            found["renewal_by"] = _renewal_by(version.renewal, scenario, hours_of)
    except NoOpening as nothing:
        return {"name": scenario.name, **nothing.as_json()}
    if version.availability:
        found["availability"] = _availability(version.availability, scenario)
    return found


def _clocks(scenario: Scenario, hours_of: HoursOf) -> dict[str, object]:
    version = scenario.version
    calendar = scenario.contract_calendar
    game = Game(version, hours_of, _keys(scenario), contract_calendar=calendar)
    after: list[dict[str, str]] = []
    closed_at: datetime | None = None
    for happening in scenario.happenings:
        if happening.at > scenario.now:
            break
        closed_at = closed_at or _close_silently(game, happening.at)
        if happening.event:
            game.take(happening.event)
        after.append(_shown(game.clocks, scenario.zone))
    closed_at = closed_at or _close_silently(game, scenario.now)
    playing = game.playing(scenario.now)
    found: dict[str, object] = {
        "after": after,
        "final": _shown(playing.clocks, scenario.zone),
        "breaches": [{"clock": breach.clock, "at": _instant(breach.at, scenario.zone)} for breach in playing.breaches],
    }
    if version.late_notice or (version.auto_close and version.auto_close.notice):
        found["notices"] = [
            {"type": notice.kind, "at": _instant(_released(notice.at, version.quiet, scenario.zone), scenario.zone)}
            for notice in playing.notices
        ]
    if version.auto_close:
        found["auto_closed"] = _instant(closed_at, scenario.zone) if closed_at else None
    return found


def _keys(scenario: Scenario) -> Keys:
    start, version = scenario.start, scenario.version
    return Keys(
        category=start["category"] or version.default_category.key,
        priority=start["priority"] or version.default_priority.key,
        level=start["level"] or version.default_level,
    )


def _close_silently(game: Game, until: datetime) -> datetime | None:
    """Closes the case if silence lasted longer than it may; contact at the very last instant is in time."""
    silence = game.silence
    if silence is None or silence.closes_at >= until:
        return None
    game.take(Event(at=silence.closes_at, kind=EventKind.CLOSED))
    return silence.closes_at


def _shown(clocks: Sequence[ClockState], zone: ZoneInfo) -> dict[str, str]:
    return {clock.name: _clock(clock, zone) for clock in clocks}


def _clock(clock: ClockState, zone: ZoneInfo) -> str:
    """A due instant, `paused`, `met`, `late`, `closed` or `-` (DECISIONS 23)."""
    if clock.trouble:
        raise NoOpening(clock.trouble)
    if clock.state in (State.RUNNING, State.BREACHED) and clock.due is not None:
        return _instant(clock.due, zone)
    return "-" if clock.state is State.NONE else clock.state.value


def _sends(scenario: Scenario) -> list[str]:
    sends = [one for one in scenario.happenings if one.type == SEND]
    quiet = scenario.version.quiet
    exempt = quiet is not None and quiet.exempt_urgent
    return [
        _instant(_released(one.at, None if one.urgent and exempt else quiet, scenario.zone), scenario.zone)
        for one in sends
    ]


def _released(at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    if quiet is None:
        return at
    return quiet_release(at, (f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}"), quiet.tz or zone.key)


def _renewal_by(renewal: Renewal, scenario: Scenario, hours_of: HoursOf) -> str | None:
    """The date by whose close the notice must be out; None where no end is known."""
    end = renewal.end_date or scenario.contract_end
    if end is None:
        return None
    calendar = renewal.calendar or scenario.contract_calendar
    hours = hours_of(calendar) if callable(hours_of) else hours_of[calendar]
    return hours.notice_date(end, renewal.days, renewal.roll).isoformat()


def _availability(promise: Availability, scenario: Scenario) -> dict[str, object]:
    first, last = promise.first or scenario.now.date(), promise.last or scenario.now.date()
    downtime: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for happening in scenario.happenings:
        if happening.type == DOWN:
            since = since or happening.at
        elif happening.type == UP and since is not None:
            downtime.append((since, happening.at))
            since = None
    if since is not None:
        downtime.append((since, scenario.now))
    found = availability(first, last, promise.tz or scenario.zone.key, promise.excluded, downtime)
    shown: dict[str, object] = {
        "total": found.total,
        "excluded": found.excluded,
        "agreed": found.agreed,
        "down": found.down,
        "percent": found.percent,
    }
    if promise.target is not None:
        shown["met"] = None if found.share is None else found.share * 100 >= Fraction(promise.target)
    return shown


def _instant(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat()

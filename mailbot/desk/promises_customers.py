"""What customers are told as time passes or a case changes: a late answer, moved times, the end by silence."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.clocks import State
from mailbot.desk.policy import Anchor
from mailbot.desk.promises_deeds import (
    AnnounceClosing,
    CloseBySilence,
    FollowPolicy,
    TellLate,
    TellNewTimes,
    WantForecast,
)
from mailbot.desk.promises_matter import TICK, Matter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailbot.desk.cases import Event
    from mailbot.desk.clocks import ClockState
    from mailbot.desk.hours import Hours

PUBLIC_WORDS = frozenset({EventKind.REPLY, EventKind.REPORT, EventKind.RESOLVED})
CHANGES = frozenset({EventKind.PRIORITY, EventKind.CATEGORY, EventKind.LEVEL, EventKind.POLICY})


def late_answers(matter: Matter) -> Iterator[TellLate | WantForecast]:
    """The customer hears of a delay, and staff are asked for a time before (row D9).

    Told once by the rules of `late_notice`; after that when staff give another time, and when the time that was
    told passes without an answer.
    """
    terms = matter.version.late_notice
    clock = matter.playing.clock(terms.clock) if terms else None
    if clock is None or clock.due is None or not clock.state.is_open or clock.state is State.PAUSED:
        return
    since = matter.begun(clock)
    told = next((one for one in reversed(matter.events) if _is_told(one, clock, since)), None)
    forecast = _forecast(matter, since, told)
    if told is None:
        yield from _first_word(matter, clock, since, forecast)
    elif forecast is not None and forecast[1] != told.facts.get("forecast"):
        yield _late(matter, clock, forecast[0].at, forecast[1], by_staff=True)
    else:
        yield from _next_word(matter, clock, told)


def _is_told(event: Event, clock: ClockState, since: datetime) -> bool:
    return event.kind is EventKind.LATE_TOLD and event.facts.get("clock") == clock.name and event.at >= since


def _forecast(matter: Matter, since: datetime, told: Event | None) -> tuple[Event, datetime] | None:
    """The newest word of staff on when they answer, given since the customer was last told, if it is still ahead."""
    after = matter.events.index(told) if told else -1
    for event in reversed(matter.events[after + 1 :]):
        answer_at = event.facts.get("answer_at")
        if event.kind is EventKind.FORECAST and isinstance(answer_at, datetime):
            return (event, answer_at) if event.at >= since and answer_at > matter.now else None
    return None


def _first_word(
    matter: Matter, clock: ClockState, since: datetime, forecast: tuple[Event, datetime] | None
) -> Iterator[TellLate | WantForecast]:
    notices = [one for one in matter.playing.notices if one.kind == "late" and one.clock == clock.name]
    fallen = next((one.at for one in notices if one.at >= since), None)
    answer_at = forecast[1] if forecast else None
    if fallen is not None and answer_at is not None and clock.due is not None and answer_at <= clock.due:
        yield _late(matter, clock, answer_at + TICK, None, by_staff=False)
    elif fallen is not None:
        yield _late(matter, clock, fallen, answer_at, by_staff=forecast is not None and forecast[0].at >= fallen)
    elif matter.playing.late_at is not None:
        told_at = matter.playing.late_at
        yield _late(matter, clock, told_at + TICK, answer_at, by_staff=False)
        yield from _wanted(matter, clock, told_at, since, answer_at)


def _next_word(matter: Matter, clock: ClockState, told: Event) -> Iterator[TellLate | WantForecast]:
    """The time that was told is a promise too."""
    until = told.facts.get("forecast") or told.facts.get("next_news")
    if isinstance(until, datetime):
        yield _late(matter, clock, until + TICK, None, by_staff=False)
        yield from _wanted(matter, clock, until, told.at, None)


def _late(matter: Matter, clock: ClockState, at: datetime, answer_at: datetime | None, *, by_staff: bool) -> TellLate:
    """What a person said goes out at once, what the clock alone causes at working hours."""
    assert clock.due is not None
    hours = _hours(matter, clock)
    goes = matter.released(at) if by_staff else matter.at_work(at, hours)
    terms = matter.version.late_notice
    days = max(terms.days if terms else 1, 1)
    next_news = None if answer_at else hours.end_of_business_day(goes, days, outside="date")
    return TellLate(at=at, goes=goes, clock=clock.name, due=clock.due, forecast=answer_at, next_news=next_news)


def _wanted(
    matter: Matter, clock: ClockState, told_at: datetime, since: datetime, answer_at: datetime | None
) -> Iterator[WantForecast]:
    """Asked at the opening of the day on which the customer would be told without a time; or half way there."""
    if answer_at is not None and answer_at >= told_at:
        return
    if matter.is_done(EventKind.FORECAST_WANTED, clock=clock.name, told_at=told_at) or told_at <= matter.now:
        return
    assert clock.due is not None
    hours = _hours(matter, clock)
    opening = hours.open_of(hours.due_day(told_at))
    if opening is None or opening <= since:
        opening = hours.add_minutes(since, hours.minutes_between(since, told_at) / 2)
    at = max(opening, answer_at + TICK) if answer_at else opening
    if at < told_at:
        yield WantForecast(at=at, goes=matter.released(at), clock=clock.name, due=clock.due, told_at=told_at)


def _hours(matter: Matter, clock: ClockState) -> Hours:
    return matter.hours(matter.contract_calendar or clock.calendar)


def moved_times(matter: Matter) -> Iterator[TellNewTimes]:
    """What changes since the customer was last told have done to the times that they know, if anything (row C9)."""
    last = next((place for place in range(len(matter.events), 0, -1) if _tells_times(matter.events[place - 1])), 0)
    changes = tuple(event for event in matter.events[last:] if event.kind in CHANGES)
    moments = matter.playing.moments
    places = [place for place, moment in enumerate(moments) if moment.event in changes]
    if not places or places[0] == 0:
        return
    before, after = moments[places[0] - 1].clocks, moments[places[-1]].clocks
    pairs = [pair for pair in _pairs(before, after) if _has_moved(*pair, matter)]
    if pairs:
        at = changes[-1].at
        by_date = all(event.kind is EventKind.POLICY for event in changes)
        goes = matter.at_work(at, matter.hours()) if by_date else matter.released(at)
        old, new = zip(*pairs, strict=True)
        yield TellNewTimes(at=at, goes=goes, changes=changes, before=old, after=new)


def _tells_times(event: Event) -> bool:
    return event.kind is EventKind.TIMES_TOLD


def _pairs(
    before: Sequence[ClockState], after: Sequence[ClockState]
) -> Iterator[tuple[ClockState | None, ClockState | None]]:
    old = {clock.name: clock for clock in before}
    new = {clock.name: clock for clock in after}
    for name in dict.fromkeys((*new, *old)):
        yield _promised(old.get(name)), _promised(new.get(name))


def _promised(clock: ClockState | None) -> ClockState | None:
    """A clock that the customer may count on; one that has stopped, or has no time yet, promises nothing any more."""
    return clock if clock is not None and clock.state.is_open and clock.due is not None else None


def _has_moved(old: ClockState | None, new: ClockState | None, matter: Matter) -> bool:
    """Whether a time still ahead is another one now; one that the change put into the past is told as late."""
    if new is None:
        stands = old is not None and matter.playing.clock(old.name)
        return old is not None and not (stands and stands.met_at)
    now = matter.playing.clock(new.name)
    if now is None or not now.state.is_open or new.due is None or new.due <= matter.now:
        return False
    return old is None or old.due != new.due


def closings(matter: Matter) -> Iterator[AnnounceClosing | CloseBySilence]:
    """The announcement, then the end, which waits until the announcement has stood its time (row D7)."""
    silence, terms = matter.playing.silence, matter.version.auto_close
    answered_at = _answered_at(matter)
    if silence is None or terms is None or answered_at is None or _is_owed(matter, answered_at):
        return
    hours = matter.hours(terms.calendar)
    told = next(matter.done(EventKind.CLOSING_TOLD, due=silence.closes_at), None)
    close_on = told.facts.get("close_on") if told else silence.closes_at
    if (told or not terms.notice) and isinstance(close_on, datetime):
        at = close_on + TICK
        yield CloseBySilence(at=at, goes=matter.at_work(at, hours), due=close_on)
    elif silence.notice_at is not None:
        goes = matter.at_work(silence.notice_at, hours)
        stands = hours.end_of_business_day(goes, terms.notice, outside="date")
        yield AnnounceClosing(
            at=silence.notice_at,
            goes=goes,
            due=silence.closes_at,
            close_on=max(silence.closes_at, stands),
            answered_at=answered_at,
        )


def _is_owed(matter: Matter, answered_at: datetime) -> bool:
    """Whether the silence is ours: a report is still promised, a forecast was given since our last word and not kept,
    or a mail came that may be the customer's and nobody has looked into it.
    """
    reports = any(
        clock.state.is_open and clock.spec is not None and clock.spec.from_ is Anchor.UPDATE and clock.due is not None
        for clock in matter.playing.clocks
    )
    since = [event.kind for event in matter.events if event.at >= answered_at]
    last = max((place for place, kind in enumerate(since) if kind in PUBLIC_WORDS), default=-1)
    return reports or any(kind in (EventKind.FORECAST, EventKind.UNVERIFIED_MAIL) for kind in since[last + 1 :])


def _answered_at(matter: Matter) -> datetime | None:
    """Our last public word, from which silence counts."""
    spoken = [one.at for one in matter.events if one.kind in PUBLIC_WORDS]
    return max(spoken, default=None)


def policies(matter: Matter) -> Iterator[FollowPolicy]:
    """The version that takes over on its date, where the policy lets cases follow it."""
    if matter.next_policy is not None:
        valid_from, at = matter.next_policy
        yield FollowPolicy(at=at, goes=max(at, matter.now), valid_from=valid_from)

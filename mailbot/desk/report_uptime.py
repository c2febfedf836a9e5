"""The parts of a report about faults and availability, with a calendar of each service's days (rows F1, F4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.desk.policy_paper_values import Facts, Row, Table, Text
from mailbot.desk.report_sheet import Block, Day, MonthGrid, Part
from mailbot.desk.report_words import WEEKDAYS

if TYPE_CHECKING:
    from mailbot.desk.report_speaker import Speaker
    from mailbot.desk.reports import FaultLine
    from mailbot.desk.uptime_month import DayUptime, Stretch, Uptime

MONDAY_TO_SUNDAY = 7


def parts(speaker: Speaker) -> tuple[Part, ...]:
    """Faults, then availability with what was left out and a calendar for each service."""
    return (_faults(speaker), *_availability(speaker))


def _faults(speaker: Speaker) -> Part:
    blocks: tuple[Block, ...] = tuple(_fault(speaker, one) for one in speaker.report.faults)
    return Part(heading=speaker.say("faults"), blocks=blocks or (Text(text=speaker.say("none")),))


def _fault(speaker: Speaker, one: FaultLine) -> Facts:
    recovered = speaker.say("running") if one.recovered is None else speaker.at(one.recovered)
    rows = [
        (speaker.say("fault_number"), (one.number,)),
        (speaker.say("fault_what"), speaker.text(one.title)),
        (speaker.say("services"), tuple(map(speaker.service, one.services))),
        (speaker.say("began"), (speaker.at(one.began),)),
        (speaker.say("recovered"), (recovered,)),
        (speaker.say("lasted"), (speaker.length(one.minutes),)),
        *((speaker.say(key), speaker.text(getattr(one, key))) for key in ("scope", "cause", "remedy", "prevention")),
        (speaker.say("linked"), one.cases),
    ]
    return Facts(rows=tuple((label, lines) for label, lines in rows if lines))


def _availability(speaker: Speaker) -> tuple[Part, ...]:
    found = speaker.report.availability
    if not found:
        return ()
    words = ("services", "percent", "target", "result", "agreed", "excluded", "down")
    table = Table(head=tuple(map(speaker.say, words)), rows=tuple(_row(speaker, one) for one in found))
    whole = Part(heading=speaker.say("availability"), blocks=(table,))
    return (whole, *(_service(speaker, one) for one in found))


def _row(speaker: Speaker, one: Uptime) -> Row:
    results = {None: "no_target", True: "met_target", False: "missed_target"}
    return (
        (speaker.service(one.service),),
        (f"{one.percent}%" if one.percent else speaker.say("no_promise"),),
        (f"{one.target}%" if one.target is not None else speaker.say("nothing"),),
        (speaker.say(results[one.met]),),
        (speaker.length(one.agreed),),
        (speaker.length(one.excluded),),
        (speaker.length(one.down),),
    )


def _service(speaker: Speaker, one: Uptime) -> Part:
    name = speaker.service(one.service)
    blocks: list[Block] = [_grid(speaker, one)]
    if one.running and not one.complete:
        blocks.append(Text(text=speaker.say("still_down")))
    stretches = sorted((*one.left_out, *one.counted, *one.not_counted), key=lambda of: (of.start, of.end))
    told = [of for of in stretches if of.why.value != "window"]
    if told:
        head = tuple(speaker.say(word) for word in ("span", "minutes", "treated"))
        rows = tuple(_stretch(speaker, of) for of in told)
        blocks += [Text(text=speaker.say("stops", service=name)), Table(head=head, rows=rows)]
    return Part(heading=speaker.say("calendar", service=name), blocks=tuple(blocks), level=3)


def _stretch(speaker: Speaker, of: Stretch) -> Row:
    key = f"{of.key} " if of.key.startswith("FLT") else ""
    return (
        (speaker.at(of.start), speaker.at(of.end)),
        (f"{of.minutes:g}",),
        (f"{key}{speaker.say(f'why_{of.why.value}')}",),
    )


def _grid(speaker: Speaker, one: Uptime) -> MonthGrid:
    until = speaker.report.as_of.astimezone(speaker.zone).date()
    is_over = speaker.report.as_of >= speaker.report.period.ends
    days: list[Day | None] = [None] * one.first.weekday()
    days += [_day(speaker, day, ahead=not is_over and day.day > until) for day in one.days]
    days += [None] * (-len(days) % MONDAY_TO_SUNDAY)
    weeks = tuple(tuple(days[at : at + MONDAY_TO_SUNDAY]) for at in range(0, len(days), MONDAY_TO_SUNDAY))
    return MonthGrid(
        caption=speaker.say("calendar", service=speaker.service(one.service)),
        head=WEEKDAYS[speaker.language != "ja"],
        weeks=weeks,
        legend=tuple((state, speaker.say(f"legend_{state}")) for state in ("up", "out", "down")),
        note=speaker.say("legend_closed") if any(day.closed for day in one.days) else "",
    )


def _day(speaker: Speaker, day: DayUptime, *, ahead: bool) -> Day:
    if ahead:
        return Day(day=day.day, state="ahead", words=speaker.say("day_ahead"), closed=day.closed)
    if day.down:
        minutes = f"{day.down:g}"
        words = speaker.say("day_down", minutes=minutes)
        return Day(day=day.day, state="down", words=words, short=_short(speaker, day.down), closed=day.closed)
    if day.excluded:
        words = speaker.say("day_out", minutes=f"{day.excluded:g}")
        return Day(day=day.day, state="out", words=words, short=_short(speaker, day.excluded), closed=day.closed)
    return Day(day=day.day, state="up", words=speaker.say("day_up"), closed=day.closed)


def _short(speaker: Speaker, minutes: float) -> str:
    """A length for a small cell: `90m`, `24h`; `90分`, `24時間`."""
    length = timedelta(minutes=minutes)
    hours, rest = divmod(int(length.total_seconds()) // 60, 60)
    if hours and not rest:
        return speaker.say("short_hours", count=hours)
    return speaker.say("short_minutes", count=hours * 60 + rest)

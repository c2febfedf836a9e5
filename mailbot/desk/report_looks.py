"""A report put into words: the five figures first, then its parts, in one language (rows F5, F6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mailbot.desk import report_lists as lists
from mailbot.desk import report_uptime, wording
from mailbot.desk.labels import Labels
from mailbot.desk.policy_paper_values import Facts, Row, Table, Text
from mailbot.desk.report_sheet import Bar, Bars, Block, Columns, Figure, Part, Series, Sheet
from mailbot.desk.report_speaker import Speaker, month_in_words, percent
from mailbot.desk.report_words import say
from mailbot.desk.zone_names import zone_of_clock_times

if TYPE_CHECKING:
    from mailbot.desk.reports import Count, Miss, Report, TimeFigures


def sheet_of(report: Report, language: str, desk: str) -> Sheet:
    """The report in words; `desk` is the name of whoever answers for it."""
    speaker = Speaker(report=report, language=language)
    parts = [_counts(speaker), _targets(speaker), _times(speaker), lists.units(speaker), *report_uptime.parts(speaker)]
    parts += [lists.wishes(speaker), lists.usage(speaker), lists.matters(speaker), lists.counting(speaker)]
    return Sheet(
        title=say("title", language, month=month_in_words(report.period.first, language)),
        desk=desk,
        language=language,
        facts=_facts(speaker),
        figures=five_figures(report, language),
        parts=tuple(part for part in parts if part is not None),
    )


def five_figures(report: Report, language: str) -> tuple[Figure, ...]:
    """Received, closed, open at the end, promises kept, and the median time to the first answer."""
    speaker = Speaker(report=report, language=language)
    met, missed = (sum(getattr(one, name) for one in report.targets) for name in ("met", "missed"))
    answers = next(one for one in report.times if one.name == "first_answer")
    kept = speaker.say("kept_of", met=met, all=met + missed) if met + missed else speaker.say("nothing")
    return (
        Figure(label=speaker.say("received"), value=speaker.say("cases", count=report.totals.opened)),
        Figure(label=speaker.say("closed"), value=speaker.say("cases", count=report.totals.closed)),
        Figure(label=speaker.say("open"), value=speaker.say("cases", count=report.totals.open)),
        Figure(label=speaker.say("kept"), value=kept, note=percent(met, met + missed)),
        Figure(
            label=speaker.say("answer_median"),
            value=speaker.length(answers.median_business),
            note=speaker.say("open_hours") if answers.median_business is not None else "",
        ),
    )


def _facts(speaker: Speaker) -> Facts:
    report = speaker.report
    rows: list[tuple[str, tuple[str, ...]]] = []
    if report.scope.contract:
        rows += [
            (speaker.say("client"), (report.scope.client,)),
            (speaker.say("contract"), (report.scope.contract,)),
        ]
    else:
        rows.append((speaker.say("client"), (speaker.say("per_desk"),)))
    rows.append((speaker.say("period"), (wording.days(report.period.first, report.period.last, speaker.language),)))
    rows.append((speaker.say("zone"), (zone_of_clock_times(speaker.zone, speaker.language),)))
    if report.as_of < report.period.ends:
        rows.append((speaker.say("as_of"), (speaker.say("as_of_running", at=speaker.at(report.as_of)),)))
    return Facts(rows=tuple(rows))


def _counts(speaker: Speaker) -> Part:
    report = speaker.report
    blocks: list[Block] = []
    for counts, key, labels in (
        (report.by_category, "category", report.labels.categories),
        (report.by_priority, "priority", report.labels.priorities),
    ):
        if counts:
            blocks.append(_bars(speaker, counts, key, labels))
    weeks = tuple(_week(speaker, one.key) for one in report.by_week)
    short = tuple(week.split(" ")[0] for week in weeks)
    series = (
        Series(name=speaker.say("received"), values=tuple(one.opened for one in report.by_week)),
        Series(name=speaker.say("closed"), values=tuple(one.closed for one in report.by_week)),
    )
    blocks.append(Columns(title=speaker.say("by_week"), alt=speaker.say("weeks_alt"), labels=short, series=series))
    rows = tuple(
        ((week,), (str(one.opened),), (str(one.closed),), (str(one.open),))
        for week, one in zip(weeks, report.by_week, strict=True)
    )
    blocks.append(Table(head=_heads(speaker, "week", still_open="open_by_week"), rows=rows))
    return Part(heading=speaker.say("counts"), blocks=tuple(blocks))


def _bars(speaker: Speaker, counts: Sequence[Count], key: str, labels: Mapping[str, Labels]) -> Bars:
    most = max(one.opened for one in counts)
    rows = (
        Bar(
            label=speaker.label(labels, one.key),
            value=str(one.opened),
            share=one.opened / most if most else 0,
            others=(str(one.closed), str(one.open)),
        )
        for one in counts
    )
    return Bars(head=_heads(speaker, key), rows=tuple(rows))


def _heads(speaker: Speaker, key: str, *, still_open: str = "open_then") -> tuple[str, ...]:
    return tuple(speaker.say(word) for word in (key, "received", "closed", still_open))


def _week(speaker: Speaker, key: str) -> str:
    """The days of an ISO week that lie in the month, as `11/2-8`, `2-8 Nov`."""
    year, _, week = key.partition("-W")
    period = speaker.report.period
    first = max(date.fromisocalendar(int(year), int(week), 1), period.first)
    last = min(date.fromisocalendar(int(year), int(week), 7), period.last)
    days = f"{first.day}-{last.day}" if first < last else f"{first.day}"
    return f"{first.month}/{days}" if speaker.language == "ja" else f"{days} {wording.MONTHS_EN[last.month - 1]}"


def _targets(speaker: Speaker) -> Part:
    report = speaker.report
    if not report.targets:
        return Part(heading=speaker.say("targets"), blocks=(Text(text=speaker.say("none")),))
    rows = tuple(
        ((speaker.clock(one.clock),), (str(one.met),), (str(one.missed),), (percent(one.met, one.met + one.missed),))
        for one in report.targets
    )
    head = tuple(speaker.say(word) for word in ("clock", "met", "missed", "share"))
    blocks: list[Block] = [Table(head=head, rows=rows)]
    if report.misses:
        words = ("number", "due", "met_at", "late", "reason")
        missed = tuple(_miss(speaker, one) for one in report.misses)
        blocks.append(Table(head=tuple(speaker.say(word) for word in words), rows=missed))
    return Part(heading=speaker.say("targets"), blocks=tuple(blocks))


def _miss(speaker: Speaker, miss: Miss) -> Row:
    late = [_late(speaker, miss)]
    if miss.paused_minutes:
        late.append(f"{speaker.say('paused')}{speaker.say('colon')}{speaker.length(miss.paused_minutes)}")
    why = (speaker.say(f"why_{miss.why.value}"), *([miss.said] if miss.said else []))
    return (
        (miss.number, speaker.clock(miss.clock)),
        (speaker.at(miss.due),),
        (speaker.at(miss.met_at),),
        tuple(late),
        why,
    )


def _late(speaker: Speaker, miss: Miss) -> str:
    """In opening hours; what was late while the desk was closed, in real time."""
    if miss.late_minutes is None:
        return speaker.say("nothing")
    if not miss.late_minutes and miss.late_elapsed:
        return speaker.say("all_hours", length=speaker.short_length(miss.late_elapsed))
    return speaker.say("business", length=speaker.short_length(miss.late_minutes))


def _times(speaker: Speaker) -> Part:
    rows = tuple(_time_row(speaker, one) for one in speaker.report.times)
    head = tuple(speaker.say(word) for word in ("what", "count", "median", "p90"))
    return Part(heading=speaker.say("times"), blocks=(Table(head=head, rows=rows),))


def _time_row(speaker: Speaker, one: TimeFigures) -> Row:
    def cell(business: float | None, elapsed: float | None) -> tuple[str, ...]:
        if business is None:
            return (speaker.say("nothing"),)
        return tuple(
            f"{speaker.say(word)}{speaker.say('colon')}{speaker.length(minutes)}"
            for word, minutes in (("open_hours", business), ("elapsed", elapsed))
        )

    return (
        (speaker.say(one.name),),
        (str(one.count),),
        cell(one.median_business, one.median_elapsed),
        cell(one.p90_business, one.p90_elapsed),
    )

"""The lists at the end of a report: units, wishes, usage, open matters, and how all of it was counted (rows E4, F6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailbot.desk.policy_paper_values import Row, Table, Text
from mailbot.desk.report_sheet import Part
from mailbot.desk.report_words import DEFINED

if TYPE_CHECKING:
    from mailbot.desk.report_speaker import Speaker
    from mailbot.desk.reports import OpenMatter


def units(speaker: Speaker) -> Part | None:
    """What was used of each pack; None where nothing is counted."""
    lines = speaker.report.units
    if not lines:
        return None
    per_desk = not speaker.report.scope.contract
    words = ("pack", "used", "given_back", "left", "valid_until")
    head = tuple(speaker.say(word) for word in (("contract", *words) if per_desk else words))
    rows = []
    for one in lines:
        left = speaker.say("unlimited") if one.left is None else f"{one.left:g}"
        own = (
            (one.pack or speaker.say("beyond"),),
            (f"{one.used:g}",),
            (f"{one.given_back:g}",),
            (left,),
            (speaker.day(one.valid_until),),
        )
        rows.append(((one.contract,), *own) if per_desk else own)
    return Part(heading=speaker.say("units"), blocks=(Table(head=head, rows=tuple(rows), keys=1 + per_desk),))


def wishes(speaker: Speaker) -> Part:
    """The wishes that had to do with the month, and what was answered to them."""
    rows = tuple(
        (
            (one.number,),
            (one.subject or speaker.say("private"),),
            (speaker.day(one.received_at),),
            (speaker.state(one.status),),
            tuple(part for part in (one.feasibility, one.cost) if part) or (speaker.say("nothing"),),
        )
        for one in speaker.report.wishes
    )
    return _listed(speaker, "wishes", ("number", "subject", "received_on", "status", "answer"), rows)


def usage(speaker: Speaker) -> Part | None:
    """The operator's own figures; None where there are none."""
    rows_of = speaker.report.usage
    if not rows_of:
        return None
    rows = tuple(
        ((one.name,), (speaker.service(one.service) if one.service else "",), (f"{one.value:,f}{_unit(one.unit)}",))
        for one in rows_of
    )
    return _listed(speaker, "usage", ("usage_name", "services", "value"), rows)


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def matters(speaker: Speaker) -> Part:
    """The cases that were open at the end."""
    report = speaker.report
    rows = tuple(
        (
            (one.number,),
            (one.subject or speaker.say("private"),),
            (speaker.label(report.labels.priorities, one.priority),),
            (speaker.day(one.received_at),),
            (speaker.state(one.status),),
            _due(speaker, one),
        )
        for one in report.open_matters
    )
    return _listed(speaker, "matters", ("number", "subject", "priority", "received_on", "status", "next_due"), rows)


def _due(speaker: Speaker, one: OpenMatter) -> tuple[str, ...]:
    """What is past its due time, then what is due next."""
    late = (speaker.say("overdue", at=speaker.at(one.overdue)),) if one.overdue else ()
    return (*late, *([] if late and one.next_due is None else [speaker.at(one.next_due)]))


def _listed(speaker: Speaker, heading: str, words: Sequence[str], rows: tuple[Row, ...]) -> Part:
    table = Table(head=tuple(speaker.say(word) for word in words), rows=rows)
    return Part(heading=speaker.say(heading), blocks=(table if rows else Text(text=speaker.say("none")),))


def counting(speaker: Speaker) -> Part:
    """The definitions behind the figures."""
    texts = (Text(text=words[speaker.language != "ja"]) for words in DEFINED)
    return Part(heading=speaker.say("counting"), blocks=tuple(texts))

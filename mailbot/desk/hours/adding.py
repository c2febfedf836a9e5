"""Adding open minutes to a start, leaving out pauses: each answer keeps how it came about (C7, C8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from mailbot.desk.hours.pauses import Pause, spans_after
from mailbot.desk.hours.timeline import Timeline
from mailbot.desk.hours.zones import Instant

Passed: TypeAlias = tuple[Instant, Instant, int]
"""A pause and the open time in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Where counting starts and ends; ``paused`` are the pauses that moved the answer, with their open time."""

    start: Instant
    opened: Instant
    amount: int
    paused: tuple[Passed, ...]
    answer: Instant


def open_time_added(line: Timeline, start: Instant, amount: int, pauses: Iterable[Pause]) -> Sum:
    """The answer of ``added`` with how it came about."""
    answer, passed = added(line, start, amount, pauses)
    return Sum(start=start, opened=line.next_open(start), amount=amount, paused=passed, answer=answer)


def added(line: Timeline, start: Instant, amount: int, pauses: Iterable[Pause]) -> tuple[Instant, tuple[Passed, ...]]:
    """The earliest instant with that much open, unpaused time since ``start``; no time at all is the next opening.

    Beside it the pauses that moved it.
    """
    if amount < 0:
        raise ValueError("a negative amount of time cannot be added")
    if not amount:
        return line.next_open(start), ()
    left, place = amount, start
    passed: list[Passed] = []
    for begins, ends in spans_after(pauses, start) if pauses else ():
        worked = line.open_between(place, begins)
        if worked >= left:
            break
        if lost := line.open_between(begins, ends):
            passed.append((begins, ends, lost))
        left, place = left - worked, ends
    return line.advance(place, left), tuple(passed)

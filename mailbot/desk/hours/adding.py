"""Adding open minutes to a start, leaving out pauses: each answer keeps how it came about (C7, C8)."""

from collections.abc import Iterable
from dataclasses import dataclass

from mailbot.desk.hours.pauses import Pause, spans_after
from mailbot.desk.hours.timeline import Timeline
from mailbot.desk.hours.zones import Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Where counting starts and ends; ``paused`` are the pauses that moved the answer, with their open time."""

    start: Instant
    opened: Instant
    amount: int
    paused: tuple[tuple[Instant, Instant, int], ...]
    answer: Instant


def open_time_added(line: Timeline, start: Instant, amount: int, pauses: Iterable[Pause]) -> Sum:
    """The earliest instant with that much open, unpaused time since ``start``; no time at all is the next opening."""
    if amount < 0:
        raise ValueError("a negative amount of time cannot be added")
    opened = line.next_open(start)
    if not amount:
        return Sum(start=start, opened=opened, amount=0, paused=(), answer=opened)
    left, place = amount, start
    passed: list[tuple[Instant, Instant, int]] = []
    for begins, ends in spans_after(pauses, start):
        worked = line.open_between(place, begins)
        if worked >= left:
            break
        if lost := line.open_between(begins, ends):
            passed.append((begins, ends, lost))
        left, place = left - worked, ends
    answer = line.advance(place, left)
    return Sum(start=start, opened=opened, amount=amount, paused=tuple(passed), answer=answer)

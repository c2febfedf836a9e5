"""Spans of time in which a clock stands still, and quiet hours in which nothing is sent."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from mailbot.desk.hours.zones import Instant, instant_of

Pause: TypeAlias = tuple[datetime, datetime]
"""Aware and half-open."""


def joined_spans(spans: Iterable[Pause]) -> list[tuple[Instant, Instant]]:
    """The union of spans, sorted and apart; empty and reversed ones are left out."""
    joined: list[tuple[Instant, Instant]] = []
    for start, end in sorted((instant_of(start), instant_of(end)) for start, end in spans):
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def spans_after(spans: Iterable[Pause], start: Instant) -> list[tuple[Instant, Instant]]:
    """The union of spans, only what lies after an instant."""
    return [(max(begins, start), ends) for begins, ends in joined_spans(spans) if ends > start]

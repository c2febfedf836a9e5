"""Which reason of staff stands beside which miss."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailbot.desk.reports_cases import Promise
from mailbot.desk.reports_reasons import Reason, explained


def at(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


def missed(*days: int) -> list[Promise]:
    return [Promise(clock=f"clock-{one}", due=at(one), met_at=None, breached_at=at(one)) for one in days]


@pytest.mark.parametrize(
    ("misses", "reasons", "said"),
    [
        ((5,), (), ("",)),
        ((5,), (6,), ("6",)),
        ((5,), (4,), ("4",)),
        ((5,), (4, 6), ("6",)),
        ((5,), (6, 7), ("7",)),
        ((5, 8), (9,), ("9", "9")),
        ((5, 8), (6, 9), ("6", "9")),
        ((5, 8), (6,), ("6", "")),
        ((5, 8), (4,), ("4", "")),
        ((5, 8), (6, 7, 9, 10), ("7", "10")),
    ],
)
def test_a_miss_has_the_reason_that_was_written_for_it(
    misses: tuple[int, ...], reasons: tuple[int, ...], said: tuple[str, ...]
) -> None:
    found = explained(missed(*misses), [Reason(at=at(one), text=str(one)) for one in reasons])

    assert tuple(one.said for one in found) == said


def test_a_promise_that_was_kept_needs_none() -> None:
    kept = Promise(clock="answer", due=at(9), met_at=at(8), breached_at=None)

    assert explained([kept], [Reason(at=at(10), text="late")]) == (kept,)

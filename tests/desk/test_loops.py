"""The loop breaker: machines that only react go quiet, and whoever writes of their own accord never does."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.loops import LAST_ROUND, PATIENCE, REACTION, Answer, pause_before, rounds

START = datetime(2026, 11, 30, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def answer(came: float, left: float | None) -> Answer:
    return Answer(received_at=at(came), sent_at=None if left is None else at(left))


def test_mails_that_come_one_by_one_behind_their_answers_are_counted() -> None:
    answers = [answer(40, 41), answer(20, 21), answer(0, 1)]

    assert rounds(answers, at(60)) == 3
    assert rounds([], at(60)) == 0


def test_a_mail_that_came_before_the_answer_begins_anew() -> None:
    assert rounds([answer(40, 41), answer(20, 45), answer(0, 1)], at(60)) == 1
    assert rounds([answer(40, 70), answer(20, 21)], at(60)) == 0
    assert rounds([answer(40, None), answer(20, 21)], at(60)) == 0
    assert rounds([answer(40, 60)], at(60)) == 0


def test_a_mail_that_comes_much_later_is_no_reaction() -> None:
    late = REACTION.total_seconds() + 1

    assert rounds([answer(0, 1)], at(1 + late)) == 0
    assert rounds([answer(0, 1)], at(late)) == 1


def test_a_burst_is_no_loop() -> None:
    burst = [answer(0, 1) for _ in range(200)]

    assert rounds(burst, at(0)) == 0
    assert rounds(burst, at(5)) == 1


def test_pauses_begin_after_some_patience_and_double() -> None:
    minutes = [pause_before(round_) / timedelta(minutes=1) for round_ in range(LAST_ROUND)]

    assert minutes == [0] * PATIENCE + [1, 2, 4, 8, 16]


def letters(arrivals: list[float], latency: float, react: Callable[[], float] | None = None) -> tuple[int, int]:
    """How many mails were answered and how many were not; `react` brings a further mail so long after each letter."""
    coming, log, answered, hushed = list(arrivals), list[tuple[float, float]](), 0, 0
    heapq.heapify(coming)
    while coming and answered + hushed < 500:
        now = heapq.heappop(coming)
        round_ = rounds([answer(came, left if left <= now else None) for came, left in log[:-40:-1]], at(now))
        if round_ >= LAST_ROUND:
            hushed += 1
            continue
        left = now + pause_before(round_).total_seconds() + latency
        log.append((now, left))
        answered += 1
        if react is not None:
            heapq.heappush(coming, left + react())
    return answered, hushed


@settings(max_examples=150, deadline=None)
@given(st.floats(0.1, 7200), st.floats(0.01, 120))
def test_who_writes_at_any_steady_pace_is_always_answered(period: float, latency: float) -> None:
    arrivals = [number * period for number in range(60)]

    assert letters(arrivals, latency) == (60, 0)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 120), st.lists(st.floats(0.5, 540), min_size=1, max_size=20))
def test_a_machine_that_only_reacts_is_quiet_after_the_last_round(latency: float, reactions: list[float]) -> None:
    paces = iter(reactions * 50)

    assert letters([0.0], latency, lambda: next(paces)) == (LAST_ROUND, 1)

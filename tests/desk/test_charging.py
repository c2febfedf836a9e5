"""What the events of a case say about its units (rows E1, E3, E4), as tables and laws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.charging import Move, charges, matter_units, said_units
from mailbot.desk.ledger import Why
from mailbot.desk.packs import PackKind, PackTerms
from tests.ledger_fixtures import INCIDENTS, TIME

AT = datetime(2026, 11, 30, 1, tzinfo=UTC)
E = EventKind


Told: TypeAlias = EventKind | tuple[EventKind, Mapping[str, object]]


def events(*told: Told, by: str = "staff:suzuki") -> list[Event]:
    pairs: list[tuple[EventKind, Mapping[str, object]]]
    pairs = [one if isinstance(one, tuple) else (one, {}) for one in told]
    return [Event(at=AT + timedelta(minutes=n), kind=kind, by=by, facts=facts) for n, (kind, facts) in enumerate(pairs)]


def moved(terms: PackTerms, *told: Told) -> list[tuple[int, str, int]]:
    return [(one.seq, one.move.value, one.units or one.minutes) for one in charges(terms, events(*told))]


LEVEL_A = (E.LEVEL, {"to": "a"})
USUAL = (E.LEVEL, {"to": "normal"})
YES = (E.CONSENTED, {"units": "3"})
ASKED = (E.ESTIMATED, {"units": "3"})


def test_a_start_reserves_the_usual_cost_and_closing_ends_it() -> None:
    assert moved(INCIDENTS, E.RECEIVED, E.STARTED, E.REPLY, E.CLOSED) == [(2, "reserve", 1), (4, "close", 1)]


def test_nothing_is_reserved_anew_before_a_higher_cost_is_agreed_to() -> None:
    assert moved(INCIDENTS, LEVEL_A, ASKED, E.STARTED) == []
    assert moved(INCIDENTS, LEVEL_A, ASKED, E.STARTED, YES) == [(4, "reserve", 3)]
    assert moved(INCIDENTS, E.STARTED, LEVEL_A, ASKED) == [(1, "reserve", 1)]
    assert moved(INCIDENTS, E.STARTED, LEVEL_A, ASKED, USUAL) == [(1, "reserve", 1), (4, "reserve", 1)]


def test_a_consent_to_less_than_is_wanted_now_is_none() -> None:
    standing = matter_units(INCIDENTS, events((E.UNITS, {"units": "5"}), ASKED, YES))

    assert standing.needs_consent
    assert (standing.wanted, standing.agreed, standing.estimated) == (5, 3, 0)


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (E.DEFECT, Why.DEFECT),
        (E.MERGED, Why.MERGED),
        (E.OUT_OF_SCOPE, Why.OUT_OF_SCOPE),
        (E.NO_ANSWER, Why.NO_ANSWER),
    ],
)
def test_what_costs_nothing_is_given_back_and_a_later_start_reserves_nothing(kind: EventKind, why: Why) -> None:
    found = list(charges(INCIDENTS, events(E.STARTED, kind, E.STARTED)))

    assert [(one.move, one.why) for one in found] == [(Move.RESERVE, None), (Move.GIVE_BACK, why)]
    assert not matter_units(INCIDENTS, events(kind)).needs_consent


def test_what_was_taken_back_moves_nothing_and_its_undoing_names_its_places() -> None:
    undone: Told = (E.UNDONE, {"first": 2, "last": 3})
    found = list(charges(INCIDENTS, events(E.RECEIVED, E.STARTED, E.ASSIGNED, undone)))

    assert [(one.seq, one.move, one.first, one.last) for one in found] == [(4, Move.UNDO, 2, 3)]


def test_time_is_charged_by_sessions_and_by_what_staff_lay_down() -> None:
    told: tuple[Told, ...] = (E.STARTED, (E.TIME, {"minutes": 40}), (E.UNITS, {"units": "2"}), E.CLOSED)

    assert moved(TIME, *told) == [(1, "reserve", 1), (2, "session", 40), (3, "charge", 2), (4, "close", 0)]
    assert matter_units(TIME, events((E.UNITS, {"units": "4"}))).needs_consent
    assert moved(TIME, E.STARTED, LEVEL_A) == [(1, "reserve", 1)]


def test_a_session_without_minutes_is_none() -> None:
    assert moved(TIME, E.TIME, (E.TIME, {"minutes": 0})) == []


@pytest.mark.parametrize(("said", "units"), [("3", 3), ("0.5", 1), ("2.5", 3), ("x", 0), (None, 0)])
def test_a_half_unit_counts_in_full(said: object, units: int) -> None:
    facts = {} if said is None else {"units": said}

    assert said_units(Event(at=AT, kind=E.UNITS, facts=facts)) == units


def test_a_word_of_staff_lets_a_case_go_beyond_what_was_bought() -> None:
    by_customer = events(E.PERMITTED, E.STARTED, by="contact:1")

    assert [one.overdraw for one in charges(INCIDENTS, by_customer)] == [True]
    assert [one.overdraw for one in charges(INCIDENTS, events(E.STARTED, by="contact:1"))] == [False]
    assert [one.overdraw for one in charges(INCIDENTS, events(E.STARTED))] == [False]


def test_on_a_closed_case_a_changed_cost_is_charged_at_once() -> None:
    assert moved(replace(INCIDENTS, ask_above=9), E.STARTED, E.CLOSED, (E.UNITS, {"units": "2"}))[-1] == (
        3,
        "charge",
        2,
    )


KINDS: st.SearchStrategy[Told] = st.sampled_from(
    [E.STARTED, LEVEL_A, USUAL, ASKED, YES, E.PERMITTED, E.DEFECT, E.NO_ANSWER, E.CLOSED, E.REPLY, E.WAITING]
)


@given(told=st.lists(KINDS, max_size=12), kind=st.sampled_from(list(PackKind)))
@settings(max_examples=150, deadline=None)
def test_never_more_than_agreed_is_taken_and_the_places_only_grow(told: list[Told], kind: PackKind) -> None:
    terms = replace(INCIDENTS, kind=kind)
    found = list(charges(terms, events(*told)))
    agreed = max((said_units(one) for one in events(*told) if one.kind is E.CONSENTED), default=0)

    assert [one.seq for one in found] == sorted({one.seq for one in found})
    assert all(one.units <= max(terms.units_unasked, agreed) for one in found if one.move is Move.RESERVE)


@given(told=st.lists(KINDS, max_size=10), more=st.lists(KINDS, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_happens_later_changes_nothing_of_what_was_booked(
    told: list[Told],
    more: list[Told],
) -> None:
    before = moved(INCIDENTS, *told)

    assert moved(INCIDENTS, *told, *more)[: len(before)] == before

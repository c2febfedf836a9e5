"""Undoing what was done to units, and the proof that a ledger is sound."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.desk.ledger import Act, Line, LineKind, Why
from mailbot.desk.ledger_acts import (
    NotUndoable,
    adjust,
    close,
    give_back,
    record_session,
    release,
    reserve,
    undo,
)
from mailbot.desk.ledger_proof import Flaw, LedgerFault, ledger_faults
from tests.ledger_fixtures import INCIDENTS, TIME, TIME_BY_CASE, Keeper, pack


def test_an_undone_closing_leaves_the_reservation() -> None:
    desk = Keeper(INCIDENTS, pack())
    desk.do(reserve, case_id=5, units=3)
    desk.do(close, cause="closed", case_id=5)

    lines = desk.kept(undo(desk.account, desk.act(), "closed"))

    assert desk.left == (7, 3, 0, 0)
    assert [(line.kind, line.units, line.undoes) for line in lines] == [(LineKind.CONSUMED, -3, 3)]
    assert desk.usage(5).returned == 0


def test_an_undoing_is_done_once_and_may_be_undone() -> None:
    desk = Keeper(INCIDENTS, pack())
    desk.do(reserve, cause="started", case_id=5, units=1)
    desk.kept(undo(desk.account, desk.act("undo"), "started"))

    assert undo(desk.account, desk.act("undo"), "started") == ()
    assert undo(desk.account, desk.act("again"), "started") == ()
    desk.kept(undo(desk.account, desk.act("redo"), "undo"))
    redone = desk.left
    desk.kept(undo(desk.account, desk.act("undo 2"), "started"))

    assert redone == (9, 1, 0, 0)
    assert desk.left == (10, 0, 0, 0)
    assert ledger_faults(desk.account) == ()


def test_undoing_nothing_writes_nothing() -> None:
    desk = Keeper(INCIDENTS, pack())

    assert undo(desk.account, desk.act(), "never happened") == ()


def test_an_undone_defect_makes_the_case_cost_again() -> None:
    desk = Keeper(INCIDENTS, pack())
    desk.do(reserve, case_id=5, units=1)
    desk.do(close, case_id=5)
    desk.do(give_back, cause="defect", case_id=5, why=Why.DEFECT)

    desk.kept(undo(desk.account, desk.act(), "defect"))

    assert desk.left == (9, 0, 1, 0)
    assert (desk.usage(5).freed, desk.usage(5).returned) == (None, 0)


def test_what_was_built_upon_cannot_be_undone() -> None:
    desk = Keeper(INCIDENTS, pack(1, 2))
    desk.do(reserve, cause="started", case_id=5, units=1)
    desk.do(close, case_id=5)
    desk.do(reserve, case_id=6, units=1)

    assert undo(desk.account, desk.act(), "started") == NotUndoable(cause="started")
    assert undo(desk.account, desk.act(), "act:1") == NotUndoable(cause="act:1")


def test_an_undone_order_is_owed_again() -> None:
    desk = Keeper(INCIDENTS, pack(1, 1))
    desk.do(reserve, case_id=5, units=3, overdraw=True)
    desk.do(adjust, units=-1, overdraw=True)
    before = desk.left, desk.balance.owed
    desk.acts = 70
    desk.buy(pack(2))

    desk.kept(undo(desk.account, desk.act(), "act:71"))

    assert before == ((-3, 3, 0, 0), 3)
    assert (desk.left, desk.balance.owed) == before
    assert ledger_faults(desk.account) == ()


def test_an_undone_release_takes_back_what_lapsed_since() -> None:
    desk = Keeper(INCIDENTS, pack(1, 2, until="2026-12-31"))
    desk.do(reserve, case_id=5, units=2)
    desk.do(release, cause="released", case_id=5)
    desk.on("2027-01-05T09:00").sweep()

    desk.kept(undo(desk.account, desk.act(), "released"))

    assert desk.left == (0, 2, 0, 0)
    assert ledger_faults(desk.account) == ()


@pytest.mark.parametrize(
    ("sessions", "undone", "units"),
    [
        ((10, 15, 10), 0, 1),
        ((10, 15, 10), 1, 1),
        ((10, 15, 10), 2, 1),
        ((30, 10, 15), 1, 2),
        ((30, 10, 15), 0, 1),
        ((10, 10), 0, 1),
        ((10,), 0, 0),
    ],
)
def test_a_session_undone_leaves_what_the_others_cost(sessions: tuple[int, ...], undone: int, units: int) -> None:
    desk = Keeper(TIME_BY_CASE, pack())
    for place, minutes in enumerate(sessions):
        desk.do(record_session, cause=f"session:{place}", case_id=5, minutes=minutes)
    before = desk.left

    desk.kept(undo(desk.account, desk.act("undo"), f"session:{undone}"))
    without = desk.usage(5)
    desk.kept(undo(desk.account, desk.act("redo"), "undo"))

    assert (without.used, without.minutes) == (units, sum(sessions) - sessions[undone])
    assert desk.left == before
    assert ledger_faults(desk.account) == ()


def test_a_session_undone_uses_what_was_set_aside_before_it_takes_more() -> None:
    desk = Keeper(TIME_BY_CASE, pack(1, 2))
    desk.do(record_session, case_id=5, minutes=30)
    desk.do(reserve, case_id=5, units=2)
    desk.do(record_session, cause="second", case_id=5, minutes=10)
    desk.do(record_session, case_id=5, minutes=15)

    desk.kept(undo(desk.account, desk.act(), "second"))

    assert desk.left == (0, 0, 2, 0)


def test_a_session_by_itself_is_undone_by_itself() -> None:
    desk = Keeper(TIME, pack())
    for place in range(2):
        desk.do(record_session, cause=f"session:{place}", case_id=5, minutes=31)

    desk.kept(undo(desk.account, desk.act(), "session:0"))

    assert (desk.usage(5).used, desk.usage(5).minutes) == (2, 31)


def a_year() -> Keeper:
    desk = Keeper(INCIDENTS, pack(1, 3, until="2026-12-31"), pack(2, 10))
    desk.do(reserve, case_id=5, units=1)
    desk.do(close, case_id=5)
    desk.do(reserve, cause="started", case_id=6, units=3)
    desk.kept(undo(desk.account, desk.act("undo"), "started"))
    desk.do(reserve, case_id=7, units=20, overdraw=True)
    desk.on("2027-01-05T09:00").sweep()
    return desk


def test_a_sound_ledger_has_no_flaws_in_any_order() -> None:
    account = a_year().account

    assert ledger_faults(account) == ()
    assert ledger_faults(replace(account, lines=tuple(reversed(account.lines)))) == ()


def changed(lines: tuple[Line, ...], place: int, **what: object) -> tuple[Line, ...]:
    return tuple(replace(line, **what) if at == place else line for at, line in enumerate(lines))  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize(
    ("place", "what", "flaw"),
    [
        (3, {"units": 2}, Flaw.NEGATIVE),
        (2, {"units": -1}, Flaw.NEGATIVE),
        (2, {"pack_id": 9}, Flaw.UNKNOWN_PACK),
        (2, {"case_id": 0}, Flaw.UNTIED),
        (0, {"case_id": 5}, Flaw.UNTIED),
        (0, {"pack_id": 0}, Flaw.UNTIED),
        (1, {"contract_id": "C-2"}, Flaw.FOREIGN),
        (1, {"cause": "act:1"}, Flaw.TWICE),
        (6, {"undoes": 99}, Flaw.WRONG_UNDOING),
        (6, {"units": -2}, Flaw.WRONG_UNDOING),
        (7, {"undoes": 6}, Flaw.WRONG_UNDOING),
        (10, {"why": None}, Flaw.UNALLOWED),
    ],
)
def test_each_change_of_a_line_is_found(place: int, what: dict[str, object], flaw: Flaw) -> None:
    account = a_year().account

    faults = ledger_faults(replace(account, lines=changed(account.lines, place, **what)))

    assert flaw in {fault.flaw for fault in faults}


def test_a_line_that_was_taken_out_leaves_a_gap() -> None:
    account = a_year().account

    faults = ledger_faults(replace(account, lines=(*account.lines[:4], *account.lines[5:])))

    assert LedgerFault(flaw=Flaw.GAP, contract_id="C-1", seq=6) in faults


def test_an_act_says_who_did_it_and_for_which_order() -> None:
    desk = Keeper(INCIDENTS, pack())
    act = Act(at=desk.now, cause="order:PO-9", actor="staff:suzuki", reference="PO-9")

    (line,) = adjust(desk.account, act, units=1)  # type: ignore[misc]  # there is a pack to put it in

    assert (line.actor, line.reference, line.cause, line.part, line.seq) == ("staff:suzuki", "PO-9", "order:PO-9", 1, 2)

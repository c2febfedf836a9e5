"""A long ledger read from its end: what few units left ask of it is the same however long it has grown (row E5)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import insert

from mailbot.desk.ledger import LineKind
from mailbot.desk.ledger_balance import balance
from mailbot.desk.packs_notices import NoticeKind, last_fall, notices_due
from mailbot.store import Store, open_store
from mailbot.store.tables import ledger, ledger_sum
from mailbot.store.unit import Unit
from tests.store.mails import MINUTE, NOON
from tests.store.test_store_ledger import TERMS, TOKYO, declare, in_turns, new_case, ordered
from tests.store.test_store_plans import listening, scans

LONG = 20_000
FEW = 3


def grown(store: Store, lines: int) -> None:
    """A pack of as many units as there are lines and few more; each line takes one."""
    declare(store, ordered(units=lines + FEW))
    case_id = new_case(store)
    with store.unit(NOON) as unit:
        (placed,) = unit.orders_of("C-1")
    row = {"contract_id": "C-1", "at": NOON, "kind": LineKind.RESERVED.value, "units": 1, "part": 1, "reference": ""}
    row |= {"pack_id": placed.id, "case_id": case_id, "actor": "desk", "why": "", "minutes": 0, "undoes": 0}
    with store._database.writing() as connection:
        several = [row | {"seq": one, "cause": f"act:{one}"} for one in range(2, lines + 2)]
        connection.execute(insert(ledger), several)
        kept = {"contract_id": "C-1", "pack_id": placed.id, "kind": LineKind.RESERVED.value, "units": lines}
        connection.execute(insert(ledger_sum), kept)


def test_lines_come_from_the_newest_on_all_of_them(store: Store) -> None:
    grown(store, 250)

    with store.unit(NOON) as unit:
        assert [one.seq for one in unit.newest_lines("C-1")] == list(range(251, 0, -1))
        assert list(unit.newest_lines("C-1")) == list(reversed(unit.lines_of("C-1")))
        assert list(unit.newest_lines("C-9")) == []


def test_few_units_left_are_found_in_the_last_lines_alone(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    grown(opened, LONG)
    low = FEW + 5

    with listening(opened) as asked, opened.unit(NOON) as unit:
        terms = replace(TERMS, low=low)
        account = unit.account("C-1", terms, TOKYO, hold=False)
        now = balance(account, NOON + MINUTE)
        fell = last_fall(account, now, unit.newest_lines("C-1"), NoticeKind.LOW)
        due = notices_due(account, NOON + MINUTE, notice_date=lambda end, _: end, newest_first=unit.newest_lines("C-1"))

    assert fell == str(LONG + 1 - 5)
    assert due[0].key.endswith(f":{fell}")
    assert len(asked) < 20
    assert not scans(opened, asked)
    opened.close()


def test_a_piece_is_read_only_when_it_is_asked_for(store: Store) -> None:
    grown(store, 1_000)

    with listening(store) as asked, store.unit(NOON) as unit:
        begun = len(asked)
        assert len(list(islice(unit.newest_lines("C-1"), 90))) == 90
        assert len(asked) - begun <= 2


def test_a_period_is_noted_as_stated_once_and_never_back(store: Store) -> None:
    with store.unit(NOON) as unit:
        assert unit.stated_until("C-1") is None
        assert unit.mark_stated("C-1", date(2026, 10, 31))
        assert not unit.mark_stated("C-1", date(2026, 10, 31))
    with store.unit(NOON) as unit:
        assert unit.mark_stated("C-1", date(2026, 11, 30))
        assert not unit.mark_stated("C-1", date(2026, 10, 31))
        assert unit.stated_until("C-1") == date(2026, 11, 30)
        assert unit.stated_until("C-2") is None


def test_what_is_noted_once_it_is_stored_is_not_where_it_failed(store: Store) -> None:
    noted: list[str] = []

    def unit_that_fails() -> None:
        with store.unit(NOON) as unit:
            unit.once_stored(lambda: noted.append("failed"))
            raise OSError("the disk is full")

    def part_that_fails(unit: Unit) -> None:
        with unit.savepoint():
            unit.once_stored(lambda: noted.append("part"))
            raise ValueError("a part failed")

    with pytest.raises(OSError, match="disk"):
        unit_that_fails()
    with store.unit(NOON) as unit:
        unit.once_stored(lambda: noted.append("stored"))
        with pytest.raises(ValueError, match="part"):
            part_that_fails(unit)
        assert noted == []

    assert noted == ["stored"]


def test_of_workers_who_state_a_period_at_once_one_does(store: Store) -> None:
    together = threading.Barrier(4)
    new: list[bool] = []

    def work(_: int) -> None:
        together.wait(10)
        with store.unit(NOON) as unit:
            new.append(unit.mark_stated("C-1", date(2026, 10, 31)))

    in_turns(store, work, [1, 2, 3, 4])

    assert sorted(new) == [False, False, False, True]

"""What was bought and used: orders are granted once, lines only added, and workers neither lose nor double a unit."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from mailbot.desk.complaints import Complaints
from mailbot.desk.ledger import Account, Act, LineKind, Why
from mailbot.desk.ledger_acts import NotEnough, NotUndoable, close, expire, give_back, reserve, undo
from mailbot.desk.ledger_balance import balance, used_of_cases
from mailbot.desk.ledger_parts import part_of
from mailbot.desk.offers import Offer, Offers
from mailbot.desk.packs import Order, PackKind, PackTerms, ServiceLevel
from mailbot.desk.packs_prices import OwnPrices
from mailbot.desk.people import Contract
from mailbot.desk.records import TryLater
from mailbot.store import Store, open_store
from mailbot.store.unit import Unit
from tests.store.mails import MINUTE, NOON, contract, declared, open_case
from tests.store.test_store_plans import listening, scans

TOKYO = ZoneInfo("Asia/Tokyo")
LEVELS = (ServiceLevel(key="normal", units=1, default=True), ServiceLevel(key="a", units=3))
TERMS = PackTerms(name="incidents", kind=PackKind.INCIDENTS, levels=LEVELS)
OFFERS = Offers(by_name=MappingProxyType({"incidents": Offer(terms=TERMS)}), timezone="Asia/Tokyo")
PO_1 = Order(contract_id="C-1", units=10, ordered_on=date(2026, 4, 1), reference="PO-1", price=Decimal(270000))
SELLING = replace(contract(), terms="incidents", orders=(PO_1,), licences=3, prices=OwnPrices(fixed=Decimal("9.50")))


def declare(store: Store, *contracts: Contract) -> None:
    store.declare_contracts([declared(one) for one in contracts], NOON, "configuration", offers=OFFERS)


def ordered(**changes: object) -> Contract:
    return replace(SELLING, orders=(replace(PO_1, **changes),))  # type: ignore[arg-type]  # any field of an order


def whole(unit: Unit) -> Account:
    return unit.whole_account("C-1", TERMS, TOKYO)


def left(store: Store) -> tuple[int, int, int]:
    """Available, reserved, consumed."""
    with store.unit(NOON) as unit:
        now = balance(whole(unit), NOON + MINUTE)
    return now.available, now.reserved, now.consumed


def granted(store: Store) -> list[tuple[int, str]]:
    with store.unit(NOON) as unit:
        return [(line.units, line.reference) for line in unit.lines_of("C-1") if line.kind is LineKind.GRANTED]


def start(unit: Unit, case_id: int, *, units: int = 1, cause: str = "") -> bool:
    act = Act(at=NOON, cause=cause or f"case:{case_id}:started", actor="staff:suzuki")
    account = unit.account("C-1", TERMS, TOKYO, cases=[case_id], causes=[act.cause])
    booked = reserve(account, act, case_id=case_id, units=units)
    return not isinstance(booked, NotEnough) and unit.append_lines(booked)


def end(unit: Unit, case_id: int) -> bool:
    act = Act(at=NOON, cause=f"case:{case_id}:closed")
    account = unit.account("C-1", TERMS, TOKYO, cases=[case_id], causes=[act.cause])
    return unit.append_lines(close(account, act, case_id=case_id))


def new_case(store: Store) -> int:
    with store.unit(NOON) as unit:
        return open_case(unit).id


def actions(store: Store, like: str) -> list[str]:
    with store._database.reading() as connection:
        asked = text("select action from audit where action like :like order by id")
        return [row.action for row in connection.execute(asked, {"like": like})]


def test_declared_orders_are_granted_once_however_often_they_are_declared(store: Store) -> None:
    declare(store, SELLING)
    declare(store, SELLING)

    assert granted(store) == [(10, "PO-1")]
    assert left(store) == (10, 0, 0)
    with store.unit(NOON) as unit:
        (placed,) = unit.orders_of("C-1")
        (line,) = unit.lines_of("C-1")
    assert (placed.valid_from, placed.valid_until) == (date(2026, 4, 1), date(2027, 3, 31))
    assert (line.cause, line.actor, line.pack_id) == (f"order:{placed.id}:1", "configuration", placed.id)


def test_a_contract_comes_back_with_all_that_was_sold(store: Store) -> None:
    declare(store, SELLING)

    (found,) = store.contracts()

    assert (found.terms, found.orders, found.licences) == ("incidents", (PO_1,), 3)
    assert found.prices == OwnPrices(fixed=Decimal("9.50"))


def test_a_corrected_order_is_brought_to_what_it_says(store: Store) -> None:
    declare(store, SELLING)

    declare(store, ordered(units=15, valid_until=date(2027, 6, 30)))
    declare(store, ordered(units=12, valid_until=date(2027, 6, 30)))

    assert granted(store) == [(10, "PO-1"), (5, "PO-1"), (-3, "PO-1")]
    with store.unit(NOON) as unit:
        (placed,) = unit.orders_of("C-1")
    assert (placed.version, placed.pack.units, placed.valid_until) == (3, 12, date(2027, 6, 30))
    assert actions(store, "order.%") == ["order.added", "order.changed", "order.changed"]


def test_of_an_order_that_was_taken_out_only_what_is_not_used_goes(store: Store) -> None:
    declare(store, SELLING)
    case_id = new_case(store)
    with store.unit(NOON) as unit:
        start(unit, case_id, units=3)

    declare(store, replace(SELLING, orders=()))
    taken = left(store)
    with store.unit(NOON) as unit:
        end(unit, case_id)
    declare(store, replace(SELLING, orders=()))

    assert taken == (0, 3, 0)
    assert left(store) == (0, 0, 3)
    declare(store, SELLING)
    assert left(store) == (7, 0, 3)


def test_units_that_come_free_of_a_removed_order_go_by_the_same_act(store: Store) -> None:
    declare(store, SELLING)
    case_id = new_case(store)
    with store.unit(NOON) as unit:
        start(unit, case_id, units=3)
    declare(store, replace(SELLING, orders=()))
    with store.unit(NOON) as unit:
        account = unit.account("C-1", TERMS, TOKYO, cases=[case_id])
        unit.append_lines(give_back(account, Act(at=NOON, cause="case:1:defect"), case_id=case_id, why=Why.DEFECT))
    assert left(store) == (0, 0, 0)
    with store.unit(NOON) as unit:
        *_, came, went = unit.lines_of("C-1")
    assert [(line.kind, line.units) for line in (came, went)] == [(LineKind.RELEASED, 3), (LineKind.GRANTED, -3)]
    assert (went.cause, went.reference) == ("case:1:defect", "PO-1")
    assert store.verify_ledgers() == ()


def test_an_order_whose_end_is_put_off_brings_lapsed_units_back(store: Store) -> None:
    declare(store, SELLING)
    late = NOON.replace(year=2027, month=4, day=2)
    with store.unit(late) as unit:
        unit.append_lines(expire(unit.account("C-1", TERMS, TOKYO), late))
    put_off = ordered(valid_until=date(2027, 9, 30))

    for _ in range(2):
        store.declare_contracts([declared(put_off)], late, "configuration", offers=OFFERS)

    with store.unit(late) as unit:
        now, lines = balance(whole(unit), late + MINUTE), unit.lines_of("C-1")
    assert (now.available, now.expired, now.valid_until) == (10, 0, date(2027, 9, 30))
    assert [(line.kind, line.units) for line in lines[1:]] == [(LineKind.EXPIRED, 10), (LineKind.EXPIRED, -10)]
    assert (lines[-1].cause, lines[-1].reference) == ("order:1:2", "PO-1")
    assert store.verify_ledgers() == ()


def test_an_order_whose_end_is_brought_forward_lapses_and_comes_back_again(store: Store) -> None:
    def corrected(until: date) -> tuple[int, int]:
        new = declared(ordered(valid_until=until))
        store.declare_contracts([new], NOON, "configuration", offers=OFFERS)
        with store.unit(NOON) as unit:
            unit.append_lines(expire(unit.account("C-1", TERMS, TOKYO), NOON))
            now = balance(whole(unit), NOON + MINUTE)
        return now.available, now.expired

    declare(store, SELLING)
    assert corrected(date(2026, 10, 31)) == (0, 10)
    assert corrected(date(2026, 10, 30)) == (0, 10)
    assert corrected(date(2026, 11, 30)) == (10, 0)
    assert store.verify_ledgers() == ()


def test_an_order_by_mail_is_booked_once_and_stands_beside_declared_ones(store: Store) -> None:
    declare(store, SELLING)
    order = Order(contract_id="C-1", units=5, ordered_on=date(2026, 11, 24))
    act = Act(at=NOON, cause="inbox:7", actor="staff:suzuki")

    with store.unit(NOON) as unit:
        first = unit.add_order(replace(order, reference="PO-9"), TERMS, TOKYO, act)
    with store.unit(NOON) as unit:
        again = unit.add_order(replace(order, reference="PO-9"), TERMS, TOKYO, act)
        unnamed = unit.add_order(order, TERMS, TOKYO, act)
        other = unit.add_order(order, TERMS, TOKYO, act)
    declare(store, SELLING)

    assert first == again
    assert (unnamed.order.reference, other.order.reference) == ("2026-11-24", "2026-11-24-2")
    assert granted(store) == [(10, "PO-1"), (5, "PO-9"), (5, "2026-11-24"), (5, "2026-11-24-2")]
    assert store.contracts()[0].orders == (PO_1,)
    with store.unit(NOON) as unit:
        unit.cancel_order("C-1", "2026-11-24-2", TERMS, TOKYO, act)
    assert left(store) == (20, 0, 0)
    assert store.verify_ledgers() == ()


def test_an_order_that_cannot_be_taken_says_why_and_changes_nothing(store: Store) -> None:
    declare(store, SELLING)
    act = Act(at=NOON, cause="inbox:7")
    blocks = replace(TERMS, block=10)

    for order, words in (
        (replace(PO_1, units=4, reference="PO-2"), "no multiple of 10; the next one is 10"),
        (replace(PO_1, units=20), "stands already"),
        (replace(PO_1, contract_id="C-9"), "the store has no contract of this id"),
    ):
        with pytest.raises(Complaints, match=words), store.unit(NOON) as unit:
            unit.add_order(order, blocks, TOKYO, act)
    for reference, words in (("PO-1", "declared in config.toml"), ("PO-8", "there is no order PO-8")):
        with pytest.raises(Complaints, match=words), store.unit(NOON) as unit:
            unit.cancel_order("C-1", reference, TERMS, TOKYO, act)

    assert granted(store) == [(10, "PO-1")]


def test_an_order_made_by_mail_and_declared_too_is_a_clash_that_names_both(store: Store) -> None:
    declare(store, replace(SELLING, orders=()))
    with store.unit(NOON) as unit:
        unit.add_order(PO_1, TERMS, TOKYO, Act(at=NOON, cause="inbox:7"))

    with pytest.raises(Complaints, match=r"PO-1 of C-1 is declared in config\.toml and was also made by mail"):
        declare(store, SELLING)

    assert granted(store) == [(10, "PO-1")]


def test_an_import_by_hand_adds_and_corrects_orders_and_takes_none_away(store: Store) -> None:
    def imported(*orders: Order) -> None:
        store.put_contracts([replace(SELLING, orders=orders)], "", NOON, "operator", offers=OFFERS)

    imported(PO_1)
    imported(replace(PO_1, reference="PO-2", units=5))
    imported(replace(PO_1, reference="PO-2", units=6))

    assert [(one.reference, one.units) for one in store.contracts()[0].orders] == [("PO-1", 10), ("PO-2", 6)]
    assert left(store) == (16, 0, 0)
    store.remove_contract("C-1", NOON, "operator")
    declare(store, SELLING)
    assert [one.reference for one in store.contracts()[0].orders] == ["PO-1"]
    assert left(store) == (16, 0, 0)


def test_an_act_that_is_tried_again_writes_nothing(store: Store) -> None:
    declare(store, SELLING)
    case_id = new_case(store)
    with store.unit(NOON) as unit:
        account = unit.account("C-1", TERMS, TOKYO, cases=[case_id])
        lines = reserve(account, Act(at=NOON, cause="start"), case_id=case_id, units=3)
        assert not isinstance(lines, NotEnough)
        assert unit.append_lines(lines)
        assert not unit.append_lines(lines)
        assert not unit.append_lines(())
    with store.unit(NOON) as unit:
        assert not start(unit, case_id, units=3, cause="start")
        assert unit.lines_of_case(case_id) == lines

    assert left(store) == (7, 3, 0)


def test_lines_that_do_not_follow_the_last_one_are_to_be_reckoned_anew(store: Store) -> None:
    declare(store, SELLING)
    case_id = new_case(store)
    with store.unit(NOON) as unit:
        account = unit.account("C-1", TERMS, TOKYO, cases=[case_id], hold=False)
        start(unit, case_id, cause="another")
        lines = reserve(account, Act(at=NOON, cause="late"), case_id=case_id, units=3)
        assert not isinstance(lines, NotEnough)
        with pytest.raises(TryLater, match="grown"):
            unit.append_lines(lines)


def test_a_line_for_a_case_of_the_same_unit_finds_it(store: Store) -> None:
    declare(store, SELLING)

    with store.unit(NOON) as unit:
        assert start(unit, open_case(unit).id, units=3)

    assert left(store) == (7, 3, 0)


def test_an_account_in_part_is_the_whole_one_without_the_lines_that_no_act_needs(store: Store) -> None:
    declare(store, SELLING)
    cases = [new_case(store) for _ in range(5)]
    with store.unit(NOON) as unit:
        for case_id in cases:
            start(unit, case_id, cause=f"start:{case_id}")
        for case_id in cases[:3]:
            end(unit, case_id)

    with store.unit(NOON) as unit:
        part = unit.account("C-1", TERMS, TOKYO, cases=cases[:1], causes=[f"start:{cases[3]}"])
        wanted = part_of(whole(unit), cases=[cases[0], cases[3]])
        none = unit.account("C-1", TERMS, TOKYO, hold=False)

    assert (part.lines, set(part.others), part.seq) == (wanted.lines, set(wanted.others), wanted.seq)
    assert len(none.lines) == 1
    assert balance(none, NOON).available == balance(part, NOON).available == 5


def test_undoing_finds_the_lines_of_its_cause_and_restores(store: Store) -> None:
    declare(store, SELLING)
    case_id = new_case(store)
    with store.unit(NOON) as unit:
        start(unit, case_id, units=3, cause="start")
        end(unit, case_id)
    assert left(store) == (7, 0, 3)

    with store.unit(NOON) as unit:
        for cause in (f"case:{case_id}:closed", "start"):
            account = unit.account("C-1", TERMS, TOKYO, causes=[cause, f"undo:{cause}"])
            lines = undo(account, Act(at=NOON, cause=f"undo:{cause}"), cause)
            assert isinstance(lines, tuple)
            assert unit.append_lines(lines)

    assert left(store) == (10, 0, 0)
    assert store.verify_ledgers() == ()


def in_turns(store: Store, work: Callable[[int], None], several: list[int]) -> None:
    """Four workers at once; what must be tried later is."""

    def some(one: int) -> None:
        while True:
            try:
                return work(one)
            except TryLater:
                continue

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(some, several))


def test_workers_who_take_the_last_units_at_once_take_no_more_than_there_are(store: Store) -> None:
    declare(store, SELLING)
    cases = [new_case(store) for _ in range(20)]
    began: list[int] = []

    def work(case_id: int) -> None:
        with store.unit(NOON) as unit:
            if start(unit, case_id):
                began.append(case_id)

    in_turns(store, work, cases)

    assert len(began) == 10
    assert left(store) == (0, 10, 0)
    with store.unit(NOON) as unit:
        lines = unit.lines_of("C-1")
    assert [line.seq for line in lines] == list(range(1, 12))
    assert store.verify_ledgers() == ()


def test_workers_who_do_the_same_at_once_do_it_once(store: Store) -> None:
    declare(store, SELLING)
    case_id = new_case(store)
    done = []
    together = threading.Barrier(4)

    def work(_: int) -> None:
        together.wait(10)
        with store.unit(NOON) as unit:
            done.append((start(unit, case_id, units=3), end(unit, case_id)))

    in_turns(store, work, [1, 2, 3, 4])

    assert sorted(done) == [(False, False)] * 3 + [(True, True)]
    with store.unit(NOON) as unit:
        assert used_of_cases(whole(unit), NOON) == {case_id: 3}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("update ledger set units = 30 where kind = 'reserved'", "negative"),
        ("delete from ledger where kind = 'reserved'", "gap"),
        ("update ledger_sum set units = 99", "the sums are not those of the lines"),
    ],
)
def test_a_ledger_that_was_tampered_with_is_found(store: Store, change: str, fault: str) -> None:
    declare(store, SELLING)
    case_id = new_case(store)
    with store.unit(NOON) as unit:
        start(unit, case_id, units=3)
        end(unit, case_id)
    assert store.verify_ledgers() == ()

    with store._database.writing() as connection:
        connection.execute(text(change))

    assert fault in {one.fault for one in store.verify_ledgers()}
    assert all(str(one).startswith("ledger:C-1") for one in store.verify_ledgers())


def test_nothing_in_the_store_changes_or_deletes_a_line() -> None:
    changing = re.compile(r"\b(update|delete)\(\s*ledger\s*\)|(update|delete from) ledger\b", re.IGNORECASE)
    package = Path(__file__).parents[2] / "mailbot"

    assert [path.name for path in package.rglob("*.py") if changing.search(path.read_text(encoding="utf-8"))] == []


def test_no_question_about_units_reads_a_table_from_end_to_end(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    declare(opened, SELLING)
    case_id = new_case(opened)

    with listening(opened) as asked, opened.unit(NOON) as unit:
        start(unit, case_id, cause="start")
        end(unit, case_id)
        account = unit.account("C-1", TERMS, TOKYO, causes=["start"])
        assert isinstance(undo(account, Act(at=NOON, cause="undo"), "start"), NotUndoable)
        unit.add_order(replace(PO_1, reference="PO-2"), TERMS, TOKYO, Act(at=NOON, cause="order"))
        unit.lines_of("C-1")
        unit.lines_of_case(case_id)

    assert len(asked) > 20
    # with RETURNING, SQLite plans to look for children of a new parent row, and does so only after a deferred violation
    asked = [(said, values) for said, values in asked if not said.startswith("INSERT INTO pack_order")]
    assert scans(opened, asked) == set()
    opened.close()

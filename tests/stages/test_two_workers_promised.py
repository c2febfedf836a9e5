"""Two workers over one PostgreSQL accept mails at the same instant: no unit is promised twice (rows A6, G8)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from mailbot.desk.decision import OpenCase
from mailbot.desk.situation import Situation
from mailbot.stages import process
from mailbot.stages.units_promised import may_be_the_last
from tests.stages.cast import DOE, SATO, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_two_workers import both_work
from tests.stages.units_desk import MakeDesk, incidents, make_seller, units_of
from tests.store.databases import empty_postgresql

__all__ = ["make_seller"]

MAILS = 24
LEFT = 3
ORDER = f'{{ order = "PO-2", units = {LEFT}, ordered_on = 2026-04-01, from = 2026-04-01, until = 2027-03-31 }}'
OTHER = 'id = "C-1002"\n', f'id = "C-1002"\nterms = "incidents"\npacks = [{ORDER}]\n'


@pytest.fixture
def database(postgresql_server: str) -> Iterator[str]:
    with empty_postgresql(postgresql_server) as url:
        yield url


def test_of_two_who_accept_the_last_unit_at_once_one_does(
    make_seller: MakeDesk, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks = [make_seller(incidents(1), url=database) for _ in range(2)]
    desks[0].receives(YAMADA.writes("印刷", "印刷について教えてください。"))
    desks[0].receives(SATO.writes("請求", "請求書の再発行をお願いします。"))
    both_decided, decisions = threading.Barrier(2), list[str]()

    def as_both_have_decided(situation: Situation, decision: OpenCase, limit: int) -> bool:
        decisions.append(decision.contract.id)
        both_decided.wait(timeout=20)
        return may_be_the_last(situation, decision, limit)

    monkeypatch.setattr(process, "may_be_the_last", as_both_have_decided)
    threads = [threading.Thread(target=desk.process.some, args=(desk.clock.now, 1)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert decisions == ["C-1001", "C-1001"]
    assert len(desks[0].store.cases()) == 1
    assert desks[0].reasons() == ["no-units"]
    assert units_of(desks[0]).available == 1


def test_many_mails_on_two_contracts_in_any_order_open_what_is_left_of_each(
    make_seller: MakeDesk, database: str
) -> None:
    desks = [make_seller(incidents(LEFT), OTHER, url=database) for _ in range(2)]
    for number in range(MAILS):
        for place, person in enumerate((YAMADA, DOE) if number % 2 else (DOE, YAMADA)):
            desks[place].receives(person.writes(f"件 {number}", f"本文 {number}"), source=f"{person.address} {number}")
    _settled(desks)

    with desks[0].store.unit() as unit:
        opened = {contract: len(unit.open_cases_of(contract)) for contract in ("C-1001", "C-1002")}
    assert opened == {"C-1001": LEFT, "C-1002": LEFT}
    assert Counter(desks[0].reasons()) == {"no-units": 2 * (MAILS - LEFT)}
    assert _deadlocks(desks[0]) == 0


def _deadlocks(desk: Conversation) -> int:
    with desk.store._database.reading() as connection:
        return int(connection.scalar(text("select deadlocks from pg_stat_database where datname = current_database()")))


def _settled(desks: list[Conversation]) -> None:
    for _ in range(4):
        both_work(desks)
        for desk in desks:
            desk.later(minutes=5)

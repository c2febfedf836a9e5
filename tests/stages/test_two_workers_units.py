"""Two workers over one PostgreSQL close two hundred cases at once, after a third was killed amid a transaction: no unit
is lost or counted twice (rows G2, G8, E3)."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from mailbot.desk.cases import Event, EventKind, Participant, Status
from mailbot.desk.ledger import Line, LineKind
from mailbot.desk.ledger_balance import balance
from mailbot.desk.records import NewCase, TryLater
from mailbot.store.ledger_work import LedgerWork
from mailbot.store.tables import outbox
from mailbot.store.unit import Unit
from tests.stages.conversation import Conversation, SetClock, opened
from tests.stages.keeping_desk import MakeKeeper, make_keeper, tokyo
from tests.store.databases import empty_postgresql

__all__ = ["make_keeper"]

ROOT = Path(__file__).resolve().parents[2]
CASES = 200
GRAVE = 10
"""Every tenth case costs three units, the others one."""
BOUGHT = 300
TERMS = """[packs.incidents]
kind = "incidents"
ask_above = 3

[packs.incidents.levels]
normal = { units = 1, default = true }
a = 3

"""
FIRST = '[[contracts]]\nid = "C-1001"\n'
SOLD = f'terms = "incidents"\npacks = [{{ order = "PO-1", units = {BOUGHT}, ordered_on = 2026-11-01 }}]\n'
ANSWERED = tokyo(11, 30, "11:00")
NOTICE = tokyo(12, 7, "10:01")
CLOSING = tokyo(12, 9, "17:01")
"""A minute after the seventh business day without a word."""
DOOMED = """
import sys
from tests.stages.test_two_workers_units import die_amid
die_amid(sys.argv[1], sys.argv[2])
"""
DIES_AT = 25


@pytest.fixture
def database(postgresql_server: str) -> Iterator[str]:
    with empty_postgresql(postgresql_server) as url:
        yield url


def units_of(number: int) -> int:
    return 3 if number % GRAVE == 0 else 1


def answer_many(desk: Conversation) -> dict[int, int]:
    """Cases that were begun and answered, whose closing was announced; their units by id."""
    desk.clock.now = ANSWERED
    wanted = {}
    with desk.store.unit(ANSWERED) as unit:
        for number in range(CASES):
            wanted[_answered(desk, unit, number)] = units_of(number)
    while goes_on(desk, NOTICE):
        pass
    return wanted


def _answered(desk: Conversation, unit: Unit, number: int) -> int:
    contract = unit.contract("C-1001")
    assert contract is not None
    policies = desk.desk.house.policies
    version = policies.on(contract.policy, ANSWERED.date())
    policy, calendar = policies.keep(unit, version, contract.calendar)
    case = unit.open_case(
        NewCase(
            contract_id=contract.id,
            subject=f"件 {number}",
            category="question",
            category_reason="",
            priority="important",
            priority_reason="",
            unsure="",
            received_at=ANSWERED,
            policy_digest=policy,
            calendar_digest=calendar,
            language="ja",
            private=False,
            participants=(Participant(address="yamada@client.example", name="山田 太郎"),),
        )
    )
    unit.add_event(case.id, happened(EventKind.RECEIVED, category="question", priority="important"))
    if units_of(number) != 1:
        unit.add_event(case.id, happened(EventKind.UNITS, units=str(units_of(number))))
    for kind in (EventKind.STARTED, EventKind.REPLY):
        unit.add_event(case.id, happened(kind))
    unit.set_status(case.id, Status.ANSWERED, ANSWERED)
    whole = unit.case(case.id)
    assert whole is not None
    desk.desk.house.play(unit, whole, contract, version, ANSWERED)
    return case.id


def happened(kind: EventKind, **facts: str) -> Event:
    return Event(at=ANSWERED, kind=kind, by="staff:suzuki", facts=facts)


def die_amid(config_path: str, url: str) -> None:
    """Sweeps until some lines were written, and hangs with a transaction open; to be killed."""
    desk = opened(Path(config_path), url, SetClock(CLOSING))
    (sweep,) = [stage for name, stage in desk.worker.stages if name == "sweep"]
    written, append = Counter[str](), LedgerWork.append_lines

    def hanging(unit: LedgerWork, lines: Sequence[Line]) -> bool:
        done = append(unit, lines)
        written["acts"] += done
        if written["acts"] == DIES_AT:
            print("amid", flush=True)
            threading.Event().wait(600)
        return done

    LedgerWork.append_lines = hanging  # type: ignore[assignment,method-assign]  # in this process, which is about to die
    while sweep.some(CLOSING, 10):
        pass


def killed_amid(desk: Conversation, url: str) -> None:
    command = [sys.executable, "-c", DOOMED, str(desk.config_path), url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as doomed:
        assert doomed.stdout is not None
        told = next((line for line in doomed.stdout if line in {"amid\n", ""}), "")
        doomed.kill()
        assert told == "amid\n"
        doomed.wait(timeout=10)


def both_sweep(desks: list[Conversation]) -> None:
    start, troubles = threading.Barrier(len(desks)), list[BaseException]()

    def sweeps(desk: Conversation) -> None:
        start.wait()
        try:
            while goes_on(desk, CLOSING):
                pass
        except BaseException as trouble:  # noqa: BLE001 - shown by the test
            troubles.append(trouble)

    threads = [threading.Thread(target=sweeps, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


def goes_on(desk: Conversation, at: datetime) -> bool:
    """One round of the sweep; a database that is busy is asked again."""
    try:
        return desk.sweep.some(at, 10) > 0
    except TryLater:
        return True


def test_two_hundred_closings_at_once_take_each_unit_once(make_keeper: MakeKeeper, database: str) -> None:
    changes = ((FIRST, TERMS + FIRST + SOLD),)
    one, other = make_keeper(*changes, url=database), make_keeper(*changes, url=database)
    wanted = answer_many(one)
    assert len(wanted) == CASES

    killed_amid(one, database)
    one.clock.now = other.clock.now = CLOSING
    both_sweep([one, other])

    with one.store.unit() as unit:
        assert {case.status for case in unit.cases_seen(list(wanted))} == {Status.CLOSED}
        closings = [[one.kind for one in unit.events_of(case_id)].count(EventKind.CLOSED) for case_id in wanted]
        assert set(closings) == {1}
        lines = unit.lines_of("C-1001")
        offers, contract = one.desk.house.offers, unit.contract("C-1001")
        assert contract is not None
        account = unit.whole_account("C-1001", offers.terms_of(contract), offers.zone_of(contract))
    used: Counter[int] = Counter()
    for line in lines:
        used[line.case_id] += line.units if line.kind is LineKind.CONSUMED else 0
    assert {case_id: used[case_id] for case_id in wanted} == wanted
    assert sum(used.values()) == 180 * 1 + 20 * 3
    now = balance(account, CLOSING)
    assert (now.available, now.reserved, now.consumed, now.owed) == (BOUGHT - 240, 0, 240, 0)
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert one.store.verify_ledgers() == ()
    assert told(one) == Counter(dict.fromkeys(wanted, 2))


def told(desk: Conversation) -> Counter[int]:
    """To how many people it was written what a case used; to nobody twice. The contract has two admin contacts."""
    asked = select(outbox.c.case_id, outbox.c.recipient_digest).where(outbox.c.letter == "units-consumed")
    with desk.store._database.reading() as connection:
        found = connection.execute(asked).all()
    assert len(set(found)) == len(found)
    return Counter(row.case_id for row in found)

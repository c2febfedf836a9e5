"""Two workers over one PostgreSQL: a hundred mails are a hundred cases with one acknowledgement each (row G8)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.desk.records import DueLetter, TryLater
from tests.stages.cast import DOE, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.store.databases import empty_postgresql

MAILS = 100


@pytest.fixture
def database(postgresql_server: str) -> Iterator[str]:
    with empty_postgresql(postgresql_server) as url:
        yield url


def work(desk: Conversation, start: threading.Barrier, troubles: list[BaseException]) -> None:
    """One worker: everything that is due, again and again; a database that is busy is asked again."""
    start.wait()
    for _ in range(8):
        try:
            desk.desk.worker.once()
        except TryLater:
            continue
        except BaseException as trouble:  # noqa: BLE001 - shown by the test
            troubles.append(trouble)


def both_work(desks: list[Conversation]) -> None:
    start, troubles = threading.Barrier(len(desks)), list[BaseException]()
    threads = [threading.Thread(target=work, args=(desk, start, troubles)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


def test_a_hundred_mails_are_a_hundred_acknowledged_cases(make_desk: MakeDesk, tmp_path: Path, database: str) -> None:
    one, other = make_desk(url=database), make_desk(url=database)
    people = (YAMADA, DOE)
    for number in range(MAILS):
        (one, other)[number % 2].receives(
            people[number % 2].writes(f"件 {number}", f"本文 {number}"), source=f"{number}"
        )
    both_work([one, other])
    one.later(minutes=5)
    other.clock.now = one.clock.now
    both_work([one, other])

    letters = Counter((letter.letter, letter.recipient) for letter in one.postman.carried)
    assert letters["case-opened", YAMADA.address] + letters["case-opened", DOE.address] == MAILS
    assert letters["staff-new-case", SUZUKI.address] == MAILS
    assert len({letter.message_id for letter in one.postman.carried}) == len(one.postman.carried)
    assert sorted(case.subject for case in one.store.cases()) == sorted(f"件 {n}" for n in range(MAILS))


def test_mails_of_one_case_by_two_workers_all_join_it(make_desk: MakeDesk, database: str) -> None:
    one, other = make_desk(url=database), make_desk(url=database)
    one.hears(YAMADA.writes("印刷について"))
    acknowledgement: DueLetter = one.last(YAMADA.address, "case-opened").letter
    for number in range(12):
        mail = YAMADA.replies(one.last(YAMADA.address, "case-opened"), f"追記 {number}")
        (one, other)[number % 2].receives(mail, source=f"again {number}")
    both_work([one, other])

    history = one.store.history(acknowledgement.case_id)
    assert len([message for message in history.messages if message.from_address == YAMADA.address]) == 13
    assert len(one.store.cases()) == 1

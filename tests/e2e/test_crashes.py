"""Nothing is lost and nothing is answered twice: workers are killed while 200 mails come in by LMTP (row G2)."""

from __future__ import annotations

import itertools
import random
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from mailbot.desk.mail import InboundMail
from mailbot.store import Store
from tests.e2e.desk_mails import letter_of, proven, question
from tests.e2e.desk_process import PEOPLE, SUPPORT, DeskProcess, Watch, all_cases, books_at, config_text
from tests.servers.ground import answers, free_port, wait_until
from tests.store.databases import empty_postgresql

MAILS = 200
CONNECTIONS = 8
KILLS = 4
LETTERS_UNDER_WAY = 4
"""What a worker claims at once with its two connections."""
ACKNOWLEDGEMENT = "case-opened"


def mails() -> Sequence[tuple[str, bytes]]:
    """Sender and bytes of each; every tenth subject is the same, as it is when many people meet the same fault."""
    return [
        (PEOPLE[number % len(PEOPLE)], proven(question(PEOPLE[number % len(PEOPLE)], _subject(number), "至急です。")))
        for number in range(MAILS)
    ]


def _subject(number: int) -> str:
    return "ログインできません" if number % 10 == 0 else f"お問い合わせ {number:03}"


def hand_over(ports: Sequence[int], mails: Sequence[tuple[str, bytes]]) -> int:
    """As a mail server does it: by several connections, each mail again until its 250; how many tries that took."""
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        shares = [mails[at::CONNECTIONS] for at in range(CONNECTIONS)]
        return sum(threads.map(lambda share: _connection(ports, share), shares))


def _connection(ports: Sequence[int], share: Sequence[tuple[str, bytes]]) -> int:
    waiting, tries, doors = list(share), 0, itertools.cycle(ports)
    end = time.monotonic() + 60
    while waiting:
        assert time.monotonic() < end, "the door does not take the mails"
        try:
            with smtplib.LMTP("127.0.0.1", next(doors), timeout=10) as lmtp:
                while waiting:
                    tries += 1
                    sender, raw = waiting[0]
                    assert lmtp.sendmail(sender, [SUPPORT], raw) == {}
                    del waiting[0]
        except (OSError, smtplib.SMTPException):
            time.sleep(0.05)
    return tries


@dataclass(slots=True)
class Sink:
    """A mail server that takes every letter and counts."""

    port: int
    letters: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters.append((envelope.rcpt_tos[0], envelope.content))
        return "250 taken"

    def copies(self) -> Counter[tuple[str, bytes]]:
        """How often each letter was carried, by receiver and bytes."""
        return Counter(self.letters)

    def acknowledgements(self) -> list[InboundMail]:
        """Each once, however often it was carried: the same bytes with the same Message-ID are one letter."""
        return [letter_of(raw) for recipient, raw in self.copies() if recipient in PEOPLE]


@contextmanager
def running_sink() -> Iterator[Sink]:
    sink = Sink(free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def desk(folder: Path, *, name: str = "run", lmtp: int, store: str, delivery: str) -> DeskProcess:
    parts = (
        f'[store]\nurl = "{store}"',
        f'[intake.lmtp]\nlisten = "127.0.0.1:{lmtp}"',
        f"[delivery]\n{delivery}",
    )
    return DeskProcess(folder, config_text(*parts), name=name)


def cases_in(store: Store) -> int:
    return sum(number for name, number in store.counts().items() if name.startswith("cases."))


def opened(lmtp: int) -> Callable[[], bool]:
    return lambda: answers(lmtp)


def check_cases(store: Store, mails: Sequence[tuple[str, bytes]]) -> set[str]:
    """Exactly one case a mail, each with its one mail; the numbers."""
    cases = store.cases(all_cases())
    ids = [one.message_id for case in cases for one in store.history(case.id).messages if one.direction.value == "in"]
    assert sorted(ids) == sorted(letter_of(raw).message_id for _, raw in mails)
    assert len(cases) == len(mails)
    return {case.number for case in cases}


def check_acknowledgements(numbers: set[str], letters: Sequence[InboundMail]) -> None:
    """Exactly one acknowledgement a case, and each of its own."""
    assert len(letters) == len(numbers)
    assert len({one.message_id for one in letters}) == len(numbers)
    assert {number for one in letters for number in numbers if number in one.subject} == numbers


def is_done(store: Store) -> bool:
    """Every mail is a case, and nothing waits to be sent."""
    return cases_in(store) == MAILS and all(name.startswith("cases.") for name in store.counts())


def test_two_hundred_mails_by_lmtp_and_kill_minus_nine_in_the_middle_make_two_hundred_cases(tmp_path: Path) -> None:
    lmtp, sent = free_port(), mails()
    process = desk(tmp_path, lmtp=lmtp, store="sqlite:///desk.db", delivery='folder = "outgoing"')
    with process.running(), books_at(f"sqlite:///{tmp_path / 'desk.db'}") as store, ThreadPoolExecutor(1) as server:
        wait_until(opened(lmtp), f"the door opens, see {process.log}", 20)
        handing_over = server.submit(hand_over, [lmtp], sent)
        wait_until(lambda: cases_in(store) >= MAILS // 4, "it is in the middle")
        before = cases_in(store)
        process.kill()

        watch = Watch()
        process.start()
        wait_until(lambda: cases_in(store) > before, "work goes on", 20)
        print(f"killed after {before} cases; work goes on {watch.seconds:.2f} s after the start of a new worker")
        wait_until(lambda: is_done(store), "everything is done", 60)
        print(f"all done after {watch.seconds:.2f} s; {MAILS} mails took {handing_over.result()} tries at the door")

        numbers = check_cases(store, sent)
        letters = [letter_of(path.read_bytes()) for path in (tmp_path / "outgoing").glob(f"*-{ACKNOWLEDGEMENT}-*.eml")]
        check_acknowledgements(numbers, letters)
        assert process.terminate() == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_kills_at_random_moments_lose_and_double_nothing(tmp_path: Path, seed: int) -> None:
    chance, lmtp, sent = random.Random(seed), free_port(), mails()
    with running_sink() as sink:
        delivery = f'url = "smtp://127.0.0.1:{sink.port}"'
        process = desk(tmp_path, lmtp=lmtp, store="sqlite:///desk.db", delivery=delivery)
        with process.running(), books_at(f"sqlite:///{tmp_path / 'desk.db'}") as store, ThreadPoolExecutor(1) as server:
            handing_over = server.submit(hand_over, [lmtp], sent)
            for _ in range(KILLS):
                wait_until(opened(lmtp), f"the door opens, see {process.log}", 20)
                threading.Event().wait(chance.uniform(0.02, 0.5))
                process.kill()
                process.start()
            watch = Watch()
            wait_until(lambda: is_done(store), "everything is done", 60)
            print(f"all done {watch.seconds:.2f} s after the last start; {handing_over.result()} tries at the door")

            check_acknowledgements(check_cases(store, sent), sink.acknowledgements())
            check_copies(sink, KILLS)


def check_copies(sink: Sink, kills: int) -> None:
    """Only the few letters that were under way when a worker died are carried again, and their bytes are the same."""
    again = sum(times - 1 for times in sink.copies().values())
    print(f"{len(sink.copies())} letters, {again} of them carried once more after {kills} kills")
    assert again <= LETTERS_UNDER_WAY * kills


def test_two_workers_on_postgresql_of_which_one_is_killed_make_two_hundred_cases(
    tmp_path: Path, postgresql_server: str
) -> None:
    sent, doors = mails(), (free_port(), free_port())
    with running_sink() as sink, empty_postgresql(postgresql_server) as url:
        delivery = f'url = "smtp://127.0.0.1:{sink.port}"'
        first, second = (
            desk(tmp_path, name=f"worker{place}", lmtp=lmtp, store=url, delivery=delivery)
            for place, lmtp in enumerate(doors)
        )
        with first.running(), second.running(), books_at(url) as store, ThreadPoolExecutor(1) as server:
            for lmtp in doors:
                wait_until(opened(lmtp), "both doors open", 20)
            handing_over = server.submit(hand_over, doors, sent)
            wait_until(lambda: cases_in(store) >= MAILS // 4, "they are in the middle")
            second.kill()
            watch = Watch()
            print(f"one of two killed after {cases_in(store)} cases")
            wait_until(lambda: is_done(store), "the other one does everything", 60)
            print(f"all done {watch.seconds:.2f} s after the kill; {handing_over.result()} tries at the doors")

            check_acknowledgements(check_cases(store, sent), sink.acknowledgements())
            check_copies(sink, 1)
            assert first.terminate() == 0

"""The process stage: one mail's trouble is that mail's alone, and a process that dies at any point doubles nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from mailbot.desk.mail import InboundMail, Unreadable
from mailbot.desk.proof import Proof
from mailbot.desk.records import Claimed, DueLetter, InboxState, NoLongerOurs, TryLater
from mailbot.mail.resolving import TemporaryDnsTrouble
from mailbot.stages.correspondence import Correspondence
from mailbot.stages.process import AFTER_CLASH, AFTER_TROUBLE, Process, Processed
from mailbot.store import Store
from tests.stages.cast import BROWN, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation, Killed

POISON = "毒"
STEPS = 11
"""Two mails are read and carried out in one unit, then told of; then six letters are carried."""


def process_of(desk: Conversation, **changes: Any) -> Process:
    """The desk's own stage with some of its parts replaced; what it tells is kept."""
    return replace(desk.process, tell=desk.told.append, **changes)


def failing(desk: Conversation, trouble: Callable[[], BaseException]) -> Callable[[bytes], InboundMail | Unreadable]:
    """A reader that fails over mails with the poisoned subject."""
    plain = desk.process.read

    def read(raw: bytes) -> InboundMail | Unreadable:
        mail = plain(raw)
        if isinstance(mail, InboundMail) and mail.subject == POISON:
            raise trouble()
        return mail

    return read


@dataclass(slots=True)
class Books:
    """The store with something between it and the stage."""

    store: Store
    claims: list[tuple[str, ...]] = field(default_factory=list)
    in_unit: Callable[[], None] = lambda: None

    def claim(self, now: Any, limit: int) -> tuple[Claimed, ...]:
        claimed = self.store.claim(now, limit)
        self.claims.append(tuple(str(one.inbox_id) for one in claimed))
        return claimed

    @contextmanager
    def unit(self, now: Any = None) -> Iterator[Any]:
        with self.store.unit(now) as unit:
            yield unit
            self.in_unit()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


def test_a_mail_that_raises_leaves_the_others_of_its_batch_alone(desk: Conversation) -> None:
    books = Books(desk.store)
    stage = process_of(desk, books=books, read=failing(desk, lambda: RuntimeError("secret words of the mail")))
    desk.receives(YAMADA.writes("一"), YAMADA.writes(POISON), YAMADA.writes("二"), YAMADA.writes("三"))
    while stage.some(desk.clock(), 10):
        pass

    assert [case.subject for case in desk.cases()] == ["一", "二", "三"]
    assert books.claims == [("1", "2", "3", "4"), ("2",), ("2",), ()]


def test_a_mail_that_raises_while_it_is_carried_out_leaves_nothing_of_itself_behind(desk: Conversation) -> None:
    class Reading:
        """Raises in the middle of the unit, after the case was opened."""

        def __init__(self) -> None:
            self.correspondence = desk.process.house.correspondence

        def write(self, letter: Any, reader: Any, where: Any, now: Any) -> Any:
            if getattr(letter, "subject", "") == POISON:
                raise ValueError("in the middle")
            return self.correspondence.write(letter, reader, where, now)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.correspondence, name)

    stage = process_of(desk, house=replace(desk.process.house, correspondence=cast("Correspondence", Reading())))
    desk.receives(YAMADA.writes("一"), YAMADA.writes(POISON), YAMADA.writes("二"))
    while stage.some(desk.clock(), 10):
        pass

    assert [case.subject for case in desk.cases()] == ["一", "二"]
    assert [one.state for one in desk.held()] == [InboxState.FAILED]


def test_after_three_tries_a_mail_is_set_aside_and_staff_are_told_why(desk: Conversation) -> None:
    stage = process_of(desk, read=failing(desk, lambda: RuntimeError("秘密の本文")))
    desk.receives(YAMADA.writes(POISON))
    while stage.some(desk.clock(), 10):
        pass
    desk.works()

    (held,) = desk.held()
    assert held.state is InboxState.FAILED
    assert "failed 3 times: RuntimeError" in held.reason
    letter = desk.letter(SUZUKI.address)
    assert letter.key == "staff-held-list"
    assert "RuntimeError" in letter.text
    assert "秘密の本文" not in letter.text + str(desk.told)
    assert desk.letter(BROWN.address).key == "staff-held-list"


def test_a_mail_that_was_set_aside_is_processed_when_it_is_tried_again(desk: Conversation) -> None:
    stage = process_of(desk, read=failing(desk, RuntimeError))
    (inbox_id,) = desk.receives(YAMADA.writes(POISON))
    while stage.some(desk.clock(), 10):
        pass
    assert desk.store.retry(inbox_id, "operator", desk.clock())
    desk.works()

    assert desk.letter(YAMADA.address).key == "case-opened"


def test_trouble_with_dns_is_no_try_and_the_mail_waits(desk: Conversation) -> None:
    waiting = True

    def prove(claimed: Claimed) -> Proof:
        if waiting:
            raise TemporaryDnsTrouble("no answer")
        return desk.process.prove(claimed)

    stage = process_of(desk, prove=prove)
    desk.receives(YAMADA.writes("印刷について"))
    for _ in range(10):
        assert stage.some(desk.clock(), 10) == 1
        assert stage.some(desk.clock(), 10) == 0
        desk.clock.now += AFTER_TROUBLE
    waiting = False
    stage.some(desk.clock(), 10)

    assert len(desk.cases()) == 1
    assert [one.trouble.partition(":")[0] for one in desk.told] == ["later"] * 10 + [""]


def test_a_sender_whose_dns_never_answers_is_judged_without_it_in_the_end(desk: Conversation) -> None:
    def prove(claimed: Claimed) -> Proof:
        raise TemporaryDnsTrouble("no answer")

    stage = process_of(desk, prove=prove)
    desk.receives(YAMADA.writes("印刷について", proof="D"))
    desk.later(hours=5)
    stage.some(desk.clock(), 10)

    assert desk.reasons() == ["unproven"]


def test_a_busy_database_is_no_try_for_anybody(desk: Conversation) -> None:
    troubles = [TryLater("locked")] * 9

    def busy() -> None:
        if troubles:
            raise troubles.pop()

    stage = process_of(desk, books=Books(desk.store, in_unit=busy))
    desk.receives(YAMADA.writes("一"), YAMADA.writes("二"))
    for _ in range(10):
        stage.some(desk.clock(), 10)
        desk.clock.now += AFTER_CLASH

    assert [case.subject for case in desk.cases()] == ["一", "二"]
    assert len(desk.all_letters()) == 0
    desk.works()
    assert len(desk.all_letters(YAMADA.address)) == 2


def test_what_another_worker_has_taken_over_is_left_to_it(desk: Conversation) -> None:
    finish = desk.store.unit

    class Overtaken(Books):
        @contextmanager
        def unit(self, now: Any = None) -> Iterator[Any]:
            with finish(now) as unit:
                original = unit.finish

                def finish_row(inbox_id: int, outcome: Any) -> None:
                    if inbox_id == 1:
                        raise NoLongerOurs("taken over")
                    original(inbox_id, outcome)

                unit.finish = finish_row  # type: ignore[method-assign]  # stands between the stage and the store
                yield unit

    stage = process_of(desk, books=Overtaken(desk.store))
    desk.receives(YAMADA.writes("一"), YAMADA.writes("二"))
    stage.some(desk.clock(), 10)

    assert [case.subject for case in desk.cases()] == ["二"]
    assert Processed(inbox_id=1, trouble="taken over by another worker") in desk.told


def test_nothing_to_do_is_nothing_done(desk: Conversation) -> None:
    assert desk.process.some(desk.clock(), 10) == 0


class Deaths:
    """The points at which a worker may be killed, one after another: the n-th step of all that it does."""

    def __init__(self, step: int) -> None:
        self.left = step

    def here(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def after(self, letter: DueLetter) -> bool:
        """After a letter was carried, before that is noted."""
        self.here()
        return not letter.content


def mortal(desk: Conversation, deaths: Deaths) -> None:
    """Every seam between the stages and the world is a point where the worker may die."""
    plain_read, plain_tell = desk.process.read, desk.told.append

    def read(raw: bytes) -> InboundMail | Unreadable:
        deaths.here()
        return plain_read(raw)

    def tell(processed: Processed) -> None:
        deaths.here()
        plain_tell(processed)

    books = Books(desk.store, in_unit=deaths.here)
    stage = replace(desk.process, books=books, read=read, tell=tell)
    stages = tuple((name, stage if name == "process" else other) for name, other in desk.desk.worker.stages)
    desk.desk = replace(desk.desk, worker=replace(desk.desk.worker, stages=stages))


def die_where_it_hurts(desk: Conversation, step: int) -> bool:
    """Work until the worker is killed at that step; whether it was."""
    deaths = Deaths(step)
    mortal(desk, deaths)
    desk.postman.dies_after = deaths.after
    try:
        desk.works()
    except Killed:
        return True
    return False


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_worker_killed_anywhere_leaves_one_case_and_one_visible_letter_each(
    make_desk: MakeDesk, tmp_path: Path, step: int
) -> None:
    desk = make_desk(url=f"sqlite:///{tmp_path / 'desk.db'}")
    desk.receives(YAMADA.writes("一"), YAMADA.writes("二"))
    assert die_where_it_hurts(desk, step)
    desk.postman.dies_after = lambda _: False
    desk.reopen()
    for _ in range(4):
        desk.works()
        desk.later(minutes=3)

    assert [case.subject for case in desk.cases()] == ["一", "二"]
    files = sorted(path.name for path in (tmp_path / "outgoing").iterdir())
    assert len(files) == len({(one.recipient, one.message_id) for one in desk.postman.carried}) == 6
    assert [one for one in desk.held() if one.state is InboxState.FAILED] == []


def test_the_points_of_death_reach_from_the_first_read_to_the_last_letter(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(url=f"sqlite:///{tmp_path / 'desk.db'}")
    desk.receives(YAMADA.writes("一"), YAMADA.writes("二"))
    counted = Deaths(1_000)
    mortal(desk, counted)
    desk.postman.dies_after = counted.after
    desk.works()

    assert 1_000 - counted.left == STEPS


def test_a_letter_whose_sending_was_cut_short_is_sent_again_with_the_same_bytes(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    desk = make_desk(url=f"sqlite:///{tmp_path / 'desk.db'}")
    desk.receives(YAMADA.writes("一"))
    desk.postman.dies_after = lambda letter: letter.letter == "case-opened"
    with pytest.raises(Killed):
        desk.works()
    desk.postman.dies_after = lambda _: False
    desk.reopen()
    desk.later(minutes=6)
    desk.works()

    again = [one for one in desk.postman.carried if one.letter == "case-opened"]
    assert [one.uncertain for one in again] == [False, True]
    assert again[0].content == again[1].content


def test_old_claims_of_a_dead_worker_are_free_at_once(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(url=f"sqlite:///{tmp_path / 'desk.db'}")
    desk.receives(YAMADA.writes("一"))
    assert len(desk.store.claim(desk.clock(), 10)) == 1
    desk.reopen()
    desk.works()

    assert desk.letter(YAMADA.address).key == "case-opened"
    assert desk.clock() - desk.case().received_at < timedelta(seconds=1)


def test_a_mail_set_aside_is_listed_with_what_was_read_of_it_and_the_command_that_helps(desk: Conversation) -> None:
    class Failing:
        def situation(self, *_: object) -> object:
            raise RuntimeError

    stage = process_of(desk, identify=Failing())
    (inbox_id,) = desk.receives(YAMADA.writes("印刷について"))
    while stage.some(desk.clock(), 10):
        pass
    desk.works()

    letter = desk.letter(SUZUKI.address)
    assert YAMADA.address in letter.text
    assert "印刷について" in letter.text
    assert f"mailbot held retry {inbox_id}" in letter.text
    assert "held release" not in letter.text

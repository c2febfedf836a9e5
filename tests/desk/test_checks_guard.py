"""Why `#send`, `#approve` and `#undo` are refused, each by the key of its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.desk.answering import Answering, HeldAnswer, StaffAct, UndoableAct, standing
from mailbot.desk.cases import Event, EventKind
from mailbot.desk.decide import decide
from mailbot.desk.decision import Refuse, RunCommands
from mailbot.desk.guard_words import GUARD_REFUSALS, leak_words
from mailbot.desk.leaks import Inside, Leak, LeakKind
from mailbot.desk.words import REFUSAL_WORDS
from tests.desk_fixtures import BROWN, NOW, SUZUKI, by_staff

OWN = HeldAnswer(inbox_id=7, reason="leak", sender=SUZUKI.address, received_at=NOW)
THEIRS = replace(OWN, inbox_id=8, sender=BROWN.address)
WANTED = replace(OWN, inbox_id=9, reason="needs-approval")
THEIRS_WANTED = replace(THEIRS, inbox_id=10, reason="needs-approval")
STRANGER = replace(OWN, inbox_id=11, reason="unproven", sender="sales@stranger.example")
DONE = UndoableAct(
    act=StaffAct(
        inbox_id=5,
        case_id=1,
        handle="suzuki",
        at=NOW - timedelta(minutes=3),
        commands=("assign",),
        before={},
        after={},
        first_seq=2,
        last_seq=3,
    ),
    waiting=0,
    left=0,
    followed=False,
)


def acted(**changes: object) -> Answering:
    return Answering(newest=replace(DONE, act=replace(DONE.act, **changes)))  # type: ignore[arg-type]  # its own fields


@pytest.mark.parametrize(
    ("text", "facts", "why"),
    [
        ("#送信", None, "none-held: #送信"),
        ("#送信", Answering(held=(STRANGER,)), "none-held: #送信"),
        ("#送信", Answering(held=(WANTED,)), "wants-approval: #送信"),
        ("#送信", Answering(held=(OWN, THEIRS)), "several-held: #送信 [7, 8]"),
        ("#送信 9", Answering(held=(OWN, WANTED)), "held-number: #送信 9 [7]"),
        ("#承認", Answering(held=(OWN,)), "none-to-approve: #承認"),
        ("#承認", Answering(held=(WANTED,)), "own-approval: #承認"),
        ("#承認", Answering(held=(WANTED, THEIRS_WANTED)), "several-held: #承認 [9, 10]"),
        ("#取消", None, "undo-nothing: #取消"),
        ("#取消", Answering(held=(THEIRS, STRANGER)), "undo-nothing: #取消"),
        ("#取消", Answering(acted_by="brown"), "undo-other: #取消"),
        ("#取消", acted(undone_at=NOW), "undo-twice: #取消"),
        ("#取消", acted(commands=("merge",)), "undo-lasting: #取消"),
        ("#取消", acted(at=NOW - timedelta(minutes=11)), "undo-late: #取消"),
        ("#取消", Answering(newest=replace(DONE, left=1)), "undo-left: #取消"),
        ("#取消", Answering(newest=replace(DONE, followed=True)), "undo-followed: #取消"),
        ("#送信\n\nお待たせしております。ご確認をお願いいたします。", Answering(held=(OWN,)), "alone: #送信"),
        ("#分割 INC-000099 の件", Answering(inside=Inside()), "leaks: #分割 INC-000099 の件"),
    ],
)
def test_nothing_is_let_go_or_taken_back_because(text: str, facts: Answering | None, why: str) -> None:
    decision = decide(by_staff(text, answering=facts))

    assert isinstance(decision, Refuse)
    assert why in decision.why
    assert all(one.partition(": ")[0] in REFUSAL_WORDS for one in decision.why)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("#送信", Answering(held=(OWN, WANTED))),
        ("＃送信　8", Answering(held=(OWN, THEIRS))),
        ("#send #8", Answering(held=(OWN, THEIRS))),
        ("#承認", Answering(held=(THEIRS_WANTED,))),
        ("#approve 10", Answering(held=(WANTED, THEIRS_WANTED))),
        ("#取消", Answering(held=(OWN,))),
        ("#取り消し", Answering(held=(WANTED,))),
        ("#undo", Answering(held=(OWN,), newest=replace(DONE, left=1))),
        ("#取消", Answering(newest=DONE)),
        ("#取消\n\n鈴木", Answering(newest=replace(DONE, waiting=1, followed=True))),
        ("#取消", Answering(newest=replace(DONE, waiting=1, left=1))),
        ("#取消", Answering(held=(OWN,), newest=replace(DONE, act=replace(DONE.act, inbox_id=99)))),
    ],
)
def test_it_runs(text: str, facts: Answering) -> None:
    assert isinstance(decide(by_staff(text, answering=facts)), RunCommands)


def test_who_has_done_something_since_takes_that_back_and_not_the_held_answer() -> None:
    since = replace(DONE, act=replace(DONE.act, inbox_id=99), left=1)
    decision = decide(by_staff("#取消", answering=Answering(held=(OWN,), newest=since)))

    assert isinstance(decision, Refuse)
    assert decision.why == ("undo-left: #取消",)


def test_every_kind_of_leak_and_every_refusal_has_words_in_both_languages() -> None:
    for kind in LeakKind:
        words = leak_words(Leak(kind=kind, found="INC-000009"))
        assert "INC-000009" in words["ja"]
        assert "INC-000009" in words["en"]
    assert leak_words(Leak(kind=LeakKind.INTERNAL, found=""))["ja"].isalnum()
    assert all(set(words) == {"ja", "en"} for words in GUARD_REFUSALS.values())


def test_events_without_a_whole_range_take_nothing_back() -> None:
    events = [
        Event(at=NOW, kind=EventKind.RECEIVED),
        Event(at=NOW, kind=EventKind.UNDONE),
        Event(at=NOW, kind=EventKind.UNDONE, facts={"first": 1, "last": 1}),
    ]

    assert standing(events) == tuple(events[1:])
    assert standing(events[:2]) == tuple(events[:2])

"""Conversations: whatever programs people write with, a case is one thread in everybody's mailbox (rows D2 and D4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from mailbot.desk.mail import InboundMail
from mailbot.mail.reading import read
from tests.stages.cast import BROWN, SUZUKI, YAMADA
from tests.stages.client_shapes import SHAPES, Shape
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Person, Received, Sheet
from tests.stages.thread_views import Held, base_subject, by_base_subject, by_references, by_topic

SUBJECT = "帳票の印刷について"
LINKS_NOTHING = {"outlook_by_index_alone", "android"}
"""Shapes whose own mails carry no thread header: a program that groups by References alone leaves them lying apart."""
every_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)


@dataclass
class Mailboxes:
    """What everybody has sent and received, in the order of time."""

    desk: Conversation
    sent: dict[str, list[Held]] = field(default_factory=dict)
    whole: dict[str, list[Held]] = field(default_factory=dict)

    def sends(self, person: Person, mail: Sheet) -> None:
        self.sent.setdefault(person.address, []).append(Held.of(_read(mail)))
        self.whole.setdefault(person.address, []).append(Held.of(_read(mail)))
        self.desk.hears(mail)
        self.desk.later(minutes=40)
        for one in (YAMADA, SUZUKI, BROWN):
            known = len(self.sent.get(one.address, ()))
            mailbox = self.whole.setdefault(one.address, [])
            mailbox += self.inbox(one)[len(mailbox) - known :]

    def inbox(self, person: Person) -> list[Held]:
        return [Held.of(one.mail) for one in self.desk.all_letters(person.address)]

    def newest(self, person: Person, *keys: str) -> Received:
        return next(one for one in reversed(self.desk.all_letters(person.address)) if one.key in keys)


def _read(sheet: Sheet) -> InboundMail:
    mail = read(sheet.raw)
    assert isinstance(mail, InboundMail)
    return mail


@dataclass(frozen=True)
class Day:
    """A whole case, written with one shape by the customer and one by both members of staff."""

    boxes: Mailboxes
    customer: Shape
    staff: Shape

    def passes(self) -> None:
        boxes = self.boxes
        boxes.sends(YAMADA, YAMADA.writes(SUBJECT, "帳票の余白を変える方法を教えてください。"))
        self._answers(SUZUKI, "山田様\n\n一通目の回答です。印刷の画面をお開きください。", "staff-new-case")
        self._asks("二通目の質問です。画面が開きません。")
        self._answers(BROWN, "山田様\n\n二通目の回答です。再起動をお試しください。", "staff-follow-up")
        self._asks("三通目の質問です。再起動しました。")
        self._answers(SUZUKI, "#担当", "staff-follow-up")
        self._asks("四通目の質問です。ありがとうございます。")
        self._answers(SUZUKI, "#回答待ち\n\n山田様\n\n三通目の回答です。版をお知らせください。", "staff-follow-up")

    def _answers(self, member: Person, text: str, copy: str) -> None:
        self.boxes.sends(member, self.staff(member, self.boxes.newest(member, copy), text))

    def _asks(self, text: str) -> None:
        letter = self.boxes.newest(YAMADA, "staff-answer")
        self.boxes.sends(YAMADA, self.customer(YAMADA, letter, text))


def day(desk: Conversation, *, customer: Shape, staff: Shape) -> Mailboxes:
    boxes = Mailboxes(desk)
    Day(boxes, customer, staff).passes()
    return boxes


def subjects(groups: Sequence[Sequence[Held]]) -> list[list[str]]:
    return [[one.subject for one in group] for group in groups]


def assert_one_thread(boxes: Mailboxes, person: Person, *, links: bool = True) -> None:
    """By References and by base subject, with and without what the person sent; Outlook's topic for what came in."""
    inbox, whole = boxes.inbox(person), boxes.whole[person.address]
    views = [by_references(inbox), by_base_subject(whole), by_topic(inbox), *([by_references(whole)] if links else [])]
    for groups in views:
        assert len(groups) == 1, subjects(groups)


def letters(boxes: Mailboxes, person: Person, key: str) -> list[str]:
    return [one.text for one in boxes.desk.all_letters(person.address) if one.key == key]


@every_shape
def test_one_thread_for_everybody_whatever_the_customer_writes_with(desk: Conversation, shape: Shape) -> None:
    boxes = day(desk, customer=shape, staff=SHAPES["gmail"])

    assert len(desk.cases()) == 1
    for person in (YAMADA, SUZUKI, BROWN):
        assert_one_thread(boxes, person)
    copies = letters(boxes, SUZUKI, "staff-follow-up")
    assert [one.count("通目の質問です。") for one in copies] == [1, 1, 1]
    assert all("通目の回答です" not in one for one in copies)


@every_shape
def test_one_thread_for_everybody_whatever_staff_write_with(desk: Conversation, shape: Shape) -> None:
    boxes = day(desk, customer=SHAPES["outlook"], staff=shape)

    assert len(desk.cases()) == 1
    assert_one_thread(boxes, YAMADA)
    for person in (SUZUKI, BROWN):
        assert_one_thread(boxes, person, links=shape.__name__ not in LINKS_NOTHING)
    answers = letters(boxes, YAMADA, "staff-answer")
    assert [one.count("通目の回答です。") for one in answers] == [1, 1, 1]
    for inside in (
        "この行より上",
        "Text above this",
        "#担当",
        "#回答待ち",
        "確認 A",
        "proof A",
        "質問です",
        "vendor.example>",
    ):
        assert all(inside not in one for one in answers), inside


def test_two_cases_of_one_subject_are_two_threads_by_references_and_topic(desk: Conversation) -> None:
    boxes = Mailboxes(desk)
    for text in ("一件目です。", "二件目です。"):
        boxes.sends(YAMADA, YAMADA.writes(SUBJECT, text))
    answer = "山田様\n\n回答をお送りします。印刷の画面をお開きください。"
    for letter in [one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-new-case"]:
        boxes.sends(SUZUKI, SHAPES["gmail"](SUZUKI, letter, answer))

    for person in (YAMADA, SUZUKI):
        assert len(by_references(boxes.whole[person.address])) == 2
        assert len(by_topic(boxes.inbox(person))) == 2


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("Re: [INC-000001] 印刷", "印刷"),
        ("RE: Re: 印刷", "印刷"),
        ("[list] Re: [EXT] 印刷", "印刷"),
        ("返信: Re: [INC-000001] 印刷", "印刷"),
        ("Re[2]: 印刷", "印刷"),
        ("[INC-000001]", "[inc-000001]"),
    ],
)
def test_the_base_subject_of_the_tests_is_that_of_the_standard(written: str, base: str) -> None:
    assert base_subject(written) == base

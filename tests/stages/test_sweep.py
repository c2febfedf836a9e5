"""The sweep stage: what ended letters and held mails ask for, each once."""

from __future__ import annotations

from mailbot.desk.cases import EventKind
from mailbot.desk.records import Delivery, DueLetter, Sent
from tests.stages.cast import BROWN, FIRST, STRANGER, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation

ANSWER = "設定の画面で変更していただけます。"
FAILED = {(SUZUKI.address, "staff-delivery-failed"), (BROWN.address, "staff-delivery-failed")}


def refusing(desk: Conversation, *, recipient: str) -> None:
    """The next server refuses letters to this address."""
    plain = desk.postman.send

    def send(letter: DueLetter) -> Delivery:
        if letter.recipient == recipient:
            return Delivery(ending=Sent.REFUSED, words="550 5.1.1 no such user")
        return plain(letter)

    desk.postman.send = send  # type: ignore[method-assign]  # the next server, for this test


def test_a_refused_acknowledgement_is_shown_to_staff_with_the_server_s_words(desk: Conversation) -> None:
    refusing(desk, recipient=YAMADA.address)
    desk.hears(YAMADA.writes("印刷について"))

    letters = [one for one in desk.letters(SUZUKI.address) if one.key == "staff-delivery-failed"]
    assert len(letters) == 1
    assert "550 5.1.1 no such user" in letters[0].text
    assert "受付のお知らせ" in letters[0].text
    assert FIRST in letters[0].subject
    desk.later(days=1)
    desk.works()
    assert desk.letters(SUZUKI.address) == []


def test_an_answer_that_was_refused_stops_no_clock_and_is_shown(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    refusing(desk, recipient=YAMADA.address)
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), ANSWER))

    assert desk.new_keys() == FAILED
    assert EventKind.REPLY not in desk.events()


def test_a_copy_that_staff_s_own_server_refuses_is_told_to_nobody(desk: Conversation) -> None:
    refusing(desk, recipient=BROWN.address)
    desk.hears(YAMADA.writes("印刷について"))

    assert [one.key for one in desk.letters(SUZUKI.address)] == ["staff-new-case"]


def test_a_refused_letter_without_a_case_is_shown_too(make_desk: MakeDesk) -> None:
    desk = make_desk(('require = "B"', 'require = "B"\nstrangers = "refuse"'))
    refusing(desk, recipient=STRANGER.address)
    desk.hears(STRANGER.writes("質問"))

    assert desk.new_keys() == FAILED


def test_the_clock_of_the_answer_is_met_once_the_answer_is_sent(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    assert [clock.state for clock in desk.store.history(1).clocks] == ["running"]
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), ANSWER))

    assert [clock.state for clock in desk.store.history(1).clocks] == ["met"]


def test_more_held_mails_than_a_letter_lists_are_counted(desk: Conversation) -> None:
    desk.receives(*(YAMADA.writes(f"至急 {number}", proof="D") for number in range(25)))
    desk.works()

    letter = desk.letter(SUZUKI.address)
    assert letter.text.count("yamada@client.example") == 20
    assert "5" in letter.text
    desk.later(hours=1)
    desk.works()
    assert desk.letters(SUZUKI.address) == []


def test_nothing_due_is_nothing_done(desk: Conversation) -> None:
    assert desk.sweep.some(desk.clock(), 10) == 0

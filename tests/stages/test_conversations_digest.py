"""Conversations: the morning's digest, members on leave, owners who are away or have left."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailbot.stages.desk_lists import Lists
from tests.stages.cast import BROWN, FIRST, SECOND, STRANGER, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation

TOKYO = ZoneInfo("Asia/Tokyo")
OFF = 'digest = ""'
SUZUKIS = 'handle = "suzuki"'
AUTO = (("Auto-Submitted", "auto-replied"),)


def morning(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment in the week of Monday 30 November 2026; 1 is the Tuesday."""
    return MONDAY.replace(hour=hour, minute=minute) + timedelta(days=day)


def digests(desk: Conversation, address: str) -> list[str]:
    return [one.text for one in desk.all_letters(address) if one.key == "staff-digest"]


@pytest.fixture
def early(make_desk: MakeDesk) -> Conversation:
    """A desk whose digest comes at 08:30, with one case since Monday."""
    desk = make_desk((OFF, 'digest = "08:30"'))
    desk.hears(YAMADA.writes("印刷について"))
    return desk


def works_at(desk: Conversation, at: datetime) -> None:
    desk.clock.now = at
    desk.works()


def test_the_digest_comes_each_business_day_to_each_in_their_language(early: Conversation) -> None:
    works_at(early, morning(1, 8, 29))
    assert digests(early, SUZUKI.address) == []

    works_at(early, morning(1, 8, 31))
    (mine,) = digests(early, SUZUKI.address)
    (theirs,) = digests(early, BROWN.address)
    assert "12月1日(火)の状況" in mine
    assert "担当なし 1件" in mine
    assert "Unassigned: 1" in theirs
    assert digests(early, "gone@vendor.example") == []

    for hour in (9, 10, 11):
        works_at(early, morning(1, hour))
    works_at(early, morning(2, 9))
    assert len(digests(early, SUZUKI.address)) == 2


def test_there_is_none_on_a_weekend_and_none_on_a_desk_s_first_day(early: Conversation) -> None:
    works_at(early, morning(0, 11, 30))
    works_at(early, morning(5, 9))
    works_at(early, morning(6, 9))

    assert digests(early, SUZUKI.address) == []


def test_a_desk_that_was_down_in_the_morning_sends_it_until_noon(early: Conversation) -> None:
    works_at(early, morning(1, 11, 59))
    assert len(digests(early, SUZUKI.address)) == 1
    works_at(early, morning(2, 12, 1))
    assert len(digests(early, SUZUKI.address)) == 1


def test_another_process_sends_no_second_digest(make_desk: MakeDesk, tmp_path: object) -> None:
    desk = make_desk((OFF, 'digest = "08:30"'), url=f"sqlite:///{tmp_path}/desk.db")
    desk.hears(YAMADA.writes("印刷について"))
    works_at(desk, morning(1, 8, 31))
    desk.reopen()
    works_at(desk, morning(1, 8, 40))

    assert len(digests(desk, SUZUKI.address)) == 1


def test_without_a_key_it_comes_when_the_calendar_of_most_contracts_opens(make_desk: MakeDesk) -> None:
    desk = make_desk((OFF, ""))
    desk.hears(YAMADA.writes("印刷について"))
    works_at(desk, morning(1, 9, 59))
    assert digests(desk, SUZUKI.address) == []
    works_at(desk, morning(1, 10, 1))
    assert len(digests(desk, SUZUKI.address)) == 1


def test_a_desk_without_a_digest_sends_none(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    works_at(desk, morning(1, 11))

    assert digests(desk, SUZUKI.address) == []


def test_a_quiet_day_s_digest_is_two_lines_and_a_sign_of_life(early: Conversation) -> None:
    early.hears(SUZUKI.writes(f"Re: [{FIRST}]", "#完了"))
    works_at(early, morning(1, 9))

    (text,) = digests(early, SUZUKI.address)
    assert text.splitlines() == [
        "12月1日(火)：期限の来る件も、返信待ちや保留もありません。",
        "窓口は通常どおり動いています。",
    ]


def test_own_cases_come_first_and_the_rest_is_counted(early: Conversation) -> None:
    for number in range(21):
        early.receives(YAMADA.writes(f"照会 {number}"))
    early.works()
    early.hears(SUZUKI.writes("Re: [INC-000022]", "#担当"))
    works_at(early, morning(14, 9))

    (text,) = digests(early, SUZUKI.address)
    section = text[text.index("22件") :]
    assert section.index("INC-000022") < section.index("INC-000002")
    assert "ほかに2件あります。" in section


def test_who_is_on_leave_gets_no_digest_no_new_cases_and_is_named(make_desk: MakeDesk) -> None:
    leave = f'{SUZUKIS}\nleave = [["2026-12-01", "2026-12-03"], "2026-12-04"]'
    desk = make_desk((OFF, 'digest = "08:30"'), (SUZUKIS, leave))
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    works_at(desk, morning(1, 9))
    desk.hears(YAMADA.writes("別の件"))

    assert [one.key for one in desk.letters(SUZUKI.address)] == []
    digest, copy = desk.letters(BROWN.address)
    assert (digest.key, copy.key) == ("staff-digest", "staff-new-case")
    assert "Away: 鈴木 花子 (through Fri 4 Dec)" in digest.text


def test_while_all_are_away_new_cases_go_to_everybody(make_desk: MakeDesk) -> None:
    away = 'leave = ["2026-11-30"]'
    desk = make_desk((SUZUKIS, f"{SUZUKIS}\n{away}"), ('handle = "brown"', f'handle = "brown"\n{away}'))
    desk.hears(YAMADA.writes("印刷について"))

    assert {one.key for one in desk.letters(SUZUKI.address)} == {"staff-new-case"}
    assert {one.key for one in desk.letters(BROWN.address)} == {"staff-new-case"}


def test_follow_ups_of_an_owner_on_leave_go_to_the_others_too(make_desk: MakeDesk) -> None:
    desk = make_desk((SUZUKIS, f'{SUZUKIS}\nleave = ["2026-12-01"]'))
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(SUZUKI.writes(f"Re: [{FIRST}]", "#担当"))
    desk.forget_letters()
    desk.clock.now = morning(1)
    desk.hears(YAMADA.writes(f"Re: [{FIRST}]", "いかがでしょうか。"))

    assert "12月1日(火)まで不在" in desk.letter(SUZUKI.address).text.replace("\n", "")
    assert "is away through Tue 1 Dec" in " ".join(desk.letter(BROWN.address).text.split())


def test_a_case_whose_owner_has_left_is_like_one_that_nobody_has(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.hears(YAMADA.writes("印刷について"))
    case = desk.case()
    with desk.store.unit(desk.clock()) as unit:
        unit.set_facts(case.id, {"assignee": "gone"})
    desk.forget_letters()
    desk.hears(YAMADA.writes(f"Re: [{FIRST}]", "いかがでしょうか。"))

    assert "担当者が退任しているため" in desk.letter(SUZUKI.address).text
    assert "its owner has left" in " ".join(desk.letter(BROWN.address).text.split())
    desk.hears(BROWN.writes("list", "#list unassigned"))
    assert FIRST in desk.letter(BROWN.address).text


def owning(desk: Conversation) -> None:
    """Suzuki owns a case that is due soon."""
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(SUZUKI.writes(f"Re: [{FIRST}]", "#担当"))
    desk.clock.now = morning(13)
    desk.works()
    desk.forget_letters()


def out_of_office(desk: Conversation, proof: str = "A") -> None:
    answered = desk.last(SUZUKI.address, "staff-new-case")
    mail = SUZUKI.replies(answered, "不在にしております。").but(subject="自動応答: 不在", headers=AUTO, proof=proof)
    desk.hears(mail)


def test_an_owner_s_out_of_office_is_told_to_the_others_once_a_day(desk: Conversation) -> None:
    owning(desk)
    out_of_office(desk)
    out_of_office(desk)

    letter = desk.letter(BROWN.address)
    assert letter.key == "staff-owner-away"
    assert FIRST in letter.text
    assert desk.letters(SUZUKI.address) == []
    assert desk.letters(YAMADA.address) == []

    desk.later(days=1)
    out_of_office(desk)
    assert desk.letter(BROWN.address).key == "staff-owner-away"


def test_it_is_told_only_of_cases_that_are_due_soon_and_only_when_proven(desk: Conversation) -> None:
    owning(desk)
    out_of_office(desk, proof="B")
    assert desk.letters(BROWN.address) == []

    desk.clock.now = morning(1)
    desk.hears(YAMADA.writes("別の件"))
    desk.hears(BROWN.writes(f"Re: [{SECOND}]", "#assign"))
    desk.forget_letters()
    answered = desk.last(BROWN.address, "staff-new-case")
    desk.hears(BROWN.replies(answered, "Away.").but(subject="Automatic reply", headers=AUTO))
    assert desk.letters(SUZUKI.address) == []


def test_two_machines_of_staff_do_not_answer_each_other(desk: Conversation) -> None:
    owning(desk)
    out_of_office(desk)
    for _ in range(3):
        letter = desk.all_letters(BROWN.address)[-1]
        desk.hears(BROWN.replies(letter, "Away.").but(subject="Automatic reply: away", headers=AUTO))
        out_of_office(desk)

    assert [one.key for one in desk.letters(BROWN.address)] == ["staff-owner-away"]
    assert desk.letters(SUZUKI.address) == []
    assert desk.held() == []


def test_a_full_digest_stays_small_enough_for_a_mail_program(early: Conversation) -> None:
    for number in range(60):
        early.receives(YAMADA.writes(f"{number}番目の照会について、件名がとても長いためにほとんど切られてしまう場合"))
        early.receives(STRANGER.writes(f"{number} https://offers.stranger.example/" + "x" * 200))
    early.works()
    works_at(early, morning(14, 9))

    letter = early.last(SUZUKI.address, "staff-digest")
    assert "ほかに41件あります。" in letter.text
    assert "ほかに40件あります。" in letter.text
    assert len((letter.mail.html or "").encode()) < 90_000


def test_a_fault_in_the_digest_stops_nothing_else(early: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(Lists, "sections", fails)
    early.receives(YAMADA.writes("別の件"))
    works_at(early, morning(1, 9))

    assert digests(early, SUZUKI.address) == []
    assert len(early.cases()) == 2


def test_who_is_on_call_is_named(make_desk: MakeDesk) -> None:
    desk = make_desk((OFF, 'digest = "08:30"'), (SUZUKIS, f"{SUZUKIS}\non_call = true"))
    desk.hears(YAMADA.writes("印刷について"))
    works_at(desk, morning(1, 9))

    assert "当番：鈴木 花子" in digests(desk, SUZUKI.address)[0]

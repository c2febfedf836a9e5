"""Conversations: what is out of scope; amounts that staff record: time, units, levels, defects (rows B5, E1, E3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailbot.desk.cases import Event, EventKind, Status
from tests.stages.cast import BROWN, DOE, FIRST, SUZUKI, TANAKA, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

POINTER = "パソコン本体の修理は、ご購入店の修理窓口で承っております。"
LEVELS = (
    "categories = [",
    'levels = [{ key = "A", labels = { ja = "Aレベル", en = "Level A" } }, { key = "normal" }]\ncategories = [',
)
CLOSING = ("priorities = [", "auto_close = { business_days = 7 }\npriorities = [")


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    desk.hears(YAMADA.writes("パソコンについて", "パソコンが起動しません。", cc=(TANAKA.address,)))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation) -> Received:
    return desk.last(SUZUKI.address, "staff-new-case")


def events(desk: Conversation) -> tuple[Event, ...]:
    return desk.store.history(desk.case().id).events


def refused(desk: Conversation) -> str:
    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    return desk.last(SUZUKI.address, "staff-command-refused").text.replace("\n", "")


@pytest.mark.parametrize("text", [POINTER, "ご購入店にご相談ください。"])
def test_out_of_scope_tells_the_opener_where_to_ask(asked: Conversation, text: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#対象外\n\n{text}"))

    assert desk.new_keys() == {(YAMADA.address, "out-of-scope"), (SUZUKI.address, "staff-receipt")}
    letter = desk.last(YAMADA.address, "out-of-scope")
    assert "本件は、ご契約のサポートの対象外です。" in letter.text
    assert text in letter.text.replace("\n", "")
    assert b"Auto-Submitted" not in letter.letter.content
    assert "鈴木 花子" in letter.mail.senders[0].name
    assert "山田 太郎" in desk.last(SUZUKI.address, "staff-receipt").text
    assert "田中" not in desk.last(SUZUKI.address, "staff-receipt").text


def test_it_answers_the_case_and_the_clock_is_met(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#out-of-scope\n\n{POINTER}"))

    assert desk.status() is Status.ANSWERED
    assert desk.events()[1:] == [EventKind.OUT_OF_SCOPE, EventKind.STARTED, EventKind.REPLY]
    assert [one.state for one in desk.store.history(desk.case().id).clocks] == ["met"]


def test_it_closes_by_silence_and_says_so(make_desk: MakeDesk) -> None:
    desk = make_desk(CLOSING)
    desk.hears(YAMADA.writes("パソコンについて"))
    desk.hears(SUZUKI.replies(copy_of(desk), f"#対象外\n\n{POINTER}"))
    assert "2026年12月9日(水) 17:00 に本件を終了いたします。" in desk.last(YAMADA.address, "out-of-scope").text

    desk.later(days=10)
    desk.works()
    assert desk.status() is Status.CLOSED


def test_the_customer_may_object(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#対象外\n\n{POINTER}"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "out-of-scope"), "保守契約に含まれるはずです。"))

    assert desk.status() is Status.OPEN


@pytest.mark.parametrize(
    "text", ["#対象外", "#対象外\n\n鈴木", f"#対象外 {POINTER}", f"#対象外\n#中間報告\n\n{POINTER}"]
)
def test_out_of_scope_needs_words_of_a_person(asked: Conversation, text: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), text))

    refused(desk)
    assert desk.events() == [EventKind.RECEIVED]


def test_a_category_out_of_scope_says_so_to_staff_with_a_hint(make_desk: MakeDesk) -> None:
    old = '{ key = "lost-device", labels = { ja = "端末の紛失", en = "Lost device" } }'
    desk = make_desk((old, old.replace(" } }", " }, in_scope = false }")))
    desk.hears(YAMADA.writes("端末の紛失"))

    japanese = copy_of(desk).text.replace("\n", "")
    assert "この区分は契約の対象外です。1行目に #対象外" in japanese
    assert "#対象外（一覧は #help）" in japanese
    english = " ".join(desk.last(BROWN.address, "staff-new-case").text.split())
    assert "reply with #out-of-scope in the first line and where to ask instead" in english
    desk.hears(YAMADA.writes("印刷について"))
    assert "#対象外" not in copy_of(desk).text


POINTED = (
    '{ key = "lost-device", labels = { ja = "端末の紛失", en = "Lost device" } }',
    (
        '{ key = "lost-device", labels = { ja = "端末の紛失", en = "Lost device" }, in_scope = false,'
        ' pointer = { ja = "端末の紛失は、通信会社の窓口にご連絡ください。", en = "Please ask your carrier." } }'
    ),
)


@pytest.mark.parametrize(
    ("subject", "text"),
    [("端末の紛失", "#対象外"), ("印刷について", "#区分 端末の紛失\n#対象外"), ("紛失", "#対象外\n\n鈴木")],
)
def test_the_policy_may_say_where_to_ask(make_desk: MakeDesk, subject: str, text: str) -> None:
    desk = make_desk(POINTED)
    desk.hears(YAMADA.writes(subject))
    desk.hears(SUZUKI.replies(copy_of(desk), text))

    assert "端末の紛失は、通信会社の窓口にご連絡ください。" in desk.last(YAMADA.address, "out-of-scope").text
    assert desk.status() is Status.ANSWERED


def test_it_does_so_in_the_reader_s_language(make_desk: MakeDesk) -> None:
    desk = make_desk(POINTED)
    desk.hears(DOE.writes("A lost telephone"))
    desk.hears(SUZUKI.replies(copy_of(desk), "#category lost-device\n#out-of-scope"))

    assert "Please ask your carrier." in desk.last(DOE.address, "out-of-scope").text


def test_time_is_recorded_session_by_session(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#時間 40分"))
    desk.hears(SUZUKI.replies(copy_of(desk), "#time 1:30\n#作業時間 半"))
    assert "作業時間の合計：40分" in desk.last(SUZUKI.address, "staff-receipt").text
    desk.hears(SUZUKI.replies(copy_of(desk), "#time 1:30\n#作業時間は５分です"))

    assert [one.facts["minutes"] for one in events(desk) if one.kind is EventKind.TIME] == [40, 90, 5]
    assert "作業時間の合計：2時間15分" in desk.last(SUZUKI.address, "staff-receipt").text
    assert desk.status() is Status.NEW


@pytest.mark.parametrize(
    ("written", "kept"), [("3", "3"), ("３単位", "3"), ("0.5", "0.5"), ("0", "0"), ("2.50", "2.5")]
)
def test_units_are_kept_as_laid_down(asked: Conversation, written: str, kept: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#単位 {written}"))

    assert [one.facts["units"] for one in events(desk) if one.kind is EventKind.UNITS] == [kept]


def test_a_defect_is_recorded(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#不具合"))

    assert desk.events()[1:] == [EventKind.DEFECT]
    assert desk.new_keys() == {(SUZUKI.address, "staff-receipt")}


@pytest.mark.parametrize("called", ["A", "Ａ", "a", "Aレベル", "level A"])
def test_a_level_is_set_by_its_key_or_its_label(make_desk: MakeDesk, called: str) -> None:
    desk = make_desk(LEVELS)
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(SUZUKI.replies(copy_of(desk), f"#レベル {called}"))

    assert desk.case().level == "A"
    assert [one.facts for one in events(desk) if one.kind is EventKind.LEVEL] == [{"to": "A"}]


def test_a_level_moves_the_clocks_that_depend_upon_it(make_desk: MakeDesk) -> None:
    old = 'target = { business_days = 10, outside = "deemed" }'
    new = 'by = "level"\ntargets = { A = { business_days = 20 }, normal = { business_days = 10 } }'
    desk = make_desk(LEVELS, (old, new))
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "#level normal"))
    before = desk.store.history(desk.case().id).clocks[0].due
    desk.hears(SUZUKI.replies(copy_of(desk), "#level A"))
    after = desk.store.history(desk.case().id).clocks[0].due

    assert before is not None
    assert after is not None
    assert after - before > timedelta(days=13)
    desk.later(minutes=5)
    desk.works()
    assert (YAMADA.address, "new-reply-by") in desk.new_keys()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#時間 たくさん", "作業時間を読み取れません"),
        ("#時間 40", "作業時間を読み取れません"),
        ("#時間 25時間", "作業時間を読み取れません"),
        ("#単位 三つ", "単位数を読み取れません"),
        ("#単位 -1", "単位数を読み取れません"),
        ("#単位 2.25", "単位数を読み取れません"),
        ("#レベル A", "サービスレベルの定めがありません"),
        ("#不具合ではない", "その指示はありません"),
        ("#時間 40分\n#単位 三つ", "単位数を読み取れません"),
    ],
)
def test_amounts_that_cannot_be_read_record_nothing(asked: Conversation, text: str, why: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), text))

    assert why in refused(desk)
    assert desk.events() == [EventKind.RECEIVED]


def test_an_unknown_level_is_refused(make_desk: MakeDesk) -> None:
    desk = make_desk(LEVELS)
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "#レベル S"))

    assert "そのサービスレベルはありません" in refused(desk)


def test_nothing_is_recorded_on_a_case_that_has_ended(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#完了"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), f"#単位 3\n#統合 {FIRST}"))

    assert "終了した件です" in refused(desk)

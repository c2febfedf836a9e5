"""Command lines as people write them, in both languages, each through the whole desk: what runs, and what must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from mailbot.desk.cases import Case, EventKind
from mailbot.desk.command_words import Word
from mailbot.desk.decide import decide
from mailbot.desk.decision import Decided, Refuse, Relay, RunCommands
from mailbot.desk.situation import Situation
from tests.stages.cast import BROWN, FIRST, GONE, PARTNER, SATO, SECOND, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received, Sheet

LEVELS = ("categories = [", 'levels = [{ key = "A", labels = { ja = "Aレベル", en = "Level A" } }]\ncategories = [')
TEXT = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
POINTER = "パソコン本体の修理は、ご購入店の修理窓口で承っております。"
HELD = 3
"""The inbox row of the held mail, behind the two mails that open the cases."""

E = EventKind
RUNS: tuple[tuple[str, Word, str, tuple[EventKind, ...]], ...] = (
    ("#メモ 開発に確認中です", Word.NOTE, "開発に確認中です", (E.NOTE,)),
    ("#note\ncalled the vendor", Word.NOTE, "", (E.NOTE,)),
    ("#担当", Word.ASSIGN, "", (E.ASSIGNED, E.STARTED)),
    ("＃担当　鈴木さん", Word.ASSIGN, "鈴木", (E.ASSIGNED, E.STARTED)),
    ("#担当を Sam Brown さんに", Word.ASSIGN, "Sam Brown", (E.ASSIGNED,)),
    ("#assign: brown", Word.ASSIGN, "brown", (E.ASSIGNED,)),
    ("#Take", Word.ASSIGN, "", (E.ASSIGNED, E.STARTED)),
    ("#着手", Word.START, "", (E.STARTED,)),
    ("#start", Word.START, "", (E.STARTED,)),
    ("#確認です。", Word.NOTED, "", (E.NOTED,)),
    ("#noted", Word.NOTED, "", (E.NOTED,)),
    ("#優先度を緊急に", Word.PRIORITY, "緊急", (E.PRIORITY, E.ESCALATED)),
    ("＃優先度：軽微", Word.PRIORITY, "軽微", (E.PRIORITY,)),
    ("#priority urgent", Word.PRIORITY, "urgent", (E.PRIORITY, E.ESCALATED)),
    ("#区分は障害で", Word.CATEGORY, "障害", (E.CATEGORY,)),
    ("#category=fault", Word.CATEGORY, "fault", (E.CATEGORY,)),
    ("　＃回答待ち　", Word.WAITING, "", (E.WAITING,)),
    ("#waiting", Word.WAITING, "", (E.WAITING,)),
    ("♯解決", Word.RESOLVE, "", (E.RESOLVED,)),
    ("＃ＲＥＳＯＬＶＥＤ", Word.RESOLVE, "", (E.RESOLVED,)),
    ("#完了です。", Word.CLOSE, "", (E.CLOSED,)),
    ("#Close\n\n鈴木", Word.CLOSE, "", (E.CLOSED,)),
    ("#対応不要", Word.NO_ANSWER, "", (E.NO_ANSWER, E.CLOSED)),
    ("#no-answer", Word.NO_ANSWER, "", (E.NO_ANSWER, E.CLOSED)),
    (f"#参加　{PARTNER.address} さん", Word.JOIN, PARTNER.address, (E.PARTICIPANT,)),
    (f"#join {PARTNER.address}", Word.JOIN, PARTNER.address, (E.PARTICIPANT,)),
    ("#見込みは12/3 15:00です", Word.FORECAST, "12/3 15:00", (E.FORECAST,)),
    ("#forecast 3 Dec 15:00", Word.FORECAST, "3 Dec 15:00", (E.FORECAST,)),
    ("#中間報告\n\n現在、開発元に確認しております。", Word.REPORT, "", (E.STARTED, E.REPORT)),
    ("#report", Word.REPORT, "", (E.STARTED, E.REPORT)),
    ("#説明", Word.EXPLAIN, "", ()),
    ("#explain", Word.EXPLAIN, "", ()),
    ("#レベル　Ａ", Word.LEVEL, "A", (E.LEVEL,)),
    ("#level: Level A", Word.LEVEL, "Level A", (E.LEVEL,)),
    ("#単位 ３単位", Word.UNITS, "3単位", (E.UNITS,)),
    ("#units 0.5", Word.UNITS, "0.5", (E.UNITS,)),
    ("#不具合です", Word.DEFECT, "", (E.DEFECT,)),
    ("#defect", Word.DEFECT, "", (E.DEFECT,)),
    ("#時間　１時間半", Word.TIME, "1時間半", (E.TIME,)),
    ("#作業時間：1:30", Word.TIME, "1:30", (E.TIME,)),
    ("#time 40m", Word.TIME, "40m", (E.TIME,)),
    ("#電話 10:05\n\n用紙は A5 とのこと。", Word.PHONE, "10:05", (E.NOTED, E.NOTE)),
    ("#call", Word.PHONE, "", (E.NOTED,)),
    ("#分割 用紙の追加について", Word.SPLIT, "用紙の追加について", (E.LINKED,)),
    ("#Split: adding paper\n\nThey want A5.", Word.SPLIT, "adding paper", (E.LINKED,)),
    ("＃統合　ＩＮＣ－０００００２へ", Word.MERGE, "INC-000002", (E.MERGED, E.CLOSED)),
    ("#merge into INC-000002", Word.MERGE, "into INC-000002", (E.MERGED, E.CLOSED)),
    (f"#対象外\n\n{POINTER}", Word.OUT_OF_SCOPE, "", (E.OUT_OF_SCOPE, E.STARTED, E.REPLY)),
    (f"#out-of-scope\n\n{POINTER}", Word.OUT_OF_SCOPE, "", (E.OUT_OF_SCOPE, E.STARTED, E.REPLY)),
    ("#一覧", Word.LIST, "", ()),
    ("#list mine", Word.LIST, "mine", ()),
    ("#検索 印刷 A5", Word.SEARCH, "印刷 A5", ()),
    ("#search printing", Word.SEARCH, "printing", ()),
    ("#表示", Word.SHOW, "", ()),
    ("#show INC-000002", Word.SHOW, "INC-000002", ()),
    (f"#許可 {HELD}", Word.ACCEPT, f"{HELD}", ()),
    (f"#accept {HELD}", Word.ACCEPT, f"{HELD}", ()),
    ("＃拒否　３番", Word.REFUSE, "3番", ()),
    (f"#refuse {HELD}", Word.REFUSE, f"{HELD}", ()),
    (f"#保留 {HELD}", Word.HELD, f"{HELD}", ()),
    ("＃保留　３番です", Word.HELD, "3番", ()),
    ("#held", Word.HELD, "", ()),
    ("#ヘルプ", Word.HELP, "", ()),
    ("#help", Word.HELP, "", ()),
)

OPENS = (
    (f"#代理 {YAMADA.address} 様 10:05\n\n受注画面の一覧が切れるとのこと。", f"{YAMADA.address} 様 10:05"),
    ("#open-for doe@overseas.example\n\nShe cannot print.", "doe@overseas.example"),
)

NOT_UNDERSTOOD = (
    "#解結",
    "#優先 緊急",
    "# 対応状況\n\n本日中にお送りします。お待ちください。",
    "# Summary\n\nWe are looking into it and will write again today.",
    "#123 の件です。ご確認をお願いいたします。",
    "#完了ではありません",
    "#解決しないでください",
    "#close it later",
    "#まだ完了していません",
    "#優先度",
    "#優先度 最高",
    "#区分 雑談",
    "#担当 田中",
    "#担当 退任",
    "#assign somebody",
    "#参加 nobody@nowhere.example",
    "#見込み 昨日",
    "#解決\n\nよろしく",
    "#解決\n#優先度 最高",
    "#着手\n#担当\n#何か",
    "#レベル S",
    "#単位 三つ",
    "#時間 40",
    "#電話 23:00",
    "#分割",
    "#統合 印刷の件",
    f"#統合 {FIRST}",
    f"#統合 {SECOND}\n#解決",
    "#対象外",
    f"#代理 {YAMADA.address}\n\n受注画面の一覧が切れるとのこと。",
    "#表示 INC-000099",
    "#許可 99",
    "#許可",
    "#送信",
    "#承認",
    "#取消",
    "",
)
"""Answered with the reason, and nothing else happens."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case with all that a command could change."""

    case: Case
    events: tuple[EventKind, ...]
    clocks: tuple[object, ...]
    links: tuple[object, ...]


@pytest.fixture
def decisions(monkeypatch: pytest.MonkeyPatch) -> list[Decided]:
    """What the desk decided, mail by mail."""
    found: list[Decided] = []

    def noted(situation: Situation) -> Decided:
        found.append(decide(situation))
        return found[-1]

    monkeypatch.setattr("mailbot.stages.process.decide", noted)
    return found


@pytest.fixture
def desk(make_desk: MakeDesk, decisions: list[Decided]) -> Conversation:
    """Two cases of Yamada's, in the first a partner who gets no mail yet; and a mail that is held."""
    made = make_desk(LEVELS)
    made.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。", cc=(PARTNER.address,)))
    made.hears(YAMADA.writes("印刷の件"))
    made.hears(SATO.writes("用紙について", proof="D"))
    made.later(minutes=20)
    made.forget_letters()
    decisions.clear()
    return made


def copy_of(desk: Conversation, number: str = FIRST) -> Received:
    return next(one for one in desk.all_letters(SUZUKI.address) if number in one.subject)


def seen(desk: Conversation, number: str) -> Seen:
    case = desk.case(number)
    history = desk.store.history(case.id)
    kinds = tuple(event.kind for event in history.events)
    return Seen(case, kinds, history.clocks, tuple(desk.store.links(case.id)))


def to_customers(desk: Conversation) -> set[str]:
    staff = {"vendor.example", "phone.example"}
    return {key for address, key in desk.new_keys() if address.partition("@")[2] not in staff}


@pytest.mark.parametrize(("written", "word", "argument", "events"), RUNS, ids=[row[0] for row in RUNS])
def test_a_line_runs(
    desk: Conversation,
    decisions: list[Decided],
    written: str,
    word: Word,
    argument: str,
    events: tuple[EventKind, ...],
) -> None:
    before, other = seen(desk, FIRST), seen(desk, SECOND)
    desk.hears(SUZUKI.replies(copy_of(desk), written))

    decision = decisions[0]
    assert isinstance(decision, Relay | RunCommands)
    assert [(one.word, one.argument) for one in decision.commands] == [(word, argument)]
    assert seen(desk, FIRST).events == (*before.events, *events)
    if word is not Word.MERGE:
        assert seen(desk, SECOND) == other


@pytest.mark.parametrize(("written", "argument"), OPENS, ids=[row[0] for row in OPENS])
def test_a_line_opens_a_case(desk: Conversation, decisions: list[Decided], written: str, argument: str) -> None:
    before = seen(desk, FIRST), seen(desk, SECOND)
    desk.hears(SUZUKI.writes("受注画面について", written))

    decision = decisions[0]
    assert isinstance(decision, RunCommands)
    assert [(one.word, one.argument) for one in decision.commands] == [(Word.OPEN_FOR, argument)]
    assert (seen(desk, FIRST), seen(desk, SECOND)) == before
    assert len(desk.cases()) == 3


@pytest.mark.parametrize(
    ("first", "then", "word"),
    [
        (f"{TEXT}\n\n詳しくは {SECOND} をご覧ください。", "#送信", Word.SEND),
        (f"{TEXT}\n\n詳しくは {SECOND} をご覧ください。", "#send", Word.SEND),
        ("#優先度 緊急", "＃取消", Word.UNDO),
        ("#priority urgent", "#undo", Word.UNDO),
    ],
)
def test_a_line_goes_on_with_what_was_written_before(
    desk: Conversation, decisions: list[Decided], first: str, then: str, word: Word
) -> None:
    desk.hears(SUZUKI.replies(copy_of(desk), first))
    desk.hears(SUZUKI.replies(copy_of(desk), then))

    decision = next(one for one in decisions if isinstance(one, RunCommands) and one.commands[0].word is word)
    assert [one.word for one in decision.commands] == [word]
    assert (desk.case().priority, "staff-answer" in to_customers(desk)) == ("important", word is Word.SEND)


@pytest.mark.parametrize("written", ["#承認です", "#approve"])
def test_a_line_approves_what_a_colleague_wrote(make_desk: MakeDesk, decisions: list[Decided], written: str) -> None:
    desk = make_desk(('phone = "03-0000-0000"', 'phone = "03-0000-0000"\napprove = ["answers"]'))
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.hears(SUZUKI.replies(copy_of(desk), TEXT))
    assert "staff-answer" not in to_customers(desk)
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-new-case"), written))

    assert [one.commands[0].word for one in decisions if isinstance(one, RunCommands)] == [Word.APPROVE]
    assert "staff-answer" in to_customers(desk)


@pytest.mark.parametrize("written", NOT_UNDERSTOOD)
def test_a_line_changes_nothing_and_is_answered(desk: Conversation, decisions: list[Decided], written: str) -> None:
    before = seen(desk, FIRST), seen(desk, SECOND)
    desk.hears(SUZUKI.replies(copy_of(desk), written))

    assert isinstance(decisions[0], Refuse)
    assert (seen(desk, FIRST), seen(desk, SECOND)) == before
    assert len(desk.cases()) == 2
    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}


ELSEWHERE: dict[str, Callable[[Conversation], Sheet]] = {
    "of unproven staff": lambda desk: SUZUKI.replies(copy_of(desk), "#完了", proof="B"),
    "of staff without any proof": lambda desk: SUZUKI.replies(copy_of(desk), "#完了", proof="D"),
    "of staff who have left": lambda desk: GONE.replies(copy_of(desk), "#完了"),
    "with the number of another case": lambda desk: SUZUKI.replies(
        copy_of(desk), "#完了", subject=f"Re: [{SECOND}] 印刷の件"
    ),
    "that names no case": lambda _: SUZUKI.writes("印刷について", "#完了"),
    "in the quote alone": lambda desk: SUZUKI.replies(copy_of(desk), "> #完了"),
    "in a file": lambda desk: SUZUKI.replies(copy_of(desk), "", files=(("指示.txt", "#完了".encode()),)),
    "in a mail that is attached": lambda desk: SUZUKI.replies(
        copy_of(desk), "", files=(("指示.eml", b"From: suzuki@vendor.example\r\nSubject: x\r\n\r\n#close\r\n"),)
    ),
    "of an absent member's machine": lambda desk: SUZUKI.is_out_of_office(copy_of(desk), text="#完了\n\n不在です。"),
    "of a customer without proof": lambda _: replace(YAMADA, proof="D").writes(f"[{FIRST}]", "#完了"),
}


@pytest.mark.parametrize("sheet", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_command_changes_nothing_and_no_customer_hears_of_it(
    desk: Conversation, sheet: Callable[[Conversation], Sheet]
) -> None:
    before = seen(desk, FIRST), seen(desk, SECOND)
    desk.hears(sheet(desk))

    assert [replace(one, events=_of_people(one.events)) for one in (seen(desk, FIRST), seen(desk, SECOND))] == [*before]
    assert to_customers(desk) == set()


def _of_people(events: tuple[EventKind, ...]) -> tuple[EventKind, ...]:
    """Without what only says that a machine's mail came."""
    return tuple(one for one in events if one is not EventKind.AUTO_REPLY)


AS_TEXT: dict[str, tuple[Callable[[Conversation], Sheet], set[EventKind]]] = {
    "below a text": (lambda desk: SUZUKI.replies(copy_of(desk), f"{TEXT}\n\n#完了"), {E.STARTED, E.REPLY}),
    "with two signs": (
        lambda desk: SUZUKI.replies(copy_of(desk), "##完了 という見出しの章をご覧ください。"),
        {E.STARTED, E.REPLY},
    ),
    "between quoted lines": (
        lambda desk: SUZUKI.replies(copy_of(desk), "> #完了\n\n上のとおりです。ご確認をお願いいたします。"),
        {E.STARTED, E.REPLY},
    ),
    "of a customer": (
        lambda desk: YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "#完了", subject=f"Re: [{FIRST}]"),
        {E.CUSTOMER_MAIL},
    ),
    "of a partner": (lambda _: PARTNER.writes(f"[{FIRST}]", "#close"), {E.CUSTOMER_MAIL}),
}


@pytest.mark.parametrize(("sheet", "events"), AS_TEXT.values(), ids=AS_TEXT)
def test_a_command_is_text_where_people_write_text(
    desk: Conversation, sheet: Callable[[Conversation], Sheet], events: set[EventKind]
) -> None:
    count = len(desk.events(FIRST)) + len(desk.events(SECOND))
    desk.hears(sheet(desk))

    added = [*desk.events(FIRST), *desk.events(SECOND)]
    assert len(added) == count + len(events)
    assert events <= set(added)
    assert E.CLOSED not in added


def test_the_table_has_every_word_and_as_many_lines_as_it_should() -> None:
    words = {word for _, word, _, _ in RUNS} | {Word.OPEN_FOR, Word.SEND, Word.UNDO, Word.APPROVE}

    assert {word.value for word in set(Word) - words} <= {
        *("announce", "incident", "incidents", "relate", "unlink", "reason"),
        *("consent", "order", "contact"),
    }
    assert len(RUNS) + len(OPENS) >= 60
    assert len(NOT_UNDERSTOOD) + len(ELSEWHERE) >= 20

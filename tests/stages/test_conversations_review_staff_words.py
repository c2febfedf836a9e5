"""Conversations: what staff's programs and habits do to their words; nothing internal leaves, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, DOE, FIRST, PARTNER, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK, Received

SECRET = "社内の話です。お客様には内緒です。料金の件は部長に相談中。"
ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
TO_YAMADA = (YAMADA.address, "staff-answer")
REFUSED = {(SUZUKI.address, "staff-command-refused")}
HELD = {(SUZUKI.address, "staff-answer-held")}
RECEIPT = {(SUZUKI.address, "staff-receipt")}


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    """A desk with one case of Yamada's, all letters read."""
    desk.hears(YAMADA.writes("印刷について", "質問1です。\n質問2です。"))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-new-case")


def written(desk: Conversation, body: str, *, kind: str = "text/plain; charset=utf-8", subject: str = "Re:") -> bytes:
    """A reply of Suzuki's as raw bytes; `body` is the whole body."""
    answered = copy_of(desk)
    return (
        "Authentication-Results: mx.vendor.example; dmarc=pass header.from=vendor.example\r\n"
        f"From: suzuki@vendor.example\r\nTo: {answered.reply_address}\r\nSubject: {subject} [{FIRST}]\r\n"
        f"Message-ID: {SUZUKI.new_id()}\r\nIn-Reply-To: {answered.mail.message_id}\r\n"
        f"References: {answered.mail.message_id}\r\nDate: Mon, 30 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: {kind}\r\n\r\n{body}\r\n"
    ).encode()


def alternative(*parts: tuple[str, str]) -> str:
    return "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n" for kind, body in parts) + "--b--"


@pytest.mark.parametrize(
    "line",
    [
        "*#メモ*",
        "**#メモ**",
        "_#note_",
        "\u200b#メモ",
        "\u2060#メモ",
        "\xad#メモ",
        "#\u200bメモ",
        "・#メモ",
        "- #メモ",
        "「#メモ」",
        "#メモ。",
        "#note.",
        "• #メモ",
        "1. #メモ",
    ],
)
def test_a_decorated_word_of_a_note_is_that_word(asked: Conversation, line: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"{line}\n{SECRET}"))

    assert asked.new_keys() == RECEIPT
    assert EventKind.NOTE in asked.events()


@pytest.mark.parametrize(
    "body",
    [
        "<p>&#8203;#メモ</p>",
        "<ul><li>#メモ</li></ul>",
        "<h1>#メモ</h1>",
        "<p><b>#メモ</b></p>",
        "<ol><li>#メモ</li></ol>",
    ],
)
def test_so_it_is_in_html(asked: Conversation, body: str) -> None:
    page = f"<html><body>{body}<p>{SECRET}</p></body></html>"
    asked.hears(written(asked, page, kind="text/html; charset=utf-8"))

    assert asked.new_keys() == RECEIPT


def test_so_it_is_in_the_text_that_gmail_makes_of_bold(asked: Conversation) -> None:
    parts = alternative(
        ("text/plain; charset=utf-8", f"*#メモ*\r\n\r\n{SECRET}"),
        ("text/html; charset=utf-8", f"<div><b>#メモ</b></div><div><br></div><div>{SECRET}</div>"),
    )
    asked.hears(written(asked, parts, kind="multipart/alternative; boundary=b"))

    assert asked.new_keys() == RECEIPT


@pytest.mark.parametrize(
    "text",
    [
        f"鈴木です。\n#メモ\n{SECRET}",
        f"Sent from my iPhone\n\n#メモ\n{SECRET}",
        f"[社外秘]\n*#note*\n{SECRET}",
        f"{ANSWER}\n\n-- \n鈴木\n#メモ",
    ],
)
def test_a_note_s_word_further_down_refuses_the_mail(asked: Conversation, text: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), text))

    assert asked.new_keys() == REFUSED
    assert "1行目" in asked.last(SUZUKI.address, "staff-command-refused").text


@pytest.mark.parametrize("line", ["「#解決」", "**#解決**", "・#解決", "#解決。", "#resolve.", "\u200b#解決"])
def test_a_decorated_command_runs_and_goes_to_no_customer(asked: Conversation, line: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), line))

    assert asked.status() is Status.RESOLVED
    assert TO_YAMADA not in asked.new_keys()


@pytest.mark.parametrize("line", ["#担当者 鈴木", "#Assign to suzuki", "#担当者を鈴木さんに"])
def test_the_owner_is_named_in_a_forgiving_form(asked: Conversation, line: str) -> None:
    asked.hears(BROWN.replies(copy_of(asked, BROWN.address), line))

    assert asked.case().assignee == "suzuki"


@pytest.mark.parametrize("when", ["明日 15時", "明日15:00", "あさって 午前10時", "tomorrow 15:00"])
def test_a_forecast_may_hang_upon_today(asked: Conversation, when: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"#見込み {when}"))

    assert EventKind.FORECAST in asked.events()


@pytest.mark.parametrize(
    "below",
    [
        "鈴木\n株式会社ベンダー サポート部\nTEL 03-0000-0000",
        "Best regards,\nHanako Suzuki\nExample Support Team",
        "<https://aka.ms/AAb9ysg>Get Outlook for Android",
        "鈴木 花子\n例示サポート",
        "以上、よろしくお願いいたします。鈴木",
        "=====\n鈴木花子\n株式会社ベンダー\nhttps://vendor.example\n=====",
        "Thanks,\nHanako Suzuki | Example Support | +81 3 0000 0000",
        "━━━━━━━━\n株式会社ベンダー 鈴木花子\nTEL: 03-0000-0000 / suzuki@vendor.example\n━━━━━━━━",
        "株式会社ベンダー サポート部 鈴木花子 03-0000-0000",
        "iPhoneから送信",
        "Galaxyから送信",
    ],
)
def test_commands_above_a_signature_are_commands_alone(asked: Conversation, below: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"#着手\n\n{below}"))

    assert asked.new_keys() == RECEIPT
    assert EventKind.STARTED in asked.events()


def test_a_name_in_a_sentence_is_no_signature(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"#着手\n\n{ANSWER}\n鈴木が明日うかがいます。"))

    assert TO_YAMADA in asked.new_keys()


@pytest.mark.parametrize(
    "text", ["iPhoneから送信", "Get Outlook for iOS", "Sent from my iPhone", "<https://aka.ms/o>Outlook for iOS を入手"]
)
def test_a_device_s_footer_alone_is_no_answer(asked: Conversation, text: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), text))

    assert asked.new_keys() == REFUSED


@pytest.mark.parametrize(
    ("kind", "body", "subject"),
    [
        (
            "multipart/alternative; boundary=b",
            alternative(
                ("text/plain; charset=utf-8", "\U0001f44d\r\n\r\nHanako reacted via Gmail <https://www.google.com/>"),
                ("text/vnd.google.email-reaction+json; charset=utf-8", '{"version":1,"emoji":"\U0001f44d"}'),
            ),
            "Re:",
        ),
        (
            "multipart/alternative; boundary=b",
            alternative(
                ("text/plain; charset=utf-8", "Hanako has accepted this invitation."),
                ("text/calendar; method=REPLY; charset=utf-8", "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR"),
            ),
            "Accepted:",
        ),
        ("text/plain; charset=utf-8", "鈴木 花子 さんが Gmail を使用してリアクションしました \U0001f44d", "Re:"),
        ("text/plain; charset=utf-8", "鈴木 花子 reacted to your message:\r\n\U0001f44d", "Re:"),
        ("text/plain; charset=utf-8", '鈴木 花子 はメッセージ "[INC-000001]" を取り消そうとしています。', "Re:"),
        ("text/plain; charset=utf-8", 'Suzuki, Hanako would like to recall the message, "x".', "Recall:"),
    ],
)
def test_what_a_program_sends_at_one_press_is_no_answer(
    asked: Conversation, kind: str, body: str, subject: str
) -> None:
    asked.hears(written(asked, body, kind=kind, subject=subject))

    assert asked.new_keys() == REFUSED
    assert EventKind.STARTED not in asked.events()


def test_answers_between_quoted_lines_are_never_dropped_in_silence(asked: Conversation) -> None:
    quoted = "\n".join(f"> {line}" for line in copy_of(asked).text.splitlines())
    inline = quoted.replace("> 質問1です。", "> 質問1です。\n回答1：Aです。こちらをお試しください。")
    reply = SUZUKI.replies(copy_of(asked), "x").but(text=f"山田様\n\n以下に回答します。\n\n{inline}")
    asked.hears(reply)

    assert asked.new_keys() == REFUSED
    assert "回答1" in asked.last(SUZUKI.address, "staff-command-refused").text


def test_the_subject_of_a_caller_s_case_is_guarded_like_any_letter(asked: Conversation) -> None:
    for subject in ("Overseas Ltd 様と同じ件", "INC-000099 と同じ件"):
        asked.hears(SUZUKI.writes(subject, "#代理 sato@client.example\nログインできないとのこと。"))
        assert asked.new_keys() == REFUSED

    asked.hears(SUZUKI.writes("ログインの件", "#代理 sato@client.example\nログインできないとのこと。"))
    assert (SATO.address, "case-opened") in asked.new_keys()


@pytest.mark.parametrize(
    "said",
    ["東芝株式会社でも同じ不具合が報告されています。", "東芝様では再起動で直りました。", "東芝さんでも", "東芝社の件"],
)
def test_a_client_s_name_of_two_characters_is_found(make_desk: Callable[..., Conversation], said: str) -> None:
    desk = make_desk(('client = "全員株式会社"', 'client = "東芝株式会社"'))
    desk.hears(YAMADA.writes("印刷について", "印刷できません。"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), f"山田様\n\nお世話になっております。{said}"))

    assert desk.new_keys() == HELD


def test_a_contact_of_the_same_name_as_a_client_is_greeted(make_desk: Callable[..., Conversation]) -> None:
    desk = make_desk(('client = "全員株式会社"', 'client = "山田株式会社"'))
    desk.hears(YAMADA.writes("印刷について", "印刷できません。"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))

    assert desk.new_keys() == {TO_YAMADA}


def test_a_phrase_of_ours_within_a_sentence_is_held_and_can_be_sent(asked: Conversation) -> None:
    said = "山田様\n\n画面に「送信：なし」と出る場合は、一度ログアウトしてください。"
    asked.hears(SUZUKI.replies(copy_of(asked), said))
    assert asked.new_keys() == HELD
    held = asked.last(SUZUKI.address, "staff-answer-held")
    assert "送信:なし" in held.text

    asked.hears(SUZUKI.replies(held, "#送信"))
    assert TO_YAMADA in asked.new_keys()


@pytest.mark.parametrize(
    "spelt", ["INC000002", "INC 000002", "Inc_000002", "INC\u200b-000002", "ＩＮＣ０００００２", "INC：000002"]
)
def test_a_case_number_is_found_in_any_everyday_spelling(asked: Conversation, spelt: str) -> None:
    asked.hears(DOE.writes("Login", "cannot log in"))
    asked.forget_letters()
    asked.hears(SUZUKI.replies(copy_of_first(asked), f"山田様\n\nお世話になっております。{spelt} も同じです。"))

    assert asked.new_keys() == HELD


def copy_of_first(desk: Conversation) -> Received:
    return next(one for one in desk.all_letters(SUZUKI.address) if FIRST in one.subject)


def test_a_file_that_holds_our_copy_is_left_out_and_told(asked: Conversation) -> None:
    files = (("記録.txt", copy_of(asked).text.encode()), ("手順.txt", "1. A5 を選ぶ".encode()))
    asked.hears(SUZUKI.replies(copy_of(asked), f"{ANSWER}\n記録をお送りします。", files=files))

    sent = asked.last(YAMADA.address, "staff-answer")
    assert [one.name for one in sent.mail.attachments] == ["手順.txt"]
    assert "記録.txt" in asked.last(SUZUKI.address, "staff-receipt").text


def test_nobody_names_themselves_out_of_the_guard(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", "印刷できません。").but(cc=("Overseas <x@foreign.example>",)))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\nOverseas 様でも同じ障害が起きています。"))

    assert (SUZUKI.address, "staff-answer-held") in desk.new_keys()


def test_what_the_customer_named_first_may_be_named(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷", "子会社の Overseas Ltd でも使っています。doe@overseas.example にも連絡済みです。"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\nOverseas Ltd 様の帳票も同じ手順で直ります。"))

    assert desk.new_keys() == {TO_YAMADA}


def test_names_that_are_words_like_any_other_do_not_hold_answers(make_desk: Callable[..., Conversation]) -> None:
    desk = make_desk(
        ('client = "全員株式会社"', 'client = "株式会社リコー"'),
        ('languages = ["ja", "en"]', 'languages = ["ja", "en"]\ncommon_names = ["リコー"]'),
    )
    desk.hears(YAMADA.writes("印刷", "印刷できません。"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\nリコー製プリンターの設定を変更してください。"))
    assert desk.new_keys() == {TO_YAMADA}

    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\nリコー様でも同じ障害が起きているとのことです。"))
    assert desk.new_keys() == HELD


def test_the_same_answer_leaves_once(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), ANSWER))
    assert asked.new_keys() == {TO_YAMADA}

    asked.hears(SUZUKI.replies(copy_of(asked), ANSWER))
    assert asked.new_keys() == HELD
    assert asked.reasons() == ["repeated-answer"]
    asked.hears(SUZUKI.replies(asked.last(SUZUKI.address, "staff-answer-held"), "#送信"))
    assert TO_YAMADA in asked.new_keys()


def test_a_mail_to_colleagues_alone_is_a_note(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), "Brownさん、これどう思いますか。", to=(BROWN.address,), cc=(DESK,)))

    assert asked.new_keys() == RECEIPT
    assert EventKind.NOTE in asked.events()
    assert EventKind.STARTED not in asked.events()
    assert "同僚" in asked.last(SUZUKI.address, "staff-receipt").text


def test_a_mail_to_a_colleague_and_the_desk_is_held(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), "Brownさん、これお願いできますか。", to=(DESK, BROWN.address)))
    assert asked.new_keys() == HELD
    assert asked.reasons() == ["to-colleague"]
    held = asked.last(SUZUKI.address, "staff-answer-held")
    assert "Sam Brown" in held.text

    asked.hears(SUZUKI.replies(held, "#送信"))
    assert TO_YAMADA in asked.new_keys()


def test_commands_to_a_colleague_run_as_ever(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), "#担当 brown", to=(DESK,), cc=(BROWN.address,)))

    assert asked.case().assignee == "brown"


def test_an_answer_that_went_to_the_customer_directly_is_recorded(asked: Conversation) -> None:
    asked.hears(SUZUKI.writes(f"Re: [{FIRST}] 印刷について", ANSWER, to=(YAMADA.address,), cc=(DESK,)))

    assert asked.new_keys() == RECEIPT
    assert asked.status() is Status.ANSWERED
    assert asked.events()[-2:] == [EventKind.STARTED, EventKind.REPLY]
    assert "直接" in asked.last(SUZUKI.address, "staff-receipt").text


def test_whoever_did_not_get_it_directly_gets_it_from_the_desk(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", "印刷できません。", cc=(SATO.address, PARTNER.address)))
    desk.forget_letters()
    answer = SUZUKI.writes(f"Re: [{FIRST}] 印刷について", f"#回答待ち\n{ANSWER}", to=(YAMADA.address,), cc=(DESK,))
    desk.hears(answer)

    assert desk.new_keys() == {*RECEIPT, (SATO.address, "staff-answer")}
    assert desk.status() is Status.WAITING
    assert EventKind.REPLY in desk.events()


def test_an_answer_with_the_customer_in_copy_alone_counts_once_it_is_relayed(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", "印刷できません。", cc=(SATO.address,)))
    desk.forget_letters()
    desk.hears(SUZUKI.writes(f"Re: [{FIRST}] 印刷について", ANSWER, to=(DESK,), cc=(SATO.address,)))

    assert desk.new_keys() == {*RECEIPT, TO_YAMADA}
    assert desk.events().count(EventKind.REPLY) == 1


def test_a_second_look_at_the_same_direct_answer_is_not_another_reply(asked: Conversation) -> None:
    answer = SUZUKI.replies(copy_of(asked), ANSWER, to=(YAMADA.address,), cc=(DESK,))
    asked.hears(answer)

    assert asked.events().count(EventKind.REPLY) == 1
    assert "写し" in asked.last(SUZUKI.address, "staff-receipt").text


@pytest.mark.parametrize("line", ["FYI #note", "鈴木です。 #メモ", "@Brown #メモ"])
def test_the_word_of_a_note_within_the_first_line_is_asked_about(asked: Conversation, line: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"{line}\n{SECRET}"))

    assert asked.new_keys() == REFUSED
    assert "社内メモの指示は、1行目に" in asked.last(SUZUKI.address, "staff-command-refused").text.replace("\n", "")


@pytest.mark.parametrize(
    "line", ["番号は #123 です。", "#重要", "#完了 と表示されれば終わりです。", "詳しくは #note1 へ"]
)
def test_a_number_sign_in_a_sentence_is_text(asked: Conversation, line: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"{ANSWER}\n{line}\nよろしくお願いいたします。"))

    assert TO_YAMADA in asked.new_keys()


@pytest.mark.parametrize("line", ["#着手します", "#着手しました。", "#担当 私", "#担当 自分です", "#assign me"])
def test_words_in_whole_sentences_are_understood(asked: Conversation, line: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), line))

    assert asked.new_keys() == RECEIPT
    assert asked.status() is Status.OPEN


@pytest.mark.parametrize("line", ["#完了しません", "#着手しますか", "#解決しましたか"])
def test_what_denies_or_asks_is_no_command(asked: Conversation, line: str) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), line))

    assert asked.new_keys() == REFUSED
    assert asked.status() is Status.NEW

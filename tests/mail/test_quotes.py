"""What is new in a reply, and what must never be taken for a quote or a signature (row D2; REALITIES 70, 71)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.html import CUT
from mailbot.mail.quotes import is_forward_subject, is_fresh, split

ATTRIBUTIONS = (
    "On Fri, Nov 20, 2026 at 10:15 AM Support <s@vendor.example> wrote:",
    "On Fri, Nov 20, 2026 at 10:15 AM Support\n<s@vendor.example>\nwrote:",
    "On 20/11/2026 10:15, Support wrote:",
    "Support <s@vendor.example> wrote:",
    "2026年11月20日(金) 10:15 サポート <s@vendor.example>:",
    "2026年11月20日(金) 午前10:15 サポート\n<s@vendor.example>:",
    "2026/11/20 10:15、サポート <s@vendor.example>のメール:",
    "2026/11/20 10:15、サポート <s@vendor.example>のメッセージ：",
    "2026-11-20 10:15 に サポート さんは書きました:",
    "(2026/11/20 10:15), サポート wrote:",
    "サポート <s@vendor.example>\nさんは書きました:",
    "In message <a@vendor.example>, Support wrote:",
    "Am 20.11.2026 um 10:15 schrieb Support:",
    "Le ven. 20 nov. 2026 à 10:15, Support <s@vendor.example> a écrit :",
    "El vie, 20 nov 2026 a las 10:15, Support (<s@vendor.example>) escribió:",
    "Il giorno ven 20 nov 2026 alle 10:15 Support <s@vendor.example> ha scritto:",
    "Op vr 20 nov. 2026 om 10:15 schreef Support <s@vendor.example>:",
    "Den fre 20 nov. 2026 kl 10:15 skrev Support <s@vendor.example>:",
    "pt., 20 lis 2026 o 10:15 Support <s@vendor.example> napisał(a):",
    "Em sex., 20 de nov. de 2026 às 10:15, Support <s@vendor.example> escreveu:",
    "---- Support さんは書きました ----",
)
BLOCKS = (
    "From: Support <s@vendor.example>\nSent: Friday, November 20, 2026 10:15 AM\nTo: A <a@client.example>\nSubject: x",
    "差出人: サポート <s@vendor.example>\n送信日時: 2026年11月20日 10:15\n宛先: 山田\nCC: 鈴木\n件名: x",
    "*差出人:* サポート\n*日時:* 2026年11月20日 10:15\n*宛先:* 山田\n*件名:* x",
    "送信者：サポート\n送信日：2026/11/20\n宛先：山田\n件名：x",
    "Von: Support\nGesendet: Freitag, 20. November 2026 10:15\nAn: A\nBetreff: x",
    "De : Support\nEnvoyé : vendredi 20 novembre 2026 10:15\nÀ : A\nObjet : x",
    "-----Original Message-----\nFrom: Support\nSent: 2026/11/20 (金) 10:15 (GMT+09:00)\nSubject: x",
    "----- 元のメッセージ -----\n差出人: サポート",
    "________________________________\nFrom: Support\nDate: 2026-11-20\nTo: A",
    "---- この行より上に書いた文が 山田 太郎 様へ送られます ----\n内部の文",
    "> ---- Text above this line is sent to A. Schmidt ----\n> internal",
)


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_an_attribution_above_a_marked_quote_goes_with_it(attribution: str) -> None:
    pieces = split(f"承知しました。\n\n{attribution}\n\n> 引用です。\n> 続き。\n\nよろしくお願いします。")

    assert pieces.new_text == "承知しました。\n\nよろしくお願いします。"
    assert "引用です" in pieces.quoted


@pytest.mark.parametrize("attribution", [each for each in ATTRIBUTIONS if not each.startswith("サポート <s")])
def test_an_attribution_above_an_unmarked_quote_ends_the_answer(attribution: str) -> None:
    pieces = split(f"承知しました。\n\n{attribution}\n\n引用です。\n続き。")

    assert pieces.new_text == "承知しました。"


@pytest.mark.parametrize("block", BLOCKS)
def test_a_quoted_header_block_ends_the_answer(block: str) -> None:
    pieces = split(f"承知しました。\n\n{block}\n\n引用です。")

    assert pieces.new_text == "承知しました。"
    assert "引用です。" in pieces.quoted


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I will write again.\nOn Tuesday too.",
        "From: と表示されます。\n原因は何でしょうか。",
        "件名: 障害\n日時: 2026年11月20日 10:15\n場所: 本社",
        "担当者: 山田\n期限: 11/24\n宛先: 総務部",
        "手順は次のとおりです。\n1. 起動する\n2. 停止する\n-- ここまで --",
        "- a\n- b\n- TEL 対応",
        "コマンド:\n$ mail < /dev/null > out.txt",
        "昨日 10:15 に鈴木さんが書きましたが、まだです。",
        "結果は 3 > 2 です。",
        "-----\n区切りの後の文です。続きます。",
        "表:\n| a | b |\n|---|---|\n本文",
        "最初の段落です。\n\n本文の途中に https://a.example があり、\nまだ続きます。",
    ],
)
def test_ordinary_text_stays_whole(text: str) -> None:
    pieces = split(text)

    assert pieces.new_text == text
    assert (pieces.quoted, pieces.signature) == ("", "")


@pytest.mark.parametrize(
    "signature",
    [
        "-- \n山田 太郎",
        "--\nTaro Yamada\nClient Inc.",
        "--------------------\n株式会社クライアント\n山田 太郎\nTEL 03-0000-0000",
        "====================\n山田 太郎\nyamada@client.example",
        "☆★☆★☆★☆★☆★\n山田\nhttps://client.example",
        "━━━━━━━━━━\n㈱クライアント 山田\n━━━━━━━━━━",
        "*********** 株式会社クライアント ***********\n山田 太郎\nE-mail: yamada@client.example",
        "Taro Yamada\nyamada@client.example\n(555) 000-0000",
        "iPhoneから送信",
        "私のiPhoneから送信",
        "Androidスマートフォンから送信",
        "Sent from my iPhone",
        "Sent from Mail for Windows",
        "Yahoo!メールアプリから送信",
        "Get Outlook for iOS",
        "Von meinem iPhone gesendet",
        "Windows 版のメールから送信",
    ],
)
def test_a_signature_is_told_from_the_text(signature: str) -> None:
    pieces = split(f"本文です。よろしくお願いいたします。\n\n{signature}\n")

    assert pieces.new_text == "本文です。よろしくお願いいたします。"
    assert pieces.signature == signature


def test_closing_words_are_no_signature() -> None:
    assert split("Please close it.\n\nBest regards,\nAnna").new_text == "Please close it.\n\nBest regards,\nAnna"


def test_a_mark_of_the_mail_program_ends_the_answer_unless_a_forward_follows() -> None:
    assert split(f"new\n{CUT}\nold").new_text == "new"
    assert split(f"FYI\n{CUT}\n---------- Forwarded message ---------\nFrom: a").new_text.startswith("FYI\n")
    assert split(f"{CUT}\nonly").new_text == "only"


@pytest.mark.parametrize("subject", ["FW: x", "Fwd: x", "転送: x", "[EXT] Fw: x", "WG: x", "TR: x"])
def test_a_forward_by_its_subject_stays_whole(subject: str) -> None:
    text = f"ご確認ください。\n\n{BLOCKS[1]}\n\n転送の本文"

    assert split(text, is_forward=is_forward_subject(subject)).new_text == text
    assert not is_forward_subject("Re: x")


def test_a_mail_that_is_only_a_quote_is_kept_whole() -> None:
    assert split("> a\n> b").new_text == "> a\n> b"
    assert split(BLOCKS[0]).new_text == BLOCKS[0]
    assert split("").new_text == ""


def test_an_answer_that_shares_its_line_with_the_attribution_is_cut_there() -> None:
    pieces = split("Yes On Fri, Nov 20, 2026, Support wrote:\n> ok?")

    assert (pieces.new_text, pieces.quoted) == ("Yes", "On Fri, Nov 20, 2026, Support wrote:\n> ok?")


def test_the_broken_rest_of_an_address_belongs_to_the_attribution() -> None:
    assert split("Yes\n\nOn Fri, Nov 20, 2026 at 10:15 John\n<\nj@x.example\n> wrote:\nold").new_text == "Yes"


def test_indented_first_lines_keep_their_indent() -> None:
    assert split("\n    code\n  more").new_text == "    code\n  more"


def test_very_long_mails_are_kept_beyond_what_is_looked_at() -> None:
    assert split("x\n" * 30_000).new_text.count("x") == 30_000


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "本文です。",
                "> 引用",
                "",
                "-- ",
                ATTRIBUTIONS[0],
                ATTRIBUTIONS[4],
                *BLOCKS[1].split("\n"),
                CUT,
                "━━━━━━━━",
                "TEL 1",
            ]
        ),
        max_size=25,
    )
)
def test_no_line_is_ever_lost(lines: list[str]) -> None:
    pieces = split("\n".join(lines))

    found = "\n".join((pieces.new_text, pieces.quoted, pieces.signature))
    assert all(line.strip() in found for line in lines if line.strip() and line != CUT)


PASTED = (
    "次のメールが届きません。\n\n送信者: a@b.example\n日時: 2026/11/20 10:15\n件名: 夜間処理\n原因を調べてください。"
)
WHOLE_HEADER = "送信者: a@b.example\n日時: 2026/11/20 10:15\n宛先: c@d.example\n件名: 夜間処理"


def test_facts_of_a_mail_pasted_into_a_fresh_one_are_text() -> None:
    assert split(PASTED, is_answer=False).new_text == PASTED
    assert split(PASTED).new_text == "次のメールが届きません。"


@pytest.mark.parametrize("after", ["", "\n\n本文です。", "\n----------\n本文です。"])
def test_a_whole_quoted_header_ends_even_a_fresh_mail(after: str) -> None:
    assert split(f"お願いします。\n\n{WHOLE_HEADER}{after}", is_answer=False).new_text == "お願いします。"


@pytest.mark.parametrize(
    ("subject", "parents", "fresh"),
    [
        ("ログインできません", (), True),
        ("Request: login", (), True),
        ("", (), True),
        ("ログインできません", ("<a@x>",), False),
        ("Re: x", (), False),
        ("RE：x", (), False),
        ("Re[2]: x", (), False),
        ("返信: x", (), False),
        ("[社外] Re: x", (), False),
        ("AW: x", (), False),
        ("ご連絡 [INC-000123]", (), False),
    ],
)
def test_a_mail_is_fresh_where_nothing_says_that_it_answers(
    subject: str, parents: tuple[str, ...], fresh: bool
) -> None:
    assert is_fresh(subject, parents) is fresh


@pytest.mark.parametrize(
    "said",
    [
        "下記にインラインで回答します。",
        "赤字で追記しました。",
        "本文中に回答を記載しました。",
        "行間に答えを書きました。",
        "【山田】にて回答いたします。",
        "See my answers inline.",
        "Please see my comments below in red.",
    ],
)
def test_a_quote_in_which_the_answers_stand_stays(said: str) -> None:
    text = f"{said}\n\n{BLOCKS[1]}\n\n台数は?\n⇒ 12台です。"

    assert split(text).new_text == text


def test_below_the_marker_of_our_staff_copies_nothing_stays_whatever_is_said() -> None:
    text = f"インラインで回答します。\n\n{BLOCKS[1]}\n\n{BLOCKS[-2]}"

    pieces = split(text)

    assert pieces.new_text == "インラインで回答します。"
    assert "内部の文" in pieces.quoted


def test_sender_and_date_on_one_line_end_the_answer() -> None:
    assert split("はい。\n\nFrom: bo@b.exampleDate: Fri, 20 Nov 2026 10:15\n引用").new_text == "はい。"


@pytest.mark.parametrize(
    "sentence",
    ["11/20 10:15 に頂いた鈴木様からのメール\nを確認しました。", "11/20 の議事録は鈴木さんが書きました\n添付します。"],
)
def test_a_sentence_broken_at_the_verb_is_no_attribution(sentence: str) -> None:
    assert split(f"お世話になります。\n{sentence}").new_text == f"お世話になります。\n{sentence}"


def test_nothing_below_our_marker_in_a_quote_is_new_even_where_a_program_broke_its_lines() -> None:
    copy = "> From: desk\n> ---- この行より上に書いた文が 山田 様へ送られます ----\n> 内部の行が\nここで折れています"

    pieces = split(f"承知しました。\n\n{copy}")

    assert pieces.new_text == "承知しました。"
    assert "ここで折れています" in pieces.quoted

"""The desk's internal words in what staff send back: they are never taken for words of the writer."""

from __future__ import annotations

import pytest

from mailbot.desk.mail import InboundMail
from mailbot.desk.staffcopy import holds_internal, own_words

MARKER = "---- この行より上に書いた文が 山田 太郎 様 他2名へ送られます ----"
ENGLISH = "---- Text above this line is sent to Jane Doe ----"
COPY = f"{MARKER}\nお客様に送らない場合は、1行目に #メモ と書いてください。\n\n契約：例示商事（C-1）"
QUOTED = "\n".join(f"> {line}" for line in COPY.splitlines())
SAID = "2026年11月20日 10:25、サポートさんのメール:"
ANSWER = "承知しました。調査いたします。"


def mail(text: str, new_text: str | None = None, signature: str = "") -> InboundMail:
    """A mail as the reader gives it; without `new_text` it found nothing new and gave all back."""
    return InboundMail(text=text, new_text=text if new_text is None else new_text, signature=signature)


def test_what_stands_above_the_copy_is_the_writer_s() -> None:
    own = own_words(mail(f"{ANSWER}\n\n{SAID}\n{QUOTED}", ANSWER))

    assert (own.text, own.why, own.below) == (ANSWER, "", "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(f"{SAID}\n{QUOTED}", "above-line: ", id="nothing but the quote"),
        pytest.param(f"{SAID}\n> 送信：なし\n> 状態：受付", "above-line: ", id="nothing but the quote of a receipt"),
        pytest.param(f"{SAID}\n{QUOTED}\n\n{ANSWER}", f"below-line: {ANSWER}", id="below"),
        pytest.param(f"{SAID}\n{QUOTED}\n\n#解決", "below-line: #解決", id="a command below"),
        pytest.param(f"{SAID}\n{QUOTED}\n\n{ANSWER}\n\n> 指示", f"below-line: {ANSWER}", id="between"),
        pytest.param(f"ご覧ください。\n\n---- Forwarded message ----\n\n{COPY}", "internal: ", id="forwarded"),
        pytest.param(f"-- \n鈴木\n\n-----元のメッセージ-----\nFrom: x\n\n{COPY}", "internal: ", id="unquoted"),
        pytest.param(f"{ANSWER}\n\n送信：なし（社内の記録のみ）\n状態：受付", "internal: ", id="words of a receipt"),
    ],
)
def test_nothing_is_taken_for_an_answer_where_nobody_can_tell(text: str, why: str) -> None:
    own = own_words(mail(text))

    assert (own.text, own.why) == ("", why)


@pytest.mark.parametrize(
    "copy",
    [
        COPY,
        ENGLISH,
        "---- この行より上に書\nいた文が 山田 様へ送られます ----",
        "> ---- Text above this\n> line is sent to Jane ----",
        f">> {ENGLISH}",
        "----\nこの行より上に書いた文が 山田 様へ送られます",
    ],
)
def test_a_copy_is_cut_off_however_it_is_quoted_or_wrapped(copy: str) -> None:
    own = own_words(mail(f"{ANSWER}\n\n{SAID}\n{copy}"))

    assert (own.text.strip(), own.why) == (ANSWER, "")
    assert holds_internal(copy)


def test_an_answer_with_words_between_the_quotes_is_not_sent_in_part() -> None:
    text = f"以下に書きました。\n\n{SAID}\n{QUOTED}\n\n{ANSWER}\n\n> 指示：#担当"

    assert own_words(mail(text, "以下に書きました。")).why == f"below-line: {ANSWER}"


def test_what_stands_below_the_last_quoted_line_is_left_out_and_told() -> None:
    own = own_words(mail(f"{ANSWER}\n\n{SAID}\n{QUOTED}\n\nscanned", ANSWER))

    assert (own.text, own.why, own.below) == (ANSWER, "", "scanned")


LONG = "> 確認 A（DMARC=pass、ヘッダーの差出人 client.example、受信したサーバー mx.vendor.example"


def test_the_rest_of_a_broken_line_is_no_answer() -> None:
    text = f"{ANSWER}\n\n{SAID}\n{QUOTED}\n{LONG}\n(mx.vendor.example)\n> 受信日時"
    own = own_words(mail(text, ANSWER))

    assert (own.text, own.why, own.below) == (ANSWER, "", "")


def test_a_sentence_below_a_long_line_is_told_and_one_below_a_short_line_refused() -> None:
    said = "Aです。こちらをお試しください。"

    assert own_words(mail(f"{ANSWER}\n\n{QUOTED}\n{LONG}\n{said}\n> 受信日時", ANSWER)).below == said
    assert own_words(mail(f"{ANSWER}\n\n{QUOTED}\n> 質問\n{said}\n> 受信日時", ANSWER)).why == f"below-line: {said}"


def test_one_sentence_of_ours_within_another_is_the_writer_s_and_a_line_of_a_letter_is_not() -> None:
    said = "画面に「送信：なし」と出る場合は、ログアウトしてください。"

    assert own_words(mail(said)).text == said
    assert own_words(mail("送信：なし\nと出ます。")).why == "internal: "
    assert own_words(mail(f"{said}「指示を実行していません。」とも出ます。")).why == "internal: "


def test_a_signature_that_holds_the_copy_is_never_sent() -> None:
    assert own_words(mail(f"{ANSWER}\n-- \n鈴木\n{COPY}", ANSWER, f"鈴木\n{COPY}")).why == "internal: "


def test_an_ordinary_answer_is_left_as_it_is() -> None:
    assert own_words(mail(ANSWER)).text == ANSWER
    assert own_words(mail("> 引用\n\n回答です。")).text == "> 引用\n\n回答です。"
    assert own_words(mail("")).why == ""

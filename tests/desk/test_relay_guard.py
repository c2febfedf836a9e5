"""The relay guard: which sentences promise a file, and when an answer goes, waits, or wants approval."""

from __future__ import annotations

import pytest

from mailbot.desk.mail import Attachment, InboundMail
from mailbot.desk.relay_guard import carries_file, forgotten_file


@pytest.mark.parametrize(
    "text",
    [
        "手順書を添付します。",
        "手順書を添付いたしますので、ご確認ください。",
        "手順書を添付しますのでご覧ください。",
        "資料を添付させていただきます。",
        "別添の資料をご覧ください。",
        "別添のとおりです。",
        "詳細は添付ファイルをご確認ください。",
        "添付の手順で直らない場合はご連絡ください。",
        "画面の写しを添付しております。",
        "Please see the attached file.",
        "Please find attached the report.",
        "I attached the log. Thanks",
        "The report is enclosed.",
        "See attachment for the steps.",
        "I could not reproduce it; see attached screenshot.",
        "ＡＴＴＡＣＨＥＤ is the file",
    ],
)
def test_a_sentence_that_promises_a_file_is_noticed(text: str) -> None:
    assert forgotten_file(f"山田様\n\nお世話になっております。\n{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "画面の写しを添付してください。",
        "ログの添付をお願いいたします。",
        "ログを添付のうえ、ご返信ください。",
        "添付して返信してください。",
        "添付していただけますか。",
        "添付ファイルをお送りください。",
        "ファイルは添付できませんでした。",
        "添付はありません。",
        "添付はございません。",
        "ファイルは添付しておりません。",
        "添付せずにお送りします。",
        "ご添付の画面を確認しました。",
        "添付いただいたファイルを確認しました。",
        "お送りいただいた添付を確認しました。",
        "添付されたログには誤りがありません。",
        "Please attach the log.",
        "Could you please attach a screenshot?",
        "Please send the log as an attachment.",
        "There is no attachment.",
        "The file is not attached.",
        "Your attachment shows the error.",
        "The file you attached is empty.",
        "The attachment you sent is empty.",
        "設定を変更しました。",
        "He is detached.",
        "",
    ],
)
def test_a_sentence_that_denies_asks_for_or_speaks_of_the_customer_s_file_is_not(text: str) -> None:
    assert forgotten_file(text) == ""


def test_one_promise_among_other_sentences_is_enough() -> None:
    text = "ご添付の画面を確認しました。手順書を添付します。ログも添付してください。"

    assert forgotten_file(text) == "手順書を添付します"


def test_a_picture_within_the_text_is_no_file() -> None:
    logo = Attachment(
        index=0, name="logo.png", type="image/png", declared_type="image/png", size=9, sha256="", inline=True
    )
    pdf = Attachment(index=1, name="a.pdf", type="application/pdf", declared_type="application/pdf", size=9, sha256="")

    assert not carries_file(InboundMail(attachments=(logo,)))
    assert carries_file(InboundMail(attachments=(logo, pdf)))

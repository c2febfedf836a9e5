"""A customer's yes to an estimate is told from whatever says more, a condition, a question or a no (row E4)."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.own_lines import Signer
from mailbot.desk.plain_yes import agrees
from tests.desk_fixtures import CONTACT, CONTRACT

FIRM = "株式会社例示商事"
YAMADA = Signer.named("山田 太郎", firms=(FIRM,), ranks=("情報システム部", "部長"))
DOE = Signer.named("Jane Doe", firms=("Overseas Ltd",))

YES = (
    "【承諾】",
    "［承諾］",
    "承諾いたします。ご対応のほど、よろしくお願いいたします。",
    "お見積りの件、承諾します。お願いします。",
    "見積もりの件、承知いたしました。お願いいたします。",
    "ご提示のお見積りでお願いします。",
    "承諾",
    "承諾です",
    "承諾。",
    "「承諾」",
    "#承諾",
    "＃承諾",
    "承諾します。",
    "承諾致します",
    "承認します",
    "ＯＫです。",
    "はい、承諾します",
    "はい、お願いします。",
    "承諾 山田",
    "山田 承諾します",
    "承諾します。部長 山田",
    "山田です。承諾します。",
    "見積りを承諾いたします。",
    "上記、承諾いたします。",
    "下記の件、承諾いたします。",
    "本件、承諾します",
    "本件につきまして、承諾いたします。",
    "この内容で進めてください。",
    "承諾しますので、お願いします。",
    "承諾しますので対応をお願いいたします",
    "承諾。対応をお願いします。",
    "承諾しました。対応お願いします。",
    "承諾です。よろしくお願いします！",
    "承諾いたします。\nどうぞよろしくお願いいたします。",
    "承諾いたします。\n以上、よろしくお願いいたします。",
    "ありがとうございます。承諾します。",
    "ご連絡ありがとうございます。\n承諾いたします。",
    "早速のご連絡をいただき誠にありがとうございます。\n承知しました。お見積りの内容で進めてください。",
    "お世話になります。\n承諾いたします。",
    "お手数をおかけしますが、よろしくお願いいたします。\n承諾します。",
    "例示サポート 御中\n承諾いたします。",
    "例示サポート御中\n\n承諾いたします。",
    "鈴木 様\n\n承諾します",
    "ご担当者様\n承諾します。",
    "各位\n\n承諾します。",
    "例示商事の山田です\n承諾します",
    "お世話になっております。\n承諾いたします。\nよろしくお願いいたします。\n\n山田",
    "いつもお世話になっております。\n例示商事の山田でございます。\n承諾いたします。",
    "いつもお世話になっております。例示商事の山田です。\n\n承諾いたします。",
    "承諾\n\n株式会社例示商事\n情報システム部 山田 太郎",
    "承諾\n\n㈱例示商事　山田太郎",
    "承諾\n\n山田 (株)例示商事",
    "承諾\n\niPhoneから送信",
    "承諾いたします。\n\n〒100-0001 東京都千代田区1-1\n山田",
    "承諾いたします。\n\n〒100-0001 東京都 千代田区 千代田1-1 例示ビル 3階\n山田",
    "承諾いたします。\n\n〒100-0001\n千代田区千代田1-1 例示ビル3F",
    "承諾します。\n株式会社例示商事 山田\nTEL 03-1111-2222\nyamada@client.example",
    (
        "鈴木様\n\nお世話になります。\n承諾します。\n\n━━━━━━━━━━━\n株式会社例示商事\n情報システム部　山田 太郎\n"
        "〒100-0001 東京都千代田区1-1\nTEL：03-1111-2222（代表） FAX：03-1111-2223\nE-mail：yamada@client.example\n"
        "URL: https://www.client.example/\n━━━━━━━━━━━"
    ),
)
YES_IN_ENGLISH = (
    "Consent",
    "I consent.\n\nThanks,\nJane",
    "Yes.",
    "Yes, please.",
    "Yes, go ahead.",
    "Yes, please go ahead.\n\nJane Doe | Overseas Ltd | +1 555 123 4567",
    "OK, please proceed",
    "Approved",
    "Agreed, thanks.",
    "Agreed - please go ahead",
    "Hello Sam,\n\nI agree.\n\nKind regards",
    "Hi Suzuki,\n\nWe agree.\n\nBest regards,\nJane Doe\nOverseas, Ltd.",
    "Dear Mr. Suzuki,\n\nThank you for your quick reply. We agree to the estimate.\n\nYours sincerely,\nJane Doe",
    "Agreed.\n\nJane Doe\n12 High Street, London SW1\nwww.overseas.example",
    "Thank you for letting me know. We agree.\n\nJane\n--\nT: +44 20 7946 0000\nSent from my iPhone",
)
NO = (
    "",
    "山田",
    "お世話になっております。\n例示商事の山田です。\nよろしくお願いいたします。",
    "よろしくお願いします",
    "了解しました",
    "承知しました。よろしくお願いします。",
    "結構です",
    "承諾しません",
    "承諾できません",
    "承諾しかねます",
    "承諾しますか",
    "承諾？",
    "はい？",
    "不承諾",
    "未承諾",
    "承諾をお願いします",
    "見積もりをお願いします",
    "別件、お願いします",
    "承諾\n承諾しません",
    "承諾\n-- \n承諾しません",
    "はい\nいいえ",
    "はい\nやめます",
    "OK\n中止",
    "承諾しますが、来週からお願いします。",
    "承諾します。来週からお願いします。",
    "承諾\n来週",
    "承諾\n来週から",
    "承諾\n一部",
    "承諾 ただし2",
    "承諾\nただし2つまで",
    "承諾します。\n但し費用負担は営業部",
    "承諾\n最終判断は情報システム部",
    "承諾します。\n請求は来期、判断は経理部",
    "承諾します。\n費用は御社負担で株式会社例示商事",
    "承諾します\n条件は別途 担当",
    "承諾します\n保留希望窓口",
    "お願いします。\n別件の見積もりも本部",
    "承諾\n不要です 部",
    "承諾します。\n今回は見送り希望 情報システム部",
    "承諾します。\n取消希望室",
    "承諾します。\n2件まで課",
    "OK\n中止希望係",
    "承諾\n山田は承諾しません部",
    "承諾\n山田\nTEL 03-1111-2222 は不可",
    "承諾\nTEL 03-1111-2222 へ先にお電話ください",
    "承諾\n電話",
    "承諾\n2026-12-01",
    "承諾\n12/1",
    "承諾\n0120 1",
    "承諾\n〒100-0001 東京都千代田区" + "1" * 120,
    "承諾\n上限 3",
    "承諾\n3",
    "3インシデントで承諾します。",
    "承諾（部長の決裁後）",
    "承諾\n佐藤",
    "承諾\n経理部",
    "承諾\n株式会社別会社",
    "承諾します。\n中止様",
    "承諾します。\n鈴木様",
    "承諾\n\n東京都のみ",
    "承諾\n東京都全拠点対象",
    "承諾します。\n山田 太郎\n情報システム部\n〒100-0001 東京都千代田区 御社負担",
    "承諾します。\n〒100-0001 東京都千代田区千代田1-1 初回限り",
    "承諾します。\n〒100-0001 東京都千代田区千代田1-1 対象外",
    "承諾\n\n〒100-0001\n2件まで",
    "承諾。まだ待ってください",
    "承諾\n\nなお、別件ですがログインできません。",
    "お願いします。3は高いです",
    "見送ります。お願いします",
    "キャンセルでお願いします",
    "はい、承諾が必要なことは分かりました。",
    "はい、分かりましたが高すぎます",
    "どういうことでしょうか。",
)
NO_IN_ENGLISH = (
    "Yes, but only one.",
    "I agree?",
    "I do not consent",
    "not agreed",
    "yes\nno",
    "Agreed if it is done by Friday",
    "Agreed\nPending approval by Finance Dept",
    "Yes.\nNot before the budget team",
    "I agree.\nOnly after review by our support team",
    "Yes\nask the finance department",
    "I consent\nbut Foo Bar Ltd",
    "Yes\nNo Thanks Inc",
    "Dear Sam,\nWe are not agreed. Thanks",
    "Hi Not Yet,\nYes",
    "Yes\nSent with conditions: two units",
    "Yes\nSent from now on only to Jane",
    "Thanks",
    "Please proceed with two units",
    "Go ahead on Monday",
    "Yes. 2",
)


@pytest.mark.parametrize("text", YES)
def test_a_plain_yes_is_a_consent(text: str) -> None:
    assert agrees(text, YAMADA)


@pytest.mark.parametrize("text", YES_IN_ENGLISH)
def test_so_is_one_in_english(text: str) -> None:
    assert agrees(text, DOE)


@pytest.mark.parametrize("text", NO)
def test_whatever_says_more_is_none(text: str) -> None:
    assert not agrees(text, YAMADA)


@pytest.mark.parametrize("text", NO_IN_ENGLISH)
def test_nor_in_english(text: str) -> None:
    assert not agrees(text, DOE)


def test_names_that_are_words_are_no_names_by_themselves() -> None:
    will_no = Signer.named("Will No", firms=("Only Inc",), ranks=("",))

    assert agrees("Yes\nWill No\nOnly Inc", will_no)
    assert not agrees("Yes\nNo", will_no)
    assert not agrees("Yes\nOnly", will_no)


def test_a_signer_is_whoever_is_registered_on_the_contract() -> None:
    yamada = replace(CONTACT, department="情報システム部")

    assert agrees("承諾\n例示商事 情報システム部\n山田", Signer.of(yamada, CONTRACT))
    assert not agrees("承諾\n例示商事 情報システム部\n山田", Signer.of(CONTACT, CONTRACT))


def test_nobody_registered_signs_with_nothing() -> None:
    nobody = Signer.named("")

    assert agrees("承諾", nobody)
    assert not agrees("承諾\n山田", nobody)


def test_whoever_answers_without_a_company_of_their_own_signs_with_the_clients() -> None:
    assert agrees("例示商事の山田です。承諾します。", Signer.named("山田", firms=("", FIRM)))


SUBJECTS = (
    "費用",
    "営業部",
    "株式会社例示商事",
    "山田",
    "情報システム部",
    "来週",
    "別件",
    "部長",
    "条件",
    "担当",
    "そちら",
    "TEL",
    "今回",
)
JOINTS = ("は", "が", "を", "の", "で", "に", "も", "から", "まで", " ")
VERBS = (
    "負担です",
    "待ってください",
    "お送りします",
    "やめます",
    "未定です",
    "決めます",
    "中止",
    "希望",
    "いかがでしょうか",
    "お願いしません",
    "2件です",
    "御社",
    "経理部",
)
PROSE = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(SUBJECTS),
    st.sampled_from(JOINTS),
    st.sampled_from(VERBS),
    st.sampled_from(("", "。", "!")),
)
PROSE_IN_ENGLISH = st.builds(
    "{} {} {}.".format,
    st.sampled_from(("The cost", "We", "Jane", "Overseas Ltd", "Our finance team", "Nobody", "It", "Sam")),
    st.sampled_from(("must", "will not", "may", "would rather", "should")),
    st.sampled_from(("pay", "wait", "be lower", "decide", "be told first", "do it on Monday", "agree")),
)


@given(yes=st.sampled_from(YES), more=PROSE, above=st.booleans())
def test_a_sentence_beside_a_yes_makes_it_none(yes: str, more: str, above: object) -> None:
    assert not agrees(f"{more}\n{yes}" if above else f"{yes}\n{more}", YAMADA)


@given(yes=st.sampled_from(YES), more=PROSE)
def test_so_does_one_on_the_same_line(yes: str, more: str) -> None:
    assert not agrees(f"{yes}、{more}", YAMADA)


@given(yes=st.sampled_from(YES_IN_ENGLISH), more=PROSE_IN_ENGLISH, above=st.booleans())
def test_a_sentence_in_english_makes_it_none(yes: str, more: str, above: object) -> None:
    assert not agrees(f"{more}\n{yes}" if above else f"{yes}\n{more}", DOE)


@given(more=st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF), min_size=4, max_size=30))
def test_nothing_unknown_does_no_harm(more: str) -> None:
    assert not agrees(f"承諾\nあ{more}", YAMADA)


@pytest.mark.parametrize("line", ["Overseas Ltd " * 7, "漢の" * 19, "TEL " * 24, "0" + "1-" * 48, "いつも" * 33])
def test_no_line_takes_long(line: str) -> None:
    signer, before = Signer.named("Jane Doe", firms=("Overseas Ltd",)), process_time()
    assert not agrees(f"承諾\n{line}!x", signer)

    assert process_time() - before < 1


@given(st.text(max_size=200))
def test_it_reads_whatever_comes(text: str) -> None:
    agrees(text, YAMADA)

"""Numbers of cases as people say them are found; numbers of anything else are not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.leaks import Inside, Leak, LeakKind, leaks_in
from mailbot.desk.spoken_numbers import spoken_numbers

TWO = ("INC-000002",)


@pytest.mark.parametrize(
    "text",
    [
        "案件番号 000002 と同じ現象です",
        "案件番号：２の件",
        "案件番号は「2」です",
        "案件番号2をご覧ください",
        "受付番号は000002です",
        "受付No.2 でご案内しました",
        "受付番号（2）",
        "お問い合わせ番号：2",
        "問い合わせ番号 000002",
        "お問合せ番号 No.2",
        "問合せID: 2",
        "チケット番号 #2",
        "チケット#2",
        "インシデント番号 2",
        "別件のNo.2と同じです",
        "案件000002",
        "案件 2番と同じ原因です",
        "別の件 No. 2",
        "前回の件（No.2）",
        "案件№2",
        "案件\u200b番号 2",
        "inc 2",
        "INC 2 と同じです",
        "inc#2",
        "INC. 2",
        "as in inc 2, please",
        "case no. 2",
        "Case No 2.",
        "case #2",
        "Case number 2 had the same cause",
        "ticket no. 000002",
        "ticket ID 2",
        "incident number: 2",
        "Incident 000002",
        "support case number is 2",
        "our inquiry No. 2 covers it",
    ],
)
def test_it_names_the_case(text: str) -> None:
    assert spoken_numbers(text, "INC") == TWO


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("案件番号 1、2", ("INC-000001", "INC-000002")),
        ("案件番号1と3です", ("INC-000001", "INC-000003")),
        ("case numbers 1, 2 and 3", ("INC-000001", "INC-000002", "INC-000003")),
        ("受付番号1、2点確認があります", ("INC-000001",)),
        ("案件番号 1234567", ("INC-1234567",)),
    ],
)
def test_lists_and_long_numbers(text: str, numbers: tuple[str, ...]) -> None:
    assert spoken_numbers(text, "INC") == numbers


@pytest.mark.parametrize(
    "text",
    [
        "注文番号 2",
        "注文番号：000002、伝票番号 2、製造番号 000002、管理番号2",
        "order no. 2, invoice #2, PO-2, serial number 000002",
        "会員番号 2、お客様番号 000002",
        "手順No.2 をご覧ください",
        "No.2",
        "図2、表 2、第2章、手順 2",
        "電話番号 03-1234-5678",
        "お問い合わせ 03-1234-5678",
        "お問い合わせ：0120-000-002",
        "お問い合わせ番号 0120-000-002",
        "受付番号：03-1234-5678",
        "お問い合わせ番号 1234-5678-9012",
        "お問い合わせ番号 123456789012",
        "受付 10:00から17:00まで",
        "受付時間 2時間",
        "受付2日目",
        "案件2件、受付2件、お問い合わせ 2件",
        "案件番号ごとに2回",
        "案件費用 2,000円、案件 2000円",
        "チケット2枚、チケット 20枚",
        "インシデント2件分、残り 2インシデント",
        "受付2番窓口、チケット2番目",
        "in case 2 of them fail",
        "in case number 2 fails",
        "in any case no 2 printers are alike",
        "case 2, ticket 2, incident 2 times",
        "two cases, 2 tickets, incidents: 2",
        "version 2.0.1, v2, case no. 2.1",
        "ticket ID 2-3, ticket no. 2/3",
        "Example Inc. 2026",
        "Example Inc 12345 Main Street",
        "Example, Inc. 2",
        "EXAMPLE INC-LINE 2",
        "inc 2.5%、inc 2%、inc 2026年",
        "cinc 2、incident",
        "1,000円、2026年12月1日、10:30",
        "",
    ],
)
def test_it_names_none(text: str) -> None:
    assert spoken_numbers(text, "INC") == ()


def test_another_prefix_and_one_that_is_too_short() -> None:
    assert spoken_numbers("sup 2、案件番号 2", "SUP") == ("SUP-000002",)
    assert spoken_numbers("T 2", "T") == ()
    assert spoken_numbers("A+ 2", "A+") == ("A+-000002",)


NUMBERS = st.integers(min_value=1, max_value=999_999)
SPELT = st.sampled_from(["{}", "{:06d}"])
BEFORE = st.sampled_from(["", "お世話になっております。", "Hello,\n", "（", "同じ現象が", "この件は"])
AFTER = st.sampled_from(["", "です。", "と同じです。", "\n以上", "。", "）", " をご覧ください。", "の件"])
OF_CASES = st.sampled_from(
    ["案件番号", "受付番号：", "お問い合わせ番号は", "チケットNo.", "case no. ", "ticket #", "INC "]
)
OF_OTHERS = st.sampled_from(
    ["注文番号", "伝票番号：", "会員番号は", "手順No.", "order no. ", "invoice #", "PO ", "品番", ""]
)


@given(BEFORE, OF_CASES, NUMBERS, SPELT, AFTER)
def test_a_number_behind_a_word_for_a_case_is_found(
    before: str, word: str, number: int, spelt: str, after: str
) -> None:
    if word == "INC " and (number > 99_999 or spelt != "{}"):
        word = "案件番号"
    text = f"{before}{word}{spelt.format(number)}{after}"

    assert f"INC-{number:06d}" in spoken_numbers(text, "INC")


@given(BEFORE, OF_OTHERS, NUMBERS, SPELT, AFTER)
def test_a_number_behind_another_word_is_not(before: str, word: str, number: int, spelt: str, after: str) -> None:
    assert spoken_numbers(f"{before}{word}{spelt.format(number)}{after}", "INC") == ()


@given(
    st.sampled_from(["受付", "お問い合わせ", "案件", "受付番号", "case", "ticket no. "]),
    st.sampled_from(["03-{}-{}", "{},{}円", "{}.{}", "{}:{}", "{}/{}", "+81-{}-{}"]),
    st.integers(min_value=100, max_value=999),
    st.integers(min_value=100, max_value=999),
)
def test_telephones_amounts_and_versions_are_not(word: str, form: str, one: int, other: int) -> None:
    assert spoken_numbers(f"{word} {form.format(one, other)}", "INC") == ()


@settings(max_examples=200)
@given(st.text(max_size=300), st.sampled_from(["INC", "SUP", "A+"]))
def test_no_text_breaks_it(text: str, prefix: str) -> None:
    assert all(one.startswith(f"{prefix}-") for one in spoken_numbers(text, prefix))


def test_the_look_is_linear() -> None:
    began = time.process_time()
    spoken_numbers("案件番号 " * 20_000 + "受付番号 1、" * 20_000 + "case no. " * 20_000, "INC")

    assert time.process_time() - began < 2


def test_a_spoken_number_is_a_leak_where_such_a_case_exists_and_the_customers_do_not_know_it() -> None:
    leak = (Leak(kind=LeakKind.NUMBER, found="INC-000002"),)

    assert leaks_in("案件番号 2", Inside(issued=frozenset(TWO))) == leak
    assert leaks_in("案件番号 2", Inside(issued=frozenset())) == ()
    assert leaks_in("案件番号 2", Inside(issued=frozenset(TWO), numbers=frozenset(TWO))) == ()
    assert leaks_in("案件番号 2", Inside(issued=frozenset(TWO), said=("受付番号 2 の件はどうなりましたか",))) == ()
    assert leaks_in("INC-000002", Inside(issued=frozenset())) == leak

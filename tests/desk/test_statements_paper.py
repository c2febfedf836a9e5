"""A statement in words: on paper, in its letter, as CSV and JSON: the same figures, and no word of a case."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.ledger import Why
from mailbot.desk.ledger_acts import adjust, give_back, record_session, reserve
from mailbot.desk.packs import PackKind, PackTerms, months_after
from mailbot.desk.packs_prices import Prices, TaxRate
from mailbot.desk.policy_paper_values import Facts, Paper, Table, Text
from mailbot.desk.statements import Statement, statement, term_begun
from mailbot.desk.statements_letter import MOST_LINES, statement_letter
from mailbot.desk.statements_paper import Shown, statement_paper
from mailbot.desk.statements_rows import statement_csv, statement_object
from mailbot.desk.statements_words import counted, left_over, money, percent, signed
from tests.ledger_fixtures import TIME, TOKYO, Keeper, pack

UNIT = {"ja": "単位", "en": "unit"}
SHOWN = Shown(
    client="株式会社例示商事",
    desk={"ja": "例示サポート", "en": "Example Support"},
    made_on=date(2027, 4, 2),
    zone=TOKYO,
    unit=UNIT,
    block=10,
    numbers={5: "INC-000005", 6: "INC-000006"},
)
PRICES = Prices(
    fixed=Decimal(50000),
    per_licence=Decimal(500),
    per_unit=Decimal(3000),
    taxes=(TaxRate(valid_from=date(2019, 10, 1), rate=Decimal("0.10")),),
)


def a_year() -> Statement:
    """Ten units; forty minutes, a defect, an adjustment, one case still in work, the rest lapses."""
    desk = Keeper(replace(TIME, prices=PRICES), pack())
    desk.on("2026-04-10T10:00").do(record_session, case_id=5, minutes=40)
    desk.on("2026-04-20T10:00").do(record_session, case_id=6, minutes=10)
    desk.on("2026-05-12T10:00").do(give_back, case_id=6, why=Why.DEFECT)
    desk.on("2026-05-13T10:00").do(adjust, units=1)
    desk.on("2026-05-31T10:00").do(reserve, case_id=7, units=1)
    desk.on("2027-04-01T00:01").sweep()
    return statement(desk.account, date(2026, 4, 1), date(2027, 4, 1), licences=30, began=date(2026, 4, 1))


def cells(paper: Paper, heading: str) -> list[list[str]]:
    """The rows of the tables under a heading, a text for each cell."""
    section = next(one for one in paper.sections if one.heading == heading)
    return [[" ".join(cell) for cell in row] for one in section.blocks if isinstance(one, Table) for row in one.rows]


def facts(paper: Paper, heading: str) -> dict[str, str]:
    section = next(one for one in paper.sections if one.heading == heading)
    return {label: value[0] for one in section.blocks if isinstance(one, Facts) for label, value in one.rows}


def test_the_paper_says_what_was_there_what_moved_and_what_it_costs() -> None:
    paper = statement_paper(a_year(), SHOWN, "ja")

    assert facts(paper, "残数") == {
        "期首の残り": "0単位",
        "期末の残り": "1単位",
        "うち対応中の件のために確保": "1単位",
    }
    assert cells(paper, "増減の明細") == [
        ["2026年4月1日(水)", "ご注文 PO-1", "+10", "10"],
        ["2026年4月10日(金)", "INC-000005（40分）", "-2", "8"],
        ["2026年5月12日(火)", "INC-000006（製品の不具合のため、戻しました）", "0", "8"],
        ["2026年5月13日(水)", "調整", "+1", "9"],
        ["2027年3月31日(水)", "有効期限切れ（ご注文 PO-1）", "-8", "1"],
    ]
    assert cells(paper, "料金")[2] == ["2026年4月1日(水)", "ご注文 PO-1（単位）", "10", "3,000円", "30,000円"]
    assert cells(paper, "料金")[-3:] == [
        ["小計（税抜）", "160,000円"],
        ["消費税 10% 対象 160,000円", "16,000円"],
        ["合計（税込）", "176,000円"],
    ]


def test_both_languages_hold_the_same_figures() -> None:
    japanese, english = (statement_paper(a_year(), SHOWN, language) for language in ("ja", "en"))

    assert [len(one.blocks) for one in japanese.sections] == [len(one.blocks) for one in english.sections]
    figures = [row[2:] for row in cells(japanese, "増減の明細")]
    assert [row[2:] for row in cells(english, "What came and went")] == figures
    assert cells(english, "Charges")[-1] == ["Total with tax", "JPY 176,000"]
    assert english.desk == "Example Support"


def test_without_prices_nothing_is_said_of_money_and_without_units_nothing_of_units() -> None:
    counting = statement(Keeper(TIME, pack()).account, date(2026, 4, 1), date(2026, 4, 30))
    only_fees = replace(a_year(), entries=())
    uncounted = replace(SHOWN, unit={})

    assert [one.heading for one in statement_paper(counting, SHOWN, "ja").sections] == ["残数", "増減の明細"]
    assert [one.heading for one in statement_paper(only_fees, uncounted, "ja").sections] == ["料金"]


def test_an_empty_period_says_so() -> None:
    account = Keeper(replace(TIME, prices=PRICES), pack()).account
    paper = statement_paper(statement(account, date(2026, 6, 1), date(2026, 6, 30)), SHOWN, "en")

    said = [block.text for section in paper.sections for block in section.blocks if isinstance(block, Text)]

    assert said == ["Nothing came or went in this period.", "There is nothing to charge for in this period."]


def test_of_a_period_that_is_not_over_each_form_says_of_which_day_it_is() -> None:
    account = Keeper(replace(TIME, prices=PRICES), pack()).account
    made = statement(account, date(2026, 4, 1), date(2026, 4, 30), today=date(2026, 4, 22))
    japanese, english = (statement_paper(made, SHOWN, language) for language in ("ja", "en"))

    told = [dict(one.lead[0].rows) for one in (japanese, english) if isinstance(one.lead[0], Facts)]
    assert told[0]["作成時点"] == ("2026年4月22日(水)現在。期間はまだ終わっていません。",)
    assert told[1]["As of"] == ("Wed 22 Apr 2026; the period is not over yet.",)
    assert facts(japanese, "残数")["2026年4月22日(水)現在の残り"] == "10単位"
    assert facts(english, "Units")["Left on Wed 22 Apr 2026"] == "10 units"
    assert statement_letter(made, SHOWN, []).as_of == date(2026, 4, 22)
    assert statement_object(made, {})["as_of"] == "2026-04-22"
    rows = list(csv.DictReader(io.StringIO(statement_csv(made, {}).decode("utf-8-sig"))))
    assert {row["date"] for row in rows if row["section"] in {"closing", "net", "gross"}} == {"2026-04-22"}


def test_a_merged_case_and_one_that_was_given_back_are_told_apart() -> None:
    desk = Keeper(TIME, pack())
    desk.do(record_session, case_id=5, minutes=10)
    desk.do(give_back, case_id=5, why=Why.MERGED)
    desk.do(record_session, case_id=6, minutes=10)
    desk.do(give_back, case_id=6, why=Why.NO_ANSWER)

    paper = statement_paper(statement(desk.account, date(2026, 4, 1), date(2026, 4, 30)), SHOWN, "en")

    assert [row[1] for row in cells(paper, "What came and went")[1:]] == [
        "INC-000005 (given back: merged with another)",
        "INC-000006 (given back)",
    ]


def test_the_letter_holds_the_same_and_leaves_the_oldest_lines_of_a_long_one_to_the_files() -> None:
    made = a_year()
    letter = statement_letter(made, SHOWN, ["statement.csv"])
    long = statement_letter(replace(made, entries=made.entries * 10), SHOWN, [])

    assert (letter.opening, letter.closing, letter.reserved) == (
        {"ja": "0単位", "en": "0 units"},
        {"ja": "1単位", "en": "1 unit"},
        {"ja": "1単位", "en": "1 unit"},
    )
    assert [line.figure["ja"] for line in letter.entries] == ["+10", "-2", "0", "+1", "-8"]
    assert letter.sums[1].label == {"ja": "消費税 10%", "en": "Consumption tax 10%"}
    assert letter.sums[1].amount == {"ja": "16,000円（対象 160,000円）", "en": "JPY 16,000 (on JPY 160,000)"}
    assert letter.sums[-1].amount == {"ja": "176,000円", "en": "JPY 176,000"}
    assert letter.cut == 0
    assert (len(long.entries), long.cut) == (MOST_LINES, 10 * len(made.entries) - MOST_LINES)


def test_a_letter_on_a_contract_without_units_holds_its_fees_alone() -> None:
    letter = statement_letter(a_year(), replace(SHOWN, unit={}), [])

    assert (letter.opening, letter.closing, letter.entries) == (None, None, ())
    assert len(letter.charges) == 5


def test_the_file_opens_in_a_spreadsheet_and_holds_no_formula() -> None:
    evil = replace(pack(), reference="=HYPERLINK(1)")
    made = statement(Keeper(TIME, evil).account, date(2026, 4, 1), date(2026, 4, 30))

    raw = statement_csv(made, {})
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))

    assert raw.startswith(b"\xef\xbb\xbf")
    assert rows[1]["reference"] == "'=HYPERLINK(1)"
    assert [row["left"] for row in rows] == ["0", "10", "10"]


def test_json_holds_numbers_as_numbers_and_amounts_as_text() -> None:
    found = statement_object(a_year(), SHOWN.numbers)

    assert (found["opening"], found["closing"], found["reserved"]) == (0, 1, 1)
    assert (found["net"], found["tax"], found["gross"], found["currency"]) == ("160000", "16000", "176000", "JPY")
    entries = found["entries"]
    assert isinstance(entries, list)
    assert entries[1] == {
        "date": "2026-04-10",
        "kind": "case",
        "case": "INC-000005",
        "units": -2,
        "used": 2,
        "returned": 0,
        "minutes": 40,
        "left": 8,
    }


def test_json_without_prices_says_that_there_are_none() -> None:
    free = Keeper(PackTerms(kind=PackKind.UNLIMITED)).account
    found = statement_object(statement(free, date(2026, 4, 1), date(2026, 4, 30)), {})

    assert (found["net"], found["currency"], found["entries"], found["charges"]) == (None, None, [], [])


@pytest.mark.parametrize(
    ("amount", "currency", "ja", "en"),
    [
        (Decimal(33000), "JPY", "33,000円", "JPY 33,000"),
        (Decimal(-3000), "JPY", "-3,000円", "-JPY 3,000"),
        (Decimal("1200.50"), "USD", "USD 1,200.50", "USD 1,200.50"),
    ],
)
def test_money_is_written_as_its_readers_write_it(amount: Decimal, currency: str, ja: str, en: str) -> None:
    assert (money(amount, currency, "ja"), money(amount, currency, "en")) == (ja, en)


def test_units_shares_and_changes_in_words() -> None:
    assert [counted(units, UNIT, "en") for units in (0, 1, 2)] == ["0 units", "1 unit", "2 units"]
    assert counted(1200, UNIT, "ja") == "1,200単位"
    assert counted(2, {"en": "lots"}, "en") == "2 lots"
    assert counted(2, {"ja": "単位"}, "en") == "2 単位"
    assert [percent(Decimal(rate)) for rate in ("0.10", "0.078", "0", "1")] == ["10%", "7.8%", "0%", "100%"]
    assert [signed(units) for units in (10, -3, 0)] == ["+10", "-3", "0"]


@given(
    began=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    months=st.integers(1, 36),
    on=st.dates(date(2000, 1, 1), date(2060, 12, 31)),
)
def test_a_date_lies_in_the_term_that_is_found_for_it(began: date, months: int, on: date) -> None:
    first = term_begun(began, months, on)

    terms = ((first.year - began.year) * 12 + first.month - began.month) // months
    assert first == months_after(began, terms * months)
    assert first <= on or (terms == 0 and on < began)
    assert on < months_after(began, (terms + 1) * months)


def test_the_zone_of_the_dates_is_named() -> None:
    paper = statement_paper(a_year(), replace(SHOWN, zone=ZoneInfo("Asia/Tokyo")), "en")

    lead = paper.lead[0]
    assert isinstance(lead, Facts)
    assert dict(lead.rows)["Dates of"] == ("JST",)


def test_what_lacks_is_told_instead_of_a_balance_below_zero() -> None:
    paper = statement_paper(replace(a_year(), opening=-1, closing=-2), SHOWN, "ja")
    shown = facts(paper, "残数")

    assert shown["期首の残り"] == "なし（不足：1単位）"
    assert shown["期末の残り"] == "なし（不足：2単位）"
    assert [left_over(one, "en") for one in (-2, 0, 1200)] == ["2 short", "0", "1,200"]
    assert left_over(-2, "ja") == "不足 2"
    assert counted(-1, SHOWN.unit or {}, "en") == "none (1 unit short)"

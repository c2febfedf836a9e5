"""A report in words, bars and calendars: the figures are those of the report, in both languages, and reach the page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.report_looks import five_figures, sheet_of
from mailbot.desk.report_sheet import Bars, Columns, MonthGrid, Series, as_paper, bar
from mailbot.desk.report_speaker import percent
from mailbot.desk.reports import Report, ReportInput
from mailbot.desk.reports_cases import Why
from mailbot.desk.reports_figures import report_of
from mailbot.desk.subjects import width
from mailbot.edges.report_charts import columns_svg
from mailbot.edges.report_page import report_html, report_text
from mailbot.edges.templates import TemplateTrouble
from tests.report_fixtures import NOVEMBER, at, november

LANGUAGES = ("ja", "en")
EMPTY = report_of(ReportInput(period=NOVEMBER))


def page(report: Report, language: str = "ja") -> str:
    return report_html(sheet_of(report, language, "例示サポート"))


def shown(html: str) -> str:
    return re.sub(r"<[^>]*>", " ", html.split("<body", 1)[1])


def test_the_five_figures_are_those_of_the_report() -> None:
    report = november()

    found = [(one.label, one.value, one.note) for one in five_figures(report, "ja")]

    assert found == [
        ("受付", f"{report.totals.opened}件", ""),
        ("終了", f"{report.totals.closed}件", ""),
        ("月末の対応中", f"{report.totals.open}件", ""),
        ("期限・目標の遵守", "37 / 40", "92.5%"),
        ("初回回答（中央値）", "1時間50分", "営業時間"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_in_which_nothing_happened_can_be_shown(language: str) -> None:
    sheet = sheet_of(EMPTY, language, "例示サポート")

    assert [one.value for one in sheet.figures][3:] == ["-", "-"]
    assert "<svg" not in report_html(sheet)
    assert report_text(sheet).count({"ja": "ありません。", "en": "None."}[language]) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_a_full_month_stands_on_the_page_and_in_the_text(language: str) -> None:
    sheet = sheet_of(november(), language, "例示サポート")

    html, text = report_html(sheet), report_text(sheet)

    for part in sheet.parts:
        assert part.heading in re.sub(r"<[^>]*>", "", html)
        assert part.heading in text
    for word in ("INC-000022", "FLT-0001", "99.7094%", "100.0000%", "PO-17", "12,345", "部品の到着を待っていたため"):
        assert word in html
        assert word in text


def test_a_page_loads_nothing_and_says_its_language() -> None:
    html = page(november(), "en")

    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", html)


def test_what_people_wrote_is_never_markup() -> None:
    report = november()
    wish = replace(report.wishes[0], subject="<script>alert(1)</script>", feasibility='"><b>')
    html = page(replace(report, wishes=(wish,)))

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_calendar_shows_each_day_once_with_what_happened() -> None:
    sheet = sheet_of(november(), "ja", "例示サポート")
    grid = next(block for part in sheet.parts for block in part.blocks if isinstance(block, MonthGrid))

    days = [one for week in grid.weeks for one in week if one]
    assert [one.day.day for one in days] == list(range(1, 31))
    assert all(len(week) == 7 for week in grid.weeks)
    assert grid.weeks[0][:6] == (None,) * 6
    assert [(one.day.day, one.state, one.short) for one in days if one.state != "up"] == [
        (9, "down", "125分"),
        (22, "out", "3時間"),
    ]
    assert days[8].words == "停止125分"


def test_days_to_come_are_not_called_up() -> None:
    running = replace(november(), as_of=at(10, "12:00"))
    sheet = sheet_of(running, "en", "Example Support")
    grid = next(block for part in sheet.parts for block in part.blocks if isinstance(block, MonthGrid))

    states = [one.state for week in grid.weeks for one in week if one]
    assert states[9] == "up"
    assert set(states[10:]) == {"ahead"}
    assert "the month goes on" in report_text(sheet)


def test_the_chart_has_a_name_a_description_and_one_column_for_each_figure() -> None:
    sheet = sheet_of(november(), "ja", "例示サポート")
    chart = next(block for part in sheet.parts for block in part.blocks if isinstance(block, Columns))

    svg = ET.fromstring(str(columns_svg(chart, "chart-1")))

    ids = [one.get("id") for one in svg if one.get("id")]
    assert svg.get("aria-labelledby") == " ".join(str(one) for one in ids)
    assert svg.find("title") is not None
    columns = [one for one in svg.iter("rect") if one.get("class") in {"first", "second"}]
    assert len(columns) == 2 * len(chart.labels)
    heights = {one.get("class"): [] for one in columns}  # type: dict[str | None, list[float]]
    for one in columns:
        heights[one.get("class")].append(float(one.get("height", "0")))
    scale = heights["first"][1] / chart.series[0].values[1]
    for name, series in zip(("first", "second"), chart.series, strict=True):
        assert heights[name] == pytest.approx([value * scale for value in series.values])


@settings(max_examples=50, deadline=None)
@given(values=st.lists(st.integers(0, 100_000), min_size=1, max_size=6))
def test_any_figures_can_be_drawn(values: list[int]) -> None:
    labels = tuple(str(place) for place in range(len(values)))
    chart = Columns(title="t", alt="a", labels=labels, series=(Series(name="n", values=tuple(values)),))

    svg = columns_svg(chart, "k")

    assert bool(svg) == any(values)
    if svg:
        assert all(float(one.get("height", "0")) >= 0 for one in ET.fromstring(str(svg)).iter("rect"))


@given(share=st.floats(0, 1))
def test_a_bar_is_never_longer_than_its_place_and_never_hides_what_is_there(share: float) -> None:
    drawn = bar(share, 10)

    assert len(drawn) <= 10
    assert bool(drawn) == (share > 0)


def test_bars_keep_their_proportions() -> None:
    assert (bar(1, 10), bar(0.5, 10), bar(0.25, 10), bar(0, 10)) == ("█" * 10, "█" * 5, "██▌", "")


def test_shares_are_cut_and_not_rounded() -> None:
    assert (percent(2, 3), percent(9999, 10000), percent(5, 5), percent(0, 0)) == ("66.6%", "99.9%", "100.0%", "")


def test_the_weeks_are_named_by_the_days_that_lie_in_the_month() -> None:
    sheet = sheet_of(november(), "ja", "例示サポート")
    chart = next(block for part in sheet.parts for block in part.blocks if isinstance(block, Columns))

    assert chart.labels == ("11/1", "11/2-8", "11/9-15", "11/16-22", "11/23-29", "11/30")


def test_the_desk_s_own_report_names_the_contract_of_each_pack() -> None:
    report = november()
    whole = replace(report, scope=replace(report.scope, contract="", client=""))

    text = report_text(sheet_of(whole, "ja", "例示サポート"))

    assert "窓口全体" in text
    assert re.search(r"C-1 +PO-17", text)


def test_the_text_fits_a_terminal() -> None:
    lines = report_text(sheet_of(november(), "ja", "例示サポート")).splitlines()

    assert max(map(width, lines)) <= 100


def test_a_private_matter_is_called_so() -> None:
    report = november()
    matter = replace(report.open_matters[0], subject="")

    assert "（非公開の件）" in page(replace(report, open_matters=(matter,)))


def test_bars_stand_beside_their_other_figures() -> None:
    sheet = sheet_of(november(), "ja", "例示サポート")
    bars = next(block for part in sheet.parts for block in part.blocks if isinstance(block, Bars))

    assert bars.head == ("区分", "受付", "終了", "月末の対応中")
    assert max(one.share for one in bars.rows) == 1
    assert as_paper(sheet).sections[0].blocks


def test_a_promise_that_is_not_asked_for_any_more_has_no_times() -> None:
    report = november()
    void = replace(report.misses[0], due=None, met_at=None, late_minutes=None, why=Why.CHANGED)

    html = page(replace(report, misses=(void,)))

    assert "後の変更により対象外" in shown(html)


def test_a_service_that_is_still_down_is_said_to_be() -> None:
    (portal, mail) = november().availability
    running = replace(
        november(), as_of=at(10, "12:00"), availability=(replace(portal, running=True, complete=False), mail)
    )

    assert "集計時点で停止中です。" in report_text(sheet_of(running, "ja", "例示サポート"))


def test_an_operator_s_own_layout_is_taken_and_its_faults_are_named(tmp_path: Path) -> None:
    layout = tmp_path / "layout" / "report.html"
    layout.parent.mkdir()
    sheet = sheet_of(november(), "ja", "例示サポート")

    layout.write_text("<p>{{ title }}</p>", encoding="utf-8")
    assert report_html(sheet, [tmp_path]) == "<p>サポート月次報告 2026年11月</p>"

    layout.write_text("{% if %}", encoding="utf-8")
    with pytest.raises(TemplateTrouble, match="line 1"):
        report_html(sheet, [tmp_path])

    layout.write_text("{{ no_such_word }}", encoding="utf-8")
    with pytest.raises(TemplateTrouble, match="no_such_word"):
        report_html(sheet, [tmp_path])


def table_of(report: Report, heading: str, language: str = "ja") -> str:
    text = report_text(sheet_of(report, language, "例示サポート"))
    return text[text.index(heading) :]


def test_what_is_overdue_says_so_and_what_is_due_next_as_well() -> None:
    matter = replace(november().open_matters[0], overdue=at(2, "13:00"), next_due=None)
    report = replace(november(), open_matters=(matter,))

    def told(language: str) -> str:
        return report_text(sheet_of(report, language, "例示サポート"))

    assert "超過（2026年11月2日(月) 13:00）" in told("ja")
    assert "overdue (Mon 2 Nov 2026, 13:00 JST)" in told("en")


def test_a_promise_missed_by_seconds_is_never_late_by_nothing() -> None:
    report = november()
    second, overnight = (
        replace(report.misses[0], late_minutes=minutes, late_elapsed=elapsed, why=Why.LATE)
        for minutes, elapsed in ((0.02, 0.02), (0, 840))
    )

    shown_ja, shown_en = (page(replace(report, misses=(second, overnight)), language) for language in LANGUAGES)
    assert "営業時間で1秒" in shown_ja
    assert "実時間で14時間" in shown_ja
    assert "で0分" not in shown_ja
    assert "1 second of opening hours" in shown_en
    assert "14 hours elapsed" in shown_en


def test_a_case_closed_without_its_resolution_says_what_happened() -> None:
    report = november()
    misses = tuple(replace(report.misses[0], why=why) for why in (Why.SILENCE, Why.UNRESOLVED))

    assert "解決の連絡がないまま、ご返信がなく終了" in page(replace(report, misses=misses))
    assert "ご回答の後、解決の連絡がないまま終了" in page(replace(report, misses=misses))


def test_weeks_are_headed_by_what_they_count() -> None:
    heads = [line for line in table_of(november(), "お問い合わせの件数").splitlines() if line.startswith("週 ")]

    assert [line.split() for line in heads] == [["週", "受付", "終了", "週の終わりに対応中"]]


def test_the_calendar_speaks_the_language_of_its_report() -> None:
    def lengths(language: str) -> set[str]:
        sheet = sheet_of(november(), language, "例示サポート")
        grids = [block for part in sheet.parts for block in part.blocks if isinstance(block, MonthGrid)]
        return {one.short for grid in grids for week in grid.weeks for one in week if one and one.short}

    assert lengths("ja")
    assert all(re.fullmatch(r"\d+(?:分|時間)", one) for one in lengths("ja"))
    assert all(re.fullmatch(r"\d+[mh]", one) for one in lengths("en"))


def test_merged_and_reopened_cases_are_explained() -> None:
    assert "統合" in table_of(november(), "数字の数え方")
    assert "再開" in table_of(november(), "数字の数え方")
    assert "merged" in table_of(november(), "How this was counted", "en")

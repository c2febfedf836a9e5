"""A policy's document as text and as one self-contained page: same facts, nothing to load, nothing unescaped."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailbot.cli import app, policy_commands
from mailbot.cli.policy_paper import Asked, paper_of, print_paper
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import load_config
from mailbot.desk.policy_paper_values import Facts, Paper, Section, Table, Text
from mailbot.desk.subjects import width
from mailbot.edges.paper import as_html, as_text

SMALL = Path(__file__).parents[1] / "config/small_desk.toml"
ADDED = policy_commands
"""Importing the module adds its commands to the app."""
WIDE = "長い説明" * 20
PAPER = Paper(
    title="例示：<b>standard</b>",
    desk="例示サポート",
    language="ja",
    lead=(Text(text="2026年12月28日(月) 17:00 までの説明です。"),),
    sections=(
        Section(
            heading="区分 & 優先度",
            blocks=(
                Facts(rows=(("起点", ("受付",)), ("数え方", ("一行目", "二行目")))),
                Table(head=("優先度", "目標"), rows=((("緊急",), ("10分以内", "電話も")), (("軽微",), ()))),
            ),
        ),
        Section(
            heading="変更",
            level=3,
            blocks=(
                Table(
                    head=("項目", "改定前", "改定後"),
                    rows=((("営業時間",), ("09:00から",), ("10:00から", "金曜は休み")),),
                    kind="change",
                ),
                Table(head=("区分", "優先度", "目標"), rows=((("障害",), ("緊急",), (WIDE,)),), keys=2),
            ),
        ),
    ),
)


def test_the_text_has_underlined_headings_facts_columns_and_records() -> None:
    text = as_text(PAPER)

    assert text.startswith("例示：<b>standard</b>\n=====================\n\n例示サポート\n\n")
    assert "区分 & 優先度\n=============\n\n起点：受付\n数え方：\n  一行目\n  二行目\n" in text
    assert "優先度  目標\n------  --------\n緊急    10分以内\n        電話も\n軽微\n" in text
    assert "営業時間\n  改定前：09:00から\n  改定後：\n    10:00から\n    金曜は休み\n" in text
    assert "障害 / 緊急\n  目標：長い説明" in text
    assert max(width(line) for line in text.splitlines()) <= 88


def test_the_page_says_the_same_as_the_text_and_escapes_it() -> None:
    page = as_html(PAPER)

    assert "<h1>例示：&lt;b&gt;standard&lt;/b&gt;</h1>" in page
    assert '<span class="keep">2026年12月28日(月)</span> <span class="keep">17:00</span>' in page
    assert "<h2>区分 &amp; 優先度</h2>" in page
    assert '<tr><th scope="row">起点</th><td>受付</td></tr>' in page
    assert '<div class="line">一行目</div><div class="line">二行目</div>' in page
    assert '<td data-head="改定前"><span class="keep">09:00</span>から</td>' in page
    assert '<th scope="row">障害</th><th scope="row">緊急</th><td data-head="目標">' in page


def test_only_changes_and_wide_tables_are_stacked_on_a_phone() -> None:
    assert re.findall(r'<table class="(grid[^"]*)"', as_html(PAPER)) == ["grid", "grid stacked change", "grid stacked"]


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = as_html(PAPER)

    assert re.findall(r"(?i)<(?:script|link|img|iframe|form)\b|url\(|@import|https?:", page) == []
    assert '<html lang="ja">' in page
    assert '<main lang="ja">' in page
    assert len(page.encode()) < 30_000


def test_the_desk_may_have_a_layout_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "layout").mkdir()
    (tmp_path / "layout/paper.html").write_text("{{ title }} / {{ sections | length }}", encoding="utf-8")

    assert as_html(PAPER, [tmp_path]) == "例示：&lt;b&gt;standard&lt;/b&gt; / 2"


@pytest.mark.parametrize(
    ("layout", "words"),
    [("{{ title }}\n{% if %}", "layout/paper.html, line 2: "), ("{{ nothing }}", "layout/paper.html: ")],
)
def test_a_fault_in_a_layout_of_ones_own_is_said_in_words(tmp_path: Path, layout: str, words: str) -> None:
    (tmp_path / "own/layout").mkdir(parents=True)
    (tmp_path / "own/layout/paper.html").write_text(layout, encoding="utf-8")
    config = tmp_path / "config.toml"
    small = SMALL.read_text(encoding="utf-8")
    config.write_text(small.replace("[desk]\n", '[desk]\ntemplates = "own"\n'), encoding="utf-8")

    with pytest.raises(Problem, match=words):
        print_paper(config, "standard", Asked(format="html"), changes=False)


def test_the_paper_of_a_configuration_takes_the_calendars_of_its_contracts(tmp_path: Path) -> None:
    config = load_config(SMALL)

    paper = paper_of(config, "standard", Asked(on="2026-11-22", language="en"), changes=False)

    assert paper.desk == "Vendor サポート"
    assert "Mon 23 Nov 2026" in as_text(paper)
    assert "Labour Thanksgiving Day" in as_text(paper)


@pytest.mark.parametrize("command", ["show", "changes"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_commands_print_text_a_page_or_json(command: str, language: str) -> None:
    asked = ["-c", str(SMALL), "policy", command, "standard", "--on", "2026-11-22", "--language", language]

    text = CliRunner().invoke(app, asked)
    page = CliRunner().invoke(app, [*asked, "--format", "html"])
    whole = CliRunner().invoke(app, [*asked, "--json"])

    assert (text.exit_code, page.exit_code, whole.exit_code) == (0, 0, 0)
    found = json.loads(whole.stdout)
    assert (found["policy"], found["language"]) == ("standard", language)
    assert text.stdout.startswith(f"{found['title']}\n")
    assert page.stdout.startswith("<!doctype html>")
    assert page.stdout.rstrip().endswith("</html>")


@pytest.mark.parametrize(
    ("name", "asked", "words"),
    [
        ("standrd", Asked(), "there is no policy 'standrd' - did you mean \"standard\"?"),
        ("standard", Asked(on="tomorrow"), "--on 'tomorrow' is no date; write it as 2026-04-01"),
        ("standard", Asked(language="fr"), "--language is one of ja, en, not 'fr'"),
        ("standard", Asked(format="pdf"), "--format is one of text, html, json, not 'pdf'"),
    ],
)
def test_wrong_use_says_what_to_write(name: str, asked: Asked, words: str) -> None:
    with pytest.raises(WrongUse, match=re.escape(words)):
        print_paper(SMALL, name, asked, changes=False)


def test_without_a_date_it_is_today_on_the_desks_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    monkeypatch.setattr("mailbot.cli.policy_paper.system_clock", lambda: datetime(2026, 11, 22, 16, tzinfo=UTC))

    paper = paper_of(load_config(SMALL), "standard", Asked(), changes=True)

    assert paper.lead[0] == Text(text=f"{date(2026, 11, 23).year}年11月23日(月)現在")

"""`check` shows which reply-by times of open cases an edit of a calendar moves (DECISIONS 19)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.cli.cases import explain_case, show_case
from mailbot.cli.check import check
from mailbot.cli.checking import Gravity
from mailbot.cli.ingesting import ingest_paths
from mailbot.cli.running import run_once

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
RENAMED = (
    SMALL.partition("[[contracts]]")[0]
    .replace("calendars.office", "calendars.opening")
    .replace('"office"', '"opening"')
    .replace("policies.standard", "policies.usual")
)
AT = "2026-11-24T10:00+09:00"
MAIL = b"""Authentication-Results: mx.vendor.example; dmarc=pass header.from=client.example\r
From: yamada@client.example\r
To: support@vendor.example\r
Subject: question\r
Date: Tue, 24 Nov 2026 10:00:00 +0900\r
Message-ID: <one@client.example>\r
\r
How does it work?\r
"""


def test_an_edit_of_a_calendar_tells_which_open_times_it_moves(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SMALL, encoding="utf-8")
    (tmp_path / "one.eml").write_bytes(MAIL)
    ingest_paths(path, [str(tmp_path / "one.eml")], AT, ("support@vendor.example",), None, as_json=False)
    run_once(path, AT)
    now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    calm = check(path, now=now)
    path.write_text(SMALL.replace("13:00-17:00", "13:00-15:00"), encoding="utf-8")
    edited = check(path, now=now)

    assert "no reply-by time moves" in str([one.words for one in calm.checked])
    (moved,) = [one for one in edited.checked if one.place == "INC-000001 answer"]
    assert moved.gravity is Gravity.WARNING
    assert moved.words == "its reply-by time moves from 2026-11-25 17:00 JST to 2026-11-25 15:00 JST"


def test_a_calendar_and_a_policy_that_open_cases_need_are_errors(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SMALL, encoding="utf-8")
    (tmp_path / "one.eml").write_bytes(MAIL)
    ingest_paths(path, [str(tmp_path / "one.eml")], AT, ("support@vendor.example",), None, as_json=False)
    run_once(path, AT)
    path.write_text(RENAMED, encoding="utf-8")

    report = check(path, now=datetime(2026, 11, 24, 2, 0, tzinfo=UTC))

    errors = {one.place: one.words for one in report.checked if one.gravity is Gravity.ERROR}
    assert set(errors) == {"calendars.office", "policies.standard"}
    assert "INC-000001" in errors["calendars.office"]
    assert report.exit_code == 1


def test_a_case_is_shown_after_its_names_have_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config.toml"
    path.write_text(SMALL, encoding="utf-8")
    (tmp_path / "one.eml").write_bytes(MAIL)
    ingest_paths(path, [str(tmp_path / "one.eml")], AT, ("support@vendor.example",), None, as_json=False)
    run_once(path, AT)
    path.write_text(RENAMED, encoding="utf-8")

    show_case(path, "INC-000001", as_json=False)
    explain_case(path, "INC-000001", "en", as_json=False)

    shown = capsys.readouterr().out
    assert "due 2026-11-25T17:00" in shown
    assert " out      support@vendor.example: " in shown

"""Faults and announcements from the command line: drafted and shown first, sent only where nobody has to approve."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from mailbot.cli.announcing import allow_again, announce_file, status_of
from mailbot.cli.incidents import export_faults, link_case, list_faults, record, show_fault
from mailbot.cli.running import books, run_once
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import load_config
from mailbot.desk.announcements import AnnouncementKind
from mailbot.desk.complaints import Complaints

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
SERVICE = '[services.portal]\ntitle = { ja = "顧客ポータル", en = "the portal" }\n\n[calendars.office]'
FAULT = "service: portal\nsymptom: =slow\nsince: 2026-01-05T09:00:00+09:00\nnext: 2099-01-05T12:00:00+09:00\n"
RELEASE = 'kind = "version"\nservices = ["portal"]\nversion = "4.3"\ntitle = { ja = "改善" }\ntext = { ja = "改" }\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A desk of one member of staff, who needs nobody's approval, with its contracts in the store."""
    path = tmp_path / "config.toml"
    assert "[calendars.office]" in SMALL
    path.write_text(SMALL.replace("[calendars.office]", SERVICE), encoding="utf-8")
    run_once(path, "")
    return path


def written(folder: Path, text: str, name: str = "lines.txt") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_fault_from_open_to_export(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert record(config, "", written(tmp_path, FAULT), confirm=False) == 0
    assert record(config, "flt-1", written(tmp_path, "scope: all\n"), confirm=False) == 0
    over = written(tmp_path, "recovered: 2026-01-05T10:30:00+09:00\ncause: broken\n")
    assert record(config, "FLT-0001", over, argument="recovered", confirm=True) == 0
    said = capsys.readouterr().out
    assert "FLT-0001: declared" in said
    assert "FLT-0001: corrected" in said
    assert "is being sent" in said

    show_fault(config, "FLT-0001", as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["minutes"], shown["scope"], shown["cause"]) == ("90", "all", "broken")
    assert [one["kind"] for one in shown["events"]] == ["declared", "corrected", "recovered"]
    show_fault(config, "FLT-0001", as_json=False)
    assert "recovered  operator" in capsys.readouterr().out

    export_faults(config, "slow", as_json=False)
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["symptom"] == "'=slow"
    list_faults(config, "slow", as_json=False)
    assert "FLT-0001" in capsys.readouterr().out
    list_faults(config, "quick", as_json=True)
    export_faults(config, "quick", as_json=True)
    assert capsys.readouterr().out == ""


def test_what_cannot_be_read_changes_nothing(config: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="symptom: is needed"):
        record(config, "", written(tmp_path, "service: portal\n"), confirm=False)
    with pytest.raises(WrongUse, match="cannot be read"):
        record(config, "", tmp_path / "none.txt", confirm=False)
    with pytest.raises(Problem, match="there is no fault"):
        show_fault(config, "FLT-0001", as_json=False)
    with pytest.raises(Complaints):
        announce_file(config, written(tmp_path, 'kind = "party"\n'), dry_run=True, confirm=False, as_json=False)


def test_an_announcement_is_shown_kept_and_sent(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, RELEASE, "release.toml")
    assert announce_file(config, file, dry_run=True, confirm=False, as_json=True) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["receivers"], shown["contracts"]) == (1, {"C-1": 1})
    with pytest.raises(Problem, match="there is no announcement"):
        status_of(config, "1", as_json=False)

    assert announce_file(config, file, dry_run=False, confirm=True, as_json=False) == 0
    assert "【新版】顧客ポータル 4.3" in capsys.readouterr().out
    run_once(config, "")
    assert status_of(config, "1", as_json=True) == 0
    (line,) = capsys.readouterr().out.strip().splitlines()[-1:]
    assert (json.loads(line)["state"], json.loads(line)["address"]) == ("sent", "yamada@client.example")
    status_of(config, "1", as_json=False)
    assert "announcement 1 (version): sent" in capsys.readouterr().out


def test_confirm_does_not_replace_another_members_approval(config: Path, tmp_path: Path) -> None:
    text = config.read_text(encoding="utf-8")
    second = '[[staff]]\nname = "田中"\naddresses = ["tanaka@vendor.example"]\n\n[calendars.office]'
    config.write_text(text.replace("[calendars.office]", second), encoding="utf-8")

    with pytest.raises(Problem, match="another member has to approve"):
        announce_file(config, written(tmp_path, RELEASE), dry_run=False, confirm=True, as_json=False)


def test_only_a_case_that_exists_is_linked(config: Path, tmp_path: Path) -> None:
    record(config, "", written(tmp_path, FAULT), confirm=False)

    with pytest.raises(Problem, match="there is no case INC-000009"):
        link_case(config, "FLT-0001", "INC-000009")


def test_who_objected_may_be_written_to_again(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Problem, match="has not objected"):
        allow_again(config, "yamada@client.example")
    with books(load_config(config)) as store, store.unit() as unit:
        unit.object_to("yamada@client.example", [AnnouncementKind.VERSION], 1)

    assert allow_again(config, "Yamada@client.example") == 0
    assert "gets all announcements again" in capsys.readouterr().out
    with books(load_config(config)) as store, store.unit() as unit:
        assert unit.objections(["yamada@client.example"]) == {}

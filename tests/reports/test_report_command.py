"""`mailbot report`: to the screen, into files, and to its readers; and how a report is written for them."""

from __future__ import annotations

import email
import email.policy
import json
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailbot.cli import app, commands, report_commands
from mailbot.cli.reports import Wanted, make_report
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.desk.complaints import Complaints
from mailbot.desk.monthly_reports import ReportState
from mailbot.desk.reports_writing import report_csv, report_json
from mailbot.edges import report_pdf
from mailbot.edges.usage_files import UsageFiles
from mailbot.stages.report_writing import cause_of
from mailbot.store import open_store
from tests.reports.month_desk import NOVEMBER, MonthDesk, at

assert commands, report_commands  # they add their commands


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[MonthDesk]:
    made = MonthDesk.made(tmp_path, f"sqlite:///{tmp_path / 'desk.db'}")
    made.case("C-1", at("11-02 10:30"), (at("11-02 14:00"), "reply"), subject="印刷について")
    made.case("C-2", at("11-03 10:30"), subject="About printing")
    made.case("C-2", at("12-02 10:30"), subject="The month is over")
    yield made
    made.store.close()


@pytest.fixture
def config(desk: MonthDesk) -> Path:
    """The configuration on disk; the test's own hands are off the store."""
    path = desk.config.path
    desk.store.close()
    return path


def test_a_report_goes_into_files_named_for_month_and_contract(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    make_report(config, Wanted(month="2026-11", contract="C-1", forms="html,csv,json,text", out=out))

    assert sorted(path.name for path in out.iterdir()) == [
        "report-2026-11-C-1.csv",
        "report-2026-11-C-1.html",
        "report-2026-11-C-1.json",
        "report-2026-11-C-1.txt",
    ]
    page = (out / "report-2026-11-C-1.html").read_text(encoding="utf-8")
    assert "株式会社例示商事" in page
    assert "Overseas" not in page
    assert json.loads((out / "report-2026-11-C-1.json").read_bytes())["totals"]["opened"] == 1


def test_the_desk_s_own_report_counts_all_contracts(config: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    make_report(config, Wanted(month="2026-11", forms="json"))

    assert json.loads(capfdbinary.readouterr().out)["totals"]["opened"] == 2


def test_the_command_is_there(config: Path) -> None:
    found = CliRunner().invoke(app, ["-c", str(config), "report", "2026-11", "--contract", "C-1", "--language", "en"])

    assert found.exit_code == 0
    assert "Support report, November 2026" in found.output


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(month="November"), "write it as 2026-11"),
        (Wanted(month="2999-01"), "has not begun"),
        (Wanted(month="2026-11", contract="C-11"), 'did you mean "C-1"'),
        (Wanted(month="2026-11", forms="html,csv"), "--out"),
        (Wanted(month="2026-11", forms="docx"), "--format"),
        (Wanted(month="2026-11", forms=""), "--format"),
        (Wanted(month="2026-11", language="fr"), "--language"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(config: Path, wanted: Wanted, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        make_report(config, wanted)


def test_pdf_says_what_is_missing(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(Problem, match=r"pip install 'mailbot\[pdf\]'"):
        make_report(config, Wanted(month="2026-11", forms="pdf", out=tmp_path))


def test_a_report_loads_nothing_when_it_is_printed() -> None:
    with pytest.raises(ValueError, match="loads nothing"):
        report_pdf._refused("https://elsewhere.example/a.png")


def test_it_is_queued_once_for_each_reader(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        make_report(config, Wanted(month="2026-11", contract="C-1", send=True))

    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "report": "report:C-1:2026-11",
        "queued": ["yamada@client.example", "doe@client.example"],
        "already": [],
    }
    assert second["queued"] == []
    assert second["already"] == first["queued"]


def test_the_desk_s_own_goes_to_staff(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_report(config, Wanted(month="2026-11", send=True))

    assert json.loads(capsys.readouterr().out)["queued"] == ["suzuki@vendor.example"]


def test_each_reader_gets_letter_and_files_in_their_language(desk: MonthDesk) -> None:
    report = desk.report("C-1")
    with desk.store.unit(at("12-15 09:00")) as unit:
        contract = unit.contract("C-1")
    assert contract is not None

    letters = desk.writing.to_contract(report, contract, at("12-15 09:00"))

    opened = {one.recipient: email.message_from_bytes(one.content, policy=email.policy.default) for one in letters}
    assert set(opened) == {"yamada@client.example", "doe@client.example"}
    for address, subject, title in (
        ("yamada@client.example", "【月次報告】2026年11月", "サポート月次報告 2026年11月"),
        ("doe@client.example", "Support report, November 2026", "Support report, November 2026"),
    ):
        mail = opened[address]
        files = {one.get_filename(): one.get_payload(decode=True) for one in mail.iter_attachments()}
        assert mail["Subject"] == subject
        assert set(files) == {"report-2026-11-C-1.html", "report-2026-11-C-1.csv"}
        page = files["report-2026-11-C-1.html"]
        assert isinstance(page, bytes)
        assert title in page.decode()


def test_figures_are_the_same_bytes_in_every_language(desk: MonthDesk) -> None:
    report = desk.report("C-1")

    for language in ("ja", "en"):
        assert desk.writing.content(report, "json", language) == report_json(report)
        assert desk.writing.content(report, "csv", language) == report_csv(report)


def test_where_nobody_has_the_role_the_admins_are_told(desk: MonthDesk) -> None:
    with desk.store.unit(at("12-15 09:00")) as unit:
        contract = unit.contract("C-2")
    assert contract is not None

    assert [one.name for one in desk.writing.contacts(contract)] == ["John Smith"]
    assert desk.reporting.period(NOVEMBER, contract).tz == "Asia/Tokyo"


def test_usage_files_may_lie_contract_by_contract(tmp_path: Path) -> None:
    for contract, value in (("C-1", 5), ("C-2", 7)):
        (tmp_path / contract).mkdir()
        (tmp_path / contract / "2026-11.csv").write_text(
            f"month,name,value\n2026-11,logins,{value}\n", encoding="utf-8"
        )
    files = UsageFiles(folder=tmp_path, pattern="{contract}/{month}.csv")

    assert [row.value for row in files(NOVEMBER, "C-2")] == [7]
    assert [row.value for row in files(NOVEMBER, "")] == [5, 7]
    assert files(NOVEMBER, "C-3") == ()
    assert UsageFiles(folder=tmp_path, pattern="")(NOVEMBER, "") == ()


def test_a_usage_file_in_another_charset_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2026-11.csv").write_bytes(b"month,name,value\n2026-11,\x81\xff\xfd,1\n")

    with pytest.raises(Complaints) as refused:
        UsageFiles(folder=tmp_path, pattern="{month}.csv")(NOVEMBER, "")

    assert "CP932" in refused.value.complaints[0].message


def test_pdf_without_its_system_library_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setitem(sys.modules, "weasyprint", Broken())

    with pytest.raises(report_pdf.PdfMissing, match="Pango"):
        report_pdf.as_pdf("<p>x</p>")


def test_pdf_is_what_the_library_makes_of_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    class Page:
        def __init__(self, string: str, url_fetcher: object) -> None:
            assert callable(url_fetcher)
            self.string = string

        def write_pdf(self) -> bytes:
            return f"%PDF {self.string}".encode()

    monkeypatch.setitem(sys.modules, "weasyprint", types.SimpleNamespace(HTML=Page))

    assert report_pdf.as_pdf("<p>x</p>") == b"%PDF <p>x</p>"


def test_a_report_of_a_month_that_goes_on_does_not_stand_for_the_whole_month(desk: MonthDesk) -> None:
    whole, part = desk.report("C-1"), desk.report("C-1", now=at("11-20 10:00"))

    assert cause_of(whole) == "report:C-1:2026-11"
    assert cause_of(part) == "report:C-1:2026-11:2026-11-20"


def test_what_the_operator_sent_is_not_asked_about_again(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_report(config, Wanted(month="2026-11", contract="C-1", send=True))
    capsys.readouterr()

    store = open_store(f"sqlite:///{config.parent / 'desk.db'}")
    with store.unit(at("12-15 09:00")) as unit:
        assert unit.report_state("C-1", NOVEMBER) is ReportState.SENT
    store.close()

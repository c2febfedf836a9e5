"""`check`: every error and warning with what to do, the configuration in force without secrets, exit codes."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.cli.check import check, run_check
from mailbot.cli.checking import Checked, Gravity, Report, error, fine, warning
from mailbot.cli.connecting import connected, customer_domains
from mailbot.cli.moving import moved_clocks
from mailbot.config import load_config
from mailbot.desk.clocks import ClockState, State
from mailbot.desk.records import ClockRow
from mailbot.store import open_store

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")


def written(folder: Path, text: str = SMALL) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def places(report: Report, gravity: Gravity) -> list[str]:
    return [one.place for one in report.checked if one.gravity is gravity]


def words(report: Report) -> str:
    return "\n".join(map(str, report.checked))


class SilentDns:
    """Knows no name at all."""

    def txt(self, _name: str) -> tuple[bytes, ...]:
        return ()


def test_a_desk_without_errors_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run_check(written(tmp_path), connect=False, as_json=False)

    printed = capsys.readouterr().out
    assert code == 0
    assert "desk.name = Vendor サポート" in printed
    assert "0 errors" in printed.splitlines()[-1]
    assert printed.splitlines()[-1].endswith("it can be used")
    assert not (tmp_path / "desk.db").exists()


def test_every_error_is_printed_with_its_line_and_the_exit_code_is_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, SMALL.replace('policy = "standard"', 'policy = "standrad"').replace("[trust]", "[trsut]"))

    assert run_check(path, connect=False, as_json=True) == 1

    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert [one["place"].partition(": ")[2] for one in found["errors"]] == ["trsut", "contracts[0].policy"]
    assert 'did you mean "standard"?' in found["errors"][1]["message"]
    assert found["configuration"] == {}


def test_the_effective_configuration_has_every_section_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILBOT_TEST_CANARY", "canary-value")
    text = SMALL.replace('case_prefix = "INC"', 'case_prefix = "INC"\nsecret = { env = "MAILBOT_TEST_CANARY" }')

    report = check(written(tmp_path, text), now=NOW)

    shown = json.dumps(report.as_json(), ensure_ascii=False)
    assert "canary" not in shown.replace("MAILBOT_TEST_CANARY", "")
    assert "MAILBOT_TEST_CANARY" in shown
    settings = report.configuration
    assert set(settings) == {
        "desk", "store", "intake", "delivery", "trust", "staff", "services", "calendars", "policies", "rules", "packs",
        "contracts", "reports", "limits", "logging",
    }  # fmt: skip
    assert settings["limits"]["loop_window"] == "10m"  # type: ignore[index]  # JSON values
    assert settings["contracts"][0]["from"] == "2026-01-01"  # type: ignore[index]  # likewise


def test_a_secret_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILBOT_TEST_CANARY", raising=False)
    mailbox = '[[intake.imap]]\nhost = "127.0.0.1"\nuser = "u"\npassword = { file = "no-such" }\n[trust]'
    logins = (
        '[intake.smtp]\nlogins = [{ user = "y", address = "yamada@client.example", password = { env = "NO_SUCH" } }]\n'
    )
    text = SMALL.replace("[trust]", logins + mailbox)

    report = check(written(tmp_path, text), now=NOW)

    assert places(report, Gravity.ERROR) == ["intake.imap[0].password", "intake.smtp.logins[0].password"]
    assert "the environment variable NO_SUCH is not set" in words(report)


def test_an_unknown_country_and_a_broken_closing_file_are_errors(tmp_path: Path) -> None:
    report = check(written(tmp_path, SMALL.replace('"JP"', '"JX"')), now=NOW)
    (tmp_path / "closed.ics").write_text("no calendar", encoding="utf-8")
    broken = check(written(tmp_path, SMALL.replace("[policies", 'closed_ics = ["closed.ics"]\n[policies', 1)), now=NOW)

    assert report.exit_code == 1
    assert "no list of holidays for 'JX'" in words(report)
    assert broken.exit_code == 1


def test_holidays_not_yet_announced_are_a_warning(tmp_path: Path) -> None:
    path = written(tmp_path)

    assert "not announced yet" not in words(check(path, now=NOW))
    assert "holidays of 2028 are not announced yet" in words(check(path, now=NOW.replace(year=2027)))


def test_a_contract_that_has_ended_is_a_warning(tmp_path: Path) -> None:
    report = check(written(tmp_path, SMALL.replace("2027-12-31", "2026-10-31")), now=NOW)

    assert "contract C-1 (config.toml)" in places(report, Gravity.WARNING)


def test_a_fault_in_an_own_template_is_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "letters/ja/case-opened"
    folder.mkdir(parents=True)
    (folder / "body.txt").write_text("{{ letter.no_such_field }}\n", encoding="utf-8")

    text = SMALL.replace("case_prefix", 'templates = "letters"\ncase_prefix')
    report = check(written(tmp_path, text), now=NOW)

    assert report.exit_code == 1
    assert any(one.place.startswith("templates: ") for one in report.checked)


def test_an_old_interpreter_is_a_warning_and_a_new_one_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import email.policy

    path = written(tmp_path)
    monkeypatch.setattr(email.policy.Policy, "verify_generated_headers", True, raising=False)
    assert "Python" not in places(check(path, now=NOW), Gravity.WARNING)
    monkeypatch.delattr(email.policy.Policy, "verify_generated_headers")
    for base in email.policy.Policy.__mro__[1:]:
        monkeypatch.delattr(base, "verify_generated_headers", raising=False)
    assert "Python" in places(check(path, now=NOW), Gravity.WARNING)


def test_connect_tells_of_store_delivery_and_records(tmp_path: Path) -> None:
    config = load_config(written(tmp_path))

    found = {one.place: one for one in connected(config, NOW, resolver=SilentDns())}

    assert "made at the first start" in found["store"].words
    assert found["delivery"].gravity is Gravity.FINE
    assert "there is no SPF record" in found["SPF vendor.example"].words
    assert "there is no DMARC record" in found["DMARC _dmarc.vendor.example"].words
    assert "may never be proven" in found["customer domain client.example"].words
    assert not (tmp_path / "desk.db").exists()


def test_connect_tells_the_version_of_a_store_that_is_there(tmp_path: Path) -> None:
    config = load_config(written(tmp_path))
    open_store(config.store.url).close()

    found = {one.place: one for one in connected(config, NOW, resolver=SilentDns())}

    assert "it answers, at version" in found["store"].words


def test_a_file_that_is_no_store_is_an_error(tmp_path: Path) -> None:
    config = load_config(written(tmp_path))
    (tmp_path / "desk.db").write_bytes(b"no database at all, but long enough to be taken for one" * 100)

    found = {one.place: one for one in connected(config, NOW, resolver=SilentDns())}

    assert found["store"].gravity is Gravity.ERROR


def test_servers_that_do_not_answer_are_errors_and_never_a_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILBOT_TEST_PASSWORD", "x")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    mailbox = f'[[intake.imap]]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nuser = "u"\n'
    mailbox += 'password = { env = "MAILBOT_TEST_PASSWORD" }\n[trust]'
    text = SMALL.replace("[trust]", mailbox).replace('folder = "outgoing"', f'url = "smtp://127.0.0.1:{port}"')
    config = load_config(written(tmp_path, text))

    found = {one.place: one for one in connected(config, NOW, resolver=SilentDns())}

    assert found["intake.imap u"].gravity is Gravity.ERROR
    assert found["delivery"].gravity is Gravity.ERROR
    assert f"127.0.0.1:{port}" in found["delivery"].words


def test_customers_domains_leave_out_those_of_everybody(tmp_path: Path) -> None:
    text = SMALL.replace('"yamada@client.example"', '"yamada@client.example", "y@gmail.com"')
    text = text.replace('client = "Client KK"', 'client = "Client KK"\ndomains = ["sub.client.example"]')

    assert customer_domains(load_config(written(tmp_path, text))) == ("client.example", "sub.client.example")


def test_moved_times_are_those_of_running_clocks_that_differ() -> None:
    later = NOW.replace(hour=8)
    stored = (
        ClockRow(name="answer", state="running", due=NOW),
        ClockRow(name="resolve", state="met", due=NOW),
        ClockRow(name="start", state="running", due=NOW),
    )
    played = (
        ClockState(name="answer", state=State.RUNNING, due=later),
        ClockState(name="resolve", state=State.MET, due=later),
        ClockState(name="start", state=State.RUNNING, due=NOW),
    )

    (moved,) = moved_clocks("INC-000001", stored, played)

    assert (moved.clock, moved.before, moved.after) == ("answer", NOW, later)


def test_a_report_puts_the_gravest_last_and_counts() -> None:
    report = Report(path="c.toml", checked=(error("a", "x"), fine("b", "y"), warning("c", "z")))

    assert report.as_text().splitlines() == [
        "fine     b: y",
        "warning  c: z",
        "error    a: x",
        "c.toml: 1 error, 1 warning",
    ]
    assert report.exit_code == 1
    assert Report(path="c", checked=(Checked(gravity=Gravity.WARNING, place="a", words="b"),)).exit_code == 0

"""`contract statement`: a period printed in four forms, and sent once to those who pay."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailbot.cli import cases, contract_statement, contract_units
from mailbot.cli.contract_statement import AskedPeriod, send_statement, show_statement
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import load_config
from mailbot.desk.ledger import Act
from mailbot.desk.ledger_acts import adjust
from mailbot.store import open_store
from mailbot.wiring import open_desk

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
PACKS = """
[packs.hours]
kind = "time"
block = 10

[packs.hours.prices]
fixed = 50000
per_licence = 500
per_unit = 3000
tax = 0.10
"""
SOLD = """terms = "hours"
licences = 40
packs = [{ order = "PO-1", units = 10, ordered_on = 2026-04-01 }]
"""
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
YEAR = AskedPeriod(year="2026")
"""Of a contract that began on 1 January 2026."""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (cases, contract_statement, contract_units):
        monkeypatch.setattr(module, "system_clock", lambda: NOW)
    path = tmp_path / "config.toml"
    path.write_text(SMALL.replace("[[contracts]]", PACKS + "\n[[contracts]]") + SOLD, encoding="utf-8")
    used(path)
    return path


def used(path: Path) -> None:
    """The desk was started, and two units were taken off."""
    config = load_config(path)
    open_desk(config, lambda: NOW).close()
    taken_off(path, 2)


def taken_off(path: Path, units: int) -> None:
    config = load_config(path)
    contract = config.contracts[0]
    store = open_store(config.store.url)
    with store.unit(NOW) as unit:
        account = unit.account(contract.id, config.offers.terms_of(contract), config.offers.zone_of(contract))
        booked = adjust(account, Act(at=NOW, cause=f"corrected:{units}"), units=-units)
        assert isinstance(booked, tuple)
        unit.append_lines(booked)
    store.close()


def printed(config: Path, capsys: pytest.CaptureFixture[str], form: str, asked: AskedPeriod = YEAR) -> str:
    capsys.readouterr()
    assert show_statement(config, "C-1", asked, form=form, language="") == 0
    return capsys.readouterr().out


def letters(path: Path) -> list[EmailMessage]:
    """What lies in the outbox."""
    store = open_store(load_config(path).store.url)
    due = store.claim_letters(datetime(2026, 11, 24, 3, 0, tzinfo=UTC), 10)
    store.close()
    return [message_from_bytes(one.content, policy=policy.default) for one in due if one.letter == "statement"]


def test_a_year_is_printed_in_words(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(config, capsys, "text")

    assert "契約：Client KK（C-1）" in said
    assert "期間：2026年1月1日(木)から2026年12月31日(木)まで" in said
    assert "作成時点：2026年11月22日(日)現在。期間はまだ終わっていません。" in said
    assert "2026年11月22日(日)現在の残り：8単位" in said
    assert said.splitlines()[-4:] == [
        "小計（税抜）    100,000円",
        "消費税 10%       10,000円",
        "対象 100,000円",
        "合計（税込）    110,000円",
    ]


def test_the_same_figures_stand_in_csv_json_and_html(config: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for form in ("csv", "json", "html"):
        assert show_statement(config, "C-1", YEAR, form=form, language="en") == 0
    shown = capsysbinary.readouterr().out
    table, _, rest = shown.partition(b'{"contract"')
    found = json.loads(b'{"contract"' + rest.partition(b"\n")[0])
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))

    assert found["gross"] == next(row["amount"] for row in rows if row["section"] == "gross") == "110000"
    assert found["closing"] == 8
    assert b"JPY 110,000" in rest
    assert b"<!doctype html>" in rest


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (AskedPeriod(), "2026-01-01", "2026-11-22"),
        (AskedPeriod(month="2026-11"), "2026-11-01", "2026-11-30"),
        (AskedPeriod(month="2026-12"), "2026-12-01", "2026-12-31"),
        (AskedPeriod(first="2026-04-01", last="2026-06-30"), "2026-04-01", "2026-06-30"),
        (AskedPeriod(last="2027-02-01"), "2027-01-01", "2027-02-01"),
        (AskedPeriod(first="2026-11-01"), "2026-11-01", "2026-11-22"),
    ],
)
def test_a_period_is_what_was_asked_for_else_the_term_until_today(
    config: Path, capsys: pytest.CaptureFixture[str], asked: AskedPeriod, first: str, last: str
) -> None:
    found = json.loads(printed(config, capsys, "json", asked))

    assert (found["from"], found["until"]) == (first, last)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (AskedPeriod(month="November"), "--month November: write it like 2026-04"),
        (AskedPeriod(year="26"), "--year 26: write it like 2026"),
        (AskedPeriod(first="1.4.2026"), "--from 1.4.2026: write it like 2026-04-01"),
        (AskedPeriod(month="2026-11", year="2026"), "name one period"),
        (AskedPeriod(first="2026-05-01", last="2026-04-01"), "lies before"),
    ],
)
def test_a_period_that_is_none_says_how_to_write_it(config: Path, asked: AskedPeriod, words: str) -> None:
    with pytest.raises(WrongUse, match=words):
        show_statement(config, "C-1", asked, form="text", language="")


def test_a_form_or_language_that_is_none_is_wrong_use(config: Path) -> None:
    with pytest.raises(WrongUse, match="--format is one of"):
        show_statement(config, "C-1", YEAR, form="pdf", language="")
    with pytest.raises(WrongUse, match="--language is one of"):
        show_statement(config, "C-1", YEAR, form="text", language="fr")


def test_a_contract_on_which_nothing_counts_or_costs_has_no_statement(config: Path) -> None:
    config.write_text(SMALL, encoding="utf-8")
    config.with_name("desk.db").unlink()

    with pytest.raises(Problem, match="there is nothing to state of C-1"):
        show_statement(config, "C-1", YEAR, form="text", language="")


def test_it_goes_to_the_billing_contacts_with_both_files(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = """contacts = [
  { name = "山田 太郎", addresses = ["yamada@client.example"] },
  { name = "佐藤 花子", addresses = ["sato@client.example"], roles = ["billing"], language = "en" },
]"""
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace('contacts = [{ name = "山田 太郎", addresses = ["yamada@client.example"] }]', both))

    assert send_statement(config, "C-1", YEAR) == 0

    assert capsys.readouterr().out.endswith("queued for 佐藤 花子 <sato@client.example>\n")
    (letter,) = letters(config)
    files = {str(part.get_filename()): part for part in letter.iter_attachments()}
    assert letter["To"].addresses[0].addr_spec == "sato@client.example"
    assert letter["Subject"] == "Statement Thu 1 Jan 2026 to Thu 31 Dec 2026 (C-1)"
    assert sorted(files) == ["statement-C-1-2026-01-01-2026-12-31.csv", "statement-C-1-2026-01-01-2026-12-31.html"]
    page = files["statement-C-1-2026-01-01-2026-12-31.html"].get_payload(decode=True)
    assert isinstance(page, bytes)
    assert '<html lang="en">' in page.decode()
    assert letter["Auto-Submitted"] == "auto-generated"


def test_the_same_statement_goes_to_nobody_twice_and_a_changed_one_goes_again(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    send_statement(config, "C-1", YEAR)
    capsys.readouterr()

    send_statement(config, "C-1", YEAR)
    again = capsys.readouterr().out
    taken_off(config, 1)
    send_statement(config, "C-1", YEAR)

    assert again == "had it already: 山田 太郎 <yamada@client.example>\n"
    assert capsys.readouterr().out.endswith("queued for 山田 太郎 <yamada@client.example>\n")
    assert len(letters(config)) == 2


def test_a_contract_without_anybody_to_write_to_says_so(config: Path) -> None:
    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace(
            'addresses = ["yamada@client.example"] }', 'addresses = ["yamada@client.example"], roles = ["notice"] }'
        )
    )

    with pytest.raises(Problem, match="register a contact with the role billing"):
        send_statement(config, "C-1", YEAR)

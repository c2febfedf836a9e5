"""`statement` of `[packs.NAME]`: which periods are stated by themselves, and what is odd about it (row E6)."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.config import ConfigError, load_config
from mailbot.desk.packs_spelling import offer_as_mapping
from tests.config.test_packs_config import PACKS, desk, loaded, warnings


@pytest.mark.parametrize(
    ("line", "wanted"), [("", "none"), ('statement = "month"', "month"), ('statement = "term"', "term")]
)
def test_statements_go_by_themselves_where_the_terms_say_so(tmp_path: Path, line: str, wanted: str) -> None:
    offer = loaded(tmp_path, packs=f"{PACKS}{line}\n").offers.by_name["incidents"]

    assert offer.terms.statement == wanted
    assert offer_as_mapping(offer)["statement"] == wanted
    assert warnings(tmp_path, packs=f"{PACKS}{line}\n") == []


def test_another_word_is_a_fault_with_its_line(tmp_path: Path) -> None:
    path = desk(tmp_path, packs=f'{PACKS}statement = "monthly"\n')
    with pytest.raises(ConfigError) as refused:
        load_config(path)

    (finding,) = refused.value.findings
    assert finding.key == "packs.incidents.statement"
    assert '"monthly"' in finding.message
    assert 'did you mean "month"' in finding.message
    assert path.read_text(encoding="utf-8").splitlines()[finding.line - 1] == 'statement = "monthly"'


def test_statements_of_nothing_and_for_nobody_look_odd(tmp_path: Path) -> None:
    free = '[packs.incidents]\nkind = "free"\nstatement = "month"\n'
    path = desk(tmp_path, packs=free)
    text = path.read_text(encoding="utf-8")
    text = text[: text.rindex("packs = [")].replace('client.example"] }', 'client.example"], roles = ["notice"] }')
    path.write_text(text.replace("from = 2026", 'openers = ["@client.example"]\nfrom = 2026'), encoding="utf-8")

    found = [one.message for one in load_config(path).warnings]

    assert any("[packs.incidents] wants statements, but nothing is counted or costs anything" in one for one in found)
    assert any("nobody gets its statements: give a contact the role billing" in one for one in found)


def test_a_fee_alone_can_be_stated(tmp_path: Path) -> None:
    paid = '[packs.incidents]\nkind = "unlimited"\nstatement = "term"\nprices = { fixed = 50000 }\n'
    path = desk(tmp_path, packs=paid)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("packs = [")], encoding="utf-8")

    assert not [one.message for one in load_config(path).warnings if "statement" in one.message]

"""Which commands about units run as they are written: what was agreed, what is left, and what stands beside them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.desk.cases import Case, Event, EventKind, Status
from mailbot.desk.charging import matter_units
from mailbot.desk.command_checks import wrong_arguments
from mailbot.desk.commands import read_instructions
from mailbot.desk.ledger import Act, Why
from mailbot.desk.ledger_acts import give_back
from mailbot.desk.named import Named
from mailbot.desk.offers import Offer, Offers
from mailbot.desk.packs import PackKind, PackTerms
from mailbot.desk.policy_reading import read_version
from mailbot.desk.units import UnitsFacts
from mailbot.desk.units_words import UNITS_REFUSALS, came_back_words, lacking_words, left_words
from tests.desk_fixtures import CASE, CONTRACT, HOUSE, NOW, VERSION, YAMADA, by_staff
from tests.ledger_fixtures import INCIDENTS, TIME, Keeper, pack

LEVELS = replace(
    VERSION,
    levels=read_version(
        {
            "from": "2020-01-01",
            "categories": {"question": {"default": True}},
            "priorities": {"minor": {"default": True}},
            "levels": [{"key": "normal"}, {"key": "a"}],
        }
    ).levels,
)
E = EventKind


def checked(terms: PackTerms, units: int, text: str, *told: EventKind, case: Case = CASE, freed: bool = False) -> str:
    """The keys and details of the refusals of a mail of staff, on a case to which this has happened."""
    keeper = Keeper(terms, pack(1, units)).on("2026-11-30T10:00")
    if freed:
        keeper.kept(give_back(keeper.account, Act(at=keeper.now, cause="defect"), case_id=1, why=Why.DEFECT))
    matter = matter_units(terms, [Event(at=NOW, kind=kind, by="staff:suzuki") for kind in told])
    facts = UnitsFacts(accounts={"C-1": keeper.account}, matter=matter if terms.kind.counts else None)
    situation = by_staff(text, case=case, units=facts, versions={"C-1": LEVELS})
    return " / ".join(wrong_arguments(situation, case, read_instructions(text).commands))


CLOSED = replace(CASE, status=Status.CLOSED)
ASKS = replace(TIME, ask_above=2)


@pytest.mark.parametrize(
    ("units", "text", "told", "why"),
    [
        (10, "#承諾", (), "no-estimate: #承諾"),
        (10, "#単位 3\n#承諾", (), ""),
        (10, "#承諾\n#単位 3", (), ""),
        (10, "#レベル a\n#承諾", (), ""),
        (2, "#レベル a\n#承諾", (), "units-short: #レベル a"),
        (2, "#単位 3\n#承諾", (), "units-short: #単位 3"),
        (2, "#単位 3\n#承諾\n#許可", (), ""),
        (2, "#単位 3", (), ""),
        (2, "#レベル a", (), ""),
        (2, "#レベル a", (E.STARTED,), "units-short: #レベル a"),
        (2, "#レベル b", (), "level: #レベル b"),
        (2, "#単位 三", (), "units: #単位 三"),
        (0, "#着手", (), "units-short: #着手"),
        (0, "#着手\n#許可", (), ""),
        (0, "#着手", (E.PERMITTED,), ""),
        (9, "#時間 10時間", (), ""),
        (9, "#時間 十", (), "time: #時間 十"),
    ],
)
def test_on_an_open_case_by_the_incident(units: int, text: str, told: tuple[EventKind, ...], why: str) -> None:
    assert checked(INCIDENTS, units, text, *told) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#単位 5", "units-closed: #単位 5 [合計 5単位、承諾の範囲は 1単位]"),
        ("#単位 0.5", ""),
        ("#単位 5\n#承諾", ""),
        ("#単位 5\n#許可", ""),
        ("#単位 5\n#許可 14", "units-closed: #単位 5 [合計 5単位、承諾の範囲は 1単位] / mail-gone: #許可 14"),
        ("#単位 30\n#承諾", "units-short: #単位 30"),
        ("#単位 30\n#許可", ""),
    ],
)
def test_on_a_closed_case_more_than_was_agreed_needs_a_word(text: str, why: str) -> None:
    assert checked(INCIDENTS, 10, text, E.STARTED, E.CLOSED, case=CLOSED) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#時間 61分", "time-beyond: #時間 61分 [合計 3単位、承諾の範囲は 2単位]"),
        ("#時間 61分\n#単位 2", ""),
        ("#時間 61分\n#不具合", ""),
        ("#時間 61分\n#対象外", ""),
        ("#時間 61分\n#着手", "time-beyond: #時間 61分 [合計 3単位、承諾の範囲は 2単位]"),
        ("#時間 61分\n#レベル a", "time-beyond: #時間 61分 [合計 3単位、承諾の範囲は 2単位]"),
        ("#レベル a", ""),
        ("#時間 11時間\n#許可", ""),
        ("#時間 11時間\n#単位 22\n#承諾", "units-short: #時間 11時間 / units-short: #単位 22"),
    ],
)
def test_time_is_bounded_by_what_needs_no_asking(text: str, why: str) -> None:
    assert checked(ASKS, 20, text) == why


def test_what_was_freed_is_not_charged_by_a_number() -> None:
    assert checked(INCIDENTS, 10, "#単位 2", E.DEFECT, freed=True) == "units-freed: #単位 2"


def test_where_nothing_is_counted_there_is_nothing_to_agree_to() -> None:
    assert checked(PackTerms(kind=PackKind.UNLIMITED), 0, "#承諾") == "not-counted: #承諾"
    assert checked(PackTerms(kind=PackKind.UNLIMITED), 0, "#単位 9\n#時間 9時間") == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#時間 50分", ""),
        ("#時間 2時間", "time-at-opening: #時間 2時間 [合計 4単位、承諾の範囲は 2単位]"),
        ("#単位 3", ""),
    ],
)
def test_a_case_for_a_caller_is_opened_within_what_needs_no_asking(text: str, why: str) -> None:
    sold = replace(CONTRACT, terms="hours")
    new = replace(CASE, id=0, number="")
    named = Named(callers={YAMADA: (sold,)})
    house = replace(HOUSE, offers=Offers(by_name={"hours": Offer(terms=ASKS)}))
    situation = replace(by_staff(text, case=None, versions={"C-1": VERSION}), named=named, house=house)

    assert " / ".join(wrong_arguments(situation, new, read_instructions(text).commands)) == why
    assert wrong_arguments(replace(situation, named=Named()), new, read_instructions(text).commands) == ()


def test_every_refusal_is_said_in_both_languages() -> None:
    for key in ("time-beyond", "time-closed", "time-at-opening", "units-closed"):
        assert all(UNITS_REFUSALS[key][language] for language in ("ja", "en"))


def test_what_came_back_names_the_lines_that_take_it_over() -> None:
    assert came_back_words("INC-000002", {}, 2, 60) == {
        "ja": "INC-000002 の 2単位（60分）は戻しました。時間を引き継ぐときは #時間 60分 と書いて返信してください。",
        "en": "2 units (60 minutes) of INC-000002 came back. To take the time over, reply #time 60m.",
    }
    assert "#time 1440m and #time 60m" in came_back_words("INC-000002", {}, 50, 1500)["en"]


def test_what_lacks_is_counted() -> None:
    assert "1 incident lacks" in lacking_words({"en": "incident"}, 1)["en"]
    assert left_words({}, 1, lacking=2)["en"].startswith("1 unit. The consent is recorded; 2 units lack")

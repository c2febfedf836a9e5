"""The desk's own keys in words: none is missing, none is without one of the languages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mailbot.desk import words
from mailbot.desk.cases import Status
from mailbot.desk.decide import decide
from mailbot.desk.decision import Hold, Reason, Refuse
from mailbot.desk.words import HELD_WORDS, LETTER_WORDS, REFUSAL_WORDS, STATUS_WORDS, is_for_staff
from tests.desk.test_decide import ROWS
from tests.desk_fixtures import by_staff

LANGUAGES = {"ja", "en"}
TABLES = [table for name, table in vars(words).items() if name.endswith("_WORDS") and isinstance(table, Mapping)]


@pytest.mark.parametrize("table", TABLES)
def test_everything_is_said_in_both_languages(table: Mapping[str, object]) -> None:
    rows = [table] if set(table) <= LANGUAGES else list(table.values())

    assert rows
    for row in rows:
        assert isinstance(row, Mapping)
        assert set(row) == LANGUAGES
        assert all(row.values())


def test_every_state_has_words() -> None:
    assert set(STATUS_WORDS) == set(Status)


def test_every_reason_for_holding_a_mail_has_words() -> None:
    reasons = {decision.reason for row in ROWS if isinstance(decision := decide(row.situation), Hold)}

    by_the_units = {Reason.UNITS_SHORT}

    assert reasons | {Reason.FAILED} | by_the_units == set(HELD_WORDS)


@pytest.mark.parametrize("text", ["", "#優先度", "#優先度 最高", "#区分 x", "#担当 誰", "#参加 x@x", "#解決\n短い"])
def test_every_refusal_of_a_command_has_words(text: str) -> None:
    decision = decide(by_staff(text))

    assert isinstance(decision, Refuse)
    assert all(why.partition(": ")[0] in REFUSAL_WORDS for why in decision.why)


@pytest.mark.parametrize(
    ("letter", "staff"),
    [("staff-new-case", True), ("staff-receipt", True), ("staff-answer", False), ("case-opened", False), ("", False)],
)
def test_letters_to_staff_are_told_from_their_answers(letter: str, staff: bool) -> None:
    assert is_for_staff(letter) is staff
    assert "" in LETTER_WORDS

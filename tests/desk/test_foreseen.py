"""What a mail of commands would make of a case's units, and the law of time: no session takes a case beyond what needs
no asking or was agreed, unless staff's word for it stands in the events (rows E1, E4)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.cases import Event, EventKind, Status
from mailbot.desk.charging import MatterUnits, charges, matter_units, time_agreed
from mailbot.desk.command_checks import wrong_arguments
from mailbot.desk.command_words import Word
from mailbot.desk.commands import Command, read_instructions
from mailbot.desk.foreseen import in_order, permits
from mailbot.desk.ledger import Act
from mailbot.desk.ledger_booking import NotEnough
from mailbot.desk.ledger_charging import book
from mailbot.desk.ledger_proof import ledger_faults
from mailbot.desk.packs import PackTerms
from mailbot.desk.units import UnitsFacts
from tests.desk_fixtures import CASE, NOW, TODAY, by_staff
from tests.ledger_fixtures import TIME, TIME_BY_CASE, Keeper, pack

STAFF = "staff:suzuki"


def spelt(*lines: str) -> tuple[Command, ...]:
    return read_instructions("\n".join(lines)).commands


@pytest.mark.parametrize(
    ("written", "carried_out"),
    [
        (("#承諾", "#単位 4", "#時間 1時間"), ("#時間 1時間", "#単位 4", "#承諾")),
        (("#着手", "#単位 4", "#完了", "#時間 1時間"), ("#着手", "#時間 1時間", "#完了", "#単位 4")),
        (("#許可", "#時間 1時間", "#時間 2時間"), ("#許可", "#時間 1時間", "#時間 2時間")),
        ((), ()),
    ],
)
def test_time_comes_before_a_cost_in_all_and_that_before_the_yes(
    written: tuple[str, ...], carried_out: tuple[str, ...]
) -> None:
    assert tuple(one.line for one in in_order(spelt(*written))) == carried_out


def test_a_word_about_held_mail_is_none_about_the_case() -> None:
    assert permits(spelt("#許可"))
    assert not permits(spelt("#許可 14"))
    assert not permits(spelt("#時間 1時間"))


PLAIN = {Word.ACCEPT: EventKind.PERMITTED, Word.CLOSE: EventKind.CLOSED, Word.DEFECT: EventKind.DEFECT}


class Played:
    """A time case to which mails of staff come: what is not refused is done, and booked in the ledger."""

    def __init__(self, terms: PackTerms, units: int = 40) -> None:
        self.keeper = Keeper(terms, pack(1, units)).on("2026-11-30T10:00")
        self.events: list[Event] = []
        self.case = CASE

    @property
    def terms(self) -> PackTerms:
        return self.keeper.account.terms

    @property
    def matter(self) -> MatterUnits:
        return matter_units(self.terms, self.events)

    @property
    def used(self) -> int:
        return self.keeper.usage(1).used

    def hears(self, *lines: str) -> tuple[str, ...]:
        facts = UnitsFacts(accounts={"C-1": self.keeper.account}, matter=self.matter)
        commands = spelt(*lines)
        told = by_staff("\n".join(lines), case=self.case, units=facts)
        why = wrong_arguments(told, self.case, commands)
        if not why:
            done = len(self.events)
            self._carry_out(commands)
            self._book(done)
        return why

    def _carry_out(self, commands: tuple[Command, ...]) -> None:
        for one in in_order(commands):
            matter = self.matter
            if one.word is Word.TIME:
                self._happens(EventKind.TIME, minutes=int(one.argument.removesuffix("分")))
            if one.word is Word.UNITS:
                self._happens(EventKind.UNITS, units=one.argument, allowed=matter.is_ended and permits(commands))
            if one.word is Word.CONSENT:
                self._happens(EventKind.CONSENTED, units=str(matter.wanted))
            if one.word in PLAIN:
                self._happens(PLAIN[one.word])
            if one.word is Word.CLOSE:
                self.case = replace(self.case, status=Status.CLOSED)
            begins = one.word is Word.CONSENT or (one.word is Word.START and not matter.needs_consent)
            if begins and not (matter.is_started or matter.is_ended):
                self._happens(EventKind.STARTED)

    def _happens(self, kind: EventKind, **facts: object) -> None:
        self.events.append(Event(at=NOW, kind=kind, by=STAFF, facts=facts))

    def _book(self, done: int) -> None:
        for charge in [one for one in charges(self.terms, self.events) if one.seq > done]:
            account = self.keeper.account
            act = Act(at=self.keeper.now, cause=f"case:1:{charge.seq}", actor=STAFF)
            booked = book(
                account, act, charge, case_id=1, accepted_on=TODAY, is_final=self.case.status is Status.CLOSED
            )
            if not isinstance(booked, NotEnough):
                self.keeper.account = account.with_lines(booked)


LINES = st.sampled_from(
    [
        "#時間 10分",
        "#時間 30分",
        "#時間 31分",
        "#時間 95分",
        "#時間 200分",
        "#単位 1",
        "#単位 3",
        "#単位 7",
        "#単位 12",
        "#承諾",
        "#許可",
        "#着手",
        "#不具合",
    ]
)
MAILS = st.lists(st.lists(LINES, min_size=1, max_size=4, unique=True), min_size=1, max_size=6)


@given(
    mails=MAILS,
    terms=st.sampled_from([TIME, TIME_BY_CASE]),
    ask_above=st.sampled_from([None, 1, 2, 5]),
    closes_after=st.integers(0, 6),
)
@settings(max_examples=200, deadline=None)
def test_no_session_goes_beyond_what_was_agreed_without_a_word_of_staff(
    mails: list[list[str]], terms: PackTerms, ask_above: int | None, closes_after: int
) -> None:
    played = Played(replace(terms, ask_above=ask_above))
    for place, lines in enumerate(mails):
        if place == closes_after:
            played.hears("#完了")
        before, worked = played.used, len(played.events)
        refused = played.hears(*lines)
        if refused:
            assert (played.used, len(played.events)) == (before, worked)
            continue
        bound = time_agreed(played.terms, played.matter)
        records = any(one.kind is EventKind.TIME for one in played.events[worked:])
        permitted = any(one.kind is EventKind.PERMITTED for one in played.events[worked:])
        if records and bound is not None and played.used > before:
            assert played.used <= bound or permitted
    assert ledger_faults(played.keeper.account) == ()


def test_what_was_worked_is_rounded_as_the_ledger_rounds_it() -> None:
    told = [Event(at=NOW, kind=EventKind.TIME, by=STAFF, facts={"minutes": 10}) for _ in range(5)]

    assert matter_units(TIME, told).worked == 5
    assert matter_units(TIME_BY_CASE, told).worked == 2


def test_a_refusal_names_every_line_that_leads_beyond_and_loses_none() -> None:
    played = Played(replace(TIME, ask_above=2))

    assert played.hears("#時間 60分", "#時間 90分") == ("time-beyond: #時間 90分 [合計 5単位、承諾の範囲は 2単位]",)
    assert played.hears("#時間 45分", "#時間 45分") == (
        "time-beyond: #時間 45分 [合計 4単位、承諾の範囲は 2単位]",
        "time-beyond: #時間 45分 [合計 4単位、承諾の範囲は 2単位]",
    )
    assert played.used == 0
    assert played.hears("#許可 14", "#時間 90分")

"""Conversations about statements of the past: later changes change none of them, and terms are kept (E1, E6)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from mailbot.desk.cases import Status
from mailbot.desk.complaints import Complaints
from mailbot.desk.statements import Statement
from mailbot.stages.stating import history_of, statement_of
from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received
from tests.stages.test_conversations_statements import BY_TERM, comes, moved, served, statements
from tests.stages.test_conversations_units import ANSWER
from tests.stages.units_desk import TOKYO, MakeDesk, incidents, make_seller, units_of

__all__ = ["make_seller"]

LEVELS = "[packs.incidents.levels]\n"
PRICED = (LEVELS, f"[packs.incidents.prices]\nfixed = 50000\nper_licence = 500\nper_unit = 3000\n{LEVELS}")
LICENSED = ('client = "株式会社例示商事"\n', 'client = "株式会社例示商事"\nlicences = 40\n')
DECEMBER, JANUARY = (date(2026, 12, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 1, 31))
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
ORDER = 'packs = [{ order = "PO-1", units = 10, ordered_on = 2026-04-01, from = 2026-04-01, until = 2027-03-31 }]'
TERMS = f'terms = "incidents"\n{ORDER}'


def stated(desk: Conversation, first: date, last: date) -> Statement:
    house = desk.desk.house
    with desk.store.unit() as unit:
        contract = unit.contract("C-1001")
        assert contract is not None
        account = unit.whole_account("C-1001", house.offers.terms_of(contract), house.offers.zone_of(contract))
        history = history_of(unit, contract, house.offers)
    return statement_of(contract, account, first, last, history=history, at=desk.clock.now)


def charged(made: Statement) -> list[tuple[str, int, int]]:
    return [(one.kind.value, one.quantity, int(one.amount)) for one in made.charges]


def copy_of(desk: Conversation) -> Received:
    """The copy of the customer's mail."""
    return next(one for one in desk.all_letters(SUZUKI.address) if "印刷について" in one.subject)


def configured_anew(desk: Conversation, at: str, *changes: tuple[str, str]) -> None:
    """Somebody edits the configuration, and the desk starts again."""
    text = desk.config_path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    desk.config_path.write_text(text, encoding="utf-8")
    desk.clock.now = datetime.fromisoformat(at).replace(tzinfo=TOKYO)
    desk.reopen()


@pytest.fixture
def seller(make_seller: MakeDesk, tmp_path: Path) -> Conversation:
    return make_seller(incidents(10), PRICED, LICENSED, url=f"sqlite:///{tmp_path / 'desk.db'}")


def test_new_licences_and_prices_change_no_month_that_is_over(seller: Conversation) -> None:
    comes(seller, "2027-02-01T10:00")
    before = [stated(seller, *span) for span in (NOVEMBER, DECEMBER, JANUARY)]

    configured_anew(
        seller, "2027-02-02T10:00", ("licences = 40", "licences = 60"), ("per_unit = 3000", "per_unit = 3300")
    )

    assert [stated(seller, *span) for span in (NOVEMBER, DECEMBER, JANUARY)] == before
    assert [charged(one) for one in before] == [
        [("units", 10, 30_000)],
        [],
        [("fixed", 1, 50_000), ("licences", 40, 20_000)],
    ]


def test_an_order_that_is_corrected_is_charged_in_the_month_of_its_correction(seller: Conversation) -> None:
    own = ORDER.replace(" }]", ", price = 300000 }]")
    corrected = own.replace("units = 10", "units = 8").replace("300000", "240000")
    configured_anew(seller, "2026-11-30T10:05", (ORDER, own))
    configured_anew(seller, "2026-12-10T10:00", (own, corrected))
    seller.clock.now = datetime(2027, 1, 5, 10, tzinfo=TOKYO)

    assert charged(stated(seller, *DECEMBER)) == [("order", -1, -300_000), ("order", 1, 240_000)]
    assert stated(seller, NOVEMBER[0], DECEMBER[1]).net == 240_000
    assert stated(seller, *NOVEMBER).net == 300_000


def test_an_order_cancelled_while_a_case_holds_units_is_credited_for_the_rest(seller: Conversation) -> None:
    seller.hears(YAMADA.writes("印刷について", "設定について教えてください。"))
    seller.hears(SUZUKI.replies(copy_of(seller), "#着手"))
    configured_anew(seller, "2026-12-10T10:00", (ORDER, "packs = []"))

    assert charged(stated(seller, *DECEMBER)) == [("units", -9, -27_000)]
    assert seller.store.verify_ledgers() == ()


def test_terms_are_not_changed_while_units_are_left(seller: Conversation) -> None:
    before = units_of(seller).left
    by_time = TERMS.replace('"incidents"', '"hours"')
    with pytest.raises(Complaints) as refused:
        configured_anew(seller, "2026-12-10T10:00", (TERMS, by_time))

    (fault,) = refused.value.complaints
    assert fault.message == (
        'the order PO-1 of C-1001 was sold by the incident, but terms = "hours" counts by the 30 minutes: 10 of its '
        "units are left. Keep the terms until they are used or have ended, or take the order back first and book what "
        "the client is to have instead as a new one"
    )
    configured_anew(seller, "2026-12-10T10:05", (by_time, TERMS))
    assert units_of(seller).left == before


def test_terms_are_not_dropped_with_the_order_while_a_case_holds_units(seller: Conversation) -> None:
    seller.hears(YAMADA.writes("印刷について", "設定について教えてください。"))
    seller.hears(SUZUKI.replies(copy_of(seller), "#着手"))
    with pytest.raises(Complaints, match="1 of its units are set aside for cases in work"):
        configured_anew(seller, "2026-12-10T10:00", (TERMS, ""), ("licences = 40\n", ""))

    configured_anew(seller, "2026-12-10T10:05", ('id = "C-1001"\n', f'id = "C-1001"\n{TERMS}\n'))
    seller.hears(SUZUKI.replies(copy_of(seller), f"#完了\n{ANSWER}"))
    configured_anew(seller, "2026-12-10T11:00", (TERMS, ""))
    assert seller.status() is Status.CLOSED
    assert seller.store.verify_ledgers() == ()


def test_a_term_that_ends_with_its_pack_shows_what_lapsed(make_seller: MakeDesk) -> None:
    ends = ('terms = "incidents"\n', 'terms = "incidents"\nuntil = 2027-03-31\n')
    desk = make_seller(incidents(10), BY_TERM, ends)
    served(desk, "印刷について")
    comes(desk, "2027-03-31T10:00")
    comes(desk, "2027-04-01T10:00")

    letter = statements(desk, YAMADA.address)[-1]
    assert moved(letter) == ["-9"]
    assert "期末の残り：0インシデント" in letter.text


def test_of_a_month_that_is_not_over_the_day_is_told(seller: Conversation) -> None:
    made = stated(seller, *JANUARY)

    assert (made.as_of, charged(made)) == (date(2026, 11, 30), [])

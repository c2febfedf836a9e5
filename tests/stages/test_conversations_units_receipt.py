"""Conversations about when a mail came: orders and the contract count as of its receipt, whenever it is read."""

from __future__ import annotations

from datetime import datetime

import pytest

from mailbot.desk.proof import Door
from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import TOKYO, MakeDesk, incidents, make_seller, units_of, used_by

__all__ = ["make_seller"]

LAST_AFTERNOON = datetime(2026, 11, 30, 16, tzinfo=TOKYO)
NEXT_MORNING = datetime(2026, 12, 1, 8, tzinfo=TOKYO)
ENDING = incidents(3, begins="2025-12-01", until="2026-11-30")


def overnight(desk: Conversation, *, subject: str = "印刷", at: datetime = LAST_AFTERNOON) -> Conversation:
    """A mail came while the desk was down, and is read the next morning."""
    desk.works()
    desk.clock.now = NEXT_MORNING
    desk.hears(YAMADA.writes(subject, "教えてください。"), received_at=at)
    return desk


def test_a_mail_of_the_last_day_that_is_read_a_day_later_is_served_by_the_pack_of_that_day(
    make_seller: MakeDesk,
) -> None:
    desk = make_seller(ENDING)
    desk.works()
    desk.clock.now = NEXT_MORNING
    desk.works()
    assert (units_of(desk).expired, units_of(desk).available) == (3, 0)

    desk.hears(YAMADA.writes("印刷", "教えてください。"), received_at=LAST_AFTERNOON)

    assert (len(desk.cases()), desk.held()) == (1, [])
    says(desk, ANSWER)
    says(desk, "#完了")
    assert (used_by(desk).used, units_of(desk).owed, units_of(desk).expired) == (1, 0, 2)


def test_of_a_pack_that_has_ended_no_more_is_given_away_than_it_holds(make_seller: MakeDesk) -> None:
    desk = overnight(make_seller(incidents(1, begins="2025-12-01", until="2026-11-30")))
    desk.hears(YAMADA.writes("二つ目", "こちらも教えてください。"), received_at=LAST_AFTERNOON)

    assert (len(desk.cases()), desk.reasons()) == (1, ["no-units"])


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        pytest.param(datetime(2026, 11, 30, 23, 59, tzinfo=TOKYO), [], id="a minute before midnight"),
        pytest.param(datetime(2026, 12, 1, 0, 0, tzinfo=TOKYO), ["no-units"], id="at midnight"),
    ],
)
def test_the_day_of_the_receipt_ends_at_midnight_of_the_contract(
    make_seller: MakeDesk, at: datetime, reasons: list[str]
) -> None:
    assert overnight(make_seller(ENDING), at=at).reasons() == reasons


def test_a_contract_is_in_force_for_what_came_on_its_last_day(make_seller: MakeDesk) -> None:
    until = ('from = 2020-01-01\nlanguage = "ja"\n', 'from = 2020-01-01\nuntil = 2026-11-30\nlanguage = "ja"\n')
    desk = overnight(make_seller(ENDING, until))
    assert (len(desk.cases()), desk.held()) == (1, [])


def test_a_mail_let_in_after_the_end_is_served_by_the_pack_of_its_receipt(make_seller: MakeDesk) -> None:
    desk = make_seller(ENDING)
    desk.hears(YAMADA.writes("印刷", "教えてください。"), door=Door.IMAP, trusted=False)
    assert len(desk.held()) == 1
    desk.clock.now = NEXT_MORNING
    desk.works()
    desk.hears(SUZUKI.writes("保留", f"#許可 {desk.held()[0].inbox_id}"))

    says(desk, ANSWER)
    assert "permitted" not in [one.value for one in desk.events()]
    assert (used_by(desk).reserved, units_of(desk).owed) == (1, 0)


def test_what_came_before_an_order_began_and_is_let_in_after_it_needs_no_word_beyond(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(0))
    asked(desk)
    number = desk.held()[0].inbox_id
    desk.hears(SUZUKI.writes("注文", "#注文 C-1001 10 PO-2"))
    desk.clock.now = NEXT_MORNING
    desk.hears(SUZUKI.writes("保留", f"#許可 {number}"))

    assert "permitted" not in [one.value for one in desk.events()]

"""Conversations about orders that changed while cases held their units: what comes back, and what goes for good."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from mailbot.desk.ledger import Act
from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import asked, says
from tests.stages.units_desk import TOKYO, MakeDesk, incidents, make_seller, units_of, used_by

__all__ = ["make_seller"]


def stands(desk: Conversation) -> tuple[int, int, int]:
    """Available, set aside, used."""
    now = units_of(desk)
    return now.available, now.reserved, now.consumed


def corrects(desk: Conversation, before: str, after: str) -> None:
    """The file says something else, and the desk is started anew."""
    said = desk.config_path.read_text(encoding="utf-8")
    assert before in said
    desk.config_path.write_text(said.replace(before, after), encoding="utf-8")
    desk.reopen()


def cancels(desk: Conversation, reference: str) -> None:
    house = desk.desk.house
    with desk.store.unit() as unit:
        contract = unit.contract("C-1001")
        assert contract is not None
        act = Act(at=desk.clock.now, cause="cancel", actor="command line")
        unit.cancel_order("C-1001", reference, house.offers.terms_of(contract), house.offers.zone_of(contract), act)


def undoes(desk: Conversation) -> None:
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-receipt"), "#取消"))


def told(desk: Conversation, key: str) -> list[str]:
    return [one.text for one in desk.all_letters(YAMADA.address) if one.key == key]


def reserved_of_two_orders(make_seller: MakeDesk) -> Conversation:
    """Three units are set aside for a case, one of PO-1 and two of PO-2, which is then cancelled."""
    desk = asked(make_seller(incidents(1)))
    desk.hears(SUZUKI.writes("注文", "#注文 C-1001 10 PO-2"))
    says(desk, "#レベル A")
    says(desk, "#承諾")
    assert stands(desk) == (8, 3, 0)
    cancels(desk, "PO-2")
    assert stands(desk) == (0, 3, 0)
    return desk


def test_units_of_a_cancelled_order_that_come_back_serve_nobody(make_seller: MakeDesk) -> None:
    desk = reserved_of_two_orders(make_seller)

    says(desk, "#不具合")
    assert stands(desk) == (1, 0, 0)

    desk.hears(YAMADA.writes("費用", "#費用"))
    (balance,) = told(desk, "units-balance")
    assert "残り：1インシデント" in balance
    assert desk.store.verify_ledgers() == ()


def test_what_came_back_of_a_cancelled_order_is_there_again_when_it_is_undone(make_seller: MakeDesk) -> None:
    desk = reserved_of_two_orders(make_seller)
    says(desk, "#不具合")

    undoes(desk)

    assert stands(desk) == (0, 3, 0)
    says(desk, "#着手")
    says(desk, "#完了")
    assert stands(desk) == (0, 0, 3)
    assert used_by(desk).used == 3
    assert desk.store.verify_ledgers() == ()


def test_units_beyond_a_reduced_order_go_when_they_come_back(make_seller: MakeDesk, tmp_path: Path) -> None:
    desk = asked(make_seller(incidents(10), url=f"sqlite:///{tmp_path}/desk.db"))
    says(desk, "#レベル A")
    says(desk, "#承諾")
    corrects(desk, "units = 10, ordered_on", "units = 2, ordered_on")
    assert stands(desk) == (0, 3, 0)

    says(desk, "#不具合")
    assert stands(desk) == (2, 0, 0)

    desk.reopen()
    assert stands(desk) == (2, 0, 0)
    assert desk.store.verify_ledgers() == ()


def test_lapsed_units_come_back_when_the_end_of_their_order_is_corrected(make_seller: MakeDesk, tmp_path: Path) -> None:
    desk = make_seller(incidents(10), url=f"sqlite:///{tmp_path}/desk.db")
    desk.clock.now = datetime(2027, 4, 2, 10, tzinfo=TOKYO)
    desk.works()
    assert (stands(desk), units_of(desk).expired) == ((0, 0, 0), 10)
    assert len(told(desk, "pack-expired")) == 1

    corrects(desk, "until = 2027-03-31 }", "until = 2027-09-30 }")
    assert (stands(desk), units_of(desk).expired) == ((10, 0, 0), 0)
    asked(desk)
    says(desk, "#着手")
    assert stands(desk) == (9, 1, 0)
    says(desk, "#完了")

    desk.clock.now = datetime(2027, 8, 16, 10, tzinfo=TOKYO)
    desk.works()
    assert "2027年9月30日" in told(desk, "renewal")[-1]
    desk.clock.now = datetime(2027, 10, 4, 10, tzinfo=TOKYO)
    desk.works()
    assert len(told(desk, "pack-expired")) == 2
    assert "2027年9月30日" in told(desk, "pack-expired")[-1]
    assert (stands(desk), units_of(desk).expired) == ((0, 0, 1), 9)
    assert desk.store.verify_ledgers() == ()


def test_an_end_that_is_brought_forward_lets_units_lapse(make_seller: MakeDesk, tmp_path: Path) -> None:
    desk = make_seller(incidents(10), url=f"sqlite:///{tmp_path}/desk.db")
    desk.clock.now = datetime(2026, 12, 21, 10, tzinfo=TOKYO)
    corrects(desk, "until = 2027-03-31 }", "until = 2026-12-10 }")
    desk.works()
    assert (stands(desk), units_of(desk).expired) == ((0, 0, 0), 10)
    assert "2026年12月10日" in told(desk, "pack-expired")[-1]

    corrects(desk, "until = 2026-12-10 }", "until = 2027-03-31 }")
    assert (stands(desk), units_of(desk).expired) == ((10, 0, 0), 0)
    assert desk.store.verify_ledgers() == ()

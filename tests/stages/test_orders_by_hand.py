"""Orders given on the command line beside a desk at work (rows E2, A6), and orders among other mails of one moment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailbot.cli.contract_orders import Ordered, place_order
from mailbot.desk.ledger import Act
from mailbot.desk.packs import Order
from mailbot.store.unit import Unit
from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import asked, says
from tests.stages.test_conversations_units_contract import used_up
from tests.stages.test_conversations_units_orders import ENDS
from tests.stages.test_conversations_units_renewed import at
from tests.stages.units_desk import MakeDesk, incidents, make_seller, units_of

__all__ = ["make_seller"]

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def kept(make_seller: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Conversation:
    """A desk with two incidents whose store is a file, so that commands reach it."""
    url = f"sqlite:///{tmp_path / 'orders.db'}"
    desk = make_seller(incidents(2), ENDS, ('url = "sqlite:///desk.db"', f'url = "{url}"'), url=url)
    for module in ("cases", "contract_units", "contract_books"):
        monkeypatch.setattr(f"mailbot.cli.{module}.system_clock", desk.clock)
    return desk


def test_an_order_by_hand_serves_the_case_that_waited_and_names_held_mail(kept: Conversation, capsys: Captured) -> None:
    desk = asked(kept)
    says(desk, "#レベル A")
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾します。"))
    given = Ordered(units=10, reference="PO-2")
    capsys.readouterr()

    place_order(desk.config_path, "C-1001", given, dry_run=True, as_json=True)
    tried = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (tried["served"], tried["runs_until"]) == (["INC-000001"], "2027-11-29")
    assert units_of(desk).reserved == 0

    place_order(desk.config_path, "C-1001", given, dry_run=False, as_json=False)
    told = capsys.readouterr().out
    assert "set aside for cases that waited for units: INC-000001" in told
    assert "the contract runs until 2027-11-29 now" in told
    assert units_of(desk).reserved == 3


def test_mail_that_waited_for_an_order_is_named_on_the_command_line(kept: Conversation, capsys: Captured) -> None:
    desk = used_up(kept)
    asked(desk)
    says(desk, "#着手", "INC-000002")
    asked(desk)
    (held,) = desk.held()
    capsys.readouterr()

    place_order(desk.config_path, "C-1001", Ordered(units=10), dry_run=False, as_json=False)
    wanted = f"held while no units were left: {held.inbox_id} (to take one in: mailbot held release {held.inbox_id})"
    assert wanted in capsys.readouterr().out


def test_mail_that_comes_in_the_same_moment_as_the_order_is_taken(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(3), ENDS)
    at(desk, 2027, 4, 5)
    mail = YAMADA.writes("印刷について", "印刷ができません。")
    desk.hears(SUZUKI.writes("注文", "#注文 C-1001 10 PO-2"), mail)

    assert desk.held() == []
    assert len(desk.cases()) == 1


def test_an_order_that_is_not_committed_renews_nothing(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(3), ENDS)
    house, ends = desk.desk.house, []
    order = Order(contract_id="C-1001", units=10, ordered_on=desk.clock().date(), reference="PO-2")

    class Broken(Exception):
        pass

    def tried(*, whole: bool) -> None:
        with desk.store.unit(desk.clock()) as unit:
            contract = unit.contract("C-1001")
            assert contract is not None
            try:
                with unit.savepoint():
                    act = Act(at=desk.clock(), cause="order", actor="test")
                    unit.add_order(order, house.offers.terms_of(contract), house.offers.zone_of(contract), act)
                    ends.append(_end(unit))
                    raise Broken
            except Broken:
                ends.append(_end(unit))
            if whole:
                raise Broken

    with pytest.raises(Broken):
        tried(whole=True)
    tried(whole=False)
    with desk.store.unit() as unit:
        ends.append(_end(unit))
    assert ends == ["2027-11-29", "2027-03-31"] * 2 + ["2027-03-31"]


def _end(unit: Unit) -> str:
    contract = unit.contract("C-1001")
    assert contract is not None
    return str(contract.last_day)

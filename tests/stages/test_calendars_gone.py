"""A calendar, a policy or a contract that was renamed or taken out: open cases go on by what was kept with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mailbot.desk.cases import Case, EventKind
from mailbot.desk.clocks import Playing, State
from mailbot.stages.calendars import CalendarGone
from mailbot.stages.house import House
from mailbot.stages.ports import Unit
from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation, configured

OLD_CLOCK = 'pause_while_waiting = true\ncalendar = "office"'
EARLIER = ("pause_while_waiting = true", OLD_CLOCK)
RENAMED = (
    ("[calendars.office]", "[calendars.opening]"),
    ('calendar = "office"', 'calendar = "opening"'),
)
POLICY_RENAMED = (("policies.standard", "policies.usual"), ('policy = "standard"', 'policy = "usual"'))


def changed(desk: Conversation, *changes: tuple[str, str]) -> None:
    """The configuration was edited, and the desk started anew."""
    desk.config_path = configured(desk.folder, changes)
    desk.reopen()


def test_an_answer_after_its_calendar_was_renamed_stops_the_clock(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(EARLIER, url=f"sqlite:///{tmp_path}/desk.db")
    desk.hears(YAMADA.writes("印刷について"))
    changed(desk, *RENAMED)
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "設定の画面で変更していただけます。"))

    assert EventKind.REPLY in desk.events()
    assert [one.state for one in desk.store.history(desk.case().id).clocks] == [State.MET]
    assert desk.held() == []


@pytest.mark.parametrize("changes", [RENAMED, POLICY_RENAMED, (*RENAMED, *POLICY_RENAMED)])
def test_a_follow_up_after_names_have_gone_reaches_its_case(
    make_desk: MakeDesk, tmp_path: Path, changes: tuple[tuple[str, str], ...]
) -> None:
    desk = make_desk(EARLIER, url=f"sqlite:///{tmp_path}/desk.db")
    desk.hears(YAMADA.writes("印刷について"))
    opened = desk.last(YAMADA.address, "case-opened")
    changed(desk, *changes)
    desk.hears(YAMADA.replies(opened, "もう一つお尋ねします。"))

    assert desk.events().count(EventKind.CUSTOMER_MAIL) == 1
    assert desk.held() == []


def test_a_follow_up_on_a_contract_that_was_taken_out_reaches_its_case(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(url=f"sqlite:///{tmp_path}/desk.db")
    desk.hears(YAMADA.writes("印刷について"))
    opened = desk.last(YAMADA.address, "case-opened")
    changed(
        desk,
        ("[calendars.office]", "[calendars.opening]"),
        ('calendar = "office"', 'calendar = "opening"'),
        ("C-1001", "C-1009"),
        ("client.example", "other.example"),
        ("yamada@phone", "other@phone"),
    )
    desk.hears(YAMADA.replies(opened, "もう一つお尋ねします。"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "設定の画面で変更していただけます。"))

    assert EventKind.CUSTOMER_MAIL in desk.events()
    assert EventKind.REPLY in desk.events()


def test_one_case_whose_calendar_is_lost_for_good_stops_no_other(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk()
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(YAMADA.writes("別件のお尋ね"))
    copies = [one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-new-case"]
    play = House.play
    sweeping: list[bool] = []

    def broken(self: House, unit: Unit, case: Case, *rest: Any) -> Playing:
        if sweeping and case.number == "INC-000001":
            raise CalendarGone("gone")
        return play(self, unit, case, *rest)

    monkeypatch.setattr(House, "play", broken)
    desk.receives(*(SUZUKI.replies(copy, "設定の画面で変更していただけます。") for copy in copies))
    desk.process.some(desk.clock(), 20)
    while desk.deliver.some(desk.clock(), 20):
        pass
    sweeping.append(True)
    desk.sweep.some(desk.clock(), 20)

    assert EventKind.REPLY in desk.events("INC-000001")
    assert [one.state for one in desk.store.history(desk.case("INC-000001").id).clocks] == [State.RUNNING]
    assert [one.state for one in desk.store.history(desk.case("INC-000002").id).clocks] == [State.MET]
    assert desk.sweep.some(desk.clock(), 20) == 0

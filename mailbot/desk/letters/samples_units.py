"""Samples of the letters about units that a client has bought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mailbot.desk.labels import NORMAL_LABELS
from mailbot.desk.letters.units import (
    Estimate,
    LevelCost,
    PackEmpty,
    PackExpired,
    PackLow,
    PackShare,
    Renewal,
    UnitsBalance,
    UnitsConsumed,
    UnitsLine,
)
from mailbot.desk.packs_left import LeftByOrder, OrderLeft, OrdersLeft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.letters import Letter

INCIDENT = {"ja": "インシデント", "en": "incident"}
UNIT = {"ja": "単位", "en": "unit"}
LEVEL_A = {"ja": "サービスレベルA", "en": "Level A"}
END = date(2027, 3, 31)
HOW = "注文書を order@vendor.example へお送りください。"

FIRST = OrderLeft(reference="PO-17", units=2, begins=date(2026, 4, 1), until=date(2026, 12, 5))
SECOND = OrderLeft(reference="2026-06-01", units=10, begins=date(2026, 6, 1), until=END)
THIRD = OrderLeft(reference="PO-31", units=10, begins=date(2027, 4, 1), until=date(2028, 3, 31))
APART = LeftByOrder(now=OrdersLeft(lines=(FIRST, SECOND)))
COMING = LeftByOrder(coming=OrdersLeft(lines=(THIRD,)))
MANY = LeftByOrder(
    now=OrdersLeft(lines=(FIRST, replace(SECOND, until=None)), more=3, more_units=40),
    coming=OrdersLeft(lines=(THIRD, replace(THIRD, reference="PO-32", units=1)), more=1, more_units=1),
)


def units_samples() -> Iterator[tuple[str, Letter]]:
    """Each letter about units, in every variant that its template distinguishes."""
    yield from _of_cases()
    yield from _of_contracts()
    yield from _of_balances()


def _of_cases() -> Iterator[tuple[str, Letter]]:
    asked = Estimate(
        number="INC-000123", subject="共有プリンターの運用について", units=3, unit=INCIDENT, level=LEVEL_A, left_after=4
    )
    yield "asks", asked
    yield "tells", replace(asked, units=1, level=NORMAL_LABELS, asks=False, left_after=6)
    yield "more-agreed", replace(asked, units=7, level=None, left_after=3, begun=True, before=5, agreed=True)
    yield "more-begun", replace(asked, begun=True, before=1)
    yield "more-counted", replace(asked, units=5, level=None, left_after=2, begun=True, before=2)
    yield "more-unworked", replace(asked, unit=UNIT, level=None, begun=True)
    yield "short", replace(asked, left_after=-1, how_to_order=HOW)
    used = UnitsConsumed(
        number="INC-000123",
        subject="帳票の印刷設定について",
        contract="C-1",
        unit=INCIDENT,
        used=1,
        left=6,
        level=NORMAL_LABELS,
        valid_until=END,
    )
    yield "normal", used
    shares = (
        PackShare(reference="PO-17", units=1),
        PackShare(reference="PO-23", units=1),
        PackShare(reference="", units=1),
    )
    yield "several", replace(used, used=3, left=-1, level=LEVEL_A, packs=shares)
    yield "by-order", replace(used, left=12, by_order=APART)
    yield "corrects", replace(used, corrects=True)
    yield "time", replace(used, unit=UNIT, used=2, level=None, minutes=40, valid_until=None)
    yield "defect", replace(used, used=0, level=None, left=7, defect=True, returned=1)
    yield "merged", replace(used, used=0, level=None, left=7, merged=True)


def _of_contracts() -> Iterator[tuple[str, Letter]]:
    empty = PackEmpty(contract="C-1", unit=INCIDENT, because="empty", how_to_order=HOW)
    yield "empty", empty
    begins = date(2027, 4, 1)
    yield "coming", replace(empty, because="coming", begins=begins, by_order=COMING, how_to_order="")
    yield "begun", replace(empty, because="coming", begins=begins)
    yield "expired", replace(empty, because="expired", since=END)
    yield "none", replace(empty, because="none")
    yield "promised", replace(empty, because="promised")
    yield "empty-coming", replace(empty, by_order=COMING)
    low = PackLow(contract="C-1", unit=INCIDENT, left=2, valid_until=END, how_to_order=HOW)
    yield "low", low
    yield "none-left", replace(low, left=0, by_order=COMING, valid_until=None, how_to_order="")
    yield "short", replace(low, left=-2, valid_until=None)
    renewal = Renewal(client="株式会社例示商事", contract="C-1", until=END, unit=INCIDENT, left=4, how_to_order=HOW)
    yield "units", renewal
    yield "contract", replace(renewal, unit=None, left=None, how_to_order="")
    yield "by-order", replace(renewal, left=12, by_order=APART)
    ended = PackExpired(contract="C-1", until=END, unit=INCIDENT, lapsed=2, left=5, coming=10)
    yield "part", ended
    yield "goes-on", replace(ended, coming=0, goes_on=True)
    yield "all", replace(ended, left=0, coming=0, how_to_order=HOW)
    yield "contract", replace(ended, unit=None, lapsed=0, left=0, coming=0)


def _of_balances() -> Iterator[tuple[str, Letter]]:
    costs = (LevelCost(labels=NORMAL_LABELS, units=1), LevelCost(labels=LEVEL_A, units=3))
    incidents = UnitsLine(contract="C-1", unit=INCIDENT, left=6, reserved=1, valid_until=END, costs=costs)
    time = UnitsLine(contract="C-2", unit=UNIT, left=1, minutes=30)
    yield "one", UnitsBalance(accounts=(incidents,))
    yield "promised", UnitsBalance(accounts=(replace(incidents, left=2, promised=1), replace(time, promised=1)))
    yield (
        "by-order",
        UnitsBalance(accounts=(replace(incidents, left=52, by_order=MANY), replace(time, by_order=COMING))),
    )
    yield "several", UnitsBalance(accounts=(incidents, time, replace(time, contract="C-3", counts=False)))

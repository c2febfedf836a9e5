"""Contracts with packs, for tables and laws: a small keeper that appends what acts return, as the store will."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.desk.ledger import Account, Act, Line
from mailbot.desk.ledger_acts import NotEnough, NotUndoable, expire, grant
from mailbot.desk.ledger_balance import Balance, Usage, balance, usage
from mailbot.desk.packs import Pack, PackKind, PackTerms, ServiceLevel

TOKYO = ZoneInfo("Asia/Tokyo")
LEVELS = (
    ServiceLevel(key="normal", units=1, labels={"ja": "通常", "en": "Normal"}, default=True),
    ServiceLevel(key="a", units=3, labels={"ja": "A", "en": "A"}),
)
INCIDENTS = PackTerms(kind=PackKind.INCIDENTS, levels=LEVELS, low=2)
TIME = PackTerms(kind=PackKind.TIME, block=10, low=3)
TIME_BY_CASE = replace(TIME, rounded_per="case")


def pack(number: int = 1, units: int = 10, start: str = "2026-04-01", until: str | None = "2027-03-31") -> Pack:
    return Pack(
        id=number,
        contract_id="C-1",
        units=units,
        valid_from=date.fromisoformat(start),
        valid_until=date.fromisoformat(until) if until else None,
        ordered_on=date.fromisoformat(start),
        reference=f"PO-{number}",
    )


class Keeper:
    """An account and a clock; each act gets a cause of its own and its lines are appended."""

    def __init__(self, terms: PackTerms = INCIDENTS, *packs: Pack, at: str = "2026-04-01T10:00") -> None:
        self.account = Account(contract_id="C-1", terms=terms, zone=TOKYO)
        self.now = datetime.fromisoformat(at).replace(tzinfo=TOKYO)
        self.acts = 0
        for one in packs:
            self.buy(one)

    def on(self, at: str) -> Keeper:
        self.now = datetime.fromisoformat(at).replace(tzinfo=TOKYO)
        return self

    def act(self, cause: str = "") -> Act:
        self.acts += 1
        return Act(at=self.now, cause=cause or f"act:{self.acts}", actor="staff:suzuki")

    def buy(self, one: Pack) -> tuple[Line, ...] | NotEnough:
        packs = (*(known for known in self.account.packs if known.id != one.id), one)
        self.account = replace(self.account, packs=packs)
        booked = grant(self.account, self.act(), one)
        self.kept(booked)
        return booked

    def do(self, what: Callable[..., Any], *, cause: str = "", **how: Any) -> Any:
        return self.kept(what(self.account, self.act(cause), **how))

    def sweep(self) -> tuple[Line, ...]:
        lines = expire(self.account, self.now)
        self.kept(lines)
        return lines

    def kept(self, booked: Any) -> Any:
        if not isinstance(booked, NotEnough | NotUndoable):
            self.account = self.account.with_lines(booked)
            self.now += timedelta(seconds=1)
        return booked

    @property
    def balance(self) -> Balance:
        return balance(self.account, self.now)

    def usage(self, case_id: int) -> Usage:
        return usage(self.account, case_id, self.now)

    @property
    def left(self) -> tuple[int, int, int, int]:
        """Available, reserved, consumed, expired or lapsed."""
        now = self.balance
        return now.available, now.reserved, now.consumed, now.expired + now.lapsed

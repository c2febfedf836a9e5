"""What is known of a client's units where a mail is decided upon, and what follows from it: whether a new matter is
covered, and whether work may start."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.ledger import Act
from mailbot.desk.ledger_acts import NotEnough, reserve
from mailbot.desk.packs_cover import NOTHING_PROMISED, Cover, Promised, cover

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.charging import MatterUnits
    from mailbot.desk.ledger import Account
    from mailbot.desk.orders import MeantOrder, PlacedOrder
    from mailbot.desk.people import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenOrder:
    """An order as staff write it in a command: `C-1 10 PO-17`; the reference may be left out."""

    contract_id: str
    units: int
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsFacts:
    """`accounts` of the contracts concerned, by id, where units are counted; `matter` is how the case of the thread
    stands. `sold` are the contracts that orders of the mail name, `placed` the orders that each has already.
    `promised` is what accepted cases will take of these contracts, where the mail may bring a new matter."""

    accounts: Mapping[str, Account] = field(default_factory=lambda: MappingProxyType({}))
    promised: Mapping[str, Promised] = field(default_factory=lambda: MappingProxyType({}))
    matter: MatterUnits | None = None
    answers_estimate: bool = False
    """Whether the mail replies to the newest letter that asked for a consent on the case."""
    sold: Mapping[str, Contract] = field(default_factory=lambda: MappingProxyType({}))
    placed: Mapping[str, tuple[PlacedOrder, ...]] = field(default_factory=lambda: MappingProxyType({}))
    meant: tuple[MeantOrder, ...] = ()
    """The orders that the mail would take back."""
    others: Promised = NOTHING_PROMISED
    """What is promised to other accepted cases of the contract of the thread's case, where staff write on it."""

    def cover_of(self, contract_id: str, at: datetime, *, received_at: datetime) -> Cover | None:
        """How the contract's packs stand towards a new matter that was received then, with what is promised at `at` to
        those that were accepted before; None where nothing is counted. What was ordered since serves it as well."""
        account = self.accounts.get(contract_id)
        if account is None:
            return None
        promised = self.promised.get(contract_id, NOTHING_PROMISED)
        days = dict.fromkeys((account.today(received_at), account.today(at)))
        found = [cover(account, at, promised=promised, accepted_on=day) for day in days]
        return next((one for one in found if one.is_covered), found[0])

    def missing(
        self, contract_id: str, case_id: int, at: datetime, *, units: int, accepted_on: date, promised: int = 0
    ) -> int:
        """How many units lack for a case that is to cost so many in all, beside those `promised` to others; 0 where it
        is covered.

        A case that was accepted while a pack was valid is served by it to its end (row E3), so what is left in such a
        pack counts, too.
        """
        account = self.accounts.get(contract_id)
        if account is None:
            return 0
        act = Act(at=at, cause="asked")
        booked = reserve(account, act, case_id=case_id, units=units + promised, accepted_on=accepted_on)
        return booked.missing if isinstance(booked, NotEnough) else 0


NO_UNITS = UnitsFacts()

_ORDER = re.compile(
    r"(?P<contract>\S+)\s+(?P<units>\d{1,5})(?:\s*(?:単位|インシデント|件|回|units?|incidents?))?"
    r"(?:\s+(?P<reference>\S{1,40}))?",
    re.ASCII,
)


def spoken_order(argument: str) -> SpokenOrder | None:
    """`C-1 10` or `C-1 10 PO-17`; None for anything else."""
    found = _ORDER.fullmatch(unicodedata.normalize("NFKC", argument).strip())
    if found is None or int(found["units"]) < 1:
        return None
    return SpokenOrder(
        contract_id=found["contract"], units=int(found["units"]), reference=(found["reference"] or "").strip("[]()")
    )

"""Looking after units once a day: what has ended lapses in the ledger, and each contract is told what it is owed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from mailbot.desk.ledger import Account
from mailbot.desk.ledger_acts import expire
from mailbot.desk.ledger_balance import balance
from mailbot.desk.records import TryLater
from mailbot.stages.units_letters import UnitsLetters

if TYPE_CHECKING:
    from mailbot.desk.packs import PackTerms
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsRound:
    """The part of the sweep that looks at contracts. `tell` hears of a contract that made trouble, by its id.

    Every contract whose end or units can ask for a notice is looked at once on each day of the desk, and once after a
    start; so a sweep costs nothing on the other occasions, and no more than its limit on these.
    """

    house: House
    tell: Callable[[str, Exception], None] = lambda _contract, _error: None
    _days: list[date] = field(default_factory=list, repr=False)
    _waiting: list[str] = field(default_factory=list, repr=False)

    def some(self, unit: Unit, now: datetime, limit: int) -> int:
        """Look at up to `limit` contracts; how many letters' causes were told or units lapsed."""
        today = self.house.today(now)
        if self._days[-1:] != [today]:
            self._days[:] = [today]
            self._waiting[:] = [one.id for one in reversed(unit.contracts_in_use()) if self._asks(one, today)]
        done = 0
        for _ in range(min(limit, len(self._waiting))):
            done += self._look_at(unit, self._waiting.pop(), now)
        return done or len(self._waiting)

    def _asks(self, contract: Contract, today: date) -> bool:
        version = version_of(self.house, contract, today)
        return contract.terms in self.house.offers.by_name or (version is not None and version.renewal is not None)

    def _look_at(self, unit: Unit, contract_id: str, now: datetime) -> int:
        try:
            with unit.savepoint():
                contract = unit.contract(contract_id)
                return look_after(self.house, unit, contract, now) if contract is not None else 0
        except TryLater:
            self._waiting.append(contract_id)
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours costs one contract its notice, never the others
            self.tell(contract_id, error)
            return 0


def look_after(house: House, unit: Unit, contract: Contract, now: datetime) -> int:
    """What is due of one contract; how much was done."""
    version = version_of(house, contract, house.today(now))
    lapsed = book_expired(house, unit, contract, now)
    terms = replace(house.offers.terms_of(contract), renewal_days=_renewal_days(house, contract, version))
    account = _account(house, unit, contract, terms, hold=False)
    letters = UnitsLetters(house=house, unit=unit, contract=contract, version=version, now=now)
    return letters.notices(account) + lapsed


def book_expired(house: House, unit: Unit, contract: Contract, now: datetime) -> int:
    """Units of packs that have ended lapse (row E2); whether any did."""
    terms = house.offers.terms_of(contract)
    if not terms.kind.counts or not balance(_account(house, unit, contract, terms, hold=False), now).lapsed:
        return 0
    return int(unit.append_lines(expire(_account(house, unit, contract, terms, hold=True), now)))


def _account(house: House, unit: Unit, contract: Contract, terms: PackTerms, *, hold: bool) -> Account:
    if not terms.kind.counts:
        return Account(contract_id=contract.id, terms=terms, zone=house.offers.zone_of(contract))
    return unit.account(contract.id, terms, house.offers.zone_of(contract), hold=hold)


def version_of(house: House, contract: Contract, today: date) -> PolicyVersion | None:
    """The policy version of the day; None where the policy is no longer configured."""
    return house.policies.of_contracts((contract,), today).get(contract.id)


def _renewal_days(house: House, contract: Contract, version: PolicyVersion | None) -> int | None:
    """How long before the end the renewal is offered: as the policy says, else as the terms do."""
    if version is not None and version.renewal is not None:
        return version.renewal.days
    return house.offers.terms_of(contract).renewal_days

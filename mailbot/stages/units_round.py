"""Looking after units once a day: what has ended lapses in the ledger, and each contract is told what it is owed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.ledger import Account
from mailbot.desk.ledger_acts import expire
from mailbot.desk.ledger_balance import balance
from mailbot.desk.records import TryLater
from mailbot.stages.accounting_open import settle_lacking
from mailbot.stages.stating_round import StatingRound
from mailbot.stages.units_letters import UnitsLetters

if TYPE_CHECKING:
    from mailbot.desk.packs import PackTerms
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsRound:
    """The part of the sweep that looks at contracts. `tell` hears of a contract that made trouble, by its id; `stating`
    sends statements, if any may be wanted.

    Every contract whose end or units can ask for a notice is looked at once on each day of the desk, of the contract's
    own zone and of its calendar's, and once after a start; so a sweep costs nothing on the other occasions, and no more
    than its limit on these. What could not be stored is looked at again.
    """

    house: House
    tell: Callable[[str, Exception], None] = lambda _contract, _error: None
    stating: StatingRound | None = None
    _days: dict[str, date] = field(default_factory=dict, repr=False)
    """The day of each zone on which its contracts were listed."""
    _waiting: dict[str, None] = field(default_factory=dict, repr=False)

    def some(self, unit: Unit, now: datetime, limit: int) -> int:
        """Look at up to `limit` contracts; how many letters' causes were told or units lapsed."""
        self._list(unit, now)
        looked = list(islice(self._waiting, limit))
        done = sum(self._look_at(unit, one, now) for one in looked)
        return done or len(self._waiting) - len(looked)

    def _list(self, unit: Unit, now: datetime) -> None:
        """Whom a new day concerns, anywhere."""
        days = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in self._days or (self._desk_zone,)}
        begun = {zone for zone, day in days.items() if self._days.get(zone) != day}
        if not begun:
            return
        for contract in unit.contracts_in_use():
            zones = self._zones(contract)
            if zones & begun and self._asks(contract, self.house.today(now)):
                self._waiting[contract.id] = None
                days |= {zone: now.astimezone(ZoneInfo(zone)).date() for zone in zones - days.keys()}
        self._days.update(days)

    @property
    def _desk_zone(self) -> str:
        return self.house.correspondence.zone.key

    def _zones(self, contract: Contract) -> set[str]:
        """In whose days a contract's notices fall due."""
        hours = self.house.policies.hours.get(contract.calendar)
        own = {self._desk_zone, self.house.offers.zone_of(contract).key}
        return own | {hours.tz.key} if hours is not None else own

    def _asks(self, contract: Contract, today: date) -> bool:
        version = version_of(self.house, contract, today)
        return contract.terms in self.house.offers.by_name or (version is not None and version.renewal is not None)

    def _look_at(self, unit: Unit, contract_id: str, now: datetime) -> int:
        contract = unit.contract(contract_id)
        done = 0
        if contract is not None:
            done = self._alone(unit, contract, now, look_after) + self._alone(unit, contract, now, self._state)
        unit.once_stored(lambda: self._waiting.pop(contract_id, None))
        return done

    def _state(self, house: House, unit: Unit, contract: Contract, now: datetime) -> int:
        version = version_of(house, contract, house.today(now))
        return self.stating.state(unit, contract, version, now) if self.stating is not None else 0

    def _alone(
        self,
        unit: Unit,
        contract: Contract,
        now: datetime,
        step: Callable[[House, Unit, Contract, datetime], int],
    ) -> int:
        """What cannot be done for one contract is told in the log; the others go on."""
        try:
            with unit.savepoint():
                return step(self.house, unit, contract, now)
        except TryLater:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of ours costs one contract its notice, never the others
            self.tell(contract.id, error)
            return 0


def look_after(house: House, unit: Unit, contract: Contract, now: datetime) -> int:
    """What is due of one contract; how much was done."""
    version = version_of(house, contract, house.today(now))
    lapsed = book_expired(house, unit, contract, now) + len(settle_lacking(house, unit, contract, now))
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

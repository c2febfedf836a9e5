"""The desk's own past under another configuration: which promises would have been broken, and which were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailbot.config import Config
from mailbot.desk.cases import Case
from mailbot.desk.clocks import ClockState, Playing, State
from mailbot.stages.house import House
from mailbot.store import Store

LATE = frozenset({State.LATE, State.BREACHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One clock of a past case: how it stood by its own policy, and how it would have stood; None where it had or
    would have had no such clock."""

    case: Case
    clock: str
    then: ClockState | None
    now: ClockState | None

    @property
    def would_be_late(self) -> bool:
        return self.now is not None and self.now.state in LATE

    @property
    def was_late(self) -> bool:
        return self.then is not None and self.then.state in LATE


def play_past(store: Store, house: House, config: Config, month: date, until: datetime) -> Iterator[Judged]:
    """Every clock of the cases received in a month, played to `until` by their own policy and by `config`'s."""
    zone = ZoneInfo(config.desk.timezone)
    contracts = {contract.id: contract for contract in config.contracts}
    for case in store.cases_received(*_bounds(month, zone)):
        contract = contracts.get(case.contract_id) or store.contract(case.contract_id)
        if contract is None or contract.policy not in house.policies.policies:
            continue
        events = store.history(case.id).events
        received = case.received_at.astimezone(zone).date()
        with store.unit() as unit:
            pinned = house.policies.pinned(unit, case)
        then = house.policies.play(pinned, contract, events, case, until)
        now = house.policies.play(house.policies.on(contract.policy, received), contract, events, case, until)
        yield from _compared(case, then, now)


def _compared(case: Case, then: Playing, now: Playing) -> Iterator[Judged]:
    names = dict.fromkeys(clock.name for clock in (*then.clocks, *now.clocks))
    for name in names:
        yield Judged(case=case, clock=name, then=then.clock(name), now=now.clock(name))


def _bounds(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first = datetime(month.year, month.month, 1, tzinfo=zone)
    return first, first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)

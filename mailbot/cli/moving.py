"""Which reply-by times of open cases a configuration moves: those stored beside those played anew (DECISIONS 19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from mailbot.config import Config
from mailbot.desk.cases import Case
from mailbot.desk.clocks import ClockState
from mailbot.desk.people import Contract
from mailbot.desk.records import ClockRow
from mailbot.stages.policies import Policies
from mailbot.store import Store

RUNNING = frozenset({"running", "breached", "paused"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One reply-by time of one case, as it stands and as it would be; None where there is none."""

    number: str
    clock: str
    before: datetime | None
    after: datetime | None

    def in_words(self, zone: ZoneInfo) -> str:
        return f"from {_told(self.before, zone)} to {_told(self.after, zone)}"


def _told(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z") if at else "none"


def moved_times(config: Config, policies: Policies, store: Store, now: datetime) -> Iterator[Moved]:
    """Cases keep their policy version; calendars are judged date by date, so that an edit of one moves open times."""
    declared = {contract.id: contract for contract in config.contracts}
    stored = {contract.id: contract for contract in store.contracts() if not contract.declared_in}
    for case in store.cases():
        contract = declared.get(case.contract_id) or stored.get(case.contract_id) or store.contract(case.contract_id)
        if contract is not None:
            yield from _of_case(policies, store, case, contract, now)


def _of_case(policies: Policies, store: Store, case: Case, contract: Contract, now: datetime) -> Iterator[Moved]:
    history = store.history(case.id)
    with store.unit() as unit:
        version = policies.pinned(unit, case)
    played = policies.play(version, contract, history.events, case, now)
    yield from moved_clocks(case.number, history.clocks, played.clocks)


def moved_clocks(number: str, stored: tuple[ClockRow, ...], played: tuple[ClockState, ...]) -> Iterator[Moved]:
    """Those that run and whose due time differs."""
    anew = {clock.name: clock.due for clock in played}
    for row in stored:
        if row.state in RUNNING and row.name in anew and anew[row.name] != row.due:
            yield Moved(number=number, clock=row.name, before=row.due, after=anew[row.name])

"""Which calendars and policies open cases need that the configuration no longer has (DECISIONS 19)."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.cli.checking import Checked, error
from mailbot.config import Config
from mailbot.desk.cases import Case
from mailbot.stages.policies import Policies
from mailbot.store import Store

MOST_NAMED = 10


def lacking(config: Config, policies: Policies, store: Store) -> Iterator[Checked]:
    """One error for each missing name, with the numbers of the cases that need it. They are still judged, by what was
    kept with them; but nobody sees in the configuration any more by what."""
    calendars: dict[str, list[str]] = {}
    rules: dict[str, list[str]] = {}
    declared = {contract.id: contract for contract in config.contracts}
    for case in store.cases():
        contract = declared.get(case.contract_id) or store.contract(case.contract_id)
        named = _named(policies, store, case)
        if contract is not None:
            named |= {contract.calendar}
            if contract.policy not in config.policies:
                rules.setdefault(contract.policy, []).append(case.number)
        for name in sorted(named - set(config.calendars) - {""}):
            calendars.setdefault(name, []).append(case.number)
    yield from (error(f"calendars.{name}", _words(numbers)) for name, numbers in sorted(calendars.items()))
    yield from (error(f"policies.{name}", _words(numbers)) for name, numbers in sorted(rules.items()))


def _named(policies: Policies, store: Store, case: Case) -> set[str]:
    with store.unit() as unit:
        version = policies.in_force(unit, case, unit.events_of(case.id))
    return {name for _, name in version.named_calendars()}


def _words(numbers: list[str]) -> str:
    more = f" and {len(numbers) - MOST_NAMED} more" if len(numbers) > MOST_NAMED else ""
    return (
        f"is gone, but open cases need it: {', '.join(numbers[:MOST_NAMED])}{more}; they go on by the copy kept with "
        "them, no edit reaches them: write it into the configuration again, or finish these cases"
    )

"""Contracts made beside a configuration, by command line or mail: checked as if they stood in it (DECISIONS 9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.config.check_contracts import check_contracts
from mailbot.config.check_packs import check_packs
from mailbot.config.parts import Parts, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.config.shape import Config
    from mailbot.desk.complaints import Complaint
    from mailbot.desk.people import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionsChecked:
    """What must be mended in the new rows, and what only looks odd; sentences that name file and contract."""

    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def check_additions(config: Config, known: Sequence[Contract], added: Sequence[Contract]) -> AdditionsChecked:
    """`known` are the other contracts of the desk, without those that the new ones replace. Each new one says in
    `declared_in` where it comes from.
    """
    before: dict[Place, Contract] = {("contracts", place): contract for place, contract in enumerate(known)}
    new: dict[Place, Contract] = {("added", place, 0): contract for place, contract in enumerate(added)}
    parts = Parts(
        folder=config.path.parent,
        desk=config.desk,
        store=config.store,
        delivery=config.delivery,
        staff={("staff", place): one for place, one in enumerate(config.staff)},
        services=dict(config.services),
        calendars=dict(config.calendars),
        policies=dict(config.policies),
        packs=dict(config.offers.by_name),
        contracts={**before, **new},
        declared={
            "services": frozenset(config.services),
            "calendars": frozenset(config.calendars),
            "policies": frozenset(config.policies),
            "packs": frozenset(config.offers.by_name),
        },
    )
    warnings: list[Complaint] = []
    check_contracts(parts, warnings)
    check_packs(parts, warnings)
    return AdditionsChecked(faults=_of_new(parts.faults), warnings=_of_new(warnings))


def _of_new(complaints: Sequence[Complaint]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.message for one in complaints if one.path[:1] == ("added",)))

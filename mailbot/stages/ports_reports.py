"""What reports need of the store: the questions of a unit about whole months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mailbot.desk.cases import Case, Event
    from mailbot.desk.faults import Fault


class MonthsUnit(Protocol):
    """The months of a unit."""

    def cases_of_month(self, contract_id: str, since: datetime, until: datetime) -> tuple[Case, ...]: ...
    def events_of_cases(self, case_ids: Sequence[int]) -> Mapping[int, tuple[Event, ...]]: ...
    def faults_known(self, since: datetime, until: datetime) -> tuple[Fault, ...]: ...

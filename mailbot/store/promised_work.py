"""What a unit asks of a contract's open cases to tell which units are promised to them; closed ones are not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, text

from mailbot.desk.answering import undone_places
from mailbot.desk.cases import Event, EventKind
from mailbot.desk.charging import MOVING
from mailbot.desk.ledger import EFFECTS, Column, LineKind
from mailbot.desk.packs_cover import OpenMatter
from mailbot.store.tables import cases, event, ledger
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row

_OPEN = select(cases.c.id, cases.c.received_at).where(
    text("cases.status not in ('closed', 'merged')"), cases.c.contract_id.concat("") == bindparam("of")
)
"""Spelt, and left unsorted, so that the index of open cases is taken, and none of all cases of the contract."""
_EVENTS = (
    select(event)
    .where(
        event.c.case_id.in_(bindparam("ids", expanding=True)),
        event.c.kind.in_([one.value for one in (*sorted(MOVING), EventKind.LINKED)]),
    )
    .order_by(event.c.case_id, event.c.seq)
)
_HELD = (
    select(ledger.c.case_id, ledger.c.kind, func.sum(ledger.c.units).label("units"))
    .where(ledger.c.case_id.in_(bindparam("ids", expanding=True)), ledger.c.contract_id == bindparam("of"))
    .group_by(ledger.c.case_id, ledger.c.kind)
)
AT_ONCE = 500
"""Of so many cases a question asks."""


class PromisedWork(Work):
    """The open cases of a contract, as far as their units go."""

    def open_matters(self, contract_id: str) -> tuple[OpenMatter, ...]:
        """The contract's cases that are not finished, the oldest first; none of them is held."""
        self.settle()
        found = sorted(self._connection.execute(_OPEN, {"of": contract_id}).all())
        parts = (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE))
        return tuple(one for part in parts for one in self._matters(contract_id, part))

    def _matters(self, contract_id: str, part: Sequence[Row[*tuple[Any, ...]]]) -> Iterator[OpenMatter]:
        ids = [one.id for one in part]
        told, held = self._told(ids), self._held_of(contract_id, ids)
        for one in part:
            events = _standing(told.get(one.id, []))
            yield OpenMatter(case_id=one.id, received_at=one.received_at, events=events, held=held.get(one.id, 0))

    def _told(self, ids: Sequence[int]) -> dict[int, list[tuple[int, Event]]]:
        told: dict[int, list[tuple[int, Event]]] = {}
        for row in self._connection.execute(_EVENTS, {"ids": ids}):
            happened = Event(at=row.at, kind=EventKind(row.kind), by=row.by, facts=row.facts)
            told.setdefault(row.case_id, []).append((row.seq, happened))
        return told

    def _held_of(self, contract_id: str, ids: Sequence[int]) -> dict[int, int]:
        """What is reserved and used for each case together."""
        held: dict[int, int] = {}
        for row in self._connection.execute(_HELD, {"of": contract_id, "ids": ids}):
            moved = EFFECTS[LineKind(row.kind)]
            sign = moved.get(Column.RESERVED, 0) + moved.get(Column.CONSUMED, 0)
            held[row.case_id] = held.get(row.case_id, 0) + sign * int(row.units)
        return held


def _standing(told: list[tuple[int, Event]]) -> tuple[Event, ...]:
    """Those that were not taken back; each with its place among all events of its case."""
    undone: set[int] = {place for _, one in told for place in undone_places(one)}
    return tuple(one for place, one in told if place not in undone)

"""Putting contracts into force: what files declare and what was made by hand, each with its history (DECISIONS 9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.contact_cards import contact_clashes, keeping_contacts
from mailbot.desk.contracts import Change, ChangeKind, clashes, differences
from mailbot.desk.offers import NO_OFFERS, Offers
from mailbot.desk.orders import keeping_orders, order_clashes
from mailbot.desk.records import AuditEntry
from mailbot.store import contract_rows, ledger_rows, order_versions, order_writing
from mailbot.store.audit import append
from mailbot.store.contact_changes import remember_all
from mailbot.store.contact_rows import place_contacts
from mailbot.store.once import Insert
from mailbot.store.opened import Opened
from mailbot.store.tables import contract, contract_key, contract_version, desk_meta, pack_order
from mailbot.store.version_breaks import STANDS, digest_of_version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from mailbot.desk.orders import PlacedOrder
    from mailbot.desk.packs import Order
    from mailbot.desk.people import Contract

_IN_USE = select(contract.c.id).where(contract.c.removed_at.is_(None)).order_by(contract.c.id)
_MADE_BY_HAND = (
    select(pack_order)
    .where(pack_order.c.declared_in == "", pack_order.c.removed_at.is_(None))
    .order_by(pack_order.c.contract_id, pack_order.c.id)
)
_HOLD = select(desk_meta.c.contracts_version).with_for_update()
_NEW = Insert(contract)

contract_changes = differences


@dataclass(frozen=True, slots=True, kw_only=True)
class _By:
    """Who changes contracts and when, and the terms of what is sold."""

    now: datetime
    actor: str
    offers: Offers = NO_OFFERS


class Contracts(Opened):
    """The contracts of the desk."""

    def contracts(self) -> tuple[Contract, ...]:
        """All that are in use, by id, in force or not."""
        with self._database.reading() as connection:
            return _in_use(connection)

    def contract(self, contract_id: str) -> Contract | None:
        """One contract, also one that is not in use any more: its cases go on to their end (row A6)."""
        with self._database.reading() as connection:
            found = contract_rows.load(connection, [contract_id])
            return found[0] if found else None

    def orders_by_hand(self) -> dict[str, tuple[Order, ...]]:
        """The orders that mail or command line made and that stand, by contract; also those of declared contracts."""
        with self._database.reading() as connection:
            placed = [ledger_rows.placed_order(row).order for row in connection.execute(_MADE_BY_HAND)]
        found: dict[str, tuple[Order, ...]] = {}
        for order in placed:
            found[order.contract_id] = (*found.get(order.contract_id, ()), order)
        return found

    def put_contracts(
        self, contracts: Sequence[Contract], source: str, now: datetime, actor: str, *, offers: Offers = NO_OFFERS
    ) -> tuple[Change, ...]:
        """Makes these the contracts of one source, and returns what that changed.

        `source` is the file that declares them: those that it declared before and does not name any more go out
        of use. An empty source are rows made by mail or command line: they are added or replaced, and no other is
        touched; of their orders none is taken away. Raises Complaints that name both sides when a row belongs to the
        other kind (DECISIONS 9). `offers` are the terms by which the units of orders are granted.
        """
        wanted = [replace(one, declared_in=source) for one in contracts]
        with self._database.writing() as connection:
            current = _held(connection)
            rest = [one for one in current if source and one.declared_in == source]
            wanted = wanted if source else list(keeping_orders(current, wanted))
            by = _By(now=self._hear(now), actor=actor, offers=offers)
            return _put(connection, current, wanted, leaving=rest, by=by)

    def declare_contracts(
        self, contracts: Sequence[Contract], now: datetime, actor: str, *, offers: Offers = NO_OFFERS
    ) -> tuple[Change, ...]:
        """Makes these all the contracts that files declare, each with its own `declared_in`: what no file declares
        any more goes out of use, wherever it stood; a row may move from file to file. Raises as `put_contracts`."""
        nameless = [one.id for one in contracts if not one.declared_in]
        if nameless:
            raise Complaints(
                Complaint((one,), "a declared contract names the file that declares it") for one in nameless
            )
        with self._database.writing() as connection:
            current = _held(connection)
            rest = [one for one in current if one.declared_in]
            by = _By(now=self._hear(now), actor=actor, offers=offers)
            return _put(connection, current, contracts, leaving=rest, by=by)

    def terms_faults(self, contracts: Sequence[Contract], offers: Offers, now: datetime) -> tuple[Complaint, ...]:
        """Why these contracts would be refused for the terms that they name: what is left was sold under others."""
        with self._database.reading() as connection:
            return order_versions.terms_faults(connection, contracts, offers, now)

    def remove_contract(self, contract_id: str, now: datetime, actor: str) -> tuple[Change, ...]:
        """Takes a contract that was made by mail or command line out of use. Raises Complaints for another."""
        with self._database.writing() as connection:
            current = _held(connection)
            found = [one for one in current if one.id == contract_id]
            if not found:
                raise Complaints([Complaint((contract_id,), "no contract of this id is in use")])
            if found[0].declared_in:
                place = found[0].declared_in
                raise Complaints([Complaint((contract_id,), f"it is declared in {place}; take it out of that file")])
            return _put(connection, current, [], leaving=found, by=_By(now=self._hear(now), actor=actor))


def _held(connection: Connection) -> tuple[Contract, ...]:
    """All in use, and nobody else changes any until this is committed."""
    connection.execute(_HOLD)
    return _in_use(connection)


def _in_use(connection: Connection) -> tuple[Contract, ...]:
    return contract_rows.load(connection, connection.scalars(_IN_USE).all())


def _put(
    connection: Connection,
    current: Sequence[Contract],
    wanted: Sequence[Contract],
    *,
    leaving: Sequence[Contract],
    by: _By,
) -> tuple[Change, ...]:
    placed = ledger_rows.orders(connection, [one.id for one in wanted if one.orders])
    before = {one.id: one for one in current}
    gone = contract_rows.load(connection, [one.id for one in wanted if one.id not in before])
    faults = (*clashes(current, wanted), *contact_clashes([*current, *gone], wanted))
    if faults := (*faults, *_order_clashes(before, wanted, placed)):
        raise Complaints(faults)
    if by.offers is not NO_OFFERS and (kept := order_versions.terms_faults(connection, wanted, by.offers, by.now)):
        raise Complaints(kept)
    wanted = keeping_contacts([*current, *gone], wanted)
    changes = _changes(connection, current, wanted, leaving=leaving, by=by)
    order_writing.settle(connection, by.offers, [*current, *wanted], at=by.now, actor=by.actor)
    return changes


def _order_clashes(
    before: Mapping[str, Contract], wanted: Sequence[Contract], placed: Mapping[str, Sequence[PlacedOrder]]
) -> tuple[Complaint, ...]:
    """Only beside a contract that a file declared already: one that was made by hand and went is taken over whole."""
    return tuple(
        clash
        for one in wanted
        if one.declared_in and one.id in before
        for clash in order_clashes(one, placed.get(one.id, ()))
    )


def _changes(
    connection: Connection,
    current: Sequence[Contract],
    wanted: Sequence[Contract],
    *,
    leaving: Sequence[Contract],
    by: _By,
) -> tuple[Change, ...]:
    named = {one.id: one for one in wanted}
    concerned = [one for one in current if one.id in named] + [one for one in leaving if one.id not in named]
    changes = differences(concerned, wanted)
    if not changes:
        return ()
    connection.execute(update(desk_meta).values(contracts_version=desk_meta.c.contracts_version + 1))
    before = {one.id: one for one in current}
    for change in changes:
        facts: dict[str, object] = {}
        if change.kind is ChangeKind.REMOVED:
            facts = _take_out(connection, before[change.contract_id], now=by.now, actor=by.actor)
        else:
            facts = _set(connection, named[change.contract_id], by)
        append(connection, _entry(change, by.now, by.actor, facts))
    return changes


def _set(connection: Connection, new: Contract, by: _By) -> dict[str, object]:
    """Adds or replaces; one that was out of use comes back with the people whom it had. What proves
    it and the rows that tell what became of its contacts, for the audit log."""
    old = contract_rows.load(connection, [new.id])
    row = {"document": contract_rows.document_of(new), "declared_in": new.declared_in, "removed_at": None}
    _NEW.into(connection, {"id": new.id, "version": 0, **row})
    connection.execute(update(contract).where(contract.c.id == new.id).values(version=contract.c.version + 1, **row))
    connection.execute(delete(contract_key).where(contract_key.c.contract_id == new.id))
    connection.execute(insert(contract_key), contract_rows.keys_of(new))
    placed = place_contacts(connection, new, old[0].contacts if old else (), now=by.now)
    proof = remember_version(connection, replace(new, contacts=placed), now=by.now, actor=by.actor)
    known = ledger_rows.orders(connection, [new.id]).get(new.id, ())
    order_writing.declare(connection, new, known, by.offers, at=by.now, actor=by.actor)
    told = [
        row for one in old for row in remember_all(connection, new.id, one.contacts, placed, at=by.now, actor=by.actor)
    ]
    return proof | ({"changes": told} if told else {})


def _take_out(connection: Connection, old: Contract, *, now: datetime, actor: str) -> dict[str, object]:
    """The row, its contacts and their ids stay, for history; nothing leads to it any more."""
    row = update(contract).where(contract.c.id == old.id)
    connection.execute(row.values(version=contract.c.version + 1, removed_at=now))
    connection.execute(delete(contract_key).where(contract_key.c.contract_id == old.id))
    return remember_version(connection, old, now=now, actor=actor)


def remember_version(connection: Connection, one: Contract, *, now: datetime, actor: str) -> dict[str, object]:
    """Keeps the contract as it stands now; of its persons, a digest (DECISIONS 44). What proves it, for the audit
    log."""
    version = connection.scalar(select(contract.c.version).where(contract.c.id == one.id))
    kept = {
        "at": now,
        "actor": actor,
        "source": one.declared_in,
        "document": contract_rows.document_of(one) | {"orders": contract_rows.orders_document(one)},
        "contacts_digest": contract_rows.contacts_digest(one.contacts),
    }
    connection.execute(insert(contract_version), {"contract_id": one.id, "version": version, **kept})
    return {"version": version, STANDS: digest_of_version(*kept.values())}


def _entry(change: Change, now: datetime, actor: str, facts: Mapping[str, object]) -> AuditEntry:
    """Names the fields, never their values: those may be persons (DECISIONS 44)."""
    fields = sorted({f"contacts.{one.key}" if one.contact else one.key for one in change.fields})
    return AuditEntry(
        at=now,
        actor=actor,
        action=f"contract.{change.kind}",
        subject=f"contract:{change.contract_id}",
        facts={"fields": fields} | dict(facts),
    )

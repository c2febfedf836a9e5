"""Booking orders: their rows, and what brings the units granted of each to what was ordered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, func, insert, or_, select, update

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.ledger import Account, Act, Column, LineKind, Tally
from mailbot.desk.ledger_parts import without
from mailbot.desk.orders import PlacedOrder, granted_as_ordered, order_called
from mailbot.desk.packs import faults_of, pack_of
from mailbot.desk.records import AuditEntry
from mailbot.desk.statements_history import sold_under
from mailbot.store import ledger_rows, order_versions
from mailbot.store.audit import append
from mailbot.store.tables import contract, desk_meta, ledger_sum, pack_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy import ColumnElement, Connection

    from mailbot.desk.offers import Offers
    from mailbot.desk.packs import Order, PackTerms
    from mailbot.desk.people import Contract

_NEW = insert(pack_order).returning(pack_order.c.id)
_IS_THERE = select(contract.c.id).where(contract.c.id == bindparam("of"))
_BY_ID = select(pack_order).where(pack_order.c.id == bindparam("of"))
_WANTED = case((pack_order.c.removed_at.is_(None), pack_order.c.units), else_=0)
_GRANTED, _LAPSED = ledger_sum.alias("granted"), ledger_sum.alias("lapsed")
_IS_MISGRANTED = and_(
    func.coalesce(_GRANTED.c.units, 0) != _WANTED, or_(pack_order.c.removed_at.is_(None), _GRANTED.c.units > 0)
)
_MAY_COME_BACK = and_(
    pack_order.c.removed_at.is_(None),
    _LAPSED.c.units > 0,
    or_(pack_order.c.valid_until.is_(None), pack_order.c.valid_until >= bindparam("since")),
)


def _of_pack(sums: Any, kind: LineKind) -> ColumnElement[bool]:
    of_order = and_(sums.c.contract_id == pack_order.c.contract_id, sums.c.pack_id == pack_order.c.id)
    return and_(of_order, sums.c.kind == kind.value)


_UNSETTLED = (
    select(pack_order)
    .outerjoin(_GRANTED, _of_pack(_GRANTED, LineKind.GRANTED))
    .outerjoin(_LAPSED, _of_pack(_LAPSED, LineKind.EXPIRED))
    .where(or_(_IS_MISGRANTED, _MAY_COME_BACK))
    .order_by(pack_order.c.contract_id, pack_order.c.id)
)
A_DAY = timedelta(days=1)


def add(connection: Connection, order: Order, terms: PackTerms, zone: tzinfo, act: Act) -> PlacedOrder:
    """See `LedgerWork.add_order`."""
    _hold_contracts(connection, order.contract_id)
    ledger_rows.hold(connection, order.contract_id)
    placed = _orders_of(connection, order.contract_id)
    named = replace(order, reference=order.reference or _reference(order, placed))
    if faults := faults_of(named, terms):
        raise Complaints(faults)
    known = order_called(placed, named.reference)
    if known is not None and not known.is_removed:
        if known.order != replace(named, reference=known.order.reference):
            raise Complaints([_stands_already(known)])
        return known
    by_hand: dict[str, Any] = {"declared_in": "", "at": act.at, "actor": act.actor, "cause": act.cause}
    written = put(connection, named, terms, known, zone=zone, **by_hand)
    grant(connection, written, terms, zone, at=act.at, actor=act.actor)
    return written


def cancel(
    connection: Connection, contract_id: str, reference: str, terms: PackTerms, zone: tzinfo, act: Act
) -> PlacedOrder:
    """See `LedgerWork.cancel_order`."""
    _hold_contracts(connection, contract_id)
    ledger_rows.hold(connection, contract_id)
    known = order_called(_orders_of(connection, contract_id), reference)
    if known is None or known.is_removed:
        raise Complaints([Complaint((contract_id,), f"there is no order {reference}")])
    if known.declared_in:
        said = f"the order {known.order.reference} is declared in {known.declared_in}: take it out of that file"
        raise Complaints([Complaint((contract_id,), said)])
    gone = take_away(connection, known, at=act.at, actor=act.actor)
    grant(connection, gone, terms, zone, at=act.at, actor=act.actor)
    return gone


def put(
    connection: Connection,
    order: Order,
    terms: PackTerms,
    known: PlacedOrder | None,
    *,
    zone: tzinfo,
    declared_in: str,
    at: datetime,
    actor: str,
    cause: str | None = None,
) -> PlacedOrder:
    """Writes an order's row, anew or corrected; its pack's dates are those of the terms now."""
    pack = pack_of(order, terms)
    row = ledger_rows.order_row(order, pack.valid_from, pack.valid_until, declared_in) | {"cause": cause}
    row |= {"added_at": at, "added_by": actor} if known is not None and known.is_removed else {}
    if known is None:
        new = {"contract_id": order.contract_id, "reference": order.reference, "version": 1}
        order_id = connection.execute(_NEW, {**row, **new, "added_at": at, "added_by": actor}).scalar_one()
        action = "order.added"
    else:
        order_id, action = known.id, "order.changed"
        correction = update(pack_order).where(pack_order.c.id == known.id)
        connection.execute(correction.values(**row, reference=order.reference, version=pack_order.c.version + 1))
    placed = _placed(connection, order_id)
    proof = order_versions.keep(connection, placed, sold_under(terms, at.astimezone(zone).date()), at)
    append(connection, _entry(placed, action, at, actor, proof))
    return placed


def take_away(connection: Connection, known: PlacedOrder, *, at: datetime, actor: str) -> PlacedOrder:
    """The row stays, for what was used of it; nothing more may be."""
    gone = update(pack_order).where(pack_order.c.id == known.id)
    connection.execute(gone.values(removed_at=at, version=pack_order.c.version + 1))
    placed = _placed(connection, known.id)
    proof = order_versions.keep(connection, placed, order_versions.last_terms(connection, placed.id), at)
    append(connection, _entry(placed, "order.removed", at, actor, proof))
    return placed


def grant(
    connection: Connection, placed: PlacedOrder, terms: PackTerms, zone: tzinfo, *, at: datetime, actor: str
) -> None:
    """Brings the units granted of an order to what it says; the contract is held. A version that was granted already
    grants no more: its row was changed by nobody who may, and `verify` says so."""
    contract_id = placed.order.contract_id
    account = _account(connection, contract_id, terms, zone)
    pack = placed.to_grant
    cause = f"order:{placed.id}:{placed.version}"
    if account.has(cause):
        cause = f"{cause}:{account.last_seq + 1}"
        granted = Tally((*account.others, *account.lines)).pack(pack.id, Column.GRANTED)
        pack = replace(pack, units=min(pack.units, granted))
    act = Act(at=at, cause=cause, actor=actor, reference=placed.order.reference)
    lines = granted_as_ordered(account, act, pack)
    if lines:
        ledger_rows.append(connection, lines)


def declare(
    connection: Connection, new: Contract, placed: Sequence[PlacedOrder], offers: Offers, *, at: datetime, actor: str
) -> None:
    """Writes a contract's orders as it names them; those of the same origin that it does not name any more are taken
    away. Of orders made by hand beside a declared contract nothing is touched (DECISIONS 9)."""
    terms, zone = offers.terms_of(new), offers.zone_of(new)
    found = [order_called(placed, order.reference) for order in new.orders]
    for order, old in zip(new.orders, found, strict=True):
        stands = old is not None and not old.is_removed and old.declared_in == new.declared_in
        if old is None or not stands or old.order != order:
            put(connection, order, terms, old, zone=zone, declared_in=new.declared_in, at=at, actor=actor)
    named = {old.id for old in found if old is not None}
    for one in placed:
        is_ours = bool(one.declared_in) == bool(new.declared_in)
        if is_ours and not one.is_removed and one.id not in named:
            take_away(connection, one, at=at, actor=actor)


def settle(connection: Connection, offers: Offers, contracts: Sequence[Contract], *, at: datetime, actor: str) -> None:
    """Grants every order that is not granted as it stands: new and corrected ones, also those whose units lapsed before
    their end was put off. One question when there is none."""
    sold = {one.id: one for one in contracts}
    since = at.astimezone(UTC).date() - A_DAY
    for row in connection.execute(_UNSETTLED, {"since": since}).all():
        one = sold.get(row.contract_id)
        if one is not None:
            ledger_rows.hold(connection, one.id)
            placed = ledger_rows.placed_order(row)
            grant(connection, placed, offers.terms_of(one), offers.zone_of(one), at=at, actor=actor)


def _account(connection: Connection, contract_id: str, terms: PackTerms, zone: tzinfo) -> Account:
    """All that granting needs: lines of no case, and what the others come to."""
    lines = ledger_rows.needed_lines(connection, contract_id, (), ())
    return Account(
        contract_id=contract_id,
        terms=terms,
        zone=zone,
        packs=tuple(one.pack for one in ledger_rows.orders(connection, [contract_id]).get(contract_id, ())),
        lines=lines,
        others=without(ledger_rows.sums(connection, contract_id), lines),
        seq=ledger_rows.last_seq(connection, contract_id),
    )


def _hold_contracts(connection: Connection, contract_id: str) -> None:
    """Declaring contracts waits for this, in the same order of locks; what was read of contracts is read anew."""
    connection.execute(update(desk_meta).values(contracts_version=desk_meta.c.contracts_version + 1))
    if connection.scalar(_IS_THERE, {"of": contract_id}) is None:
        said = "the store has no contract of this id; what a file declares is applied at the next start"
        raise Complaints([Complaint((contract_id,), said)])


def _orders_of(connection: Connection, contract_id: str) -> tuple[PlacedOrder, ...]:
    return tuple(ledger_rows.orders(connection, [contract_id]).get(contract_id, ()))


def _placed(connection: Connection, order_id: int) -> PlacedOrder:
    return ledger_rows.placed_order(connection.execute(_BY_ID, {"of": order_id}).one())


def _reference(order: Order, placed: Sequence[PlacedOrder]) -> str:
    """The date of an order that was given no name, numbered where that day had one already."""
    day = order.ordered_on.isoformat()
    numbered = (f"{day}-{count}" for count in range(2, len(placed) + 3))
    return next(name for name in (day, *numbered) if order_called(placed, name) is None)


def _stands_already(known: PlacedOrder) -> Complaint:
    where = f"declared in {known.declared_in}" if known.declared_in else "made by mail or command line"
    told = f"{known.order.units} units, ordered on {known.order.ordered_on}"
    return Complaint((known.order.contract_id,), f"the order {known.order.reference} stands already ({told}, {where})")


def _entry(placed: PlacedOrder, action: str, at: datetime, actor: str, proof: Mapping[str, object]) -> AuditEntry:
    subject = f"contract:{placed.order.contract_id}"
    facts = ledger_rows.order_facts(placed) | dict(proof)
    return AuditEntry(at=at, actor=actor, action=action, subject=subject, facts=facts)

"""What each change of a contact was: cards before and after in a table of their own, which can be erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from mailbot.desk.contact_cards import ContactChange, same_card
from mailbot.store.contract_rows import contact_document, contact_of
from mailbot.store.tables import contact_change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from mailbot.desk.people import Contact

_NEW = insert(contact_change).returning(contact_change.c.id)
_OF_CONTRACT = (
    select(contact_change).where(contact_change.c.contract_id == bindparam("of")).order_by(contact_change.c.id)
)
_OF_CAUSE = select(contact_change).where(contact_change.c.cause == bindparam("of")).order_by(contact_change.c.id)


def remember(
    connection: Connection,
    contract_id: str,
    before: Contact | None,
    after: Contact | None,
    *,
    at: datetime,
    actor: str,
    cause: str | None = None,
) -> int:
    """Keeps one change; the id of its row."""
    known = after or before
    assert known is not None
    row = {
        "contract_id": contract_id,
        "contact_id": known.id,
        "at": at,
        "actor": actor,
        "cause": cause,
        "before": _document(before),
        "after": _document(after),
    }
    return int(connection.execute(_NEW, row).scalar_one())


def remember_all(
    connection: Connection,
    contract_id: str,
    before: Iterable[Contact],
    after: Sequence[Contact],
    *,
    at: datetime,
    actor: str,
) -> list[int]:
    """Keeps whatever differs between all cards of a contract before and after; the ids of the rows."""
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    pairs = [(old.get(one), new.get(one)) for one in dict.fromkeys((*old, *new))]
    return [
        remember(connection, contract_id, was, becomes, at=at, actor=actor)
        for was, becomes in pairs
        if was is None or becomes is None or not same_card(was, becomes)
    ]


def of_contract(connection: Connection, contract_id: str) -> tuple[ContactChange, ...]:
    """All changes of the contacts of a contract, the oldest first."""
    return tuple(map(_change, connection.execute(_OF_CONTRACT, {"of": contract_id})))


def of_cause(connection: Connection, cause: str) -> tuple[ContactChange, ...]:
    """The changes that an act of this cause made, in their order."""
    return tuple(map(_change, connection.execute(_OF_CAUSE, {"of": cause})))


def mark_undone(connection: Connection, change_id: int, at: datetime) -> None:
    connection.execute(update(contact_change).where(contact_change.c.id == change_id).values(undone_at=at))


def _document(one: Contact | None) -> dict[str, object] | None:
    return None if one is None else contact_document(one) | {"addresses": list(one.addresses)}


def _change(row: Any) -> ContactChange:
    return ContactChange(
        id=row.id,
        contract_id=row.contract_id,
        contact_id=row.contact_id,
        at=row.at,
        actor=row.actor,
        cause=row.cause or "",
        before=_card(row.contact_id, row.before),
        after=_card(row.contact_id, row.after),
        undone_at=row.undone_at,
    )


def _card(contact_id: int, document: Mapping[str, Any] | None) -> Contact | None:
    return None if document is None else contact_of(contact_id, document, document["addresses"])

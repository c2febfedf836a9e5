"""Which contracts concern an address: a few indexed questions, not asked again while no contract has changed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select, union

from mailbot.desk.clientele import Clientele, clientele_of
from mailbot.desk.mail import domain_of
from mailbot.store import contract_rows
from mailbot.store.tables import contact, contact_address, contract, contract_key, desk_meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from mailbot.desk.people import Contract

KEPT: Final = 2_000
"""How many addresses, and how many contracts, are remembered; beyond that all is asked anew."""

_VERSION = select(desk_meta.c.contracts_version)
_CONCERNED = union(
    select(contact.c.contract_id)
    .join(contact_address, contact_address.c.contact_id == contact.c.id)
    .where(contact_address.c.address_key == bindparam("address"), contact.c.removed_at.is_(None)),
    select(contract_key.c.contract_id).where(
        contract_key.c.lookup.in_(bindparam("lookups", expanding=True)),
        contract_key.c.kind.in_((contract_rows.OPENER, contract_rows.DOMAIN)),
    ),
)
_IN_USE = select(contract.c.id).where(
    contract.c.id.in_(bindparam("ids", expanding=True)), contract.c.removed_at.is_(None)
)
ALL_IN_USE = select(contract.c.id).where(contract.c.removed_at.is_(None))


class ContractCache:
    """What this process has read of the contracts, good for one version of them; shared by its threads."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._version = -1
        self._ids: dict[str, tuple[str, ...]] = {}
        self._contracts: dict[str, Contract] = {}
        self._clientele: tuple[int, Clientele] | None = None

    def of_address(self, connection: Connection, address_key: str, version: int) -> tuple[Contract, ...]:
        """Contracts of which the address is a contact's, or whose openers or domains name it or its domain."""
        with self._turn:
            self._forget_other(version)
            known = self._ids.get(address_key)
        if known is None:
            known = _concerned(connection, address_key)
            with self._turn:
                if self._version == version and len(self._ids) < KEPT:
                    self._ids[address_key] = known
        return self.whole(connection, known, version)

    def whole(self, connection: Connection, ids: Sequence[str], version: int) -> tuple[Contract, ...]:
        """These contracts in the order of their ids; unknown ids are left out."""
        with self._turn:
            self._forget_other(version)
            found = {one: self._contracts[one] for one in ids if one in self._contracts}
        missing = [one for one in ids if one not in found]
        if missing:
            read = contract_rows.load(connection, missing)
            found |= {one.id: one for one in read}
            with self._turn:
                if self._version == version and len(self._contracts) + len(read) <= KEPT:
                    self._contracts.update({one.id: one for one in read})
        return tuple(found[one] for one in sorted(found))

    def clientele(self, connection: Connection, version: int) -> Clientele:
        """By what the clients of all contracts in use can be told."""
        with self._turn:
            known = self._clientele
        if known is None or known[0] != version:
            known = (version, clientele_of(contract_rows.load(connection, connection.scalars(ALL_IN_USE).all())))
            with self._turn:
                self._clientele = known
        return known[1]

    def _forget_other(self, version: int) -> None:
        if version != self._version or len(self._ids) >= KEPT or len(self._contracts) >= KEPT:
            self._version, self._ids, self._contracts = version, {}, {}


def contracts_version(connection: Connection) -> int:
    """Changes with every change of any contract."""
    return int(connection.execute(_VERSION).scalar_one())


def _concerned(connection: Connection, address_key: str) -> tuple[str, ...]:
    if "@" not in address_key:
        return ()
    lookups = [address_key, f"@{domain_of(address_key)}"]
    ids = sorted(connection.scalars(_CONCERNED, {"address": address_key, "lookups": lookups}))
    return tuple(sorted(connection.scalars(_IN_USE, {"ids": ids}))) if ids else ()

"""What the next start does to orders: those that the configuration adds, corrects or takes out (DECISIONS 9)."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.cli.checking import Checked, error, warning
from mailbot.config import Config
from mailbot.desk.contracts import differences
from mailbot.desk.orders import order_clashes
from mailbot.store import Store


def orders_checked(config: Config, store: Store) -> Iterator[Checked]:
    """Orders of contracts in use that stand otherwise in the store than they are declared, and those made by hand
    beside a declared one of the same name.
    """
    contracts = store.contracts()
    for made in contracts:
        if made.terms and not made.declared_in and made.terms not in config.offers.by_name:
            words = f"there are no terms [packs.{made.terms}] any more, so that nothing is counted: declare them again"
            yield error(f"contract {made.id} (by hand)", words)
    stored = {one.id: one for one in contracts if one.declared_in}
    for contract in config.contracts:
        old = stored.get(contract.id)
        if old is None:
            continue
        place = f"contract {contract.id} ({contract.declared_in})"
        for change in differences([old], [contract]):
            for field in change.fields:
                if field.key == "packs":
                    words = f"an order changes at the next start: {field.before or 'none'} → {field.after or 'none'}"
                    yield warning(place, words)
        with store.unit() as unit:
            placed = unit.orders_of(contract.id)
        yield from (error(place, clash.message) for clash in order_clashes(contract, placed))

"""The store that a configuration names: opened, or migrated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.store import Store, open_store
from mailbot.store import upgrade_store as upgrade_tables

if TYPE_CHECKING:
    from mailbot.config import Config


def store_of(config: Config, url: str = "") -> Store:
    """The store that the configuration names, or the one of `url`, opened."""
    return open_store(
        url or config.store.url,
        password=_store_password(config),
        case_prefix=config.desk.case_prefix,
        first_number=config.desk.first_number,
        lease=config.limits.lease,
    )


def upgrade_store(config: Config) -> tuple[str, str]:
    """Migrate the database of the configuration; its revision before (empty for a new one) and after."""
    return upgrade_tables(config.store.url, password=_store_password(config))


def _store_password(config: Config) -> str:
    return config.store.password.read() if config.store.password else ""

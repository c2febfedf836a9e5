"""All SQL of the desk; nothing else imports SQLAlchemy."""

from mailbot.store.engine import Unreachable
from mailbot.store.store import Store, open_store, upgrade_store

__all__ = ["Store", "Unreachable", "open_store", "upgrade_store"]

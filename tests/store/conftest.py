"""Every test of this folder may ask for a database of either kind."""

from tests.store.databases import database_url, empty_url, postgresql_desk, postgresql_server, store

__all__ = ["database_url", "empty_url", "postgresql_desk", "postgresql_server", "store"]

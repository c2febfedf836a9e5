"""Servers shared by the end-to-end tests: each starts once, when the first test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.postfix import Postfix, running_postfix
from tests.store.databases import postgresql_server

__all__ = ["dovecot", "postfix", "postgresql_server"]


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot("hostname = mail.vendor.test") as server:
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """Hands mail for client.test and vendor.test to the Dovecot."""
    with running_postfix(lmtp=dovecot.lmtp, domains=("client.test", "vendor.test")) as server:
        yield server

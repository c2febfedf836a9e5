"""The narrow question that proof asks of DNS, and the one trouble that means "ask again later"."""

from __future__ import annotations

from typing import Protocol


class TemporaryDnsTrouble(Exception):
    """DNS gave no answer this time (timeout, SERVFAIL); what depends on it is tried again later, and is no try."""


class Resolver(Protocol):
    """Whoever can look up TXT records."""

    def txt(self, name: str) -> tuple[bytes, ...]:
        """Every TXT record of a name, its strings joined; empty if there is none.

        Raises TemporaryDnsTrouble if DNS did not answer.
        """
        ...

"""Looks up TXT records with dnspython, remembering answers for as long as DNS allows."""

from __future__ import annotations

from collections.abc import Sequence

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from mailbot.mail.resolving import TemporaryDnsTrouble

SECONDS = 3.0
ATTEMPTS = 2
REMEMBERED = 2000
"""Answers, the negative ones too."""
_NO_SUCH_NAME = (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.resolver.YXDOMAIN)
_NO_NAME_AT_ALL = (dns.exception.SyntaxError, dns.name.LabelTooLong, dns.name.NameTooLong, dns.name.EmptyLabel)


class Dns:
    """A resolver for proof (`mailbot.mail.resolving.Resolver`); safe to share between threads.

    Without `servers` it asks those of the system. `seconds` bounds one attempt; there are two.
    """

    def __init__(self, servers: Sequence[str] = (), *, port: int = 53, seconds: float = SECONDS) -> None:
        self._resolver = _system_resolver() if not servers else dns.resolver.Resolver(configure=False)
        if servers:
            self._resolver.nameservers = list(servers)
            self._resolver.port = port
        self._resolver.cache = dns.resolver.LRUCache(REMEMBERED)
        self._resolver.timeout = seconds
        self._seconds = seconds

    def txt(self, name: str) -> tuple[bytes, ...]:
        """Every TXT record of a name, its strings joined; empty if the name or the record does not exist.

        Raises TemporaryDnsTrouble after two attempts without an answer (timeout, SERVFAIL, no server).
        """
        try:
            wanted = dns.name.from_text(name)
        except (*_NO_NAME_AT_ALL, dns.exception.DNSException, UnicodeError):
            return ()
        for _ in range(ATTEMPTS - 1):
            try:
                return self._ask(wanted)
            except TemporaryDnsTrouble:
                continue
        return self._ask(wanted)

    def _ask(self, name: dns.name.Name) -> tuple[bytes, ...]:
        try:
            answer = self._resolver.resolve(name, dns.rdatatype.TXT, lifetime=self._seconds, search=False)
        except _NO_SUCH_NAME:
            return ()
        except (dns.exception.DNSException, OSError) as trouble:
            raise TemporaryDnsTrouble(f"{name}: {type(trouble).__name__}") from trouble
        return tuple(b"".join(record.strings) for record in answer)


def _system_resolver() -> dns.resolver.Resolver:
    """The system's resolver; on a machine without one, a resolver that finds nobody to ask."""
    try:
        return dns.resolver.Resolver()
    except dns.resolver.NoResolverConfiguration:
        return dns.resolver.Resolver(configure=False)

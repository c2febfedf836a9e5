"""Which Authentication-Results our own boundary wrote, by mailbox profile; everything else in a mail is a claim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.mail.alignment import is_domain, is_shared_suffix
from mailbot.mail.authentication_results import Results, read_nameless_results, read_results
from mailbot.mail.trace import HeaderBlock, came_from_outside, is_inside, own_groups, read_hop

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailbot.mail.authentication_results import Verdict
    from mailbot.mail.trace import Field

FIELD = "authentication-results"
MOST_FIELDS = 10
GMAIL = "gmail"
M365 = "m365"
_GMAIL_ID = "mx.google.com"
_GMAIL_INSIDE = re.compile(r"2002:a[0-9a-f]{2}:|10\.[0-9.]+$")
"""How Google's inner servers sign their Received: by a private address, plain or in 6to4 spelling."""
_M365_NETWORK = "2603:1000::/24"
"""Addresses of Microsoft's own hops inside the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """Who our servers are: pinned authserv-ids, the mailbox profile (empty: any mail server), listed relays."""

    profile: str = ""
    authserv_ids: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()

    @property
    def pinned(self) -> frozenset[str]:
        ids = {name.strip().lower() for name in self.authserv_ids if name.strip()}
        return frozenset(ids | {_GMAIL_ID} if self.profile == GMAIL else ids)

    def is_ours(self, server: str) -> bool:
        """Whether a server's name is one of our boundary's: a pinned id, or beside or below it."""
        if self.profile == M365 and server.endswith(".outlook.com"):
            return True
        if self.profile == GMAIL and _GMAIL_INSIDE.match(server):
            return True
        return any(_is_near(server, name) for name in self.pinned)


def _is_near(server: str, pinned: str) -> bool:
    if server == pinned:
        return True
    parent = pinned.partition(".")[2]
    home = parent if is_domain(parent) and not is_shared_suffix(parent) else pinned
    return server == home or server.endswith(f".{home}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Believed:
    """What our boundary said of a mail, topmost field first, and notes on what was not believed."""

    results: tuple[Results, ...] = ()
    same_tenant: bool = False
    notes: tuple[str, ...] = ()

    def about(self, method: str) -> tuple[tuple[str, Verdict], ...]:
        """The verdicts on one method with who gave them: all of the topmost field, the failures of the others."""
        speaking = [one for one in self.results if one.of(method)]
        return tuple(
            (one.authserv_id or "Microsoft 365", verdict)
            for place, one in enumerate(speaking)
            for verdict in one.of(method)
            if place == 0 or verdict.result == "fail"
        )


def believed(block: HeaderBlock, boundary: Boundary) -> Believed:
    """What the boundary wrote into this header block, by the rules of the `evidence` module."""
    if boundary.profile == M365 and (found := _of_m365(block, boundary)):
        return found
    if not boundary.pinned:
        return Believed(notes=_ignored(block, "no authserv-id is pinned"))
    for group in own_groups(block, boundary.is_ours, boundary.relays):
        results = tuple(_pinned_results(group, boundary.pinned))
        if results:
            return Believed(results=results)
    return Believed(notes=_ignored(block, "none of a pinned server in the trusted place"))


def _ignored(block: HeaderBlock, reason: str) -> tuple[str, ...]:
    return (f"Authentication-Results: {reason if block.values(FIELD) else 'none'}",)


def _pinned_results(group: Sequence[Field], pinned: frozenset[str]) -> Iterator[Results]:
    fields = [field.value for field in group if field.name == FIELD]
    for value in fields[:MOST_FIELDS]:
        results = read_results(value)
        if results is not None and results.authserv_id in pinned:
            yield results


def _of_m365(block: HeaderBlock, boundary: Boundary) -> Believed | None:
    """The topmost field if it stands above the outside hop and names nobody, or else the mark of the own tenant."""
    relays = (_M365_NETWORK, *boundary.relays)
    above = _above_the_outside(block, boundary, relays)
    fields = [field.value for field in above if field.name == FIELD]
    results = read_nameless_results(fields[0]) if fields else None
    failed = results is not None and any(verdict.result == "fail" for verdict in results.of("dmarc"))
    marks = block.values("x-ms-exchange-organization-authas")
    inside = [mark.lower() for mark in marks] == ["internal"] and is_inside(block, boundary.is_ours, relays)
    if inside and not failed:
        return Believed(same_tenant=True)
    return None if results is None else Believed(results=(results,))


def _above_the_outside(block: HeaderBlock, boundary: Boundary, relays: tuple[str, ...]) -> list[Field]:
    above: list[Field] = []
    for field in block.fields:
        if field.name == "received":
            hop = read_hop(field.value)
            if not boundary.is_ours(hop.server) or came_from_outside(hop, boundary.is_ours, relays):
                return above
        above.append(field)
    return above

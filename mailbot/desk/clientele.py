"""By what the desk's clients can be told: their names, domains and registered addresses, made ready for look-ups."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.mail import address_key, domain_key
from mailbot.desk.phrases import Phrasebook, phrasebook, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mailbot.desk.people import Contract

SHORTEST_NAME = 3
"""Characters of a name below which it is a word like any other."""
SHORTEST_POLITE = 2
"""Characters of a name that are known by an honorific behind them."""
PERSONAL = ("様", "さん", "さま", "殿")
HONORIFICS = (*PERSONAL, "御中", "社")
CONTINUED = {"社": "会員長内外説", "様": "式子々態相"}
"""What may follow the sign of an honorific that is the beginning of another word."""

_FORMS_JA = re.compile(
    r"(?:株式|有限|合同|合資|合名)会社|(?:一般|公益)?(?:社団|財団)法人|[(]\s*(?:株|有|同|社|財)\s*[)]"
)
_FORMS_EN = re.compile(
    r"(?:[\s,.]+(?:inc|incorporated|k\.?k|co|company|ltd|limited|corp|corporation|llc|llp|plc|gmbh|ag|b\.?v|pte|pty)"
    r"\.?)+\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clientele:
    """All clients. Each mapping leads from a squeezed name, a domain or an address key to the clients that have it,
    each by its bare name; `spelt` tells how a name is written."""

    names: Phrasebook = field(default_factory=lambda: phrasebook((), shortest=SHORTEST_NAME))
    holders: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    domains: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    addresses: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    spelt: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    registered: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """All squeezed names under which a client is registered, by its bare name."""

    def is_plain(self, name: str) -> bool:
        """Whether a squeezed name stands there bare, without legal form and honorific."""
        return name in self.spelt and name == bare_name(self.spelt[name])


def clientele_of(contracts: Iterable[Contract]) -> Clientele:
    """The clients of these contracts. Linear in their number."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    domains: defaultdict[str, set[str]] = defaultdict(set)
    addresses: defaultdict[str, set[str]] = defaultdict(set)
    registered: defaultdict[str, set[str]] = defaultdict(set)
    spelt: dict[str, str] = {}
    for contract in contracts:
        client = bare_name(contract.client)
        for name in (contract.client, *(one.company for one in contract.contacts)):
            for spelling in spellings(name):
                holders[spelling].add(client)
                registered[client].add(spelling)
                spelt.setdefault(spelling, name)
        for domain in (*contract.domains, *(one[1:] for one in contract.openers if one.startswith("@"))):
            domains[domain_key(domain)].add(client)
        for address in (address for contact in contract.contacts for address in contact.addresses):
            addresses[address_key(address)].add(client)
    return Clientele(
        names=phrasebook(holders, shortest=SHORTEST_NAME),
        holders=_fixed(holders),
        domains=_fixed(domains),
        addresses=_fixed(addresses),
        spelt=MappingProxyType(spelt),
        registered=_fixed(registered),
    )


def spellings(name: str) -> tuple[str, ...]:
    """A client's name as it may stand in a text, squeezed: bare, as it is registered, and with an honorific."""
    bare = bare_name(name)
    if not bare:
        return ()
    polite = [f"{bare}{one}" for one in HONORIFICS] if len(bare) >= SHORTEST_POLITE else []
    formal = _formal(name, bare) if len(bare) < len(squeezed(name).text) else []
    return tuple(dict.fromkeys((bare, squeezed(name).text, *formal, *polite)))


def _formal(name: str, bare: str) -> list[str]:
    """With the legal form before or behind the name, written out or not, wherever the contract puts it."""
    forms = [squeezed(one).text for one in _FORMS_JA.findall(unicodedata.normalize("NFKC", name))]
    if {"株式会社", "(株)"} & {*forms}:
        forms = ["株式会社", "(株)"]
    return [spelt for one in forms for spelt in (f"{one}{bare}", f"{bare}{one}")]


def bare_name(name: str) -> str:
    """A client's name as it is compared: without the legal form, squeezed."""
    plain = unicodedata.normalize("NFKC", name)
    bare = squeezed(_FORMS_EN.sub("", _FORMS_JA.sub(" ", plain))).text
    return bare or squeezed(plain).text


def _fixed(found: Mapping[str, set[str]]) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({key: frozenset(clients) for key, clients in found.items()})

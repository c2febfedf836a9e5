"""What an outgoing text must not carry: our internal words, other cases' numbers, other clients, notes of the case."""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailbot.desk.clientele import CONTINUED, PERSONAL, SHORTEST_NAME, Clientele, bare_name
from mailbot.desk.mail import address_key, domain_key
from mailbot.desk.phrases import Phrasebook, Squeezed, phrasebook, squeezed
from mailbot.desk.spoken_numbers import spoken_numbers
from mailbot.desk.staffcopy import holds_internal, internal_words
from mailbot.desk.subjects import LONGEST, format_number, numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST_LINE = 16
"""Characters of a note's line below which anybody may have written the same (white space aside)."""
_LONGEST_NUMBER = 60
_LOOSE_DIGITS = r"[\s_.:/#‐-―−-]{0,3}(?P<digits>\d{6,12})(?!\d)"
"""Behind the prefix, as people write a number from memory; fewer digits might be anything."""
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?", re.IGNORECASE)
_DOMAIN = re.compile(r"(?<![a-z0-9.-])[a-z0-9][a-z0-9.-]{0,252}\.[a-z0-9-]{2,63}", re.IGNORECASE)


class LeakKind(enum.StrEnum):
    """What kind of thing would leave."""

    INTERNAL = "internal"
    NUMBER = "number"
    CLIENT = "client"
    DOMAIN = "domain"
    ADDRESS = "address"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """One thing that was found; `found` is it, as staff know it."""

    kind: LeakKind
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What is not for this case's customers, and what is theirs anyway.

    `client` is the own client's bare name, `own_names` further names that may stand anywhere (the desk's,
    its staff's, the contract's contacts'), `common_names` clients' names that are words like any other when bare,
    `own_addresses` keys of addresses that may (the desk's, its staff's, those of who takes part). `numbers` are the
    numbers that the customers know: the case's, its linked cases', those that public mails of it have named.
    `issued` are those of the numbers that the mail names without their form (`案件番号 2`) which cases have; None where
    nobody looked. `notes` are the texts of its internal notes, `said` the public texts, `answered` those of them that
    staff wrote.
    """

    clientele: Clientele = field(default_factory=Clientele)
    client: str = ""
    own_names: tuple[str, ...] = ()
    common_names: tuple[str, ...] = ()
    own_addresses: frozenset[str] = frozenset()
    prefix: str = "INC"
    numbers: frozenset[str] = frozenset()
    issued: frozenset[str] | None = None
    notes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()


def leaks_in(text: str, inside: Inside) -> tuple[Leak, ...]:
    """Everything in a text that should not leave, each once, the gravest kind first. Linear in the text."""
    flat = squeezed(text)
    ours = internal_words(text) or (("",) if holds_internal(text) else ())
    found = [Leak(kind=LeakKind.INTERNAL, found=one) for one in ours]
    found += [Leak(kind=LeakKind.NOTE, found=line) for line in _note_lines(flat, inside)]
    found += [Leak(kind=LeakKind.NUMBER, found=one) for one in _numbers(text, inside)]
    clients = dict.fromkeys(_clients(text, inside))
    told = set(_told_before(inside)) if clients else set()
    return tuple(dict.fromkeys([*found, *(one for one in clients if one not in told)]))


def _numbers(text: str, inside: Inside) -> Iterator[str]:
    written, spoken = numbers_of(text, inside.prefix), spoken_numbers(text, inside.prefix)
    meant = (one for one in spoken if inside.issued is None or one in inside.issued)
    found = dict.fromkeys((*written, *meant))
    if not found:
        return iter(())
    told = ((*numbers_of(one, inside.prefix), *spoken_numbers(one, inside.prefix)) for one in inside.said)
    known = set(inside.numbers).union(*told)
    return (one for one in found if one not in known)


def numbers_of(text: str, prefix: str) -> tuple[str, ...]:
    """The case numbers in a text of any length, in order, each once."""
    step = LONGEST - _LONGEST_NUMBER
    found: dict[str, None] = {}
    for start in range(0, max(1, len(text)), step):
        piece = text[start : start + LONGEST]
        found |= dict.fromkeys(numbers_in(piece, prefix))
        found |= dict.fromkeys(_loose_numbers(piece, prefix))
    return tuple(found)


def _loose_numbers(text: str, prefix: str) -> Iterator[str]:
    """Numbers without their hyphen, or with something else in its place."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    pattern = rf"(?<![a-z0-9]){re.escape(prefix)}{_LOOSE_DIGITS}"
    return (format_number(prefix, int(one["digits"])) for one in re.finditer(pattern, seen, re.IGNORECASE))


def _clients(text: str, inside: Inside) -> Iterator[Leak]:
    """Other clients, by name, by registered address and by declared domain."""
    clientele = inside.clientele
    plain = _without(inside.own_addresses, unicodedata.normalize("NFKC", text))
    names = _foreign_names(squeezed(plain), inside)
    yield from (Leak(kind=LeakKind.CLIENT, found=clientele.spelt.get(one, one)) for one in names)
    for written in _ADDRESS.findall(plain):
        key = address_key(written)
        if _is_foreign(clientele.addresses.get(key), inside):
            yield Leak(kind=LeakKind.ADDRESS, found=key)
    for written in _DOMAIN.findall(plain.replace("@", " ")):
        for domain in _with_parents(domain_key(written)):
            if _is_foreign(clientele.domains.get(domain), inside):
                yield Leak(kind=LeakKind.DOMAIN, found=domain)


def _told_before(inside: Inside) -> Iterator[Leak]:
    """What staff have told these customers before, or they themselves have named, is told already."""
    for text in (*inside.said, *inside.answered):
        yield from _clients(text, inside)


def _foreign_names(flat: Squeezed, inside: Inside) -> Iterator[str]:
    clientele = inside.clientele
    common = frozenset(map(bare_name, inside.common_names))
    covered = _covered(flat, _own_phrases(inside))
    for name, start, end in clientele.names.found_in(flat):
        is_alone = end > covered[start] and flat.is_word_at(start, end) and not _goes_on(flat, name, end)
        is_meant = not (name in common and clientele.is_plain(name))
        if is_alone and is_meant and _is_foreign(clientele.holders.get(name), inside):
            yield name


def _own_phrases(inside: Inside) -> Phrasebook:
    """The own client's names and those of people; a person is greeted by a part of the name, too."""
    parts = [part for one in inside.own_names for part in unicodedata.normalize("NFKC", one).split()]
    greeted = {f"{bare_name(one)}{sign}" for one in (*inside.own_names, *parts) for sign in PERSONAL}
    names = {*inside.clientele.registered.get(inside.client, ()), *map(bare_name, inside.own_names), inside.client}
    return phrasebook(names | greeted, shortest=SHORTEST_NAME)


def _goes_on(flat: Squeezed, name: str, end: int) -> bool:
    """Whether what looks like an honorific is the beginning of a longer word, such as 社員."""
    return flat.text[end : end + 1] in set(CONTINUED.get(name[-1:], ""))


def _covered(flat: Squeezed, own: Phrasebook) -> list[int]:
    """Up to where an own name reaches that begins at, or before, each place: names inside it are nobody's else."""
    reach = [0] * (len(flat.text) + 1)
    for _, start, end in own.found_in(flat):
        reach[start] = max(reach[start], end)
    for place in range(1, len(reach)):
        reach[place] = max(reach[place], reach[place - 1])
    return reach


def _is_foreign(clients: frozenset[str] | None, inside: Inside) -> bool:
    return bool(clients) and inside.client not in (clients or ())


def _without(addresses: frozenset[str], text: str) -> str:
    """The text without addresses that may stand in it: their domains and names are no secret either."""
    return _ADDRESS.sub(lambda one: " " if address_key(one[0]) in addresses else one[0], text)


def _with_parents(domain: str) -> Iterator[str]:
    """A domain and those above it, down to two labels."""
    labels = domain.strip(".").split(".")
    return (".".join(labels[start:]) for start in range(min(len(labels) - 1, 10)))


def _note_lines(flat: Squeezed, inside: Inside) -> Iterator[str]:
    """Lines of notes that stand in the text, and that no public mail of the case has told."""
    written = {squeezed(line).text: line.strip() for line in _lines(inside.notes)}
    book = phrasebook(written, shortest=SHORTEST_LINE)
    found = dict.fromkeys(phrase for phrase, _, _ in book.found_in(flat))
    if not found:
        return iter(())
    told = "\n".join(squeezed(one).text for one in inside.said)
    return (written[one] for one in found if one not in told)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    return (line for text in texts for line in text.splitlines() if line.strip())

"""Whether two domains belong to one organisation (RFC 9989, formerly RFC 7489), with DNS and without."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailbot.mail.resolving import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LABELS = 8
"""A longer name is cut to its last seven labels before the walk goes on (RFC 9989, 4.10)."""

_DOMAIN = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))+")

_SECOND_LEVEL = {
    "jp": "co ne or ac go ed gr lg ad",
    "uk": "co org ac gov me ltd plc net sch nhs police",
    "au": "com net org edu gov id asn",
    "nz": "co org net ac govt geek gen school",
    "kr": "co or ne go ac re pe",
    "tw": "com org net edu gov idv",
    "cn": "com org net edu gov ac",
    "hk": "com org net edu gov idv",
    "sg": "com org net edu gov",
    "my": "com org net edu gov",
    "ph": "com org net edu gov",
    "vn": "com org net edu gov",
    "th": "co or ac go in net",
    "id": "co or ac go web net",
    "in": "co net org gen firm ind ac gov",
    "br": "com net org gov edu",
    "ar": "com net org gov edu",
    "mx": "com net org gob edu",
    "tr": "com net org gov edu",
    "za": "co org net ac gov",
    "il": "co org net ac gov",
    "com": "uk us eu jpn onmicrosoft",
}
_PREFECTURES = (
    "aichi akita aomori chiba ehime fukui fukuoka fukushima gifu gunma hiroshima hokkaido hyogo ibaraki ishikawa "
    "iwate kagawa kagoshima kanagawa kochi kumamoto kyoto mie miyagi miyazaki nagano nagasaki nara niigata oita "
    "okayama okinawa osaka saga saitama shiga shimane shizuoka tochigi tokushima tokyo tottori toyama wakayama "
    "yamagata yamaguchi yamanashi kawasaki kitakyushu kobe nagoya sapporo sendai yokohama"
)
_LOCAL_JP = frozenset(f"{name}.jp" for name in _PREFECTURES.split())
_SUFFIXES = (
    frozenset(f"{name}.{top}" for top, names in _SECOND_LEVEL.items() for name in names.split())
    | _LOCAL_JP
    | {"sakura.ne.jp", "xsrv.jp", "lolipop.jp", "wixsite.com", "myshopify.com", "amazonaws.com"}
)


def is_domain(name: str) -> bool:
    """Whether this is a domain of at least two labels, in lower case and as an A-label."""
    return len(name) <= 253 and _DOMAIN.fullmatch(name) is not None


def is_shared_suffix(name: str) -> bool:
    """Whether strangers register names directly below this one: one label, `co.jp`, `chuo.tokyo.jp`, hosters'."""
    if "." not in name or name in _SUFFIXES:
        return True
    _, _, parent = name.partition(".")
    return parent in _LOCAL_JP


class Mechanism(enum.Enum):
    """What is to be aligned; the value is the tag with which a domain's owner demands exactness."""

    DKIM = "adkim"
    SPF = "aspf"


@dataclass(frozen=True, slots=True, kw_only=True)
class DmarcRecord:
    """What matters here of a DMARC policy record: `psd` is `y`, `n` or `u`."""

    psd: str = "u"
    exact: frozenset[str] = frozenset()


def read_record(records: tuple[bytes, ...]) -> DmarcRecord | None:
    """The one DMARC record among TXT records; several are as good as none (RFC 9989, 4.10)."""
    ours = [text for raw in records if _is_dmarc(text := raw.decode("ascii", "replace"))]
    if len(ours) != 1:
        return None
    tags = dict(_tags(ours[0]))
    psd = tags.get("psd", "u")
    exact = frozenset(tag for tag in ("adkim", "aspf") if tags.get(tag) == "s")
    return DmarcRecord(psd=psd if psd in {"y", "n"} else "u", exact=exact)


def _is_dmarc(text: str) -> bool:
    version, _, _ = text.partition(";")
    name, _, value = version.partition("=")
    return name.strip() == "v" and value.strip() == "DMARC1"


def _tags(text: str) -> Iterator[tuple[str, str]]:
    for piece in text.split(";"):
        name, equals, value = piece.partition("=")
        if equals:
            yield name.strip().lower(), value.strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The organisational domain that a domain belongs to, and the policy record that holds for the domain."""

    domain: str
    policy: DmarcRecord | None = None


@dataclass(slots=True)
class Alignment:
    """Answers whether domains are aligned, asking DNS once for each domain.

    With a resolver the organisational domain is found by RFC 9989's tree walk, and an owner's wish for exactness
    (`adkim=s`, `aspf=s`) is kept. Without one, or where neither domain publishes DMARC, only the same domain and
    a direct parent or child count, never across a suffix that strangers share.
    """

    look_up: Resolver | None
    _known: dict[str, Organisation] = field(default_factory=dict)

    def aligned(self, author: str, proven: str, mechanism: Mechanism) -> bool:
        """Whether what was proven for one domain holds for the author's. May raise TemporaryDnsTrouble."""
        if not is_domain(author) or not is_domain(proven):
            return False
        if author == proven:
            return True
        if is_shared_suffix(author) or is_shared_suffix(proven):
            return False
        if author.rpartition(".")[2] != proven.rpartition(".")[2]:
            return False
        return self._relaxed(author, proven, mechanism)

    def _relaxed(self, author: str, proven: str, mechanism: Mechanism) -> bool:
        ours, theirs = self._organisation(author), self._organisation(proven)
        if ours.policy is None and theirs.policy is None:
            return is_direct_family(author, proven)
        if ours.policy is not None and mechanism.value in ours.policy.exact:
            return False
        return ours.domain == theirs.domain

    def _organisation(self, domain: str) -> Organisation:
        if domain not in self._known:
            walked = Organisation(domain=domain)
            if self.look_up is not None:
                walked = walk(domain, self.look_up)
            self._known[domain] = walked
        return self._known[domain]


def is_direct_family(one: str, other: str) -> bool:
    """Whether one domain stands directly above the other."""
    return one.partition(".")[2] == other or other.partition(".")[2] == one


def walk(domain: str, look_up: Resolver) -> Organisation:
    """The organisation of a domain by RFC 9989's tree walk: at most eight questions."""
    found: list[tuple[str, DmarcRecord]] = []
    for name in steps(domain):
        record = read_record(look_up.txt(f"_dmarc.{name}"))
        if record is None:
            continue
        found.append((name, record))
        if record.psd != "u":
            break
    if not found:
        return Organisation(domain=domain)
    policy = _policy(domain, found)
    return Organisation(domain=_top(domain, found), policy=policy)


def _policy(domain: str, found: list[tuple[str, DmarcRecord]]) -> DmarcRecord:
    """The domain's own record, else the one of its organisation (RFC 9989, 4.10.1)."""
    return found[0][1] if found[0][0] == domain else found[-1][1]


def _top(domain: str, found: list[tuple[str, DmarcRecord]]) -> str:
    highest, record = found[-1]
    if record.psd == "y" and highest != domain:
        return _child_towards(domain, highest)
    while is_shared_suffix(highest) and highest != domain:
        highest = _child_towards(domain, highest)
    return highest


def _child_towards(domain: str, ancestor: str) -> str:
    below = domain.removesuffix(f".{ancestor}").rpartition(".")[2]
    return f"{below}.{ancestor}"


def steps(domain: str) -> Iterator[str]:
    """The names that the tree walk asks, from the longest to the top-level domain."""
    yield domain
    labels = domain.split(".")
    labels = labels[1:] if len(labels) < MOST_LABELS else labels[-(MOST_LABELS - 1) :]
    while labels:
        yield ".".join(labels)
        labels = labels[1:]

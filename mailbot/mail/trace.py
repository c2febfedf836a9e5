"""The raw header block as fields, and the part of its top that our own servers wrote; judges no sender."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

MOST_BYTES = 256 * 1024
MOST_LINES = 2000

_INSIDE = (
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)

_IP = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]|\(([0-9A-Fa-f:.]{3,45})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One header field: its name in lower case, its value unfolded, bytes beyond ASCII as surrogates."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderBlock:
    """The fields in order, and why the block is not fit to prove anything (empty if it is)."""

    fields: tuple[Field, ...]
    trouble: str = ""

    def values(self, name: str) -> tuple[str, ...]:
        """The values of all fields of this name, in order, without the blanks round them."""
        return tuple(field.value.rstrip() for field in self.fields if field.name == name)


def header_length(raw: bytes) -> int:
    """How many bytes the header block takes, without the empty line that ends it."""
    ends = [at for mark in (b"\r\n\r\n", b"\n\n", b"\n\r\n") if (at := raw.find(mark, 0, MOST_BYTES)) >= 0]
    if raw.startswith((b"\r\n", b"\n")):
        return 0
    return min(ends) + 1 if ends else min(len(raw), MOST_BYTES)


def read_block(raw: bytes) -> HeaderBlock:
    """The header block in one pass. Readers disagree about bare CR, NUL and lines without a colon, so these
    are trouble: what another reader takes for a second From must not hide behind them."""
    block = raw[: header_length(raw)]
    lines = block.replace(b"\r\n", b"\n").split(b"\n")
    trouble = _trouble(block, len(lines))
    fields: list[tuple[str, list[str]]] = []
    for number, line in enumerate(lines[:MOST_LINES]):
        text = line.decode("ascii", "surrogateescape")
        if not text.strip() and number < len(lines) - 1:
            trouble = trouble or "a blank line in the header block"
        if text[:1] in {" ", "\t"} and fields:
            fields[-1][1].append(text)
        elif (colon := text.find(":")) > 0 and text[0] not in " \t":
            fields.append((text[:colon].rstrip().lower(), [text[colon + 1 :]]))
        elif text and not (number == 0 and text.startswith("From ")):
            trouble = trouble or "a header line without a name"
    unfolded = tuple(Field(name=name, value="".join(parts).lstrip()) for name, parts in fields)
    return HeaderBlock(fields=unfolded, trouble=trouble)


def _trouble(block: bytes, lines: int) -> str:
    if len(block) >= MOST_BYTES or lines > MOST_LINES:
        return "the header block is too large"
    if b"\0" in block:
        return "a NUL in the header block"
    if b"\r" in block.replace(b"\r\n", b"").removesuffix(b"\r"):
        return "a bare carriage return in the header block"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """A Received field: the name that the client gave (its own claim), the server that wrote it, the client's IPs."""

    client: str
    server: str
    addresses: tuple[str, ...]


def read_hop(value: str) -> Hop:
    """What a Received field says of one hop. The client's name is never trusted, only its address is."""
    head = " ".join(value[:2000].partition(";")[0].split())  # folded lines go on behind tabs
    before, _, after = f" {head}".partition(" by ") if " by " in f" {head}" else (f" {head}", "", "")
    client = before.strip().removeprefix("from ").partition(" ")[0] if "from " in before else ""
    server = after.strip().partition(" ")[0]
    addresses = tuple(one or other for one, other in _IP.findall(before))
    return Hop(client=_name(client), server=_name(server), addresses=addresses)


def _name(word: str) -> str:
    return word.strip("()[];,").rstrip(".").lower()


def came_from_outside(hop: Hop, is_ours: Callable[[str], bool], relays: Sequence[str]) -> bool:
    """Whether a hop that one of our servers wrote crossed our boundary.

    It did if the client's address is a neither private nor a listed relay's; without any address, if the client
    has a name that is not ours. A name alone never makes a client one of us where an address stands beside it.
    """
    if hop.addresses:
        return any(_is_outside(address, relays) for address in hop.addresses)
    return bool(hop.client) and hop.client != "localhost" and not is_ours(hop.client)


def _is_outside(text: str, relays: Sequence[str]) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not any(_is_in(address, network) for network in (*_INSIDE, *relays))


def _is_in(address: ipaddress.IPv4Address | ipaddress.IPv6Address, relay: str) -> bool:
    try:
        return address in ipaddress.ip_network(relay, strict=False)
    except ValueError:
        return False


def is_inside(block: HeaderBlock, is_ours: Callable[[str], bool], relays: Sequence[str] = ()) -> bool:
    """Whether every hop of the mail was written by one of our servers and none of them crossed our boundary."""
    hops = [read_hop(value) for value in block.values("received")]
    return bool(hops) and all(is_ours(hop.server) and not came_from_outside(hop, is_ours, relays) for hop in hops)


def own_groups(
    block: HeaderBlock, is_ours: Callable[[str], bool], relays: Sequence[str] = ()
) -> Iterator[tuple[Field, ...]]:
    """The fields on top that our servers may have written, cut at each Received, topmost first.

    A group is what stands between two Received fields. The top group always counts. The group below a Received
    counts if one of our servers wrote that Received; below the one with which the mail crossed our boundary only
    one group more does (servers add their verdict above or below their own Received), and nothing after it.
    """
    group: list[Field] = []
    crossed = False
    for field in block.fields:
        if field.name != "received":
            group.append(field)
            continue
        yield tuple(group)
        group = []
        hop = read_hop(field.value)
        if crossed or not (is_ours(hop.server) or hop.server == "localhost"):
            return
        crossed = came_from_outside(hop, is_ours, relays)
    yield tuple(group)

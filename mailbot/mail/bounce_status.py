"""The machine part of delivery reports: recipients, actions and statuses in header groups (RFC 3464, RFC 6533)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.mail.bounce_prose import status_in
from mailbot.mail.cleaning import one_line
from mailbot.mail.headers import Block, read_block, unfolded

STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_REACHED = frozenset({"delivered", "relayed", "expanded", "deliverable"})
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ESCAPED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_WRITTEN = re.compile(r"^[ \t>]{0,8}(?:final|original)-recipient[ \t]*:", re.IGNORECASE | re.MULTILINE)
_FIRST = re.compile(
    r"^[ \t>]{0,8}(?:reporting-mta|arrival-date|final-recipient|original-recipient)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_MARKS = re.compile(r"^[ \t>]{1,8}(?=[A-Za-z-]{4,40}:)", re.MULTILINE)
MOST = 200
"""Recipients of one report."""
_LONGEST = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """One recipient as a status group names it; `diagnostic` is what the other server said, or empty."""

    address: str
    action: str
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The machine part of a delivery report: recipients that failed or wait, and whether any was reached."""

    failed: tuple[Failed, ...]
    has_reached: bool


def read_groups(octets: bytes) -> StatusReport:
    """The recipients of a delivery-status part. Success notices carry no failed recipients. Total and linear."""
    failed: dict[str, Failed] = {}
    has_reached = False
    for group in _groups(octets[:_LONGEST]):
        action = group.text("action").split(" ")[0].strip(".;").lower()
        if action in _REACHED:
            has_reached = True
            continue
        found = _failed(group, action)
        if found is not None and len(failed) < MOST:
            failed.setdefault(found.address.lower(), found)
    return StatusReport(tuple(failed.values()), has_reached)


def read_written_groups(text: str) -> StatusReport | None:
    """The same where the groups stand in the text, as some servers put them there; None if they do not."""
    text = text[:_LONGEST]
    if _WRITTEN.search(text) is None:
        return None
    first = _FIRST.search(text)
    written = text[first.start() if first else 0 :]
    return read_groups(_MARKS.sub("", written).encode("utf-8", "replace"))


def _groups(octets: bytes) -> list[Block]:
    """The header groups between empty lines; the first speaks of the message, the rest of one recipient each."""
    groups: list[Block] = []
    at = 0
    while at < len(octets) and len(groups) < 2 * MOST:
        block = read_block(octets, at)
        if block.body_at <= at:
            at = octets.find(b"\n", at) + 1 or len(octets)
            continue
        if block.fields:
            groups.append(block)
        at = block.body_at
    return groups


def _failed(group: Block, action: str) -> Failed | None:
    names = ("final-recipient", "original-recipient", "x-actual-recipient")
    found = [address for name in names if (address := _typed_address(group, name))]
    if not found:
        return None
    address = next((address for address in found if _is_routable(address)), found[0])
    diagnostic = group.text("diagnostic-code")
    status = next(iter(_STATUS.findall(group.text("status"))), "")
    if not status or status.endswith(".0.0"):
        status = status_in(diagnostic) or status
    return Failed(address=address, action=action, status=status, diagnostic=diagnostic)


def _is_routable(address: str) -> bool:
    """Whether it is an address of the net, not a server's inner name for it (`@relay:user@host`, `user@daemon`)."""
    return address.count("@") == 1 and "." in address.rpartition("@")[2] and ":" not in address


def _typed_address(group: Block, name: str) -> str:
    """`rfc822; <user@host>` without its type; empty unless it is an address."""
    value = unfolded(group.first(name) or b"")
    plain = value.partition(";")[2] if ";" in value else value
    match = re.search(r"<([^<>]+)>", plain)
    address = (match[1] if match else plain).strip().strip("<>\"'").split(" ")[0]
    address = _ESCAPED.sub(lambda found: chr(min(int(found[1], 16), 0x10FFFF)), address)
    return one_line(address) if "@" in address and not (address.startswith("@") and ":" not in address) else ""

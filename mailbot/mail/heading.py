"""What the header of a mail says, as a mail without its body; and what is wrong with it (REALITIES 11, 12, 53)."""

from __future__ import annotations

import re

from mailbot.desk.mail import Address, InboundMail
from mailbot.mail.addresses import read_addresses
from mailbot.mail.automatic import wants_no_answer
from mailbot.mail.cleaning import one_line
from mailbot.mail.fields import moment
from mailbot.mail.headers import Block
from mailbot.mail.limits import Limits
from mailbot.mail.message_ids import ids_in
from mailbot.mail.own_marks import LOOP_HEADER

_BRACKETED = re.compile(r"<[^<>\s]+>")
_LIST_ID = re.compile(r"<([^<>]+)>")
_ONCE = ("from", "sender", "reply-to", "to", "subject", "date", "message-id", "content-type")
_SERVER_NAME = re.compile(
    r"mailer-daemon|mail delivery (?:sub)?system|system administrator|システム管理者", re.IGNORECASE
)


def read_heading(block: Block, limits: Limits) -> InboundMail:
    """The mail as far as its header tells of it. Total and linear; at most `limits.addresses` of each address field."""
    to, cc = _all_addresses(block, "to", limits), _all_addresses(block, "cc", limits)
    senders = _all_addresses(block, "from", limits)
    is_cut = any(len(several) >= limits.addresses for several in (senders, to, cc))
    return InboundMail(
        message_id=_message_id(block),
        date=moment(block.text("date")),
        senders=senders,
        from_fields=len(block.all("from")),
        sender=next(iter(_all_addresses(block, "sender", limits)), None),
        to=to,
        cc=cc,
        reply_to=_all_addresses(block, "reply-to", limits),
        subject=block.text("subject"),
        in_reply_to=_ids(block, "in-reply-to"),
        references=_ids(block, "references"),
        delivered_to=_delivered_to(block, limits, to + cc),
        return_path=_return_path(block),
        priority_header=_priority(block),
        acknowledge=not wants_no_answer(block),
        list_id=_list_id(block),
        loop_marks=tuple(block.texts(LOOP_HEADER.lower())),
        problems=(
            *_problems(block, senders),
            *([f"{limits.addresses} addresses or more in a header: the rest is left out"] if is_cut else []),
        ),
    )


def author_local(block: Block, author: Address | None) -> str:
    """The local part of the author; `mailer-daemon` where the From names a mail server and no person."""
    if author is None:
        text = block.text("from")
        return "mailer-daemon" if _SERVER_NAME.search(text) or text == "<>" else ""
    local = author.address.rpartition("@")[0].strip('"')
    is_server = _SERVER_NAME.fullmatch(author.name) or _SERVER_NAME.fullmatch(local)
    return "mailer-daemon" if is_server else local.partition("\\")[0]


def _problems(block: Block, senders: tuple[Address, ...]) -> tuple[str, ...]:
    problems = [f"header {name} stands {count} times" for name in _ONCE if (count := len(block.all(name))) > 1]
    if not block.all("from"):
        problems.append("no From")
    if any(sender.name != sender.honest_name for sender in senders):
        problems.append("From: the name shows another address than the true one")
    return tuple(problems)


def _all_addresses(block: Block, name: str, limits: Limits) -> tuple[Address, ...]:
    found: list[Address] = []
    for value in block.all(name):
        found.extend(read_addresses(value, limits.addresses - len(found)))
    return tuple(found)


def _message_id(block: Block) -> str:
    """The Message-ID with its brackets, repaired where they are missing; empty if there is none."""
    value = block.text("message-id")
    match = _BRACKETED.search(value)
    return match[0] if match else next(iter(ids_in(value)), "")


def _ids(block: Block, name: str) -> tuple[str, ...]:
    return ids_in(" ".join(one_line(value.decode("utf-8", "replace")) for value in block.all(name)))


def _return_path(block: Block) -> str | None:
    """The topmost Return-Path without its brackets: what the last server noted."""
    value = block.first("return-path")
    if value is None:
        return None
    text = one_line(value.decode("utf-8", "replace"))
    return text.partition("<")[2].partition(">")[0].strip() if "<" in text else text


def _delivered_to(block: Block, limits: Limits, written_to: tuple[Address, ...]) -> tuple[str, ...]:
    noted = [
        address
        for name in ("delivered-to", "x-original-to", "envelope-to")
        for address in _all_addresses(block, name, limits)
    ]
    return tuple(dict.fromkeys(address.address for address in (*noted, *written_to)))


def _priority(block: Block) -> str:
    """`high` or `low` from Importance, X-Priority, X-MSMail-Priority or Priority; empty for normal (row B1)."""
    for name in ("importance", "x-priority", "x-msmail-priority", "priority"):
        value = block.text(name).lower()
        if value.startswith(("high", "urgent", "1", "2")):
            return "high"
        if value.startswith(("low", "non-urgent", "4", "5")):
            return "low"
    return ""


def _list_id(block: Block) -> str:
    """The List-Id in lower case without its brackets; empty if there is none (RFC 2919)."""
    value = block.text("list-id")
    match = _LIST_ID.search(value)
    return (match[1] if match else value).strip().lower()

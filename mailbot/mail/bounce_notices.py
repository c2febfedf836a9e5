"""Delivery notices that a mail service writes as JSON into a mail (Amazon SES, bare or inside an SNS notification)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_LONGEST = 512 * 1024
_MOST = 200
_LISTS = {"bounce": "bouncedRecipients", "complaint": "complainedRecipients", "deliverydelay": "delayedRecipients"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One recipient of a notice with what the other server said; fields are empty where the notice is silent."""

    address: str
    action: str = ""
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice: `bounce`, `deliverydelay`, `complaint` or `delivery`, about whom, about which mail."""

    kind: str
    recipients: tuple[Told, ...] = ()
    message_id: str = ""


def read_notice(text: str) -> Notice | None:
    """The notice that a text is, whatever footer stands below it; None for every other text. Total."""
    found = _object(text)
    inner = found.get("Message")
    if isinstance(inner, str):
        found = _object(inner)
    named = found.get("notificationType") or found.get("eventType")
    mail = found.get("mail")
    if not isinstance(named, str) or not isinstance(mail, dict):
        return None
    kind = named.lower()
    body = next((value for name, value in found.items() if name.lower() == kind), None)
    entries = body.get(_LISTS.get(kind, ""), []) if isinstance(body, dict) else []
    told = (
        [_told(entry, kind) for entry in entries[:_MOST] if isinstance(entry, dict)]
        if isinstance(entries, list)
        else []
    )
    return Notice(kind=kind, recipients=tuple(one for one in told if "@" in one.address), message_id=_message_id(mail))


def _object(text: str) -> dict[str, Any]:
    """The JSON object that a text begins with; empty if it does not begin with one."""
    head = text[:_LONGEST].lstrip()
    if not head.startswith("{"):
        return {}
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(head)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _told(entry: dict[str, Any], kind: str) -> Told:
    words = {name: value for name, value in entry.items() if isinstance(value, str)}
    return Told(
        address=words.get("emailAddress", "").rpartition("<")[2].strip(" >"),
        action="delayed" if kind == "deliverydelay" else words.get("action", ""),
        status=words.get("status", ""),
        diagnostic=words.get("diagnosticCode", ""),
    )


def _message_id(mail: dict[str, Any]) -> str:
    """The Message-ID that we gave the mail; the service's own id tells us nothing."""
    common = mail.get("commonHeaders")
    if isinstance(common, dict) and isinstance(common.get("messageId"), str):
        return str(common["messageId"])
    headers = mail.get("headers")
    for header in headers if isinstance(headers, list) else []:
        if isinstance(header, dict) and str(header.get("name", "")).lower() == "message-id":
            return str(header.get("value", ""))
    return ""

"""How a mail that was read is shown: the fields of INTERFACE.md as JSON, and the same in words."""

from __future__ import annotations

from mailbot.desk.mail import Address, Attachment, Bounce, InboundMail, Unreadable
from mailbot.desk.proof import Proof


def read_as_json(mail: InboundMail | Unreadable, proof: Proof | None, file: str) -> dict[str, object]:
    """One object with the fields of `read` (INTERFACE.md); a mail that could not be read has the same keys, empty."""
    readable = mail if isinstance(mail, InboundMail) else InboundMail()
    shown = _header_fields(readable) | _content_fields(readable)
    shown["nature"] = str(readable.nature) if isinstance(mail, InboundMail) else None
    shown["proof"] = None if proof is None else {"level": str(proof.level), "evidence": proof.evidence}
    shown["problems"] = list(mail.problems)
    shown["unreadable"] = mail.reason if isinstance(mail, Unreadable) else None
    shown["file"] = file
    return shown


def _header_fields(mail: InboundMail) -> dict[str, object]:
    return {
        "message_id": mail.message_id,
        "date": mail.date.isoformat() if mail.date else None,
        "from": _person(mail.author) if mail.author else None,
        "to": [_person(person) for person in mail.to],
        "cc": [_person(person) for person in mail.cc],
        "reply_to": [_person(person) for person in mail.reply_to],
        "subject": mail.subject,
        "in_reply_to": mail.in_reply_to[0] if mail.in_reply_to else None,
        "references": list(mail.references),
    }


def _content_fields(mail: InboundMail) -> dict[str, object]:
    return {
        "text": mail.text,
        "new_text": mail.new_text,
        "quoted": mail.quoted,
        "signature": mail.signature,
        "has_html": mail.has_html,
        "language": mail.language,
        "attachments": [_file(attachment) for attachment in mail.attachments],
        "nature_reason": mail.nature_reason,
        "bounce": _bounce(mail.bounce) if mail.bounce else None,
        "encrypted": mail.encrypted,
    }


def _person(address: Address) -> dict[str, object]:
    return {"name": address.name, "address": address.address}


def _file(attachment: Attachment) -> dict[str, object]:
    return {
        "name": attachment.name,
        "type": attachment.type,
        "size": attachment.size,
        "declared_type": attachment.declared_type,
        "sha256": attachment.sha256,
        "inline": attachment.inline,
        "dangerous": attachment.dangerous,
    }


def _bounce(bounce: Bounce) -> dict[str, object]:
    recipients = [
        {"address": failed.address, "permanent": failed.permanent, "status": failed.status}
        for failed in bounce.recipients
    ]
    return {"recipients": recipients, "message_id": bounce.message_id}


def read_as_text(mail: InboundMail | Unreadable, proof: Proof | None, file: str) -> str:
    """The same for a person at a terminal, the new text at the end."""
    if isinstance(mail, Unreadable):
        return "\n".join([f"{file}: not readable: {mail.reason}", *(f"  {problem}" for problem in mail.problems)])
    rows = [
        ("From", ", ".join(map(_shown, mail.senders)) or "(nobody)"),
        ("To", ", ".join(map(_shown, mail.to))),
        ("Cc", ", ".join(map(_shown, mail.cc))),
        ("Reply-To", ", ".join(map(_shown, mail.reply_to))),
        ("Date", mail.date.isoformat(" ") if mail.date else ""),
        ("Subject", mail.subject),
        ("Message-ID", mail.message_id),
        ("Nature", f"{mail.nature} ({mail.nature_reason})"),
        ("Proof", f"{proof.level} ({proof.evidence})" if proof else ""),
        ("Bounce", _shown_bounce(mail.bounce) if mail.bounce else ""),
        *(("File", _shown_file(attachment)) for attachment in mail.attachments),
        *(("Problem", problem) for problem in mail.problems),
    ]
    head = [f"{file}:", *(f"  {name + ':':<12}{value}" for name, value in rows if value)]
    body = [f"  | {line}".rstrip() for line in mail.new_text.split("\n")] if mail.new_text else []
    return "\n".join([*head, *body])


def _shown(address: Address) -> str:
    return f"{address.name} <{address.address}>" if address.name else address.address


def _shown_file(attachment: Attachment) -> str:
    warning = f", {attachment.dangerous}" if attachment.dangerous else ""
    return f"{attachment.name} ({attachment.type}, {attachment.size} octets{warning})"


def _shown_bounce(bounce: Bounce) -> str:
    words = {True: "permanent", False: "not permanent", None: "unknown for how long"}
    failed = [
        f"{each.address} {each.status} ({words[each.permanent]})".replace("  ", " ") for each in bounce.recipients
    ]
    return ", ".join(failed) + (f", about {bounce.message_id}" if bounce.message_id else "")

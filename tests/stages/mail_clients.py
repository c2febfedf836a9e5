"""Mails as people's programs write them: new ones, replies by several clients' rules, forwards, automatic answers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr

from mailbot.desk.mail import InboundMail, domain_of
from mailbot.desk.records import DueLetter
from mailbot.mail.reading import read

DESK = "support@vendor.example"
_PLAIN = SMTP.clone(max_line_length=900)
_serial = itertools.count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A letter in somebody's mailbox."""

    letter: DueLetter
    mail: InboundMail

    @classmethod
    def of(cls, letter: DueLetter) -> Received:
        mail = read(letter.content)
        assert isinstance(mail, InboundMail)
        return cls(letter=letter, mail=mail)

    @property
    def key(self) -> str:
        """Which letter it is, such as `case-opened`."""
        return self.letter.letter

    @property
    def subject(self) -> str:
        return self.mail.subject

    @property
    def text(self) -> str:
        return self.mail.text

    @property
    def reply_address(self) -> str:
        """Where a reply goes by a mail client's rules."""
        chosen = self.mail.reply_to or self.mail.senders
        return chosen[0].address


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A mail before it is bytes. `proof` is what our own server found out: A (DMARC), B (aligned SPF) or D."""

    sender: str
    name: str = ""
    to: tuple[str, ...] = (DESK,)
    cc: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    proof: str = "A"
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()

    def but(self, **changes: object) -> Sheet:
        return replace(self, **changes)  # type: ignore[arg-type]  # names and types as in the fields above

    @property
    def raw(self) -> bytes:
        """What comes in at a trusted door: our server's verdict stands on top."""
        mail = EmailMessage(policy=_PLAIN)
        mail["From"] = formataddr((self.name, self.sender)) if self.name.isascii() else self.sender
        mail["To"] = ", ".join(self.to)
        if self.cc:
            mail["Cc"] = ", ".join(self.cc)
        mail["Subject"] = self.subject
        mail["Date"] = "Mon, 30 Nov 2026 10:00:00 +0900"
        for name, value in self.headers:
            mail[name] = value
        mail.set_content(self.text, cte="base64")
        for name, content in self.files:
            mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
        return self._written_by_hand() + mail.as_bytes()

    def _written_by_hand(self) -> bytes:
        """Our server's verdict, and the ids as the client wrote them, however wrong."""
        ids = {
            "Message-ID": self.message_id,
            "In-Reply-To": self.in_reply_to,
            "References": "\r\n ".join(self.references),
        }
        lines = [self._verdict(), *(f"{name}: {value}" for name, value in ids.items() if value)]
        return "".join(f"{line}\r\n" for line in lines).encode()

    def _verdict(self) -> str:
        said = {
            "A": f"dmarc=pass header.from={domain_of(self.sender)}",
            "B": f"spf=pass smtp.mailfrom={self.sender}",
            "D": "none",
        }
        return f"Authentication-Results: mx.vendor.example; {said[self.proof]}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mail program."""

    address: str
    name: str = ""
    proof: str = field(default="A", kw_only=True)

    def writes(self, subject: str, text: str = "よろしくお願いいたします。お尋ねします。", **more: object) -> Sheet:
        """A new mail."""
        sheet = Sheet(
            sender=self.address,
            name=self.name,
            subject=subject,
            text=text,
            proof=self.proof,
            message_id=self.new_id(),
        )
        return sheet.but(**more)

    def replies(
        self, letter: Received, text: str = "ありがとうございます。続けてお尋ねします。", **more: object
    ) -> Sheet:
        """A reply by the book (RFC 5322 3.6.4): Re:, In-Reply-To, all References, the quote below."""
        answered = letter.mail
        subject = answered.subject if answered.subject.startswith("Re: ") else f"Re: {answered.subject}"
        return self.writes(
            subject,
            f"{text}\n\n{_quoted(answered)}",
            to=(letter.reply_address,),
            in_reply_to=answered.message_id,
            references=(*answered.references, answered.message_id),
        ).but(**more)

    def forwards(self, letter: Received, text: str, *, prefix: str = "Fwd: ", **more: object) -> Sheet:
        """A forward to the desk; the clients keep no thread headers."""
        answered = letter.mail
        return self.writes(
            f"{prefix}{answered.subject}",
            f"{text}\n\n-------- Forwarded Message --------\nSubject: {answered.subject}\n\n{answered.text}",
        ).but(**more)

    def is_out_of_office(self, letter: Received, **more: object) -> Sheet:
        """An automatic answer that says what it is (RFC 3834)."""
        reply = self.replies(letter, "本日は不在にしております。明日以降にご返信いたします。")
        return reply.but(headers=(("Auto-Submitted", "auto-replied"),)).but(**more)

    def new_id(self) -> str:
        return f"<{next(_serial)}.mail@{domain_of(self.address)}>"


def _quoted(answered: InboundMail) -> str:
    lines = "\n".join(f"> {line}" for line in answered.text.strip().splitlines())
    who = answered.senders[0].address
    return f"2026年11月30日(月) 10:00 <{who}>:\n{lines}"


def bounced(letter: DueLetter, *, to: str, status: str = "5.1.1", returns_id: bool = True) -> bytes:
    """A delivery report as Postfix writes it, for a letter of ours (RFC 3464)."""
    message_id = f"Message-ID: {letter.message_id}\r\n" if returns_id else ""
    action = "failed" if status.startswith("5") else "delayed"
    return (
        "Return-Path: <>\r\n"
        "From: MAILER-DAEMON@mx.client.example (Mail Delivery System)\r\n"
        f"To: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <{next(_serial)}@mx.client.example>\r\nAuto-Submitted: auto-replied\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is the mail system. I'm sorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.client.example\r\n\r\n"
        f"Final-Recipient: rfc822; {letter.recipient}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{message_id}Subject: x\r\n\r\n--b--\r\n"
    ).encode()


def ids(sheets: Sequence[Sheet]) -> list[str]:
    return [sheet.message_id for sheet in sheets]

"""Mails as customers' mail programs and the desk's own boundary server write them, and letters read back."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from mailbot.desk.mail import InboundMail
from mailbot.mail.reading import read
from tests.e2e.desk_process import SUPPORT

BOUNDARY = "mx.vendor.test"


def question(sender: str, subject: str, text: str, *, to: str = SUPPORT) -> EmailMessage:
    """A new mail."""
    mail = EmailMessage(policy=SMTP.clone(max_line_length=900))
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    mail.set_content(text, cte="base64")
    return mail


def reply(sender: str, letter: InboundMail, text: str) -> EmailMessage:
    """A reply by a mail client's rules: to Reply-To or From, Re:, In-Reply-To, References, the letter quoted."""
    assert letter.author is not None
    answered = letter.reply_to[0] if letter.reply_to else letter.author
    quoted = "\n".join(f"> {line}" for line in letter.text.splitlines())
    subject = f"Re: {letter.subject.removeprefix('Re: ')}"
    introduction = f"2026年11月30日(月) 10:00 {letter.author.name} <{letter.author.address}>:"
    mail = question(sender, subject, f"{text}\n\n{introduction}\n{quoted}\n", to=answered.address)
    mail["In-Reply-To"] = letter.message_id
    mail["References"] = " ".join((*letter.references, letter.message_id))
    return mail


def proven(mail: EmailMessage, *, by: str = BOUNDARY, result: str = "pass") -> bytes:
    """The mail as it leaves a boundary server: its Authentication-Results and its Received on top."""
    domain = str(mail["From"]).rpartition("@")[2].rstrip(">")
    top = (
        f"Authentication-Results: {by};\r\n\tdkim={result} header.d={domain} header.s=s1;\r\n"
        f"\tdmarc={result} header.from={domain}\r\n"
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.7])\r\n"
        f"\tby {by} (Postfix) with ESMTPS id 4ABC; {mail['Date']}\r\n"
    )
    return top.encode() + mail.as_bytes()


def letter_of(raw: bytes) -> InboundMail:
    """A letter as its receiver's mail client shows it."""
    letter = read(raw)
    assert isinstance(letter, InboundMail)
    return letter

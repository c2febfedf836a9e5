"""Mails of a support desk's day as Outlook, Gmail, iPhone, Thunderbird and Becky! write them, the same in every run."""

from __future__ import annotations

import base64
import quopri
import random
from collections.abc import Callable, Iterator
from email.header import Header

DESK = "support@vendor.example"
PEOPLE = tuple(f"contact{number:02}@client.example" for number in range(20))
BOUNDARY_SERVER = "mx.vendor.example"
WITH_ATTACHMENT = 0.1
KINDS = (
    ("outlook", 0.35),
    ("gmail", 0.2),
    ("iphone", 0.2),
    ("thunderbird", 0.15),
    ("becky", 0.1),
)
JAPANESE = (
    "お世話になっております。例示商事の山田です。",
    "請求書の帳票を A5 で印刷する設定方法を教えてください。",
    "昨日から受注画面の表示が遅く、一覧が出るまでに一分ほどかかります。",
    "添付の画面のとおり、登録ボタンを押すとエラーになります。",
    "来週までにご回答をいただけますと助かります。",
    "お手数をおかけしますが、よろしくお願いいたします。",
)
ENGLISH = (
    "Hello,",
    "since yesterday the list of orders takes a minute to appear.",
    "How do we export the invoices of last month as CSV?",
    "The attached picture shows the message that we get on saving.",
    "An answer by next week would help us.",
    "Kind regards",
)


def sample_mails(count: int, seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """Sender and bytes of each mail, as it leaves the boundary server: Authentication-Results and Received on top."""
    chance = random.Random(seed)
    for number in range(count):
        sender = PEOPLE[chance.randrange(len(PEOPLE))]
        japanese = chance.random() < 0.8
        lines = list(JAPANESE if japanese else ENGLISH)
        chance.shuffle(lines)
        text = "\r\n".join(lines * chance.randint(1, 3)) + "\r\n"
        subject = f"印刷の設定について {number}" if japanese else f"Question about the export {number}"
        kind = chance.choices([name for name, _ in KINDS], [share for _, share in KINDS])[0]
        body = BODIES[kind](text, f"b{number}")
        if chance.random() < WITH_ATTACHMENT:
            body = _with_file(body, chance.randbytes(chance.choice((20_000, 100_000))), f"a{number}")
        yield sender, _head(sender, subject, number, kind) + body


def _head(sender: str, subject: str, number: int, kind: str) -> bytes:
    charset = "iso-2022-jp" if kind in {"outlook", "becky"} else "utf-8"
    coded = subject if subject.isascii() else Header(subject, charset, maxlinelen=70).encode().replace("\n", "\r\n")
    domain = sender.partition("@")[2]
    day, second = 2 + number // 600, number % 600
    date = f"{('Mon', 'Tue', 'Wed')[day - 2]}, {day:02} Nov 2026 10:{second // 60:02}:{second % 60:02} +0900"
    return (
        f"Authentication-Results: {BOUNDARY_SERVER};\r\n\tdkim=pass header.d={domain} header.s=s1;\r\n"
        f"\tspf=pass smtp.mailfrom={domain};\r\n\tdmarc=pass header.from={domain}\r\n"
        f"Received: from mail.{domain} (mail.{domain} [192.0.2.7])\r\n"
        f"\tby {BOUNDARY_SERVER} (Postfix) with ESMTPS id {number:06X};\r\n\t{date}\r\n"
        f"Received: from [192.0.2.99] by mail.{domain} with ESMTPSA; {date}\r\n"
        f"From: {sender}\r\nTo: {DESK}\r\nSubject: {coded}\r\nDate: {date}\r\n"
        f"Message-ID: <{kind}.{number}@{domain}>\r\nX-Mailer: {kind}\r\nMIME-Version: 1.0\r\n"
    ).encode("ascii")


def _part(kind: str, charset: str, text: str, encoding: str) -> bytes:
    raw = text.encode({"iso-2022-jp": "iso2022_jp"}.get(charset, charset))
    if encoding == "base64":
        raw = base64.encodebytes(raw).replace(b"\n", b"\r\n")
    elif encoding == "quoted-printable":
        raw = quopri.encodestring(raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + raw


def _html(text: str) -> str:
    lines = "".join(f'<p class="MsoNormal" style="margin:0">{line}</p>\r\n' for line in text.splitlines())
    return f"<html><head><style>p {{ font-size: 11pt }}</style></head><body>\r\n{lines}</body></html>\r\n"


def _alternative(plain: bytes, html: bytes, boundary: str) -> bytes:
    return _multipart("alternative", (plain, html), boundary)


def _multipart(kind: str, parts: tuple[bytes, ...], boundary: str) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    between = f"--{boundary}\r\n".encode()
    return head + b"".join(between + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def _with_file(body: bytes, content: bytes, boundary: str) -> bytes:
    coded = base64.encodebytes(b"%PDF-1.7\n" + content).replace(b"\n", b"\r\n")
    head = (
        "Content-Type: application/pdf; name*=utf-8''%E8%B3%87%E6%96%99.pdf\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename*=utf-8''%E8%B3%87%E6%96%99.pdf\r\n\r\n"
    )
    return _multipart("mixed", (body, head.encode() + coded), boundary)


BODIES: dict[str, Callable[[str, str], bytes]] = {
    "outlook": lambda text, boundary: _alternative(
        _part("plain", "iso-2022-jp", text, "7bit"),
        _part("html", "iso-2022-jp", _html(text), "quoted-printable"),
        boundary,
    ),
    "gmail": lambda text, boundary: _alternative(
        _part("plain", "utf-8", text, "base64"), _part("html", "utf-8", _html(text), "base64"), boundary
    ),
    "iphone": lambda text, _: _part("plain", "utf-8", f"{text}\r\niPhoneから送信\r\n", "quoted-printable"),
    "thunderbird": lambda text, _: _part("plain", "utf-8", text, "8bit"),
    "becky": lambda text, _: _part("plain", "iso-2022-jp", text, "7bit"),
}

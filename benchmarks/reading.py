"""What reading costs: by size, by parts, by kind of mail, and in memory; beside mail-parser and the standard library.

Run: ``python -m benchmarks.reading [--quick]``. All three read the same octets in the same run. mailbot does more
with them than the others (charsets by evidence, HTML as text and made safe, quotes, signatures, what kind of mail it
is); the others parse headers, addresses, texts and attachments. Peak memory is what Python allocates.
"""

from __future__ import annotations

import argparse
import base64
import email.policy
import random
import tracemalloc
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from statistics import median
from time import perf_counter

from mailparser import MailParser  # type: ignore[import-untyped]  # the package ships no types

from benchmarks.sample_mails import sample_mails
from mailbot.desk.mail import InboundMail
from mailbot.mail.reading import read

SIZES = (0.1, 1.0, 5.0, 10.0, 25.0)
COUNTS = (10, 100, 1_000, 5_000)
SAMPLES = 300
HEAD = "From: a@client.example\r\nTo: support@vendor.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
Reader = Callable[[bytes], object]


def with_mailbot(raw: bytes) -> object:
    mail = read(raw)
    assert isinstance(mail, InboundMail), mail
    return mail


def with_mail_parser(raw: bytes) -> object:
    mail = MailParser.from_bytes(raw)
    return mail.subject, mail.from_, mail.to, mail.text_plain, mail.text_html, mail.attachments


def with_standard_library(raw: bytes) -> object:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    files = [(part.get_filename(), part.get_payload(decode=True)) for part in message.iter_attachments()]
    return message["Subject"], message["From"], message["To"], body.get_content() if body else "", files


READERS: dict[str, Reader] = {
    "mailbot": with_mailbot,
    "mail-parser": with_mail_parser,
    "standard library": with_standard_library,
}


def of_size(megabytes: float) -> bytes:
    """A mail with one attachment, so large as a whole."""
    content = random.Random(1).randbytes(int(megabytes * 1024 * 1024 * 3 / 4.1))
    return mixed([part("application/pdf", content)])


def of_text(megabytes: float) -> bytes:
    """A mail that is one long text: an answer with a quote below it, again and again."""
    lines = "印刷の設定を変えましたが、結果は同じでした。\r\n> 設定を変えてみてください。\r\n\r\n"
    body = lines * int(megabytes * 1024 * 1024 / len(lines.encode()))
    return (HEAD + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + body).encode()


KINDS = {
    "Japanese prose": "印刷の設定を変えましたが、結果は同じでした。\r\n以下の手順で確認しました。\r\n\r\n",
    "English prose": "Thank you for the quick answer. We tried the steps that you\r\ndescribed; it still stops.\r\n",
    "log": "2026-11-20 10:15:22.123 INFO  [worker-3] com.example.Printer: job 4711 done in 33 ms, status: ok\r\n",
    "facts": "Status: failed\r\nHost: printer-3\r\nUser: yamada\r\nNote: paper jam\r\n",
    "quoted lines": "> 設定を変えてみてください。\r\n",
    "bare marks of quotes": ">\r\n",
    "lists": "- an item of a list\r\n",
    "dates and verbs": "On Monday I did this\r\nJane wrote\r\n",
}
"""Texts of one kind, line after line: what people paste, and what looks like the beginning of a quote."""
CHARSETS = {"ISO-2022-JP": "iso2022_jp", "Shift_JIS": "cp932", "EUC-JP": "euc_jp"}
PAGE = (
    "<div>印刷の設定を<b>変え</b>ましたが、<br>同じでした。</div><p class=MsoNormal style='margin:0'>以上です。</p>\r\n"
)


def of_kind(
    lines: str, megabytes: float, *, charset: str = "utf-8", codec: str = "utf-8", kind: str = "plain"
) -> bytes:
    """A mail that is one text, or one page, of the same lines again and again."""
    body = (lines * (int(megabytes * 1024 * 1024) // len(lines.encode(codec)) + 1)).encode(codec)
    return f"{HEAD}Content-Type: text/{kind}; charset={charset}\r\n\r\n".encode() + body


def of_parts(count: int) -> bytes:
    return mixed([part("image/png", b"\x89PNG\r\n\x1a\n" + bytes((number % 251,))) for number in range(count)])


def part(kind: str, content: bytes) -> bytes:
    head = (
        f"Content-Type: {kind}; name=file\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n"
    )
    return head.encode() + b"\r\n" + base64.encodebytes(content).replace(b"\n", b"\r\n")


def mixed(parts: Iterable[bytes]) -> bytes:
    text = b"Content-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n"
    head = f'{HEAD}Content-Type: multipart/mixed; boundary="=_b"\r\n\r\n'.encode()
    return head + b"".join(b"--=_b\r\n" + one + b"\r\n" for one in (text, *parts)) + b"--=_b--\r\n"


def spent(reader: Reader, mails: list[bytes], rounds: int) -> float:
    """Seconds for one pass over the mails: the middle of the rounds."""
    found = []
    for _ in range(rounds):
        begun = perf_counter()
        for raw in mails:
            reader(raw)
        found.append(perf_counter() - begun)
    return median(found)


def row(name: str, mails: list[bytes], rounds: int) -> None:
    """Milliseconds a mail for each reader, and how many times mail-parser's time ours is."""
    times = {reader: spent(read_it, mails, rounds) for reader, read_it in READERS.items()}
    shown = "".join(f"{1000 * times[reader] / len(mails):>18.3f}" for reader in READERS)
    print(f"{name:<34}{shown}{times['mailbot'] / times['mail-parser']:>12.2f}")


def title(what: str) -> None:
    print(f"\n{what + ', ms a mail':<34}" + "".join(f"{reader:>18}" for reader in READERS) + f"{'ours/m-p':>12}")


def peak(reader: str, raw: bytes) -> float:
    """How many times the mail's own size is allocated at most while it is read, the mail itself not counted."""
    tracemalloc.start()
    READERS[reader](raw)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / len(raw)


def print_memory(sizes: Iterable[float]) -> None:
    print(f"\n{'peak above the mail, times its size':<38}" + "".join(f"{reader:>18}" for reader in READERS))
    for size in sizes:
        for name, raw in ((f"one attachment, {size:g} MB", of_size(size)), (f"one text, {size:g} MB", of_text(size))):
            print(f"{name:<38}" + "".join(f"{peak(reader, raw):>18.1f}" for reader in READERS))


def print_kinds(megabytes: float, rounds: int) -> None:
    title(f"one text of {megabytes:g} MB")
    for name, lines in KINDS.items():
        row(name, [of_kind(lines, megabytes)], rounds)
    for charset, codec in CHARSETS.items():
        japanese = KINDS["Japanese prose"]
        row(f"Japanese prose, {charset}", [of_kind(japanese, megabytes, charset=charset, codec=codec)], rounds)
    row("a page", [of_kind(PAGE, megabytes, kind="html")], rounds)


def print_all(*, quick: bool) -> None:
    sizes, counts, rounds = (SIZES[:2], COUNTS[:2], 1) if quick else (SIZES, COUNTS, 3)
    mails = [raw for _, raw in sample_mails(SAMPLES // 10 if quick else SAMPLES)]
    title("a day's mail")
    row("text only", [raw for raw in mails if b"text/html" not in raw], rounds)
    row("text and HTML", [raw for raw in mails if b"text/html" in raw], rounds)
    title("one attachment")
    for size in sizes:
        row(f"{size:g} MB", [of_size(size)], rounds)
    title("one text")
    for size in sizes:
        row(f"{size:g} MB", [of_text(size)], rounds)
    print_kinds(0.1, 3 * rounds)
    print_kinds(1.0, rounds)
    title("many attachments")
    for count in counts:
        row(f"{count} parts", [of_parts(count)], rounds)
    print_memory(sizes[-1:] if quick else (5.0, 25.0))


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--quick", action="store_true")
    print_all(quick=asked.parse_args().quick)


if __name__ == "__main__":
    main()

"""The file door, for `ingest`: mails out of .eml files, folders, Maildirs, mboxes and standard input, as they are.

Nothing is changed or removed where it lies.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

STDIN = "-"
POSTMARK = re.compile(rb"From .*\d:\d\d.*\d{4}")
POSTMARK_OCTETS = 200
"""A postmark as mail programs write it: a sender perhaps, a time and a year; "From the start we …" is none."""
ESCAPED_FROM = re.compile(rb"^>+From ")


def mails_at(path: str) -> Iterator[tuple[str, bytes]]:
    """Each mail with a source name that is the same whenever it is read again: its SHA-256, and a number behind it
    from its second occurrence on. A path is a mail, an mbox, a Maildir, a folder with any of these, or `-`.

    Raises OSError, in words with the path, for what cannot be read; mails before it have been given by then.
    """
    seen: dict[str, int] = {}
    for raw in _raws(path):
        digest = hashlib.sha256(raw).hexdigest()
        seen[digest] = count = seen.get(digest, 0) + 1
        yield (f"sha256:{digest}" if count == 1 else f"sha256:{digest}:{count}"), raw


def _raws(path: str) -> Iterator[bytes]:
    if path == STDIN:
        yield from _in_stream(sys.stdin.buffer)
        return
    place = Path(path)
    if not place.exists():
        raise FileNotFoundError(f"{path}: there is no such file or folder")
    if place.is_dir():
        for file in _files_of(place):
            yield from _in_file(file)
    else:
        yield from _in_file(place)


def _files_of(folder: Path) -> list[Path]:
    """The files of a Maildir (`new` and `cur`, never `tmp`), else all visible files below, in order of their names."""
    if _is_maildir(folder):
        return sorted(_visible(folder / "new") + _visible(folder / "cur"), key=lambda file: file.name)
    found = _visible(folder)
    for below in sorted(folder.iterdir()):
        if below.is_dir() and not below.name.startswith("."):
            found += _files_of(below)
    return found


def _is_maildir(folder: Path) -> bool:
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def _visible(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith(".")]


def _in_file(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as stream:
            yield from _in_stream(stream)
    except OSError as error:
        raise OSError(error.errno, f"{file} cannot be read: {error.strerror or error}") from error


def _in_stream(stream: Iterable[bytes]) -> Iterator[bytes]:
    """One mail, or those of an mbox, which is known by its first line."""
    lines = iter(stream)
    first = next(lines, b"")
    if _is_postmark(first):
        yield from _in_mbox(lines)
        return
    raw = b"".join(itertools.chain((first,), lines))
    if raw.strip():
        yield raw


def _in_mbox(lines: Iterator[bytes]) -> Iterator[bytes]:
    """A postmark after an empty line begins a mail; `>From ` loses one `>` (the mboxrd way)."""
    mail: list[bytes] = []
    after_empty = False
    for line in lines:
        if after_empty and _is_postmark(line):
            yield _joined(mail)
            mail, after_empty = [], False
            continue
        after_empty = line in (b"\n", b"\r\n")
        mail.append(line[1:] if ESCAPED_FROM.match(line) else line)
    if any(line.strip() for line in mail):
        yield _joined(mail)


def _is_postmark(line: bytes) -> bool:
    return POSTMARK.match(line[:POSTMARK_OCTETS]) is not None


def _joined(mail: list[bytes]) -> bytes:
    """Without the empty line that parts it from the next."""
    if mail and mail[-1] in (b"\n", b"\r\n"):
        mail.pop()
    return b"".join(mail)

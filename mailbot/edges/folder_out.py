"""The folder courier: writes each letter as a file instead of sending it, for demos and rehearsals."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from mailbot.desk.records import Delivery, DueLetter, Sent

SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@.-_+=")


class FolderCourier:
    """`send` may be called from several threads. A letter written twice is one file, by its outbox id."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: DueLetter) -> Delivery:
        """Writes the bytes as they are stored, whole or not at all; a full disk or missing rights mean later."""
        path = self._folder / file_name(letter)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(draft, letter.content)
            draft.replace(path)
            _flush(self._folder)
        except OSError as error:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
            return Delivery(ending=Sent.LATER, words=f"cannot write into {self._folder}: {error.strerror or error}")
        return Delivery(ending=Sent.DONE, words=path.name)


def file_name(letter: DueLetter) -> str:
    """`<queued at>-<outbox id>-<letter>-<recipient>.eml`, the same whenever it is written; sorts by time."""
    parts = (letter.letter, letter.recipient)
    named = "-".join(_safe(part) for part in parts)
    return f"{letter.queued_at:%Y%m%dT%H%M%S}-{letter.outbox_id:06d}-{named}.eml"


def _safe(text: str) -> str:
    return "".join(mark if mark in SAFE else "_" for mark in text)[:80]


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""A story as people write it: timed mails from files or short text, answers of staff, and silence in between."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.policy_keys import suggest

MAIL_KEYS = ("at", "from", "to", "cc", "subject", "text", "answers", "file", "proven", "headers")
STORY_KEYS = ("title", "until", "whole", "mails", "statements")
STATEMENT_KEYS = ("contract", "from", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMail:
    """One mail. `answers` is part of the subject of a letter that the sender has received and replies to.

    `file` is a mail as it is, whose sender and text then need not be given; `proven` is False for mail that proves
    nothing of its sender.
    """

    at: datetime
    sender: str = ""
    to: str = ""
    cc: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    answers: str = ""
    raw: bytes = b""
    proven: bool = True
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryStatement:
    """A statement that is asked for in the end: whose, and from and until which day, both included."""

    contract: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Mails in order of time; after the last one, time goes on until `until`.

    `whole` are the letters that are told whole, by their folders; of the others only the subject. Empty: all of them.
    """

    title: str
    mails: tuple[StoryMail, ...]
    until: datetime
    whole: tuple[str, ...] = ()
    statements: tuple[StoryStatement, ...] = ()


def read_story(path: Path, zone: ZoneInfo) -> Story:
    """A story from its TOML file; times without an offset are in the desk's zone. Raises Complaints, every fault."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Complaints([Complaint((), f"{path}: {error.strerror}")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Complaints([Complaint((), f"{path}: {error}")]) from None
    reading = _Reading(path.parent, zone)
    story = reading.story(found, path.stem)
    if reading.faults or story is None:
        raise Complaints(reading.faults)
    return story


class _Reading:
    """Reads one file and gathers what is wrong with it."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        self._folder = folder
        self._zone = zone
        self.faults: list[Complaint] = []

    def story(self, found: Mapping[str, object], name: str) -> Story | None:
        self._known(found, STORY_KEYS, ())
        rows = found.get("mails")
        if not isinstance(rows, list) or not rows:
            self.faults.append(
                Complaint(("mails",), "a story needs mails: write [[mails]] with at, from, subject and text")
            )
            return None
        mails = sorted(self._mails(rows), key=lambda mail: mail.at)
        until = self._moment(found.get("until"), ("until",)) if "until" in found else None
        if until is not None and mails and until < mails[-1].at:
            self.faults.append(Complaint(("until",), "lies before the last mail"))
        statements = tuple(self._statements(found.get("statements", [])))
        if self.faults:
            return None
        return Story(
            title=str(found.get("title", name)),
            mails=tuple(mails),
            until=until or mails[-1].at,
            whole=_listed(found.get("whole")),
            statements=statements,
        )

    def _statements(self, rows: object) -> Iterator[StoryStatement]:
        for place, row in enumerate(rows if isinstance(rows, list) else [rows]):
            path = ("statements", place)
            if not isinstance(row, Mapping):
                self.faults.append(
                    Complaint(path, "must be a table: write [[statements]] with contract, from and until")
                )
                continue
            self._known(row, STATEMENT_KEYS, path)
            first = self._moment(row.get("from"), (*path, "from"))
            last = self._moment(row.get("until"), (*path, "until"))
            if first is not None and last is not None:
                yield StoryStatement(contract=str(row.get("contract", "")), first=first.date(), last=last.date())

    def _mails(self, rows: list[object]) -> Iterator[StoryMail]:
        for place, row in enumerate(rows):
            if not isinstance(row, Mapping):
                self.faults.append(Complaint(("mails", place), "must be a table"))
                continue
            self._known(row, MAIL_KEYS, ("mails", place))
            at = self._moment(row.get("at"), ("mails", place, "at"))
            raw = self._file(row.get("file"), place)
            if not raw and not row.get("from"):
                self.faults.append(Complaint(("mails", place, "from"), "who writes? name an address, or a file"))
            if at is None:
                continue
            yield self._mail(row, at, raw)

    def _mail(self, row: Mapping[str, object], at: datetime, raw: bytes) -> StoryMail:
        headers = row.get("headers")
        return StoryMail(
            at=at,
            sender=str(row.get("from", "")),
            to=str(row.get("to", "")),
            cc=_listed(row.get("cc")),
            subject=str(row.get("subject", "")),
            text=str(row.get("text", "")),
            answers=str(row.get("answers", "")),
            raw=raw,
            proven=row.get("proven", True) is not False,
            headers=tuple((str(name), str(value)) for name, value in headers.items())
            if isinstance(headers, Mapping)
            else (),
        )

    def _file(self, named: object, place: int) -> bytes:
        if not named:
            return b""
        try:
            return (self._folder / str(named)).read_bytes()
        except OSError as error:
            self.faults.append(Complaint(("mails", place, "file"), f"{named}: {error.strerror}"))
            return b""

    def _moment(self, found: object, path: tuple[str | int, ...]) -> datetime | None:
        if isinstance(found, str):
            try:
                found = datetime.fromisoformat(found)
            except ValueError:
                found = None
        if isinstance(found, date) and not isinstance(found, datetime):
            found = datetime.combine(found, time())
        if not isinstance(found, datetime):
            self.faults.append(Complaint(path, "a time is needed, like 2026-12-28T18:20"))
            return None
        return found if found.tzinfo else found.replace(tzinfo=self._zone)

    def _known(self, table: Mapping[str, object], keys: tuple[str, ...], path: tuple[str | int, ...]) -> None:
        for key in table:
            if key not in keys:
                self.faults.append(Complaint((*path, key), f"is no key of a story{suggest(key, keys)}"))


def _listed(found: object) -> tuple[str, ...]:
    if isinstance(found, list):
        return tuple(str(one) for one in found)
    return (str(found),) if found else ()

"""Bytes of a TOML file to a document and its lines; a fault of the syntax becomes a finding with a hint."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from mailbot.config.findings import ConfigError, Finding
from mailbot.config.lines import Lines, lines_of

if TYPE_CHECKING:
    from pathlib import Path

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_FULL_WIDTH = re.compile("[\u3000＝［］｛｝＂“”＇‘’．，＃：]")
_HINTS = (
    ("Cannot overwrite a value", "this key is given twice: keep one of the two"),
    ("Cannot declare", "this table is given twice: put all its keys under one heading"),
    ("Invalid value", 'a text stands in double quotes, like key = "text"; true and false are in lower case'),
    ("Expected '=' after a key", "write key = value; a key with dots, @ or Japanese letters stands in quotes"),
    ("Unclosed array", "a list ends with ]"),
    ("Unclosed inline table", "an inline table ends with }, and before TOML 1.1 stands on one line"),
    ("inline", "an inline table { … } stands on one line, without a comma after its last key"),
    ("Illegal character", "a text ends on its own line; several lines stand between three double quotes"),
    ("Unterminated string", 'a text ends with the quote that it began with: "text"'),
    ("backslash", "a backslash in double quotes is written twice; single quotes take it as it is"),
    ("Invalid initial character", "a key begins with a letter, a digit, - or _; other keys stand in quotes"),
    ("Expected newline or end of document", "only one key stands on a line"),
)


def parse_toml(path: Path) -> tuple[dict[str, object], Lines]:
    """Raises ConfigError when the file cannot be read or is no TOML."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError([_unopened(path, error)]) from None
    text = _as_text(path, raw)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([_fault(path, text, str(error))]) from None
    except RecursionError:
        message = "lists or tables are nested too deeply to be read"
        raise ConfigError([Finding(file=str(path), message=message)]) from None
    return document, lines_of(text.replace("\r\n", "\n"))


def _unopened(path: Path, error: OSError) -> Finding:
    if isinstance(error, FileNotFoundError):
        message = "there is no such file: copy config.example.toml, or name yours with -c or $MAILBOT_CONFIG"
    else:
        message = f"the file cannot be read: {error.strerror}"
    return Finding(file=str(path), message=message)


def _as_text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = "the file is not UTF-8 here: save it as UTF-8"
        raise ConfigError([Finding(file=str(path), line=line, message=message)]) from None


def _fault(path: Path, text: str, words: str) -> Finding:
    match = _PLACE.search(words)
    rows = text.splitlines() or [""]
    line = int(match[1]) if match and match[1] else len(rows)
    row = rows[min(line, len(rows)) - 1]
    reason = _PLACE.sub("", words)
    hint = next((hint for sign, hint in _HINTS if sign.lower() in reason.lower()), "")
    if _FULL_WIDTH.search(row.partition("#")[0]):
        hint = 'there is a full-width sign or space on this line: outside texts, write = [ ] { } " . , in half width'
    message = f"this is not TOML: {reason}" + (f" — {hint}" if hint else "")
    return Finding(file=str(path), line=line, message=message)

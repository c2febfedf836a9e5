"""Authentication-Results fields (RFC 8601) as verdicts, whatever state they are in; believes none of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import authres  # type: ignore[import-untyped]  # the package ships no types

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 8192
"""Characters of one field that are read; the package's cost grows with the square of the length."""
MOST_VERDICTS = 50
UNREADABLE = "unreadable"
_FEATURES = authres.all_features()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One result: `method` and `result` in lower case, properties as `("header.d", "client.example")`.

    A result that cannot be read keeps its method with the result `unreadable`, so that it never passes and
    still stands against a pass beside it.
    """

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def value(self, *names: str) -> str:
        """The first of these properties that is there; empty if none is, or if it is there with two values."""
        for wanted in names:
            values = {value for name, value in self.properties if name == wanted}
            if values:
                return values.pop() if len(values) == 1 else ""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One field: who says so (lower case; empty if the field names nobody), and the verdicts in order."""

    authserv_id: str
    verdicts: tuple[Verdict, ...]

    def of(self, method: str) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in self.verdicts if verdict.method == method)


def read_results(value: str) -> Results | None:
    """One unfolded field value; None if it is too long, unbalanced or names no server."""
    pieces = _pieces(_in_ascii(value))
    if not pieces:
        return None
    name = _authserv_id(pieces[0])
    if not name:
        return None
    return Results(authserv_id=name, verdicts=_verdicts(pieces[1:]))


def read_nameless_results(value: str) -> Results | None:
    """A field without authserv-id, as Microsoft 365 writes it; None if it has one or cannot be read."""
    pieces = _pieces(_in_ascii(value))
    if not pieces or "=" not in _without_comments(pieces[0]):
        return None
    return Results(authserv_id="", verdicts=_verdicts(pieces))


def _in_ascii(value: str) -> str:
    return value.encode("ascii", "replace").decode("ascii")


def _pieces(value: str) -> list[str]:
    """The parts between semicolons that stand in no quotes and no comment; empty if those do not close."""
    if len(value) > LONGEST:
        return []
    pieces, start = [], 0
    for at, sign in _bare_signs(value):
        if sign == "":
            return []
        if sign == ";":
            pieces.append(value[start:at])
            start = at + 1
    pieces.append(value[start:])
    while len(pieces) > 1 and not pieces[-1].strip():
        pieces.pop()
    return [] if len(pieces) > MOST_VERDICTS else pieces


def _bare_signs(value: str) -> Iterator[tuple[int, str]]:
    """Every character outside quotes and comments with its place; ends with an empty sign if one stays open."""
    depth, quoted, escaped = 0, False, False
    for at, sign in enumerate(value):
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if depth < 0:
                break
        elif not depth:
            yield at, sign
    if quoted or depth:
        yield len(value), ""


def _without_comments(text: str) -> str:
    kept, depth, quoted = [], 0, False
    for sign in text:
        if sign == '"' and not depth:
            quoted = not quoted
        if sign == "(" and not quoted:
            depth += 1
        if not depth:
            kept.append(sign)
        if sign == ")" and not quoted:
            depth -= 1
    return "".join(kept)


def _authserv_id(piece: str) -> str:
    words = _without_comments(piece).split()
    if not words or len(words) > 2 or words[1:] not in ([], ["1"]):
        return ""
    name = words[0].removeprefix('"').removesuffix('"').lower()
    return "" if set(name) & set('"=@,') else name


def _verdicts(pieces: list[str]) -> tuple[Verdict, ...]:
    return tuple(verdict for piece in pieces if (verdict := _verdict(piece)) is not None)


@lru_cache(maxsize=512)  # a client's mails say the same, and the package takes long over each
def _verdict(piece: str) -> Verdict | None:
    plain = " ".join(_without_comments(piece).split())
    if plain.lower() in {"", "none"}:
        return None
    try:
        (result,) = _FEATURES.parse_value(f"name.invalid; {piece}").results
        method, verdict = str(result.method), str(result.result)
        properties = tuple((f"{one.type}.{one.name}", str(one.value or "")) for one in result.properties)
    except Exception:  # noqa: BLE001 - any failure of the package means: this result says nothing
        return Verdict(method=plain.partition("=")[0].partition("/")[0].strip().lower(), result=UNREADABLE)
    return Verdict(method=method, result=verdict.lower(), properties=properties)

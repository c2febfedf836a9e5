"""Verifies DKIM signatures (RFC 6376, 8301) on the raw mail, with the holes closed that the standard leaves open."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dkim  # type: ignore[import-untyped]  # the package ships no types
from dkim.util import parse_tag_value  # type: ignore[import-untyped]  # the package ships no types

from mailbot.mail.resolving import Resolver, TemporaryDnsTrouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from mailbot.mail.trace import HeaderBlock

MOST_SIGNATURES = 5
LONGEST_SIGNATURE = 4096
SHORTEST_KEY = 1024
"""Bits of an RSA key (RFC 8301, 3.2)."""
LEEWAY = 36_000
"""Seconds by which a signer's clock may be wrong."""
SINGLE = (
    *("from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id"),
    *("mime-version", "content-type", "content-transfer-encoding"),
)
"""Fields that a mail has once at most: a second one, put on top, would escape the signature (REALITIES 7)."""

_QUIET = logging.getLogger("mailbot.mail.dkim_check.quiet")
_QUIET.disabled = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature's verdict: `passed`, or why not; `unsure` if DNS was in trouble."""

    domain: str
    passed: bool = False
    unsure: bool = False
    reason: str = ""

    def in_words(self) -> str:
        verdict = "pass" if self.passed else "unsure" if self.unsure else "fail"
        return f"own dkim={verdict} d={self.domain}" + (f" ({self.reason})" if self.reason else "")


class Refused(Exception):
    """A signature that counts for nothing; the text is the reason, in words for staff."""


def check_signatures(
    raw: bytes, block: HeaderBlock, look_up: Resolver, *, at: datetime, wanted: Callable[[str], bool]
) -> tuple[Signature, ...]:
    """The verdicts on at most five signatures of wanted domains, in the order of the mail.

    `at` is when our server accepted the mail: `x=` and `t=` are judged by it. A signature never counts with `l=`,
    with an unsigned From or Subject, with a singleton field that occurs twice, with rsa-sha1, with a key that is
    short, in testing mode or not meant for mail. Never raises; DNS trouble makes a verdict unsure.
    """
    doubled = [name for name in SINGLE if len(block.values(name)) > 1]
    mail: _Mail | None = None
    verdicts: list[Signature] = []
    for index, tags in _signatures(block):
        domain = _text(tags, b"d").lower()
        if not wanted(domain) or len(verdicts) >= MOST_SIGNATURES:
            continue
        try:
            _check_tags(tags, block, at)
            _refuse_if(bool(doubled), f"{', '.join(doubled)} occurs twice")
            mail = mail or _Mail(raw)
            passed, reason = mail.verify(index, tags, look_up), ""
            verdict = Signature(domain=domain, passed=passed, reason="" if passed else "does not verify")
        except TemporaryDnsTrouble:
            verdict = Signature(domain=domain, unsure=True, reason="DNS gave no answer")
        except Refused as refusal:
            verdict = Signature(domain=domain, reason=str(refusal))
        except Exception as error:  # noqa: BLE001 - any failure of the package means: this signature proves nothing
            reason = str(error)[:80] if isinstance(error, dkim.DKIMException) else type(error).__name__
            verdict = Signature(domain=domain, reason=reason)
        verdicts.append(verdict)
    return tuple(verdicts)


def _signatures(block: HeaderBlock) -> Iterator[tuple[int, dict[bytes, bytes]]]:
    """Each readable signature with its place among all; none that would cost too much to read."""
    for index, value in enumerate(field.value for field in block.fields if field.name == "dkim-signature"):
        if len(value) > LONGEST_SIGNATURE or re.search(r"\s{80}", value) or index >= 4 * MOST_SIGNATURES:
            continue
        if (tags := _tags(value)) is not None:
            yield index, tags


def _tags(value: str) -> dict[bytes, bytes] | None:
    try:
        tags: dict[bytes, bytes] = parse_tag_value(value.encode("ascii"))
    except Exception:  # noqa: BLE001 - an unreadable signature is none
        return None
    return tags


def _text(tags: dict[bytes, bytes], name: bytes) -> str:
    return re.sub(rb"\s+", b"", tags.get(name, b"")).decode("ascii", "replace")


def _refuse_if(condition: object, reason: str) -> None:
    if condition:
        raise Refused(reason)


def _check_tags(tags: dict[bytes, bytes], block: HeaderBlock, at: datetime) -> None:
    _refuse_if(b"l" in tags, "l= leaves the end of the body unsigned")
    _refuse_if(_text(tags, b"a").lower() == "rsa-sha1", "rsa-sha1 is refused")
    _refuse_if(_text(tags, b"a").lower() != "rsa-sha256", "its algorithm is not known here")
    signed = _text(tags, b"h").lower().split(":")
    _refuse_if("from" not in signed, "From is not signed")
    _refuse_if(block.values("subject") and "subject" not in signed, "Subject is not signed")
    expiry, signed_at = _seconds(tags, b"x"), _seconds(tags, b"t")
    _refuse_if(expiry is not None and expiry < at.timestamp(), "it has expired")
    _refuse_if(signed_at is not None and signed_at > at.timestamp() + LEEWAY, "it was signed in the future")


def _seconds(tags: dict[bytes, bytes], name: bytes) -> int | None:
    if name not in tags:
        return None
    text = _text(tags, name)
    _refuse_if(not re.fullmatch(r"[0-9]{1,12}", text), f"{name.decode()}= is not a time")
    return int(text)


class _UntimedDKIM(dkim.DKIM):  # type: ignore[misc]  # the package ships no types
    """The package's verifier without its own reading of the clock, which would judge an old mail by today."""

    def verify_headerprep(self, idx: int = 0) -> tuple[dict[bytes, bytes], list[bytes], list[Any]]:
        fields = [field for field in self.headers if field[0].lower() == b"dkim-signature"]
        tags = parse_tag_value(fields[idx][1])
        dkim.validate_signature_fields({name: tags[name] for name in tags if name not in {b"t", b"x"}})
        self.domain, self.selector, self.signature_fields = tags[b"d"], tags[b"s"], tags
        signed = [name.lower() for name in re.split(rb"\s*:\s*", tags[b"h"])]
        return tags, signed, fields


class _Mail:
    """One mail in the verifier's form, taken apart once for all its signatures."""

    def __init__(self, raw: bytes) -> None:
        self._verifier = _UntimedDKIM(raw, logger=_QUIET, minkey=SHORTEST_KEY)

    def verify(self, index: int, tags: dict[bytes, bytes], look_up: Resolver) -> bool:
        def key_record(name: bytes, **_: object) -> bytes:
            records = look_up.txt(name.decode("ascii").rstrip("."))
            _refuse_if(not records, "there is no key in DNS")
            _refuse_if(len(records) > 1, "there are several keys in DNS")
            _check_key(records[0], tags)
            return records[0]

        return bool(self._verifier.verify(idx=index, dnsfunc=key_record))


def _check_key(record: bytes, tags: dict[bytes, bytes]) -> None:
    """The rules of the key record that the package leaves to its caller (RFC 6376, 3.6.1)."""
    key = parse_tag_value(record)
    flags = _text(key, b"t").lower().split(":")
    services = _text(key, b"s").lower().split(":")
    hashes = _text(key, b"h").lower().split(":")
    identity = _text(tags, b"i").rpartition("@")[2].lower()
    _refuse_if(not _text(key, b"p"), "the key was revoked")
    _refuse_if("y" in flags, "the key is in testing mode")
    _refuse_if("s" in flags and identity and identity != _text(tags, b"d").lower(), "i= is a subdomain")
    _refuse_if(b"s" in key and not {"*", "email"} & set(services), "the key is not meant for mail")
    _refuse_if(b"h" in key and "sha256" not in hashes, "the key does not allow sha256")

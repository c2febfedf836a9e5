"""Delivery reports that only a person can read: failed addresses found by the shapes in which servers print them."""

from __future__ import annotations

import re

from mailbot.mail.headers import Block

_SPEC = (
    r"[^\s<>(){}\[\],;:\"'|=@：；，、。「」『』（）＜＞【】・]{1,128}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?"
)
_ADDRESS = re.compile(_SPEC)
_RETURNED = re.compile(
    r"^(?![^\n]{0,80}\b(?:transcript|attempts)\b)[ \t>*|]{0,6}+"
    r"(?:[-=_*]{2,}+[ \t]*+[^\n]{0,40}\b(?:original|returned|undelivered|unsent|undeliverable|your)\b"
    r"[^\n]{0,30}\b(?:message|mail|text|header)|"
    r"[-=_*]{2,}+[^\n]{0,40}\b(?:copy of|below this line|message headers?|header information|headers follow)\b|"
    r"[^\n]{0,60}\b(?:following is a copy|(?:is a copy of|text of|headers of|first \d+ (?:lines|"
    r"bytes) of) (?:the|your) (?:original |returned )?(?:message|mail)|"
    r"headers follow|message follows|mail follows|text follows|included message|is returned below|"
    r"message header)\b|-++\s*(?:元のメッセージ|返送メッセージ)\s*-+)[^\n]{0,80}$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_RUN = re.compile(
    r"^(?:Received|Return-Path|Message-ID|From|Date|Subject|To|MIME-Version|Content-Type|X-[A-Za-z-]+|"
    r"DKIM-Signature):[^\n]*\n"
    r"(?:[ \t][^\n]*\n|[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\n){2}",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_STATUS = re.compile(r"(?<![\d.])[245]\d\d[ -]['\"(]{0,2}#?([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?:^|[\s:'\"(<>])(?P<code>[45]\d\d)(?=[\s:,.'\")-])")
_LABELS = (
    r"(?:final|original|failed|intended|bounced|undeliverable|rejected|invalid|affected|unreachable)[- ]recipients?|"
    r"recipient(?:s|\(s\))?(?: address)?|failed addresses follow|addressed to|"
    r"(?:unknown|invalid)(?: final delivery)? user(?:id)?|error address|"
    r"受信者|受信者アドレス|失敗した宛先|送信先(?:メールアドレス)?|"
    r"(?:エラー|不達|配信できなかった)(?:宛先|アドレス|メールアドレス)"
)
_INDENT = r"[ \t]{0,40}+"
_MARKED = r"[ \t*>・●■\u3000-]{0,40}+"
_DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"
_OPEN, _SHUT = r"[<\[(\"'«「]{0,3}", r"[>\])\"'»」]{0,3}"
_SHAPES = (
    (re.compile(rf"^{_INDENT}<({_SPEC})>\s*(?::|\.{{2,}}|\(|$|,)", re.MULTILINE),),
    (
        re.compile(rf"^{_MARKED}{_OPEN}({_SPEC}){_SHUT}\s{{0,3}}[:,]?\s{{0,3}}[45]\d\d[ -]", re.MULTILINE),
        re.compile(rf"^{_INDENT}({_SPEC}):[ \t]+\S", re.MULTILINE),
    ),
    (
        re.compile(rf"^{_INDENT}{_OPEN}({_SPEC}){_SHUT} on (?:(?:{_DAYS}), |\d{{1,2}}/\d{{1,2}}/)", re.MULTILINE),
        re.compile(rf"\bSMTP[=:]({_SPEC});", re.IGNORECASE),
    ),
    (re.compile(rf"^{_MARKED}(?:{_LABELS})\s*[:：]\s*(?:rfc822;\s*)?<?({_SPEC})>?", re.IGNORECASE | re.MULTILINE),),
    (re.compile(rf"^{_MARKED}{_OPEN}({_SPEC}){_SHUT}[ \t]*(?:\[[^\[\]\n]{{1,80}}\][ \t]*)?$", re.MULTILINE),),
    (
        re.compile(rf"\brcpt to:\s*<?({_SPEC})>?", re.IGNORECASE),
        re.compile(rf"^{_INDENT}[45]\d\d[ -](?:[45]\.\d\.\d )?<({_SPEC})>\.\.\.", re.MULTILINE),
    ),
    (
        re.compile(
            rf"^{_MARKED}(?:to|address|user|mailbox|account|failed|宛先|あて先)\s*[:：]\s*<?({_SPEC})>?",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    (re.compile(rf"^{_INDENT}<?({_SPEC})>?\s*(?::|\.{{2,}}|-{{1,2}}\s|\(|,|;|$|\s)", re.MULTILINE),),
    (re.compile(rf"<({_SPEC})>"),),
    (re.compile(rf"({_SPEC})"),),
)
_NOT_PERSONS = frozenset({"postmaster", "mailer-daemon", "abuse", "support"})
_UNSURE = 3
"""The last shapes, which find any address."""
_BARE_NAME = re.compile(
    r"\b(?:following|these) (?:recipients?|address(?:es)?|users?|accounts?)\b[^:]{0,160}:"
    r"\s{1,8}([A-Za-z0-9][A-Za-z0-9._+-]{1,63})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A local name alone where addresses are announced: a mailbox of the server that reports."""
_LATEST = 64 * 1024
_NEAR = 8_000
_LONGEST_WORDS = 2_000


def split_returned(text: str) -> tuple[str, str]:
    """The words of the server, and the mail that it returns below them (empty if it does not)."""
    text = text[: 4 * _LATEST]
    starts = [
        match.start() for pattern in (_RETURNED, _HEADER_RUN) if (match := pattern.search(text)) and match.start() > 20
    ]
    if not starts:
        return text[:_LATEST], ""
    cut = min(starts)
    rest = text[cut:]
    headers = _HEADER_RUN.search(rest)
    return text[:cut][:_LATEST], rest[headers.start() :] if headers else rest


def prose_recipients(human: str, returned: Block, excluded: frozenset[str], reporter: str = "") -> list[str]:
    """The addresses that a report complains of, by the first shape that finds any; else the returned mail's To.

    `reporter` is the From of the report: names without a domain are mailboxes there.
    """
    found = _by_shapes(_SHAPES[:-_UNSURE], human, excluded, is_sure=True)
    found = found or _bare_names(human, reporter)
    found = found or _by_shapes(_SHAPES[-_UNSURE:], human, excluded, is_sure=False)
    if found:
        return found
    wanted = _ADDRESS.findall(" ".join(returned.texts("to"))) if returned.fields else []
    return _distinct(wanted, excluded, is_sure=True)


def _by_shapes(
    shapes: tuple[tuple[re.Pattern[str], ...], ...], human: str, excluded: frozenset[str], *, is_sure: bool
) -> list[str]:
    for alike in shapes:
        found = _distinct([address for shape in alike for address in shape.findall(human)], excluded, is_sure=is_sure)
        if found:
            return found
    return []


def words_by_address(human: str, addresses: list[str]) -> dict[str, str]:
    """What a report says of each address: from its line to the line of the next of them, in one pass."""
    wanted = {address.lower() for address in addresses}
    places = [
        (human.rfind("\n", 0, found.start()) + 1, name)
        for found in _ADDRESS.finditer(human)
        if (name := found[0].strip(".'`*-").lower()) in wanted
    ]
    words: dict[str, str] = {}
    for index, (start, name) in enumerate(places):
        end = next((at for at, other in places[index + 1 : index + 6] if other != name), len(human))
        if len(words.get(name, "")) < _LONGEST_WORDS:
            words[name] = words.get(name, "") + human[start : max(end, start)][:_LONGEST_WORDS] + "\n"
    return words


def _bare_names(human: str, reporter: str) -> list[str]:
    domains = _ADDRESS.findall(reporter)
    found = _BARE_NAME.search(human[:_NEAR]) if domains else None
    return [f"{found[1]}@{domains[-1].rpartition('@')[2]}"] if found else []


def _distinct(addresses: list[str], excluded: frozenset[str], *, is_sure: bool) -> list[str]:
    kept: dict[str, str] = {}
    for address in addresses:
        plain = address.strip(".'`*-")
        local = plain.partition("@")[0].lower()
        if "." not in plain.rpartition("@")[2] or plain.lower() in excluded:
            continue
        if not is_sure and local in _NOT_PERSONS:
            continue
        kept.setdefault(plain.lower(), plain)
    return list(kept.values())


def status_in(text: str) -> str:
    """The status (RFC 3463) that a text names, or one made of its SMTP reply code; empty if neither is there.

    A status behind a reply code is the other server's own and counts before one that stands elsewhere.
    """
    text = text[:_LATEST]
    status = _REPLY_STATUS.search(text) or _STATUS.search(text)
    if status:
        return status[1]
    code = _CODE.search(text)
    return "" if code is None else f"{code['code'][0]}.0.0"

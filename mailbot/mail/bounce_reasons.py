"""Whether a failed delivery means that the address is dead, or that it may work another time (REALITIES 41)."""

from __future__ import annotations

import re

_ADDRESSES = re.compile(r"<[^<>\s]{0,300}>|\[[^\[\]\s@]{1,200}@[^\[\]\s@]{1,200}\]|\S{1,200}@\S{1,200}")
_CATEGORY = re.compile(r"\b[45]\.\d\.\d - [A-Za-z ]{3,60}(?=[(\[' ]{0,4}[45]\d\d\b)")
"""The class that a gateway puts before the words of the server that it heard."""
_WHOSE = r"(?:users?|recipients?|mailbox|mail box|inbox|e-?mail|account|address|destination|addressee)(?:\(s\))?"
_WHO = r"(?:users?|recipients?|mailbox|account|address(?:es)?|local[- ]part|addressee|alias|person)(?:\(s\))?"
_WHAT = (
    r"(?:local |e-?mail |final delivery |virtual |mail |destination |smtp )?"
    r"(?:users?(?:id|name)?|recipients?|mailbox(?:es)?|accounts?|address(?:es)?|person|hosts?|domains?|alias|"
    r"local[- ]part|destination|name|addressee)"
)


def _any(*phrases: str) -> re.Pattern[str]:
    words = "|".join(phrases).replace("{whose}", _WHOSE).replace("{who}", _WHO).replace("{what}", _WHAT)
    return re.compile(words, re.IGNORECASE)


_NO_MAIL_HOST = re.compile(
    r"(?:host|domain|server|system) (?:does not|doesn't) (?:accept|receive) (?:any )?(?:e-?mail|messages)\b(?! from)|"
    r"no smtp service|null ?mx|not accepting network messages",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"\b550\s?:?\s?:\s?user unknown", re.IGNORECASE)
"""au's answer where the receiver's own filter refuses; an unknown address stands in it otherwise."""
_ALIVE = _any(
    r"quota|full mailbox|out of (?:storage|space)|insufficient|not enough (?:disk |storage )?(?:space|storage)",
    r"\b(?:{whose}|disk|maildir|folder|storage|box)\b[^\n.;]{0,30}\bfull\b|no (?:disk )?space|exceed",
    r"too (?:large|big|many|much|long)|size limit|maximum (?:message )?size|message size",
    r"\b{whose}\b[^\n.;]{0,60}\b(?:disabled|suspended|inactive|deactivated|frozen|locked|not active|on hold)",
    r"(?:disabled|suspended|inactive|frozen|locked|over-?quota|terminated) {whose}|suspen(?:ded|sion)|on hold\b",
    r"\bspam|unsolicited|\bjunk\b|black ?-?list|block ?-?list|deny ?-?list|\bblocked\b|\bblocking\b|reputation",
    r"dmarc|\bspf\b|\bdkim\b|dns-?bl|\brbls?\b|spamhaus|spamcop|virus|malware|\bptr\b|reverse (?:dns|lookup)|\brdns\b",
    r"client (?:host|ip)|\(BL\)|mismatch|unwanted (?:mail|messages?)|invalid ip\b|your ip\b|\bhelo\b|\behlo\b",
    r"\bip address\b[^\n;]{0,60}\b(?:is|was|has|sending|blocked|rejected|listed|not)\b|verify (?:the |your )?sender",
    r"polic(?:y|ies)|prohibited|\bcontents?\b(?!-)|authenticat|unauthenticated|banned|not permitted|not authorized",
    r"\brelay(?:ing|ed)?\b(?! ?=|\.\w| recipient)",
    r"unauthorized|restricted|recipient preferences|rate[- ]limit|throttl|greylist|graylist",
    r"\bsender\b[^\n.;]{0,40}\b(?:rejected|denied|invalid|unknown|not exist|refused|verif)",
    r"\bloop|\bhops?\b|not accepting connections|temporar|try (?:again )?later|to resend",
    r"(?:please|will) (?:re)?try (?:again|later)|retry time|retried|timed? ?out|timeout|deferred|\bexpired\b",
    r"message too old|out of office|not reachable within|not responding|(?:unable to|could not) (?:connect|contact)",
    r"connection (?:refused|reset|timed|lost|dropped)|no route to host|undergoing|will (?:keep|continue|be retried)",
    r"still being|not yet been delivered|has been delayed|postponed|mailer error|command output",
    r"cannot (?:open|create|write)|i/o error|disk error|system error",
    "容量|いっぱい|満杯|一時的|制限|拒否|遅延|超過|サイズ|再送を|迷惑メール|受信できない(?:状態|設定)",
)
_DEAD = _any(
    r"\b{who}\b[^\n.;]{0,50}\b(?:unknown|not found|could ?n[o']t be found|cannot be found|was not found|not known)",
    r"\b{who}\b[^\n.;]{0,50}\b(?:does ?n[o']t exist|not exist|invalid|not listed|not (?:a )?(?:known|valid)|moved)",
    r"\b{who}\b[^\n.;]{0,50}\bno longer (?:exist|valid|available|in use|here|on|accept|work)",
    r"\b{who}\b[^\n.;]{0,50}\b(?:did not match|not recognized|nonexist|non-exist|undeliverable|unroutable|not local)",
    r"\b(?:no such|unknown|invalid|non-?existent|unrout(?:e)?able|no valid|not a valid|illegal) {what}",
    r"550 (?:5\.\d\.\d )?requested action not taken: mailbox unavailable|mailbox unavailable\. \[smtp error code 550\]",
    r"did not (?:exactly )?match an?\b|no (?:mailbox|user|account|recipient)s? (?:here|by|with|found|of)",
    r"unknown (?:or illegal|local)|bad destination|never had|doesn't have an? [^\n;]{1,60} account",
    r"(?:host|domain|server)\b(?:[^\n.;]|\.(?=\w)){0,60}\b"
    r"(?:not found|unknown|does ?n[o']t exist|not exist|not reachable)",
    r"(?:host|domain)\b[^\n.;]{0,60}\bno mx\b|name or service not known|nxdomain|no mx\b|no mail hosts?\b",
    r"dns (?:lookup failure|error)[^\n;]{0,40}not found|not (?:our|my) (?:customer|user)|recip(?:ient)?notfound",
    r"not listed in (?:domino|name|public|the) |(?:moved|left) (?:to|permanently|the company)",
    "ユーザーが見つかり|リストにありません|无效|不存在",
    "нет такого|не существует|не найден|existe pas|introuvable|inconnu",
    "(?:宛先|あて先|送信先|受信者|アドレス|ユーザ|メールボックス|ドメイン|ホスト)[^\n。]{0,40}(?:見つか[らり]|存在しま|存在しない|誤り|不明|ありません|正しくない)",
    "nicht (?:gefunden|bekannt)|unbekannt|no existe|sconosciuto|inesistente",
)
_REFUSED = re.compile(r"denied|refused|rejected|not accepted|blocked|delayed|warning", re.IGNORECASE)
_NO_SUCH_ADDRESS_EDGE = re.compile(r"550 5\.4\.1 [^\n]{0,300}recipient address rejected: access denied", re.IGNORECASE)
"""Exchange Online's edge, where the directory does not hold the address."""
_AFTER_DATA = re.compile(
    r"in reply to (?:the )?end of data|after end of data|end of data command|after (?:sending )?data\b", re.IGNORECASE
)
_DATA_REFUSED = re.compile(r">>> DATA\s+<<< 5\d\d[^\n]{0,300}\n(?!\s*(?:<<<|550 5\.1\.1))", re.IGNORECASE)
_UNKNOWN = re.compile(r"user unknown|unknown user", re.IGNORECASE)
_AGAIN = re.compile(r"\n[ \t]*(?:<<<[ \t]*)?([245]\d\d)[ -]")
_CONTINUED = re.compile(r"\n[ \t]{1,40}(?=\S)")
_REPLY = re.compile(r"(?:^|[\s:'\"(<>\[#])(?P<code>[45]\d\d)(?=[\s:,.'\")#-])")
_ADDRESS_STATUS = re.compile(r"5\.1\.(?:[0-36]|10)|5\.4\.(?:4|310)|5\.3\.2|5\.7\.27")
_OTHER_STATUS = re.compile(r"5\.1\.[789]|5\.2\.\d{1,3}|5\.3\.\d{1,3}|5\.4\.\d{1,3}|5\.5\.[2-9]|5\.[67]\.\d{1,3}")
_LATEST = 8_000
_REPLIES = 12
_LONGEST_REPLY = 320


def is_permanent(
    status: str, action: str = "", words: str = "", context: str = "", *, is_whole: bool = False
) -> bool | None:
    """True where the address itself is dead: unknown user or host. False for delays, full boxes, size, policy, loops.

    The server's words decide before its status (RFC 3463), which many set to the same value for everything. `context`
    is the whole report: a server that names the user unknown only after it has taken the message has filtered it
    (Japanese carriers). `is_whole` says that the words are the whole report and not what it says of one recipient.
    None where nothing tells.
    """
    if status.startswith("4.") or action == "delayed":
        return False
    head = words[:_LATEST]
    if _NO_MAIL_HOST.search(head) or _NO_SUCH_ADDRESS_EDGE.search(" ".join(head.split())):
        return True
    told = _told(head, is_whole=is_whole)
    if _NAMELESS.search(head) or (told and _was_taken(head, context)):
        return False
    if told is not None:
        return told
    if _ADDRESS_STATUS.fullmatch(status):
        return True
    return False if _OTHER_STATUS.fullmatch(status) or _REFUSED.search(head) else None


def _was_taken(words: str, context: str) -> bool:
    """Whether the server had taken the recipient, and called it unknown only when it had the message."""
    if not _UNKNOWN.search(words):
        return False
    return any(_AFTER_DATA.search(text) or _DATA_REFUSED.search(text) for text in (words, context[:_LATEST]))


def _told(words: str, *, is_whole: bool) -> bool | None:
    """What the words say, the replies of servers in them first."""
    for found, _ in zip(_REPLY.finditer(words), range(_REPLIES), strict=False):
        reply = _reply(words[found.start() : found.start() + _LONGEST_REPLY], found["code"])
        decision = _judged(" ".join(reply.split()))
        if decision is not None:
            return decision
    running = _CONTINUED.sub(" ", words)
    return _judged(running) if is_whole else _first_told(running)


def _reply(words: str, code: str) -> str:
    """One reply: up to an empty line or a line that begins with another code."""
    after = next((found for found in _AGAIN.finditer(words) if found[1] != code), None)
    return words[: after.start() if after else len(words)].partition("\n\n")[0]


def _first_told(words: str) -> bool | None:
    """What running text says first: behind the reason stand advice and names."""
    plain = _ADDRESSES.sub(" ", _CATEGORY.sub(" ", words))
    alive, dead = _ALIVE.search(plain), _DEAD.search(plain)
    if alive and dead:
        return dead.start() < alive.start()
    return None if not (alive or dead) else dead is not None


def _judged(words: str) -> bool | None:
    plain = _ADDRESSES.sub(" ", _CATEGORY.sub(" ", words))
    if _ALIVE.search(plain):
        return False
    return True if _DEAD.search(plain) else None

"""Whether a failed delivery means that the address is dead, or that it may work another time (REALITIES 41)."""

from __future__ import annotations

import re

_ADDRESSES = re.compile(r"https?://[^\s<>]{1,500}|<[^<>\s]{0,300}>|\[[^\[\]\s@]{1,200}@[^\[\]\s@]{1,200}\]|\S{1,200}@\S{1,200}")
_CATEGORY = re.compile(r"\b[45]\.\d\.\d - [A-Za-z ]{3,60}(?=[(\[' ]{0,4}[45]\d\d\b)")
"""The class that a gateway puts before the words of the server that it heard."""
_NO_MAIL_HOST = re.compile(
    r"does not accept (?:any )?(?:e-?mail|messages)|no smtp service|null ?mx|not accepting network messages|"
    r"domain (?:does not|doesn't) (?:accept|receive) (?:e-?mail|mail)",
    re.IGNORECASE,
)
_NAMELESS = re.compile(r"\b550\s?:?\s?:\s?user unknown", re.IGNORECASE)
"""au's answer where the receiver's own filter refuses; an unknown address stands in it otherwise."""
_WHOSE = r"(?:users?|recipients?|mailbox|mail box|inbox|e-?mail|account|address|destination|addressee)(?:\(s\))?"
_ALIVE = re.compile(
    rf"quota|\b(?:{_WHOSE}|disk|maildir|folder|storage|box)\b[^\n.;]{{0,30}}\bfull\b|full mailbox|out of (?:storage|space)|"
    r"insufficient|not enough (?:disk |storage )?(?:space|storage)|no (?:disk )?space|exceed|too (?:large|big|many|much|long)|"
    r"size limit|maximum (?:message )?size|message size|"
    rf"\b{_WHOSE}\b[^\n.;]{{0,60}}\b(?:disabled|suspended|inactive|deactivated|frozen|locked|not active|on hold)|"
    r"(?:disabled|suspended|inactive|frozen|locked|over-?quota|terminated) (?:user|recipient|mailbox|account|address)|"
    r"suspen(?:ded|sion)|on hold\b|"
    r"\bspam|unsolicited|\bjunk\b|black ?-?list|block ?-?list|deny ?-?list|\bblocked\b|\bblocking\b|reputation|dmarc|\bspf\b|"
    r"\bdkim\b|dns-?bl|\brbls?\b|spamhaus|spamcop|virus|malware|\bptr\b|reverse (?:dns|lookup)|\brdns\b|"
    r"client (?:host|ip)|\(BL\)|mismatch|unwanted (?:mail|messages?)|invalid ip\b|your ip\b|ip address|"
    r"polic(?:y|ies)|prohibited|\bcontent|authenticat|unauthenticated|\brelay|banned|not permitted|not authorized|"
    r"unauthorized|restricted|\bsender\b[^\n.;]{0,40}\b(?:rejected|denied|invalid|unknown|not exist|refused|verif)|"
    r"rate[- ]limit|rate limited|throttl|greylist|graylist|"
    r"\bloop|\bhops?\b|not accepting connections|temporar|try (?:again|later)|retry time|retried|timed? ?out|timeout|"
    r"deferred|delivery expired|delivery time expired|\bexpired\b|message too old|out of office|"
    r"unable to (?:connect|contact)|connection (?:refused|reset|timed|lost|dropped)|no route to host|"
    r"undergoing|will (?:keep|continue|be retried)|still being|not yet been delivered|has been delayed|postponed|"
    r"mailer error|command output|cannot (?:open|create|write)|i/o error|disk error|system error|"
    r"容量|いっぱい|満杯|一時的|制限|拒否|遅延|超過|サイズ|再送を|迷惑メール|受信できない(?:状態|設定)",
    re.IGNORECASE,
)
_SUBJECT = r"(?:users?|recipients?|mailbox|account|address(?:es)?|local[- ]part|addressee|alias|person)(?:\(s\))?"
_DEAD = re.compile(
    rf"\b{_SUBJECT}\b[^\n.;]{{0,50}}\b(?:unknown|not found|could ?n[o']t be found|cannot be found|does ?n[o']t exist|"
    r"not exist|did not match|invalid|no longer (?:exist|valid|available|in use|here|on|accept|work)|not listed|not known|"
    r"not a (?:known|valid)|not valid|not recognized|nonexist|non-exist|undeliverable|has moved|was not found|"
    r"doesn't have an? |unroutable|is not local)|"
    r"\b(?:no such|unknown|invalid|nonexistent|non-existent|unrouteable|unroutable|no valid|not a valid|bad destination|illegal) "
    r"(?:local |e-?mail |final delivery |virtual |mail |destination |smtp )?"
    r"(?:users?(?:id|name)?|recipients?|mailbox(?:es)?|accounts?|address(?:es)?|person|hosts?|domains?|alias|local[- ]part|"
    r"destination|name|addressee)|"
    r"no (?:mailbox|user|account|recipient)s? (?:here|by|with|found|of)|unknown (?:or illegal|local)|"
    r"(?:host|domain|server)(?: name)?\b[^\n.;]{0,60}\b(?:not found|unknown|does ?n[o']t exist|not exist|is not reachable|"
    r"no mx|not resolve)|name or service not known|nxdomain|no mx\b|no mail hosts?\b|dns (?:lookup failure|error)[^\n;]{0,40}not found|"
    r"never had|doesn't have an? [^\n.;]{1,60} account|not (?:our|my) (?:customer|user)|"
    r"not listed in (?:domino|name|public|the) |recip(?:ient)?notfound|recipnotfound|"
    r"(?:moved|left) (?:to|permanently|the company)|"
    r"ユーザーが見つかり|(?:宛先|あて先|送信先|アドレス|ユーザ)[^\n。]{0,40}(?:見つか[らり]|存在しま|存在しない|誤り|不明|ありません|正しくない)|"
    r"リストにありません|无效|不存在|нет такого|не существует|не найден|existe pas|introuvable|inconnu|"
    r"nicht (?:gefunden|bekannt)|unbekannt|no existe|sconosciuto|inesistente",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"denied|refused|rejected|not accepted|blocked|delayed|warning", re.IGNORECASE)
_NO_SUCH_ADDRESS_EDGE = re.compile(r"550 5\.4\.1 [^\n]{0,300}recipient address rejected: access denied", re.IGNORECASE)
"""Exchange Online's edge, where the directory does not hold the address."""
_AFTER_DATA = re.compile(
    r"in reply to (?:the )?end of data|after end of data|end of data command|after (?:sending )?data\b", re.IGNORECASE
)
_DATA_REFUSED = re.compile(r">>> DATA\s+<<< 5\d\d[^\n]{0,300}\n(?!\s*(?:<<<|550 5\.1\.1))", re.IGNORECASE)
_REPLY = re.compile(r"(?:^|[\s:'\"(<>\[#])[45]\d\d(?=[\s:,.'\")#-])")
_ADDRESS_STATUS = re.compile(r"5\.1\.(?:[0-46]|10)|5\.4\.(?:4|310)|5\.3\.2|5\.7\.27")
_OTHER_STATUS = re.compile(r"5\.1\.[789]|5\.2\.\d{1,3}|5\.3\.(?!2$)[1-9]\d{0,2}|5\.4\.[2-7]|5\.[67]\.(?!27$)\d{1,3}")
_LATEST = 8_000
_REPLIES = 12
_LONGEST_REPLY = 320


def is_permanent(status: str, action: str = "", words: str = "", context: str = "") -> bool | None:
    """True where the address itself is dead: unknown user or host. False for delays, full boxes, size, policy, loops.

    The server's words decide before a status of the addressing class (RFC 3463 x.1.x, which many set for everything),
    and after one of the mailbox, system, network, content or policy class. `context` is the whole report: a server
    that names the user unknown only after it has taken the message has filtered it (Japanese carriers). None where
    nothing tells.
    """
    if status.startswith("4.") or action == "delayed":
        return False
    head = words[:_LATEST]
    if _NO_MAIL_HOST.search(head) or _NO_SUCH_ADDRESS_EDGE.search(" ".join(head.split())):
        return True
    if _OTHER_STATUS.fullmatch(status) or _NAMELESS.search(head):
        return False
    told = _told(head)
    if told and _was_taken(head, context):
        return False
    if told is not None:
        return told
    if status.startswith("5.") and not status.endswith(".0.0"):
        return _ADDRESS_STATUS.fullmatch(status) is not None
    return None


def _was_taken(words: str, context: str) -> bool:
    """Whether the server had taken the recipient and refused only the message."""
    return any(_AFTER_DATA.search(text) or _DATA_REFUSED.search(text) for text in (words, context[:_LATEST]))


def _told(words: str) -> bool | None:
    """What the words say, the replies of servers in them first."""
    for found, _ in zip(_REPLY.finditer(words), range(_REPLIES), strict=False):
        reply = words[found.start() : found.start() + _LONGEST_REPLY].partition("\n\n")[0]
        decision = _judged(" ".join(reply.split()))
        if decision is not None:
            return decision
    decision = _judged(words)
    return False if decision is None and _REFUSED.search(words) else decision


def _judged(words: str) -> bool | None:
    plain = _ADDRESSES.sub(" ", _CATEGORY.sub(" ", words))
    if _ALIVE.search(plain):
        return False
    return True if _DEAD.search(plain) else None

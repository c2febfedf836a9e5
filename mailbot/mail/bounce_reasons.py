"""Whether a failed delivery means that the address is dead, or that it may work another time (REALITIES 41)."""

from __future__ import annotations

import re

_DEAD = re.compile(
    r"(?:user|recipient|mailbox|account|address|local part|addressee)s?\b[^\n.;]{0,40}\b(?:unknown|not found|"
    r"does ?n[o']t exist|not exist|invalid|"
    r"unavailable or access denied|is disabled|inactive|not listed|not known|no longer|not a valid|not recognized)|"
    r"(?:no such|unknown|invalid|nonexistent|non-existent|no) (?:user|recipient|mailbox|account|address|local|"
    r"person|host|domain)|host unknown|"
    r"(?:host|domain)\b[^\n.;]{0,60}\b(?:not found|unknown|does not exist)|name or service not known|no mx\b|"
    r"never had|ユーザーが見つかり|"
    r"(?:宛先|アドレス|ユーザ)[^\n。]{0,30}(?:見つか[らり]|存在しま|誤り|不明)",
    re.IGNORECASE,
)
_ALIVE = re.compile(
    r"quota|(?:mailbox|mail box|inbox|disk|user)[^\n.;]{0,30}\bfull|exceed|too (?:large|big|many|much)|"
    r"size limit|polic(?:y|ies)|spam|blocked|black ?list|"
    r"block ?list|reputation|dmarc|\bspf\b|\bdkim\b|virus|content|temporar|expired|timed? ?out|timeout|deferred|"
    r"try again|retry|rate limit|suspend|"
    r"out of office|loop|hops|relay|denied|not accepted|undergoing|greylist|authenticat|reverse dns|\bptr\b|refused|"
    r"will (?:keep|continue)|still being|delayed|warning|postponed|容量|いっぱい|一時的|制限|拒否",
    re.IGNORECASE,
)
_ADDRESS_STATUS = re.compile(r"5\.1\.(?!8|9)\d{1,2}|5\.0\.\d{1,2}|5\.2\.1|5\.4\.4|5\.5\.[01]|5\.2\.0|5\.4\.1")
_LATEST = 8_000


def is_permanent(status: str, action: str = "", words: str = "") -> bool | None:
    """True where the address itself is dead: unknown user or host. False for delays, full boxes, size, policy, loops.

    The server's words decide before its status number, which many set to the same value for everything; None where
    neither tells.
    """
    if status.startswith("4.") or action == "delayed":
        return False
    head = words[:_LATEST]
    if _DEAD.search(head):
        return True
    if _ALIVE.search(head):
        return False
    if status.startswith("5."):
        return _ADDRESS_STATUS.fullmatch(status) is not None
    return True if action in {"failed", "failure"} else None

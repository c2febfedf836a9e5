"""The words of the commands that staff write: how each is spelt in both languages, and what it does."""

from __future__ import annotations

import enum


class Word(enum.StrEnum):
    """The commands that exist, under their English names."""

    NOTE = "note"
    ASSIGN = "assign"
    START = "start"
    NOTED = "noted"
    PRIORITY = "priority"
    CATEGORY = "category"
    WAITING = "waiting"
    RESOLVE = "resolve"
    CLOSE = "close"
    NO_ANSWER = "no-answer"
    JOIN = "join"
    FORECAST = "forecast"
    REPORT = "report"
    EXPLAIN = "explain"
    LEVEL = "level"
    UNITS = "units"
    DEFECT = "defect"
    TIME = "time"
    PHONE = "phone"
    SPLIT = "split"
    MERGE = "merge"
    OUT_OF_SCOPE = "out-of-scope"
    OPEN_FOR = "open-for"
    LIST = "list"
    SEARCH = "search"
    SHOW = "show"
    ACCEPT = "accept"
    REFUSE = "refuse"
    HELD = "held"
    SEND = "send"
    APPROVE = "approve"
    UNDO = "undo"
    INCIDENT = "incident"
    INCIDENTS = "incidents"
    RELATE = "relate"
    UNLINK = "unlink"
    REASON = "reason"
    ANNOUNCE = "announce"
    CONSENT = "consent"
    ORDER = "order"
    CONTACT = "contact"
    HELP = "help"


SPELLINGS: dict[str, Word] = {
    "メモ": Word.NOTE,
    "note": Word.NOTE,
    "担当": Word.ASSIGN,
    "担当者": Word.ASSIGN,
    "assign": Word.ASSIGN,
    "take": Word.ASSIGN,
    "着手": Word.START,
    "start": Word.START,
    "確認": Word.NOTED,
    "noted": Word.NOTED,
    "優先度": Word.PRIORITY,
    "priority": Word.PRIORITY,
    "区分": Word.CATEGORY,
    "category": Word.CATEGORY,
    "回答待ち": Word.WAITING,
    "回答待": Word.WAITING,
    "waiting": Word.WAITING,
    "解決": Word.RESOLVE,
    "resolve": Word.RESOLVE,
    "resolved": Word.RESOLVE,
    "完了": Word.CLOSE,
    "終了": Word.CLOSE,
    "close": Word.CLOSE,
    "closed": Word.CLOSE,
    "対応不要": Word.NO_ANSWER,
    "no-answer": Word.NO_ANSWER,
    "noanswer": Word.NO_ANSWER,
    "参加": Word.JOIN,
    "join": Word.JOIN,
    "見込み": Word.FORECAST,
    "見込": Word.FORECAST,
    "forecast": Word.FORECAST,
    "中間報告": Word.REPORT,
    "report": Word.REPORT,
    "interim": Word.REPORT,
    "説明": Word.EXPLAIN,
    "explain": Word.EXPLAIN,
    "レベル": Word.LEVEL,
    "level": Word.LEVEL,
    "単位": Word.UNITS,
    "units": Word.UNITS,
    "unit": Word.UNITS,
    "不具合": Word.DEFECT,
    "defect": Word.DEFECT,
    "時間": Word.TIME,
    "作業時間": Word.TIME,
    "time": Word.TIME,
    "電話": Word.PHONE,
    "phone": Word.PHONE,
    "call": Word.PHONE,
    "分割": Word.SPLIT,
    "split": Word.SPLIT,
    "統合": Word.MERGE,
    "merge": Word.MERGE,
    "対象外": Word.OUT_OF_SCOPE,
    "out-of-scope": Word.OUT_OF_SCOPE,
    "outofscope": Word.OUT_OF_SCOPE,
    "代理": Word.OPEN_FOR,
    "open-for": Word.OPEN_FOR,
    "openfor": Word.OPEN_FOR,
    "一覧": Word.LIST,
    "list": Word.LIST,
    "検索": Word.SEARCH,
    "search": Word.SEARCH,
    "表示": Word.SHOW,
    "show": Word.SHOW,
    "許可": Word.ACCEPT,
    "accept": Word.ACCEPT,
    "拒否": Word.REFUSE,
    "refuse": Word.REFUSE,
    "保留": Word.HELD,
    "held": Word.HELD,
    "送信": Word.SEND,
    "send": Word.SEND,
    "承認": Word.APPROVE,
    "承認します": Word.APPROVE,
    "approve": Word.APPROVE,
    "approved": Word.APPROVE,
    "取消": Word.UNDO,
    "取り消し": Word.UNDO,
    "取消し": Word.UNDO,
    "undo": Word.UNDO,
    "障害": Word.INCIDENT,
    "incident": Word.INCIDENT,
    "障害一覧": Word.INCIDENTS,
    "incidents": Word.INCIDENTS,
    "関連": Word.RELATE,
    "relate": Word.RELATE,
    "関連解除": Word.UNLINK,
    "関連取消": Word.UNLINK,
    "unlink": Word.UNLINK,
    "unrelate": Word.UNLINK,
    "理由": Word.REASON,
    "reason": Word.REASON,
    "告知": Word.ANNOUNCE,
    "announce": Word.ANNOUNCE,
    "承諾": Word.CONSENT,
    "consent": Word.CONSENT,
    "注文": Word.ORDER,
    "order": Word.ORDER,
    "連絡先": Word.CONTACT,
    "contact": Word.CONTACT,
    "contacts": Word.CONTACT,
    "ヘルプ": Word.HELP,
    "help": Word.HELP,
}


def offered(word: Word) -> dict[str, str]:
    """How a command is written, in each language."""
    japanese = next(spelt for spelt, known in SPELLINGS.items() if known is word and not spelt.isascii())
    return {"ja": f"#{japanese}", "en": f"#{word}"}


ANSWERED_BY: dict[Word, str] = {
    Word.HELP: "staff-help",
    Word.LIST: "staff-list",
    Word.SEARCH: "staff-found",
    Word.SHOW: "staff-record",
    Word.HELD: "staff-held-mail",
    Word.EXPLAIN: "staff-explained",
    Word.INCIDENT: "staff-announcement-preview",
    Word.ANNOUNCE: "staff-announcement-preview",
    Word.INCIDENTS: "staff-faults",
}
"""What only asks, and the letter that is the answer; no receipt follows."""


NEEDS_ARGUMENT = frozenset(
    {Word.PRIORITY, Word.CATEGORY, Word.JOIN, Word.FORECAST, Word.LEVEL, Word.UNITS, Word.TIME}
    | {Word.SPLIT, Word.MERGE, Word.OPEN_FOR, Word.SEARCH, Word.RELATE, Word.UNLINK, Word.REASON}
    | {Word.ANNOUNCE, Word.ORDER, Word.CONTACT}
)
NEVER_ARGUMENT = frozenset(
    {Word.START, Word.NOTED, Word.WAITING, Word.RESOLVE, Word.CLOSE, Word.NO_ANSWER, Word.DEFECT}
    | {Word.OUT_OF_SCOPE, Word.UNDO, Word.HELP, Word.CONSENT}
)
"""What follows these might say that they are not meant (`#完了ではありません`)."""
FREE_ARGUMENT = frozenset({Word.NOTE, Word.SEARCH, Word.SPLIT, Word.INCIDENTS, Word.REASON, Word.CONTACT})
"""What follows these are words of people, kept as they are written."""
KEEPS_TEXT = frozenset({Word.NOTE, Word.PHONE, Word.SPLIT, Word.OPEN_FOR, Word.INCIDENT, Word.ANNOUNCE, Word.CONTACT})
"""The text below these is theirs and goes to no customer as an answer."""
WITHOUT_CASE = frozenset(
    {Word.HELP, Word.LIST, Word.SEARCH, Word.SHOW, Word.HELD, Word.OPEN_FOR, Word.ACCEPT, Word.REFUSE, Word.UNDO}
    | {Word.SEND, Word.APPROVE, Word.INCIDENT, Word.INCIDENTS, Word.ANNOUNCE, Word.ORDER, Word.CONTACT}
)
"""What runs in a mail that belongs to no case, too."""

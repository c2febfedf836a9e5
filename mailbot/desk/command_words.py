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
    SEND = "send"
    APPROVE = "approve"
    UNDO = "undo"
    INCIDENT = "incident"
    INCIDENTS = "incidents"
    RELATE = "relate"
    ANNOUNCE = "announce"
    CONSENT = "consent"
    ORDER = "order"
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
    "告知": Word.ANNOUNCE,
    "announce": Word.ANNOUNCE,
    "承諾": Word.CONSENT,
    "consent": Word.CONSENT,
    "注文": Word.ORDER,
    "order": Word.ORDER,
    "ヘルプ": Word.HELP,
    "help": Word.HELP,
}


def offered(word: Word) -> dict[str, str]:
    """How a command is written, in each language."""
    japanese = next(spelt for spelt, known in SPELLINGS.items() if known is word and not spelt.isascii())
    return {"ja": f"#{japanese}", "en": f"#{word}"}


MEANINGS: dict[Word, tuple[str, str]] = {
    Word.NOTE: ("社内メモにします（お客様には送られません）", "keeps the mail as an internal note; nothing is sent"),
    Word.ASSIGN: ("担当者を決めます（名前を省くと自分）", "gives the case to somebody; without a name, to yourself"),
    Word.START: ("対応を開始します", "work on the case begins"),
    Word.NOTED: ("内容を確認したことを記録します", "records that the matter was noted"),
    Word.PRIORITY: ("優先度を変えます", "changes the priority"),
    Word.CATEGORY: ("区分を変えます", "changes the category"),
    Word.WAITING: (
        "お客様の返信を待ちます（目標の計測を止めます）",
        "waits for the customer; clocks that may pause do",
    ),
    Word.RESOLVE: ("解決済みにします", "the matter is resolved"),
    Word.CLOSE: ("終了します", "closes the case"),
    Word.NO_ANSWER: ("回答不要として終了します", "closes the case, as nothing needs to be answered"),
    Word.JOIN: (
        "社外の方を参加させます（アドレスを続けて書きます）",
        "lets a copied person take part; name their address",
    ),
    Word.FORECAST: (
        "回答できる日時を記録します（例：#見込み 12/3 15:00。大きく遅れる場合はお客様にもお知らせします）",
        "records when you will answer, like #forecast 12/3 15:00; the customer is told if it is late",
    ),
    Word.REPORT: (
        "続く文を中間報告としてお客様に送ります（文を省くと、お知らせした文案を送ります）",
        "sends the text below as an interim report; without a text, the draft that was suggested",
    ),
    Word.EXPLAIN: ("期限の求め方を送ります", "sends how each time was worked out"),
    Word.LEVEL: ("サービスレベルを変えます（例：#レベル A）", "changes the service level, like #level A"),
    Word.UNITS: ("この件で使う単位数を決めます（例：#単位 3）", "sets the units that the case takes, like #units 3"),
    Word.DEFECT: (
        "製品の不具合として、この件の単位を戻します",
        "the product was at fault: the units of the case are given back",
    ),
    Word.TIME: ("作業時間を記録します（例：#時間 40分）", "records time spent, like #time 40m"),
    Word.PHONE: (
        "電話で話したことを記録します（例：#電話 14:05。続く文は社内の記録になります）",
        "records a telephone call, like #phone 14:05; the text below is kept as a note",
    ),
    Word.SPLIT: (
        "別の件に分けます（新しい件名を続けて書きます。お客様にもお知らせします）",
        "makes a case of its own of a part; name its subject; the customer is told",
    ),
    Word.MERGE: (
        "この件を別の件にまとめます（番号を続けて書きます。お客様にもお知らせします）",
        "merges the case into another; name its number; the customer is told",
    ),
    Word.OUT_OF_SCOPE: (
        "対象外であることと、続く文の案内先をお客様に送ります",
        "tells the customer that it is out of scope; the text below says where to ask",
    ),
    Word.OPEN_FOR: (
        "お客様に代わって件を開きます（例：#代理 tanaka@client.jp 14:05。続く文が内容になります）",
        "opens a case for a customer, like #open-for tanaka@client.jp 14:05; the text below is the matter",
    ),
    Word.LIST: (
        "いまの状況の一覧を送ります（#一覧 自分、#一覧 保留 など）",
        "sends what is due, overdue, waiting and held; #list mine, #list held",
    ),
    Word.SEARCH: ("件を探します（言葉を続けて書きます）", "searches the cases for the words that follow"),
    Word.SHOW: ("件の記録を送ります", "sends the record of a case"),
    Word.ACCEPT: (
        "保留のメールを受け付けます（例：#許可 17）。番号がなければ、残数を超える対応を許可します",
        "lets a held mail in, like #accept 17; without a number, lets the case go beyond what was bought",
    ),
    Word.REFUSE: ("保留のメールを受け付けずに終えます（例：#拒否 17）", "ends a held mail, like #refuse 17"),
    Word.SEND: (
        "保留した回答をこのまま送ります",
        "sends an answer that was held back, as it is",
    ),
    Word.APPROVE: ("承認待ちのものを送ります", "approves what waits for approval"),
    Word.UNDO: (
        "直前の指示や、まだ送っていない回答を取り消します",
        "takes back your last commands, or an answer that has not left yet",
    ),
    Word.INCIDENT: (
        "障害を登録します。続く行に、サービス、症状、発生、次報などを書きます（#障害 FLT-0001 で続報や復旧）",
        "opens a fault from the lines below (service, symptom, since, next); #incident FLT-0001 updates it",
    ),
    Word.INCIDENTS: ("障害の一覧を送ります（言葉を続けると探します）", "sends the faults, or those with the words"),
    Word.RELATE: ("この件を障害に関連づけます（例：#関連 FLT-0001）", "links the case to a fault: #relate FLT-0001"),
    Word.ANNOUNCE: (
        "お知らせの案を作り、送る前の確認を返します（#告知 メンテナンス など。#告知 状況 12 で配信状況）",
        "drafts an announcement and previews it: #announce maintenance; #announce status 12 tells how it went",
    ),
    Word.CONSENT: ("単位数の承諾を電話などで受けたことを記録します", "records that the customer agreed to the cost"),
    Word.ORDER: ("注文を登録します（例：#注文 C-1 10 PO-17）", "books an order, like #order C-1 10 PO-17"),
    Word.HELP: ("この一覧を送ります", "sends this list"),
}


ANSWERED_BY: dict[Word, str] = {
    Word.HELP: "staff-help",
    Word.LIST: "staff-list",
    Word.SEARCH: "staff-found",
    Word.SHOW: "staff-record",
    Word.EXPLAIN: "staff-explained",
    Word.INCIDENT: "staff-announcement-preview",
    Word.ANNOUNCE: "staff-announcement-preview",
    Word.INCIDENTS: "staff-faults",
}
"""What only asks, and the letter that is the answer; no receipt follows."""


def described(word: Word) -> dict[str, str]:
    """What a command does, in each language."""
    japanese, english = MEANINGS[word]
    return {"ja": japanese, "en": english}


NEEDS_ARGUMENT = frozenset(
    {Word.PRIORITY, Word.CATEGORY, Word.JOIN, Word.FORECAST, Word.LEVEL, Word.UNITS, Word.TIME}
    | {Word.SPLIT, Word.MERGE, Word.OPEN_FOR, Word.SEARCH, Word.RELATE, Word.ANNOUNCE, Word.ORDER}
)
NEVER_ARGUMENT = frozenset(
    {Word.START, Word.NOTED, Word.WAITING, Word.RESOLVE, Word.CLOSE, Word.NO_ANSWER, Word.DEFECT}
    | {Word.OUT_OF_SCOPE, Word.UNDO, Word.HELP, Word.CONSENT}
)
"""What follows these might say that they are not meant (`#完了ではありません`)."""
FREE_ARGUMENT = frozenset({Word.NOTE, Word.SEARCH, Word.SPLIT, Word.INCIDENTS})
"""What follows these are words of people, kept as they are written."""
KEEPS_TEXT = frozenset({Word.NOTE, Word.PHONE, Word.SPLIT, Word.OPEN_FOR, Word.INCIDENT, Word.ANNOUNCE})
"""The text below these is theirs and goes to no customer as an answer."""
WITHOUT_CASE = frozenset(
    {Word.HELP, Word.LIST, Word.SEARCH, Word.SHOW, Word.OPEN_FOR, Word.ACCEPT, Word.REFUSE, Word.UNDO}
    | {Word.SEND, Word.APPROVE, Word.INCIDENT, Word.INCIDENTS, Word.ANNOUNCE, Word.ORDER}
)
"""What runs in a mail that belongs to no case, too."""

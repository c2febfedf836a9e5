"""The commands that staff write at the top of a mail: which lines are commands, and which word each one means."""

from __future__ import annotations

import difflib
import enum
import unicodedata
from dataclasses import dataclass


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
    HELP = "help"


SPELLINGS: dict[str, Word] = {
    "メモ": Word.NOTE,
    "note": Word.NOTE,
    "担当": Word.ASSIGN,
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
    Word.HELP: ("この一覧を送ります", "sends this list"),
}


def described(word: Word) -> dict[str, str]:
    """What a command does, in each language."""
    japanese, english = MEANINGS[word]
    return {"ja": japanese, "en": english}


PARTICLES = ("さん", "様", "です", "を", "へ", "に", "は", "で", "として")
_AFTER_WORD = " \t:="
_AROUND = " \t:=。、"
NEEDS_ARGUMENT = frozenset({Word.PRIORITY, Word.CATEGORY, Word.JOIN, Word.FORECAST})
NEVER_ARGUMENT = frozenset({Word.START, Word.NOTED, Word.WAITING, Word.RESOLVE, Word.CLOSE, Word.NO_ANSWER, Word.HELP})
"""What follows these might say that they are not meant (`#完了ではありません`)."""
SHORT_REMAINDER = 20
"""A text of fewer characters beside commands is asked about, not relayed (DECISIONS 40)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command line: its word, its argument (normalised, may be empty) and the line as written."""

    word: Word
    argument: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownLine:
    """A line that looks like a command and is none; `suggestion` is the nearest spelling, or empty."""

    line: str
    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """What a staff member's mail says: commands first, then the text that is meant for the customer."""

    commands: tuple[Command, ...]
    unknown: tuple[UnknownLine, ...]
    text: str

    def has(self, word: Word) -> bool:
        return any(command.word is word for command in self.commands)


def read_instructions(new_text: str) -> Instructions:
    """Split the new text of a mail into its leading command lines and the rest (DECISIONS 39).

    Only the first non-blank lines count, each beginning with `#` directly followed by a word. They end at the first
    other line; a line that begins with `##` is text and loses one `#`.
    """
    lines = new_text.strip("\n").splitlines()
    commands: list[Command] = []
    unknown: list[UnknownLine] = []
    at = 0
    while at < len(lines):
        line = _plain(lines[at])
        if line and not _looks_like_command(line):
            break
        if line:
            read = _command(line)
            if isinstance(read, Command):
                commands.append(read)
            else:
                unknown.append(read)
        at += 1
    rest = lines[at:]
    if rest and _plain(rest[0]).startswith("##"):
        rest[0] = rest[0].lstrip()[1:]
    return Instructions(commands=tuple(commands), unknown=tuple(unknown), text="\n".join(rest).strip())


def _plain(line: str) -> str:
    """A line as it is compared; the musical sharp is how some keyboards give a number sign."""
    return unicodedata.normalize("NFKC", line).strip().replace("♯", "#")


def _looks_like_command(line: str) -> bool:
    return line.startswith("#") and not line.startswith("##")


def _command(line: str) -> Command | UnknownLine:
    spelt, argument = _parted(line.removeprefix("#"))
    word = SPELLINGS.get(spelt.lower())
    if word is None:
        return UnknownLine(line=line, suggestion=_nearest(spelt or _parted(argument)[0]))
    bare = argument if word is Word.NOTE else _without_particles(argument)
    if bare and word in NEVER_ARGUMENT:
        return UnknownLine(line=line, suggestion=f"#{spelt}")
    return Command(word=word, argument=bare, line=line)


def _parted(body: str) -> tuple[str, str]:
    """The word and the rest; a Japanese word may be followed by `:` or a particle instead of a space."""
    cut = next((place for place, sign in enumerate(body) if sign in _AFTER_WORD), len(body))
    head, rest = body[:cut], body[cut + 1 :].strip()
    if head.lower() in SPELLINGS:
        return head, rest
    for particle in PARTICLES:
        word, found, more = head.partition(particle)
        if found and word.lower() in SPELLINGS:
            return word, f"{more} {rest}".strip()
    return head, rest


def _without_particles(argument: str) -> str:
    bare = argument.strip(_AROUND)
    while shorter := next((bare.removesuffix(one) for one in PARTICLES if bare.endswith(one)), ""):
        bare = shorter.strip(_AROUND)
    return bare


def _nearest(spelt: str) -> str:
    cutoff = 0.6 if spelt.isascii() else 0.5
    close = difflib.get_close_matches(spelt.lower()[:40], SPELLINGS, n=1, cutoff=cutoff)
    return f"#{close[0]}" if close else ""

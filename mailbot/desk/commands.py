"""The commands that staff write at the top of a mail: which lines are commands, and which word each one means."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass, replace

from mailbot.desk.command_words import FREE_ARGUMENT, KEEPS_TEXT, NEVER_ARGUMENT, SPELLINGS, Word

PARTICLES = ("さん", "様", "です", "を", "へ", "に", "は", "で", "として")
_DONE = ("しました", "します")
"""What makes a sentence of a word that tells what is done (`#着手します`)."""
_MYSELF = frozenset({"私", "自分", "me", "myself"})
_AFTER_WORD = " \t:="
_AROUND = " \t:=。、"
_ENDS = "。.、,;:*_~`」』】"
_TO = re.compile(r"(?:to|for)\s+", re.IGNORECASE)
_DRESS = re.compile(r"(?:[*_~`\"'“”「」『』【】\[\]・•●○■◆▪‣·>-]|\d{1,2}[.)](?=\s*#))+\s*")
"""What mail programs and people put around a word: emphasis, brackets, bullets, the numbers of a list."""
BARE_APPROVALS = frozenset({"承認", "承認です", "承認します", "承認しました", "approve", "approved", "ok", "okです"})
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

    @property
    def keeps_text(self) -> bool:
        """Whether the text belongs to one of the commands, and so is no answer to the customer."""
        return any(command.word in KEEPS_TEXT for command in self.commands)


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


def with_bare_approval(instructions: Instructions) -> Instructions:
    """The instructions of an answer to what waits for nothing but approval: there the word alone will do, without a
    number sign."""
    first, _, below = instructions.text.partition("\n")
    said = unicodedata.normalize("NFKC", first).strip().rstrip(_ENDS + "!").casefold()
    if instructions.commands or instructions.unknown or said not in BARE_APPROVALS:
        return instructions
    return replace(
        instructions, commands=(Command(word=Word.APPROVE, argument="", line=first.strip()),), text=below.strip()
    )


def late_lines(text: str, signature: str) -> tuple[str, ...]:
    """The first line of a text that was hardly meant for who reads it, as `what: line`: a word of a note as a word of
    the first line or as any later one, which counts in the first lines of a mail alone. The first line itself has been
    read as a command, or begins with `#` because somebody wrote `##`. Any other command below a text is text
    (DECISIONS 39)."""
    first, *below = f"{text}\n{signature}".splitlines() or [""]
    plain = _plain(first)
    if not plain.startswith("#") and any(map(_is_note, plain.split())):
        return (f"late-note: {plain}",)
    for line in map(_plain, below):
        read = _command(line) if _looks_like_command(line) else None
        if isinstance(read, Command) and read.word is Word.NOTE:
            return (f"late-note: {line}",)
    return ()


def _is_note(word: str) -> bool:
    read = _command(word) if _looks_like_command(word) else None
    return isinstance(read, Command) and read.word is Word.NOTE


def late_command(text: str) -> Command | None:
    """The first line of a text that would be a command above it."""
    read = (_command(line) for line in map(_plain, text.splitlines()) if _looks_like_command(line))
    return next((one for one in read if isinstance(one, Command)), None)


def _plain(line: str) -> str:
    """A line as it is compared: without what cannot be seen, and without its dress where a known word wears it. The
    musical sharp is how some keyboards give a number sign."""
    seen = "".join(sign for sign in line if unicodedata.category(sign) != "Cf")
    plain = unicodedata.normalize("NFKC", seen).strip().replace("♯", "#")
    return _undressed(plain) if "#" in plain[:20] and not plain.startswith("#") else plain


def _undressed(plain: str) -> str:
    dress = _DRESS.match(plain)
    if dress is None or not _looks_like_command(plain[dress.end() :]):
        return plain
    bare = plain[dress.end() :].rstrip("*_~`\"'”」』】] ")
    return bare if isinstance(_command(bare), Command) else plain


def _looks_like_command(line: str) -> bool:
    return line.startswith("#") and not line.startswith("##")


def _command(line: str) -> Command | UnknownLine:
    spelt, argument = _parted(line.removeprefix("#"))
    word = SPELLINGS.get(spelt.lower())
    if word is None:
        return UnknownLine(line=line, suggestion=_nearest(spelt or _parted(argument)[0]))
    bare = argument if word in FREE_ARGUMENT else _without_particles(argument)
    bare = _TO.sub("", bare, count=1) if word is Word.ASSIGN and _TO.match(bare) else bare
    bare = "" if word is Word.ASSIGN and bare.lower() in _MYSELF else bare
    if bare and word in NEVER_ARGUMENT:
        return UnknownLine(line=line, suggestion=f"#{spelt}")
    return Command(word=word, argument=bare, line=line)


def _parted(body: str) -> tuple[str, str]:
    """The word and the rest; a Japanese word may be followed by `:` or a particle instead of a space."""
    cut = next((place for place, sign in enumerate(body) if sign in _AFTER_WORD), len(body))
    head, rest = body[:cut], body[cut + 1 :].strip()
    if (bare := head.rstrip(_ENDS)).lower() in SPELLINGS:
        return bare, rest
    for particle in (*_DONE, *PARTICLES):
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

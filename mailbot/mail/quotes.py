"""What is new in a mail: quotes, attributions and signature told from the rest, line by line in linear time (D2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.mail.attribution import (
    MOST_LINES,
    attribution_inside,
    is_attribution,
    is_forward_mark,
    is_original_mark,
    is_quoted,
    is_reply_marker,
    is_rest_of_attribution,
    may_start,
)
from mailbot.mail.html import CUT
from mailbot.mail.landmarks import landmarks
from mailbot.mail.quoted_header import RULE_LINE, is_header_block
from mailbot.mail.signatures import signature_start

_MOST_LINES = 20_000
_MOST_TRIES = 1_000
"""Lines that may begin an attribution and are looked into; no person writes more of them."""
_PLAIN_QUOTE = re.compile(r"[ \t\u3000]{0,4}[>＞][^:：_=━─-]*+$")
"""A quoted line that can be no mark and no header."""
_LINK_REST = re.compile(r"\s*(?:\(https?://\S*\)?|[^\s()]{1,200}\)|<https?://[^\s<>]+)\s*>?\s*$")
_ANSWER_SUBJECT = re.compile(
    r"\s*(?:[\[【(][^\]】)\n]{1,40}[\]】)]\s*){0,4}(?:re|aw|sv|vs|antw|res|odp|ynt|回复|回覆|答复|答覆|返信|返)\s?"
    r"(?:\[\d{1,3}\]|\(\d{1,3}\)|\^?\d{1,3})?\s?[:：]|.*\b[A-Z]{2,10}-\d{3,12}\b",
    re.IGNORECASE,
)
_ANSWERS_INSIDE = re.compile(
    r"(?:インライン|赤字|青字|赤文字|青文字|色文字|色付き|行間|文中|メール内|元の文|【[^】]{1,12}】)(?:に|にて|で|へ)[^。\n]{0,20}"
    r"(?:回答|返答|返信|お答え|答え|記入|追記|記載|コメント|失礼|書き)|"
    r"\b(?:answers?|comments?|repl(?:y|ies)|responses?|answered|replied|commented|see)\b[^.\n]{0,30}"
    r"\b(?:in-?line|in (?:red|blue|green|bold|colou?r)|between the lines)\b",
    re.IGNORECASE,
)
_LAST, _LOOKED_AT = 40, 400
_FORWARD_SUBJECT = re.compile(r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|fw|wg|tr|rv|enc|転送|転)\s*[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A body in three: what was written now, what it quotes, the signature."""

    new_text: str
    quoted: str = ""
    signature: str = ""


def is_forward_subject(subject: str) -> bool:
    """Whether the subject says that the mail forwards another one."""
    return _FORWARD_SUBJECT.match(subject) is not None


def is_fresh(subject: str, parents: tuple[str, ...]) -> bool:
    """Whether nothing says that the mail answers another one: then a header that stands in it is its writer's text."""
    return not parents and _ANSWER_SUBJECT.match(subject[:_LOOKED_AT]) is None


def split(text: str, *, is_forward: bool = False, is_answer: bool = True) -> Split:
    """The body without quotes and signature; the whole body where nothing would be left. Linear, never loses a line.

    Answers between and below quotes stay; what is forwarded stays whole. Without
    `is_answer`, only a whole quoted header ends the text. `text` has LF line ends and maybe CUT lines.
    """
    lines = text.split("\n")
    reader = _Reader(lines[:_MOST_LINES], is_forward=is_forward, is_answer=is_answer)
    reader.read()
    new = reader.kept + lines[_MOST_LINES:]
    start = len(new) if reader.has_forward else signature_start(new)
    new_text = _tidy(new[:start])
    if not new_text.strip():
        return Split(new_text=_tidy([line for line in lines if line != CUT]))
    return Split(new_text=new_text, quoted=_tidy(reader.quoted), signature=_tidy(new[start:]))


def _tidy(lines: list[str]) -> str:
    return (
        "\n".join(lines).replace(CUT, "").strip("\n \t")
        if not lines or lines[0][:1] not in " \u3000"
        else _keep_indent(lines)
    )


def _keep_indent(lines: list[str]) -> str:
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    return "\n".join(lines[first:]).replace(CUT, "").rstrip()


class _Reader:
    """Goes through the lines once; each goes to `kept` or to `quoted`."""

    def __init__(self, lines: list[str], *, is_forward: bool, is_answer: bool) -> None:
        self._lines = lines
        self._is_answer = is_answer
        self._is_forward = is_forward
        self._at = 0
        self.kept: list[str] = []
        self.quoted: list[str] = []
        self.has_forward = False
        self._tries = 0
        self._blank = 0

    def read(self) -> None:
        for at in landmarks(self._lines):
            if at >= self._at:
                self._keep_until(at)
                self._look_at(self._lines[at])
        self._keep_until(len(self._lines))

    def _look_at(self, line: str) -> None:
        if _PLAIN_QUOTE.match(line) and not self._is_decoration(line):
            self._quote_block()
        elif is_forward_mark(line) or (not self._has_text() and self._is_header_block()):
            self._keep_forward()
        elif self._ends_here(line):
            if self._answers_stand_inside():
                self._keep_forward()
            else:
                self._quote_rest()
        elif is_quoted(line) and not self._is_decoration(line):
            self._quote_block()
        elif not self._read_attribution(line):
            self._keep_until(self._at + 1)

    def _keep_until(self, at: int) -> None:
        self.kept.extend(self._lines[self._at : at])
        self._at = max(self._at, at)

    def _keep_forward(self) -> None:
        """What is forwarded belongs to the mail, whatever it looks like."""
        self.has_forward = True
        self.kept.extend(self._lines[self._at :])
        self._at = len(self._lines)

    def _answers_stand_inside(self) -> bool:
        """Whether the writer says that the answers stand in the quote; never below the marker of our staff copies."""
        if not any(_ANSWERS_INSIDE.search(line[:_LOOKED_AT]) for line in self.kept[-_LAST:]):
            return False
        return not any(is_reply_marker(line) for line in self._lines[self._at :])

    def _quote_rest(self) -> None:
        self._unkeep_separator()
        self.quoted.extend(line for line in self._lines[self._at :] if line != CUT)
        self._at = len(self._lines)

    def _unkeep_separator(self) -> None:
        """A rule just above a quote belongs to the quote."""
        above = len(self.kept)
        while above and not self.kept[above - 1].strip():
            above -= 1
        if above and len(self.kept[above - 1]) < 200 and RULE_LINE.match(self.kept[above - 1]):
            self.quoted.extend(self.kept[above - 1 :])
            del self.kept[above - 1 :]

    def _ends_here(self, line: str) -> bool:
        """Whether everything from here on is quoted."""
        if is_reply_marker(line):
            return True
        if self._is_forward or is_quoted(line):
            return False
        if line.startswith(CUT):
            return self._has_text() and not self._forward_follows()
        return is_original_mark(line) or (self._has_text() and self._is_header_block())

    def _has_text(self) -> bool:
        """Whether anything was kept so far; what was found to be blank is not looked at again."""
        while self._blank < len(self.kept) and not self.kept[self._blank].strip():
            self._blank += 1
        return self._blank < len(self.kept)

    def _forward_follows(self) -> bool:
        following = [line for line in self._lines[self._at : self._at + 6] if line.strip() and line != CUT]
        return bool(following) and is_forward_mark(following[0])

    def _is_header_block(self) -> bool:
        above = self.kept[-3:] if self._has_text() else []
        return is_header_block(self._lines, self._at, above, is_answer=self._is_answer)

    def _read_attribution(self, line: str) -> bool:
        """Take an attribution that begins here, and what it introduces; False if none does."""
        inside = attribution_inside(line)
        if inside > 0 and self._nextis_quoted(self._at + 1):
            self.kept.append(line[:inside].rstrip())
            self.quoted.append(line[inside:])
            self._at += 1
            return True
        count = self._attribution_lines(line)
        if not count:
            return False
        after = self._at + count
        follows = self._nextis_quoted(after)
        if not follows and (self._is_forward or not self._is_answer or not self._has_text()):
            return False
        self.quoted.extend(self._lines[self._at : after])
        self._at = after
        if follows:
            self._skip_blank()
            self._look_at(self._lines[self._at])
        else:
            self._quote_rest()
        return True

    def _attribution_lines(self, line: str) -> int:
        """How many lines the attribution takes that begins here; 0 if none does."""
        if not line.strip() or self._tries > _MOST_TRIES:
            return 0
        if not may_start(line):
            return self._name_above_attribution(line)
        self._tries += 1
        joined = ""
        for count in range(1, MOST_LINES + 1):
            if self._at + count > len(self._lines):
                return 0
            piece = self._lines[self._at + count - 1]
            if is_quoted(piece) and count > 1 and not is_rest_of_attribution(piece):
                return 0
            joined = f"{joined} {piece.strip()}".strip()
            if self._at + count < len(self._lines) and is_rest_of_attribution(self._lines[self._at + count]):
                continue
            if is_attribution(joined, quote_follows=self._nextis_quoted(self._at + count)):
                return count
        return 0

    def _name_above_attribution(self, line: str) -> int:
        """A name line, then the line with the verb: `山田 <…>` / `さんは書きました:`; only above a quote."""
        if "<" not in line or not self._nextis_quoted(self._at + 2) or self._at + 1 >= len(self._lines):
            return 0
        return 2 if is_attribution(f"{line.strip()} {self._lines[self._at + 1].strip()}", quote_follows=False) else 0

    def _nextis_quoted(self, at: int) -> bool:
        """Whether the next line with something on it, two blank ones allowed, is quoted or our own marker."""
        for line in self._lines[at : at + 4]:
            if line.strip() and line != CUT:
                return is_quoted(line)
        return False

    def _quote_block(self) -> None:
        while self._at < len(self._lines):
            end = self._at
            while end < len(self._lines) and is_quoted(self._lines[end]):
                end += 1
            block = self._lines[self._at : end]
            self.quoted.extend(block)
            self._at = end
            if any("--" in line and is_reply_marker(line) for line in block):
                self._quote_rest()
                return
            if end >= len(self._lines) or not (
                self._is_rest_of_link(self._lines[end]) or self._is_gap(self._lines[end])
            ):
                break
            self.quoted.append(self._lines[end])
            self._at += 1
        if self.kept and not self.kept[-1].strip():
            self._skip_blank()

    def _is_rest_of_link(self, line: str) -> bool:
        may_be = ("http" in line or ")" in line) and bool(self.quoted) and len(line) < 500
        return may_be and _LINK_REST.match(line) is not None and self._nextis_quoted(self._at + 1)

    def _is_gap(self, line: str) -> bool:
        return not line.strip() and self._nextis_quoted(self._at)

    def _skip_blank(self) -> None:
        """One empty line is enough where a quote was taken out."""
        while self._at < len(self._lines) and not self._lines[self._at].strip():
            self._at += 1

    def _is_decoration(self, line: str) -> bool:
        """A single line of marks amid text, such as `>>> link <<<`, is no quote."""
        return line.rstrip().endswith(("<", "＜")) and not self._nextis_quoted(self._at + 1)

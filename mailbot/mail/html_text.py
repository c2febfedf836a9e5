"""A page written as lines of plain text, the way a person would read it out."""

from __future__ import annotations

import re
from html import unescape

from mailbot.mail.html_hidden import VOID, Veil

CUT = "\ufdd0"
"""A noncharacter at the head of a line where a mail program marked the beginning of what it quotes."""

_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "caption",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "figure",
            "footer",
        ),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tr"),
        "ul",
    }
)
_AIRY = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table"})
_QUOTE_IDS = frozenset(
    {
        *("divrplyfwdmsg", "x_divrplyfwdmsg", "appendonsend", "x_appendonsend", "stopspelling", "olk_src_body_section"),
        *("mail-editor-reference-message-container", "ms-outlook-mobile-reference-message", "replyforwardmessage"),
    }
)
_QUOTE_CLASSES = frozenset(
    {"gmail_quote", "gmail_quote_container", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra"}
)
_DEEPEST = 20
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>|([^<]+)")
_ATTRIBUTE = re.compile(r'([a-z][a-z0-9-]*)="([^"]*)"')
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_BLANKS = re.compile(r" {2,}")


class TextWriter:
    """Writes the lines of a page."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._veil = Veil()
        self._quotes = 0
        self._pre = 0
        self._lists: list[int] = []
        self._links: list[tuple[str, int]] = []
        self._air = False
        self._indent = ""

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def write(self, page: str) -> None:
        """Write a page that nh3 wrote: all its tags and quotes are whole, each `<` and `>` of its text is escaped."""
        for closing, tag, attributes, text in _TOKEN.findall(page):
            if text:
                self._write(unescape(text) if "&" in text else text)
            elif closing:
                self._end(tag)
            else:
                self._start(tag, _read_attributes(attributes) if attributes else {})

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag in VOID:
            self._void(tag, given)
            return
        if tag in _BLOCKS:
            self._end_line(air=tag in _AIRY)
        self._mark_cut(given)
        quotes = tag == "blockquote" and self._is_quote(given)
        self._open.append((tag, quotes))
        self._veil.enter(given)
        self._quotes += quotes
        self._enter(tag, given)

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        if tag == "pre":
            self._pre += 1
        elif tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li" and not self._veil.is_down:
            self._line.append(self._bullet())
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self._line)))
        elif tag in {"td", "th"} and self._line and not self._veil.is_down:
            self._line.append(" ")

    def _bullet(self) -> str:
        self._indent = "  " * min(len(self._lists) - 1, _DEEPEST)
        if not self._lists or self._lists[-1] < 0:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

    def _is_quote(self, given: dict[str, str]) -> bool:
        if given.get("type") == "cite" or given.keys() & {"class", "style", "id"} or self._quotes:
            return True
        last = next((line for line in reversed(self._lines[-3:]) if line.strip()), "")
        return last.rstrip().endswith((":", "："))

    def _mark_cut(self, given: dict[str, str]) -> None:
        if "id" not in given and "class" not in given:
            return
        if given.get("id", "").lower() in _QUOTE_IDS or not _QUOTE_CLASSES.isdisjoint(given.get("class", "").split()):
            self._end_line()
            self._lines.append(CUT)

    def _void(self, tag: str, given: dict[str, str]) -> None:
        if self._veil.is_down:
            return
        if tag == "br":
            self._end_line(keep_empty=True)
        elif tag == "hr":
            self._end_line()
            self._mark_cut(given)
            self._lines.append(self._prefix() + "________________________________")
        elif tag == "img" and (alt := _SPACE.sub(" ", given.get("alt", "")).strip()):
            self._line.append(f"[{alt[:200]}]")

    def _end(self, tag: str) -> None:
        while self._open:
            opened, quotes = self._open.pop()
            self._leave(opened)
            self._veil.leave()
            self._quotes -= quotes
            if opened == tag:
                return

    def _leave(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._close_link(*self._links.pop())
        if tag in _BLOCKS:
            self._end_line(air=tag in _AIRY)
        if tag == "pre":
            self._pre -= 1
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()

    def _close_link(self, target: str, since: int) -> None:
        shown = "".join(self._line[since:]).strip()
        plain = target.removeprefix("mailto:").rstrip("/")
        if target and shown and plain not in shown and shown.rstrip("/") not in plain and not self._veil.is_down:
            self._line.append(f" <{target[:1000]}>")

    def _write(self, data: str) -> None:
        if self._veil.is_down:
            return
        if self._pre:
            head, *rest = data.split("\n")
            self._line.append(head)
            for line in rest:
                self._end_line(keep_empty=True)
                self._line.append(line)
            return
        text = _SPACE.sub(" ", data)
        if text == " " and not self._line:
            return
        self._line.append(text)

    def _prefix(self) -> str:
        return "> " * min(self._quotes, _DEEPEST)

    def _end_line(self, *, keep_empty: bool = False, air: bool = False) -> None:
        line = self._take_line()
        if line:
            if self._air and self._lines and self._lines[-1].strip("> "):
                self._lines.append(self._prefix().rstrip())
            self._lines.append(self._prefix() + line)
            self._air = air
            return
        if keep_empty:
            self._lines.append(self._prefix().rstrip())
        self._air = self._air or air

    def _take_line(self) -> str:
        line = "".join(self._line).rstrip()
        self._line.clear()
        self._links = [(target, 0) for target, _ in self._links]
        indent, self._indent = self._indent, ""
        return line if self._pre or not line else indent + _BLANKS.sub(" ", line.strip())


def _read_attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) if "&" in value else value for name, value in _ATTRIBUTE.findall(text)}

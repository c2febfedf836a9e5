"""HTML made text that one can answer to, and made safe for showing; nothing is ever fetched (REALITIES 78, 79)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

CUT = "\ufdd0"
"""A noncharacter at the head of a line where a mail program marked the beginning of what it quotes."""

_TAGS = {
    *("a", "abbr", "address", "article", "aside", "b", "blockquote", "big", "br", "caption", "center", "cite", "code"),
    *("dd", "del", "div", "dl", "dt", "em", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *("hr", "i", "img", "ins", "kbd", "li", "main", "ol", "p", "pre", "q", "s", "section", "small", "span", "strike"),
    *("strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "wbr"),
}
_WITHOUT_CONTENT = {
    "script",
    "style",
    "title",
    "head",
    "template",
    "noframes",
    "object",
    "svg",
    "math",
    "textarea",
    "select",
}
_FOR_READING = {"*": {"class", "id", "style", "hidden", "type"}, "a": {"href"}, "img": {"alt"}}
_FOR_SHOWING = {
    "*": {"dir", "lang", "align"},
    "a": {"href"},
    "img": {"alt", "src", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "font": {"color"},
}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
        "caption",
    ]
)
_AIRY = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "table"])
_VOID = frozenset(["br", "hr", "img", "wbr"])
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)"
)
_QUOTE_IDS = frozenset(
    [
        "divrplyfwdmsg",
        "x_divrplyfwdmsg",
        "appendonsend",
        "x_appendonsend",
        "stopspelling",
        "mail-editor-reference-message-container",
        "ms-outlook-mobile-reference-message",
        "olk_src_body_section",
        "replyforwardmessage",
        "isforwardcontent",
    ]
)
_QUOTE_CLASSES = frozenset(
    ["gmail_quote", "gmail_quote_container", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra"]
)
_DEEPEST = 20
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")


def safe_html(markup: str) -> str:
    """The markup with an allow-list of tags and of http, https, mailto and cid links; images only by cid. Linear."""
    return nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags=_WITHOUT_CONTENT,
        attributes=_FOR_SHOWING,
        attribute_filter=_local_images_only,
        url_schemes={"http", "https", "mailto", "cid"},
        link_rel="noopener noreferrer nofollow",
    )


def _local_images_only(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not value.startswith("cid:") else value


def html_to_text(markup: str) -> str:
    """What a reader sees, hidden text left out: quotes as `> `, lists, link targets, CUT where a quote begins. Linear."""
    cleaned = nh3.clean(
        markup.replace(CUT, ""),
        tags=_TAGS,
        clean_content_tags=_WITHOUT_CONTENT,
        attributes=_FOR_READING,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    walker = _Walker()
    walker.feed(cleaned)
    walker.close()
    return walker.text()


class _Walker(HTMLParser):
    """Writes the lines of a page; fed with nh3's well-formed output only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._hidden = 0
        self._quotes = 0
        self._pre = 0
        self._lists: list[int] = []
        self._links: list[tuple[str, int]] = []
        self._air = False

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            self._void(tag, given)
            return
        hides = "hidden" in given or ("style" in given and _HIDDEN.search(given["style"].lower()) is not None)
        if tag in _BLOCKS:
            self._end_line(air=tag in _AIRY)
        self._mark_cut(given)
        quotes = tag == "blockquote" and self._is_quote(given)
        self._open.append((tag, hides, quotes))
        self._hidden += hides
        self._quotes += quotes
        self._enter(tag, given)

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        if tag == "pre":
            self._pre += 1
        elif tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self._line.append(self._bullet())
        elif tag == "a":
            self._links.append((given.get("href", ""), len(self._line)))
        elif tag in {"td", "th"} and self._line:
            self._line.append(" ")

    def _bullet(self) -> str:
        indent = "  " * (len(self._lists) - 1)
        if not self._lists or self._lists[-1] < 0:
            return f"{indent}- "
        self._lists[-1] += 1
        return f"{indent}{self._lists[-1]}. "

    def _is_quote(self, given: dict[str, str]) -> bool:
        if given.get("type") == "cite" or given.keys() & {"class", "style", "id"} or self._quotes:
            return True
        last = next((line for line in reversed(self._lines) if line.strip()), "")
        return last.rstrip().endswith((":", "："))

    def _mark_cut(self, given: dict[str, str]) -> None:
        if "id" not in given and "class" not in given:
            return
        if given.get("id", "").lower() in _QUOTE_IDS or not _QUOTE_CLASSES.isdisjoint(given.get("class", "").split()):
            self._end_line()
            self._lines.append(CUT)

    def _void(self, tag: str, given: dict[str, str]) -> None:
        if self._hidden:
            return
        if tag == "br":
            self._end_line(keep_empty=True)
        elif tag == "hr":
            self._end_line()
            self._mark_cut(given)
            self._lines.append(self._prefix() + "________________________________")
        elif tag == "img" and (alt := _SPACE.sub(" ", given.get("alt", "")).strip()):
            self._line.append(f"[{alt[:200]}]")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened, hides, quotes = self._open.pop()
            self._leave(opened)
            self._hidden -= hides
            self._quotes -= quotes
            if opened == tag:
                return

    def _leave(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._close_link(*self._links.pop())
        elif tag == "pre":
            self._pre -= 1
        elif tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if tag in _BLOCKS:
            self._end_line(air=tag in _AIRY)

    def _close_link(self, target: str, since: int) -> None:
        shown = "".join(self._line[since:]).strip()
        plain = target.removeprefix("mailto:").rstrip("/")
        if target and shown and plain not in shown and shown.rstrip("/") not in plain and not self._hidden:
            self._line.append(f" <{target[:1000]}>")

    def handle_data(self, data: str) -> None:
        if self._hidden:
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
        line = "".join(self._line)
        line = (
            line.rstrip() if self._pre else re.sub(" {2,}", " ", line).rstrip() if line[:2] != "  " else line.rstrip()
        )
        self._line.clear()
        self._links = [(target, 0) for target, _ in self._links]
        if line.strip():
            if self._air and self._lines and self._lines[-1].strip("> "):
                self._lines.append(self._prefix().rstrip())
            self._lines.append(
                self._prefix()
                + (line if self._pre else line.lstrip(" ") if line[:1] == " " and not self._lists else line)
            )
            self._air = air
            return
        if keep_empty:
            self._lines.append(self._prefix().rstrip())
        self._air = self._air or air

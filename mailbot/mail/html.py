"""HTML made text that one can answer to, and made safe for showing; nothing is ever fetched (REALITIES 78, 79)."""

from __future__ import annotations

import re
from html import unescape

import nh3

from mailbot.mail.html_hidden import may_hide, without_hidden
from mailbot.mail.html_text import CUT, TextWriter

__all__ = ["CUT", "html_to_text", "safe_html"]

_TAGS = {
    *("a", "abbr", "address", "article", "aside", "b", "blockquote", "big", "br", "caption", "center", "cite", "code"),
    *("dd", "del", "div", "dl", "dt", "em", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
    *("hr", "i", "img", "ins", "kbd", "li", "main", "ol", "p", "pre", "q", "s", "section", "small", "span", "strike"),
    *("strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "wbr"),
}
_WITHOUT_CONTENT = {
    *("script", "style", "title", "head", "template", "noframes", "object"),
    *("svg", "math", "textarea", "select"),
}
_SHOWN = {
    "*": {"dir", "lang", "align"},
    "a": {"href"},
    "img": {"alt", "src", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
    "font": {"color"},
}
_READ = {"*": {"class", "id", "style", "hidden", "type"}, "a": {"href"}, "img": {"alt"}}
_HIDING = {**_SHOWN, "*": _SHOWN["*"] | {"style", "hidden"}}


_DEEPEST = 1_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"<[^<>]*+>")
_SELF_CLOSING = frozenset(
    {
        *(
            "area",
            "base",
            "br",
            "col",
            "colgroup",
            "dd",
            "dt",
            "embed",
            "hr",
            "img",
            "input",
            "li",
            "link",
            "meta",
            "o",
        ),
        *("option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr"),
    }
)


def is_too_deep(markup: str) -> bool:
    """Whether its elements lie deeper in one another than mail programs make them; sanitising is quadratic there."""
    depth = deepest = 0
    for tag in _TAG.finditer(markup):
        if tag[2].lower() in _SELF_CLOSING:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest > _DEEPEST


def without_tags(markup: str) -> str:
    """The bare text of a page that is too deep to be read with its structure, tags simply dropped."""
    return unescape(_ANY_TAG.sub(" ", markup)).replace(CUT, "")


def safe_html(markup: str) -> str:
    """The markup with an allow-list of tags and of http, https, mailto and cid links; images only by cid, nothing that
    is hidden from the reader. Linear.
    """
    visible = without_hidden(_cleaned(markup, _HIDING)) if may_hide(markup) else markup
    return _cleaned(visible, _SHOWN)


def _cleaned(markup: str, attributes: dict[str, set[str]]) -> str:
    return nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags=_WITHOUT_CONTENT,
        attributes=attributes,
        attribute_filter=_local_images_only,
        url_schemes={"http", "https", "mailto", "cid"},
        link_rel="noopener noreferrer nofollow",
    )


def _local_images_only(tag: str, attribute: str, value: str) -> str | None:
    return None if tag == "img" and attribute == "src" and not value.startswith("cid:") else value


def html_to_text(markup: str) -> str:
    """What a reader sees, without hidden text: quotes as `> `, lists, link targets, CUT where quotes begin. Linear."""
    writer = TextWriter()
    writer.write(_cleaned(markup.replace(CUT, ""), _READ))
    return writer.text()

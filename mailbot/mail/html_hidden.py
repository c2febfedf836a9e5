"""What a page hides from its reader: told by its styles, and taken out (REALITIES 78)."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "wbr"})
_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|opacity\s*:\s*0(?:\.0*)?\s*(?:[;!]|$)|"
    r"(?:text-indent|left|top|margin-left|margin-top)\s*:\s*-\d{3,9}|transform\s*:\s*scale\(0(?:\.0*)?\)"
)
_CLIPS = re.compile(r"overflow\s*:\s*hidden")
_FLAT = re.compile(r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?:px|pt|em|%)?\s*(?:[;!]|$)")
_TRANSPARENT = re.compile(r"(?<![\w-])color\s*:\s*transparent")
_SIZE = re.compile(
    r"(?<![\w-])font(?:-size\s*:|\s*:[^;/]{0,60}?(?<![\w.]))\s*(\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})(px|pt)?(?![\w.])"
)
_COMMENT = re.compile(r"/\*[^*]{0,200}\*/")
_SMALLEST = 1.0
_HINT = re.compile(
    r"hidden|mso-hide|/\*|display\s*:\s*none|font-size\s*:\s*[01.]|font\s*:|opacity\s*:\s*0|:\s*-\d{3}|scale\(0|transparent",
    re.IGNORECASE,
)


def may_hide(markup: str) -> bool:
    """Whether there is any sign of hiding; spares most pages a second pass."""
    return _HINT.search(markup) is not None


class Veil:
    """Follows the elements that are open and tells whether what stands in them is seen.

    Most ways of hiding hold for all that is inside; letters too small to be read may grow again further in.
    """

    def __init__(self) -> None:
        self._open: list[tuple[bool, bool]] = []

    @property
    def is_down(self) -> bool:
        return bool(self._open) and any(self._open[-1])

    def enter(self, attributes: dict[str, str]) -> None:
        is_hidden, is_tiny = self._open[-1] if self._open else (False, False)
        if "style" not in attributes and "hidden" not in attributes:
            self._open.append((is_hidden, is_tiny))
            return
        style = _COMMENT.sub("", attributes.get("style", "").lower())
        if size := _SIZE.search(style):
            is_tiny = float(size[1]) <= _SMALLEST and (size[2] is not None or float(size[1]) == 0)
        self._open.append((is_hidden or "hidden" in attributes or _is_hiding(style), is_tiny))

    def leave(self) -> None:
        if self._open:
            self._open.pop()


def _is_hiding(style: str) -> bool:
    if not style:
        return False
    is_flat = _CLIPS.search(style) is not None and _FLAT.search(style) is not None
    is_clear = _TRANSPARENT.search(style) is not None and "background-clip" not in style
    return is_flat or is_clear or _STYLE.search(style) is not None


def without_hidden(page: str) -> str:
    """The page without hidden elements and what is inside them; `page` must be nh3's output. Linear."""
    copier = _Copier()
    copier.feed(page)
    copier.close()
    return "".join(copier.kept)


class _Copier(HTMLParser):
    """Copies tags and text except inside hidden elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._veil = Veil()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._veil.enter(given)
        if not self._veil.is_down:
            written = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
            self.kept.append(f"<{tag}{written}>")
        if tag in VOID:
            self._veil.leave()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self._veil.is_down:
            self.kept.append(f"</{tag}>")
        self._veil.leave()

    def handle_data(self, data: str) -> None:
        if not self._veil.is_down:
            self.kept.append(escape(data, quote=False))

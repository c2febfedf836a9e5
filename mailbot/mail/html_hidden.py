"""What a page hides from its reader: told by its styles, and taken out (REALITIES 78)."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "wbr"})
_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)"
)
_HINT = re.compile(r"hidden|mso-hide|display\s*:\s*none|font-size\s*:\s*0", re.IGNORECASE)


def may_hide(markup: str) -> bool:
    """Whether there is any sign of hiding; spares most pages a second pass."""
    return _HINT.search(markup) is not None


def hides(attributes: dict[str, str]) -> bool:
    """Whether an element with these attributes is not shown."""
    return "hidden" in attributes or ("style" in attributes and _STYLE.search(attributes["style"].lower()) is not None)


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
        self._open: list[tuple[str, bool]] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_hidden = hides(given)
        if tag not in VOID:
            self._open.append((tag, is_hidden))
            self._hidden += is_hidden
        if not self._hidden and not is_hidden:
            written = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
            self.kept.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        if not self._open or tag in VOID:
            return
        _, was_hidden = self._open.pop()
        if not self._hidden:
            self.kept.append(f"</{tag}>")
        self._hidden -= was_hidden

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.kept.append(escape(data, quote=False))

"""The page of a mail as it may be shown to a person: nothing runs, nothing loads, nothing hides (REALITIES 78, 79)."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from mailbot.mail.html import safe_html as sanitised

if TYPE_CHECKING:
    from mailbot.desk.mail import InboundMail

_PICTURE = {"ja": "画像", "en": "picture"}
_PIXEL = re.compile(r"\s*[0-2](?:\.\d*)?\s*(?:px)?\s*")
_SPACE = re.compile(r"\s+")
_SCHEMES = ("https://", "http://", "mailto:", "cid:")
_LONGEST_ALT = 200
_LONGEST_TARGET = 2_000


def safe_html(mail: InboundMail, *, language: str = "") -> str:
    """The HTML of the mail for showing, empty if it has none. Total and linear.

    Only a list of harmless tags stays, without class, id, style and colour. A picture stays where it lies in the same
    mail (`cid:`); one that lies elsewhere becomes `[画像]` or `[picture]` with its description, in `language` or else
    the mail's; one too small to be seen is left out. A link that shows something else than its target has the target
    written behind it.
    """
    if not mail.html:
        return ""
    word = _PICTURE.get(language or mail.language, _PICTURE["en"])
    own = frozenset(file.content_id for file in mail.attachments if file.content_id)
    writer = _Writer(word, own)
    writer.feed(sanitised(mail.html))
    writer.close()
    return sanitised("".join(writer.kept))


class _Writer(HTMLParser):
    """Copies nh3's well-formed output, pictures and links put as they may be shown."""

    def __init__(self, word: str, own: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._word = word
        self._own = own
        self._target = ""
        self._shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._picture(given)
            return
        if tag == "a":
            if not given.get("href", "").lower().startswith(_SCHEMES):
                given.pop("href", None)
            self._target, self._shown = given.get("href", ""), []
        written = "".join(f' {name}="{escape(value)}"' for name, value in given.items() if name != "color")
        self.kept.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        self.kept.append(f"</{tag}>")
        if tag == "a":
            self._write_target()

    def handle_data(self, data: str) -> None:
        if self._target:
            self._shown.append(data)
        self.kept.append(escape(data, quote=False))

    def _picture(self, given: dict[str, str]) -> None:
        if any(_PIXEL.fullmatch(given.get(side, "")) for side in ("width", "height")):
            return
        alt = _SPACE.sub(" ", given.get("alt", "")).strip()[:_LONGEST_ALT]
        if given.get("src", "").removeprefix("cid:") in self._own:
            self.kept.append(f'<img src="{escape(given["src"])}" alt="{escape(alt)}">')
            return
        self.handle_data(f"[{self._word}: {alt}]" if alt else f"[{self._word}]")

    def _write_target(self) -> None:
        """Behind a link, where it really leads, unless that is what it shows."""
        target, shown = self._target, "".join(self._shown).strip()
        self._target, self._shown = "", []
        if target and _plain(target) != _plain(shown):
            self.kept.append(escape(f" <{target[:_LONGEST_TARGET]}>", quote=False))


def _plain(address: str) -> str:
    """A link without what its writers usually leave out."""
    return re.sub(r"^(?:mailto:|https?://)", "", address.strip()).rstrip("/")

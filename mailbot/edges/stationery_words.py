"""The filters and functions that templates may use, bound to one reader and one desk at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context, Undefined
from markupsafe import Markup, escape

from mailbot.desk import wording
from mailbot.desk.labels import label_in
from mailbot.desk.letters import ClockLine, DeskCard
from mailbot.desk.skipped_days import not_counted
from mailbot.desk.subjects import cut
from mailbot.desk.zone_names import zone_of_clock_times
from mailbot.edges.stationery_html import line_html
from mailbot.edges.stationery_source import Kind, Prose, marked, one_line, opening, runs_of, verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.hours import Skipped

Filter: TypeAlias = Callable[..., object]
LIVE = re.compile(r"(?i)\b(?:[a-z][a-z0-9+.-]{1,20}:(?=//)|www\.(?=\w))")
SHORT = 80
"""Half-width columns (40 full-width) of a subject within a letter (LETTERS 12, REALITIES 36)."""
VERBATIM_BYTES = 18_000
"""Of a customer's text on a staff copy, as HTML, so that the letter stays under 30 kB (LETTERS 4.1)."""
OFTEN = 16
"""Characters of a printed value that may well come again in the next letter."""
COST = {"<": 4, ">": 4, "&": 5, '"': 5, "'": 5, "\n": 5, "\t": 24, ":": 14}
"""Bytes that a character takes in HTML, where that is not its UTF-8; a space after a space is `&nbsp;`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How a letter speaks: the language, the reader's zone, and whether dates bear their year and links are dead."""

    language: str
    zone: ZoneInfo
    desk: DeskCard
    with_year: bool
    dead_links: bool

    @property
    def desk_zone(self) -> ZoneInfo:
        return ZoneInfo(self.desk.timezone)


def voice_of(context: Context) -> Voice:
    """The voice of the letter that is being printed."""
    voice = context["voice"]
    if not isinstance(voice, Voice):
        raise TypeError("a template has changed what `voice` means")
    return voice


@pass_context
def printed(context: Context, value: object) -> object:
    """What a printed value becomes in a source: marked as data. TypeError for what is not words yet."""
    if isinstance(value, Prose | Undefined):
        return value
    if isinstance(value, str):
        return marked(dead(value) if voice_of(context).dead_links else value, Kind.DATA)
    if isinstance(value, int) and not isinstance(value, bool):
        return marked(str(value), Kind.DATA)
    raise TypeError(f"{_what(value)} cannot be printed as it is; {_advice(value)}")


@pass_context
def printed_in_html(context: Context, value: object) -> object:
    """The same for a body.html: markup, escaped."""
    if isinstance(value, Markup):
        return value
    if type(value) is str and len(value) <= OFTEN:
        return _few_words(value, dead_links=voice_of(context).dead_links)
    shown = printed(context, value)
    if not isinstance(shown, Prose):
        return shown
    text = shown.replace("\x1e", "\n")
    if text.startswith("\x05"):
        return Markup("<br>").join(escape(line) for line in text[1:-1].split("\x07", 1)[1].split("\n"))
    return line_html(runs_of(shown))


@lru_cache(maxsize=1024)  # sizes and paddings of the layouts come many times in every letter
def _few_words(text: str, *, dead_links: bool) -> Markup:
    return line_html(runs_of(marked(dead(text) if dead_links else text, Kind.DATA)))


def dead(text: str) -> str:
    """Web addresses with a space in them, so that no program makes a link of what a customer wrote."""
    return LIVE.sub(lambda found: f"{found[0]} ", text)


def _what(value: object) -> str:
    return "nothing (None)" if value is None else f"a value of type {type(value).__name__}"


def _advice(value: object) -> str:
    match value:
        case None:
            return "ask with {% if … %} whether it is there"
        case datetime():
            return "use |instant"
        case date():
            return "use |day"
        case timedelta():
            return "use |duration"
        case Mapping():
            return "use |said"
        case _:
            return "print one of its fields, or go through it with {% for … %}"


@pass_context
def instant(context: Context, at: datetime, *, year: bool | None = None) -> str:
    """An instant on the reader's wall clock."""
    voice = voice_of(context)
    with_year = voice.with_year if year is None else year
    return wording.instant(
        at,
        voice.zone,
        voice.language,
        with_year=with_year,
        desk_tz=voice.desk_zone,
        holidays=voice.desk.holidays,
    )


@pass_context
def day(context: Context, of: date, *, year: bool = True) -> str:
    """A date, or the date of an instant at the reader's place."""
    voice = voice_of(context)
    local = of.astimezone(voice.zone).date() if isinstance(of, datetime) else of
    return wording.day(local, voice.language, with_year=year, holidays=voice.desk.holidays)


@pass_context
def duration(context: Context, length: timedelta) -> str:
    return wording.duration(length, voice_of(context).language)


@pass_context
def size(context: Context, octets: int) -> str:
    return wording.size(octets, voice_of(context).language)


@pass_context
def said(context: Context, labels: Mapping[str, str]) -> str:
    """The words for the reader's language."""
    return label_in(labels, voice_of(context).language, otherwise="")


@pass_context
def hours(context: Context, labels: Mapping[str, str]) -> str:
    """Opening hours, with the desk's zone in English, and in Japanese where the reader's is another."""
    voice = voice_of(context)
    words = label_in(labels, voice.language, otherwise="")
    zone = zone_of_clock_times(voice.desk_zone, voice.language)
    if voice.language != "ja":
        return f"{words} {zone}"
    return words if str(voice.zone) == str(voice.desk_zone) else f"{words}、{zone}"


@pass_context
def listed(context: Context, items: Sequence[str]) -> str:
    """Several things in a sentence."""
    return wording.listing(tuple(items), voice_of(context).language)


@pass_context
def kind(context: Context, clock: ClockLine) -> str:
    """目標 or 期限, target or due (LETTERS 15)."""
    words = {"ja": ("目標", "期限"), "en": ("target", "due")}
    return words["ja" if voice_of(context).language == "ja" else "en"][clock.committed]


@pass_context
def uncounted(context: Context, skipped: Sequence[Skipped], since: datetime) -> str:
    """The sentence that names the skipped days; their year is printed where it is not that of `since`."""
    voice = voice_of(context)
    return not_counted(skipped, voice.language, year=since.astimezone(voice.zone).year)


def short(text: str, columns: int = SHORT) -> str:
    """A subject cut to the width of a line."""
    line = one_line(text)
    return line if 2 * len(line) <= columns else cut(line, columns)


def within(label: str) -> str:
    """A label inside an English sentence: its first letter small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def strong(text: str) -> Prose:
    """Bold, for the number and the reply-by time alone."""
    return marked(text, Kind.STRONG)


def telephone(number: str) -> Prose:
    """A number that can be dialled by touching it."""
    return marked(number, Kind.TELEPHONE)


def links(text: str) -> Prose:
    """The operator's own words, whose web and mail addresses are links; several lines stay lines."""
    lines = [line for line in text.splitlines() if line.strip()]
    return Prose("\n".join(marked(line, Kind.LINKS) for line in lines))


def opens(text: str, target: str) -> Prose:
    """A word that opens a ready mail by touching it; `target` is a `mailto:` address."""
    return opening(text, target)


def written(text: str, language: str = "") -> Prose:
    """A customer's text as written, as a block of its own, cut where it would make the letter too long."""
    return verbatim(fitting(text), links=False, language=language)


def whole(text: str) -> Prose:
    """A staff member's text, whole; the addresses in it are links."""
    return verbatim(text, links=True)


def fitting(text: str) -> str:
    """As much of a customer's text as a staff copy shows."""
    if _most_bytes(text) <= VERBATIM_BYTES:
        return text
    used, before = 0, "\n"
    for place, character in enumerate(text):
        if character == " " and before in " \n\t":
            used += len("&nbsp;")
        else:
            used += COST.get(character) or len(character.encode("utf-8", "replace"))
        if used > VERBATIM_BYTES:
            return text[:place]
        before = character
    return text


def _most_bytes(text: str) -> int:
    """What a text takes in HTML at most: each space counted as one that is kept apart."""
    spaces = text.count(" ") * len("&nbsp;")
    return len(text.encode("utf-8", "replace")) + spaces + sum(text.count(sign) * cost for sign, cost in COST.items())


def is_cut(text: str) -> bool:
    """Whether a staff copy leaves out a part of this text."""
    return len(fitting(text)) < len(text)


FILTERS: Mapping[str, Filter] = {
    "instant": instant,
    "day": day,
    "duration": duration,
    "size": size,
    "said": said,
    "hours": hours,
    "listed": listed,
    "kind": kind,
    "uncounted": uncounted,
    "short": short,
    "strong": strong,
    "telephone": telephone,
    "links": links,
    "opens": opens,
    "dead": dead,
    "within": within,
    "written": written,
    "whole": whole,
}

"""An invitation (RFC 5545, 5546) as one line that a person can read. It is shown, and never answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from mailbot.mail.cleaning import one_line

CALENDARS = frozenset({"text/calendar", "application/ics"})
_MOST_LINES = 5_000
_LONGEST = 200
_LONGEST_OBJECT = 256 * 1024
_FOLD = re.compile(r"\r?\n[ \t]")
_NAME = re.compile(r"([A-Za-z-]{1,40})((?:;[^:;\"]*(?:\"[^\"]*\"[^:;\"]*)*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r';([A-Za-z-]+)=("[^"]*"|[^;:"]*)')
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(?:\d\d)?(Z)?)?")
_LASTS = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_METHODS = {  # in Japanese and in English, as in the tables below
    "REQUEST": ("招待", "Invitation"),
    "PUBLISH": ("予定", "Event"),
    "ADD": ("予定の追加", "Event added"),
    "CANCEL": ("取り消し", "Cancelled"),
    "REPLY": ("招待への返事", "Reply to an invitation"),
    "COUNTER": ("別の日時の提案", "Proposal of another time"),
    "DECLINECOUNTER": ("提案の辞退", "Proposal declined"),
    "REFRESH": ("予定の問い合わせ", "Question for the event"),
}
_ANSWERS = {
    "ACCEPTED": ("承諾", "accepted"),
    "DECLINED": ("辞退", "declined"),
    "TENTATIVE": ("仮承諾", "tentative"),
    "DELEGATED": ("代理", "delegated"),
    "NEEDS-ACTION": ("未回答", "not answered"),
}
_WORDS = {
    "where": ("場所", "place"),
    "by": ("主催", "organizer"),
    "repeats": ("繰り返しあり", "repeats"),
    "all day": ("終日", "all day"),
}


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        plain = _ESCAPE.sub(lambda match: " " if match[1] in "nN" else match[1], self.value)
        return one_line(plain)[:_LONGEST]

    @property
    def person(self) -> str:
        name = one_line(self.params.get("CN", ""))
        address = one_line(re.sub(r"^mailto:", "", self.value.strip(), flags=re.IGNORECASE))
        return (f"{name} <{address}>" if name and name != address else address)[:_LONGEST]


@dataclass(slots=True)
class _Event:
    method: str = ""
    lines: dict[str, _Line] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.lines[name].text if name in self.lines else ""


def summary_of(calendar: str, *, method: str = "", japanese: bool) -> str:
    """One line on the first event, in Japanese or English; empty if the object invites, answers and cancels nothing.

    `method` is the one that the Content-Type names, for where the object names none. Times are as the sender wrote
    them, with the zone's name behind. Total and linear.
    """
    event = _first_event(calendar)
    event.method = (event.method or method).upper()
    title = _METHODS.get(event.method)
    if title is None or not event.lines:
        return ""
    which = 0 if japanese else 1
    said = [_answer(event, which), _time(event, which), *_facts(event, which)]
    head = f"[{title[which]}] {event.text('SUMMARY')}".strip()
    return " / ".join([head, *(piece for piece in said if piece)])


def _first_event(calendar: str) -> _Event:
    event = _Event()
    depth: list[str] = []
    for raw in _FOLD.sub("", calendar[:_LONGEST_OBJECT]).splitlines()[:_MOST_LINES]:
        match = _NAME.match(raw[:4096])
        if match is None:
            continue
        name = match[1].upper()
        if name == "BEGIN":
            depth.append(match[3].strip().upper())
        elif name == "END":
            if depth and depth.pop() in {"VEVENT", "VTODO"} and event.lines:
                break
        elif depth[1:] in (["VEVENT"], ["VTODO"]):
            event.lines.setdefault(name, _Line(name, _params(match[2]), match[3]))
        elif name == "METHOD" and len(depth) == 1:
            event.method = match[3].strip()
    return event


def _params(text: str) -> dict[str, str]:
    return {match[1].upper(): match[2].strip('"') for match in _PARAMETER.finditer(text)}


def _answer(event: _Event, which: int) -> str:
    attendee = event.lines.get("ATTENDEE")
    if event.method not in {"REPLY", "COUNTER"} or attendee is None:
        return ""
    word = _ANSWERS.get(attendee.params.get("PARTSTAT", "").upper())
    return f"{attendee.person}: {word[which]}" if word else attendee.person


def _time(event: _Event, which: int) -> str:
    begin = _when(event.lines.get("DTSTART") or event.lines.get("DUE"))
    if not begin:
        return ""
    day, clock, zone = begin
    end_day, end_clock, _ = _when(event.lines.get("DTEND")) or _after(event)
    if not clock:
        last = _day_before(end_day)
        days = f"{day} – {last}" if last > day else day
        return f"{days} ({_WORDS['all day'][which]})"
    until = f"–{end_clock}" if end_clock and end_day == day else f" – {end_day} {end_clock}" if end_clock else ""
    return f"{day} {clock}{until}" + (f" ({zone})" if zone else "")


def _day_before(day: str) -> str:
    """The last day of an event of whole days, which ends before its end (RFC 5545 3.6.1); empty without an end."""
    try:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _after(event: _Event) -> tuple[str, str, str]:
    """Day and time at which an event ends that names how long it lasts; empty if it does not."""
    begin = _WHEN.match(event.lines["DTSTART"].value.strip()) if "DTSTART" in event.lines else None
    lasts = _LASTS.fullmatch(event.lines["DURATION"].value.strip()) if "DURATION" in event.lines else None
    if begin is None or lasts is None or not begin[4]:
        return "", "", ""
    weeks, days, hours, minutes = (int(piece or 0) for piece in lasts.groups())
    try:
        start = datetime.strptime("".join(begin.group(1, 2, 3, 4, 5)), "%Y%m%d%H%M")  # noqa: DTZ007 - shown as written
        end = start + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except (ValueError, OverflowError):
        return "", "", ""
    return f"{end:%Y-%m-%d}", f"{end:%H:%M}", ""


def _when(line: _Line | None) -> tuple[str, str, str] | None:
    """Day, time of day (empty for a whole day) and the name of the zone."""
    match = _WHEN.match(line.value.strip()) if line else None
    if line is None or match is None:
        return None
    zone = "UTC" if match[6] else one_line(line.params.get("TZID", ""))[:60]
    return f"{match[1]}-{match[2]}-{match[3]}", f"{match[4]}:{match[5]}" if match[4] else "", zone


def _facts(event: _Event, which: int) -> list[str]:
    colon = ": " if which else "："
    facts = []
    if place := event.text("LOCATION"):
        facts.append(f"{_WORDS['where'][which]}{colon}{place}")
    if (organizer := event.lines.get("ORGANIZER")) and organizer.person and event.method != "REPLY":
        facts.append(f"{_WORDS['by'][which]}{colon}{organizer.person}")
    if "RRULE" in event.lines:
        facts.append(_WORDS["repeats"][which])
    return facts

"""Clock times and windows as people write them: `"09:00-12:00"`, `["09:00", "12:00"]`, `24:00`."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours.calendar import MINUTES_A_DAY, Window, Windows, clock_text

CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
SPAN = re.compile(r"\s*(\S+?)\s*(?:-|–|~|〜|～)\s*(\S+?)\s*")
NEXT_DAY = '"{0}-24:00" on the one day and "00:00-{1}" on the next'


def clock_minutes(text: object) -> int:
    """``HH:MM`` up to ``24:00`` as minutes since midnight; ValueError says what is wrong."""
    found = CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f'{text!r} is no clock time; write it as "09:00", up to "24:00"')
    minutes = int(found[1]) * 60 + int(found[2])
    if int(found[2]) > 59 or minutes > MINUTES_A_DAY:
        raise ValueError(f'{text!r} does not exist; the last clock time of a day is "24:00"')
    return minutes


def read_windows(value: object) -> Windows:
    """A list of windows, or one alone; raises Complaints with the places of all that is wrong, overlaps included."""
    entries = _entries(value)
    complaints: list[Complaint] = []
    read: list[Window] = []
    for place, entry in enumerate(entries):
        try:
            read.append(_window(entry))
        except ValueError as error:
            complaints.append(Complaint((place,), str(error)))
    complaints.extend(Complaint((), text) for text in _overlaps(sorted(read)))
    if complaints:
        raise Complaints(complaints)
    return tuple(sorted(read))


def _entries(value: object) -> Sequence[object]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Sequence):
        raise Complaints([Complaint((), 'give a list of windows such as ["09:00-12:00", "13:00-18:00"]')])
    is_one_pair = len(value) == 2 and all(isinstance(end, str) and CLOCK.fullmatch(end.strip()) for end in value)
    return [value] if is_one_pair else value


def _window(entry: object) -> Window:
    if isinstance(entry, str):
        found = SPAN.fullmatch(entry)
        ends: Sequence[object] = found.groups() if found else ()
    else:
        ends = entry if isinstance(entry, Sequence) else ()
    if len(ends) != 2:
        raise ValueError(f'{entry!r} is no window; write "09:00-12:00" or ["09:00", "12:00"]')
    opens, closes = (clock_minutes(end) for end in ends)
    if closes > opens:
        return opens, closes
    first, last = clock_text(opens), clock_text(closes)
    if closes == opens or opens == MINUTES_A_DAY:
        raise ValueError(f'"{first}-{last}" is empty; the close comes after the opening ("00:00-24:00" is a whole day)')
    if closes == 0:
        raise ValueError(f'"{first}-{last}" ends before it begins; midnight at the end of a day is "24:00"')
    raise ValueError(f'"{first}-{last}" ends before it begins; write {NEXT_DAY.format(first, last)}')


def _overlaps(windows: Sequence[Window]) -> Iterator[str]:
    for (opens, closes), (after, until) in pairwise(windows):
        if after < closes:
            one = f"{clock_text(opens)}-{clock_text(closes)}"
            yield f'"{one}" and "{clock_text(after)}-{clock_text(until)}" overlap; make one window of them'

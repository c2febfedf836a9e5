"""How much of the agreed time a service was up (F4): real minutes, exclusions first, compared exactly."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from mailbot.desk.hours.pauses import Pause, joined_spans
from mailbot.desk.hours.zones import MINUTE, Instant, midnight

DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Minutes of a period: ``agreed`` is what is left of ``total`` without the excluded ones, ``down`` lies in it."""

    total: float
    excluded: float
    agreed: float
    down: float
    share: Fraction | None

    @property
    def percent(self) -> str | None:
        """Cut, never rounded up, to four decimals; None where no time was agreed."""
        if self.share is None:
            return None
        whole, part = divmod(int(self.share * 100 * 10**DIGITS), 10**DIGITS)
        return f"{whole}.{part:0{DIGITS}d}"


def availability(
    first: date, last: date, tz: str, excluded: Iterable[Pause], downtime: Iterable[Pause]
) -> Availability:
    """Availability from one local date to another, both included; overlaps count once, the rest is clipped."""
    if last < first:
        raise ValueError(f"the period ends on {last}, before it begins on {first}")
    zone = ZoneInfo(tz)
    begins, ends = midnight(first, zone), midnight(last + timedelta(days=1), zone)
    left_out = _clipped(joined_spans(excluded), begins, ends)
    down = _clipped(joined_spans(downtime), begins, ends)
    agreed = ends - begins - _length(left_out)
    lost = _length(down) - _common(left_out, down)
    return Availability(
        total=_minutes(ends - begins),
        excluded=_minutes(_length(left_out)),
        agreed=_minutes(agreed),
        down=_minutes(lost),
        share=Fraction(agreed - lost, agreed) if agreed else None,
    )


def _clipped(spans: Iterable[tuple[Instant, Instant]], begins: Instant, ends: Instant) -> list[tuple[Instant, Instant]]:
    cut = [(max(start, begins), min(stop, ends)) for start, stop in spans]
    return [(start, stop) for start, stop in cut if start < stop]


def _length(spans: Iterable[tuple[Instant, Instant]]) -> int:
    return sum(stop - start for start, stop in spans)


def _common(one: Sequence[tuple[Instant, Instant]], other: Sequence[tuple[Instant, Instant]]) -> int:
    """How much two sorted lists of spans have in common; one walk over both."""
    common, mine, theirs = 0, 0, 0
    while mine < len(one) and theirs < len(other):
        start, stop = max(one[mine][0], other[theirs][0]), min(one[mine][1], other[theirs][1])
        common += max(0, stop - start)
        if one[mine][1] <= other[theirs][1]:
            mine += 1
        else:
            theirs += 1
    return common


def _minutes(amount: int) -> float:
    return amount // MINUTE if amount % MINUTE == 0 else amount / MINUTE

"""Why promises were missed, in the words of staff: which reason stands beside which miss (row F5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.reports_cases import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What somebody wrote of the misses of a case, and when."""

    at: datetime
    text: str


def explained(promises: Sequence[Promise], reasons: Sequence[Reason]) -> tuple[Promise, ...]:
    """Each miss with its reason: the last one before the next miss, else the first one after; one that was written
    ahead of every miss is for the first. `reasons` are in order."""
    if not reasons:
        return tuple(promises)
    missed = sorted({one.breached_at for one in promises if one.breached_at is not None})
    return tuple(
        one if one.breached_at is None else replace(one, said=_said(one.breached_at, missed, reasons))
        for one in promises
    )


def _said(at: datetime, missed: Sequence[datetime], reasons: Sequence[Reason]) -> str:
    following = next((other for other in missed if other > at), None)
    after = [one for one in reasons if one.at >= at]
    own = [one for one in after if following is None or one.at < following]
    ahead = [one for one in reasons if one.at < at and at == missed[0]]
    found = own[-1:] or after[:1] or ahead[-1:]
    return found[0].text if found else ""

"""Reading what a policy version says beside its clocks: late notice, closing by silence, quiet hours, renewal."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, TypeAlias

from mailbot.desk.cases import Status
from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.policy import AutoClose, Availability, ClockSpec, LateNotice, PolicyVersion, Quiet, Renewal
from mailbot.desk.policy_clock_reading import OUTSIDE, ROLLS
from mailbot.desk.policy_keys import Table, as_day, as_instant, spelt, suggest

if TYPE_CHECKING:
    from datetime import datetime

Reopen: TypeAlias = Literal["continue", "restart"]
REOPEN: tuple[Reopen, ...] = ("continue", "restart")
LATE_FROM: tuple[Literal["due", "receipt"], ...] = ("due", "receipt")
SILENT = (Status.ANSWERED, Status.WAITING, Status.RESOLVED)
USUAL_ANSWERS = ("answer", "first_answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTerms:
    """What `[desk]` may say for all policies (DECISIONS 11); None where it says nothing."""

    late_notice: LateNotice | None = None
    auto_close: AutoClose | None = None
    quiet: Quiet | None = None
    reopen: Reopen | None = None
    renewal: Renewal | None = None


SHARED_KEYS = ("late_notice", "auto_close", "quiet", "reopen", "renewal")


def read_shared_terms(mapping: object) -> SharedTerms:
    """The desk's defaults from those keys of `[desk]` that `SHARED_KEYS` names. Raises Complaints."""
    faults: list[Complaint] = []
    table = Table(mapping, (), faults)
    terms = terms_of(table)
    table.finish()
    if faults:
        raise Complaints(faults)
    return terms


def terms_of(table: Table) -> SharedTerms:
    """The shared keys of one table, whoever it belongs to."""
    return SharedTerms(
        late_notice=_late_notice(table),
        auto_close=_auto_close(table),
        quiet=_quiet(table),
        reopen=table.choice("reopen", REOPEN, otherwise="continue") if "reopen" in table else None,
        renewal=_renewal(table),
    )


def with_terms(version: PolicyVersion, own: SharedTerms, shared: SharedTerms, table: Table) -> PolicyVersion:
    """The version with its own terms, the desk's where it has none."""
    names = [clock.name for clock in version.clocks]
    late = own.late_notice and _for_clocks(own.late_notice, version.clocks)
    if own.late_notice and late is None:
        named = own.late_notice.clock
        wrong = f"{spelt(named)} is no clock here{suggest(named, names)}" if named else "say which clock it watches"
        table.complain(wrong, "late_notice", "clock")
    if not own.late_notice and shared.late_notice:
        late = _for_clocks(shared.late_notice, version.clocks)
    return replace(
        version,
        late_notice=late,
        auto_close=own.auto_close or shared.auto_close,
        quiet=own.quiet or shared.quiet,
        reopen=own.reopen or shared.reopen or "continue",
        renewal=own.renewal or shared.renewal,
    )


def _for_clocks(notice: LateNotice, clocks: tuple[ClockSpec, ...]) -> LateNotice | None:
    """The notice with its clock: the one it names, else the answer clock, else the only one; None without any."""
    names = [clock.name for clock in clocks]
    if notice.clock:
        return notice if notice.clock in names else None
    usual = [name for name in USUAL_ANSWERS if name in names] or (names if len(names) == 1 else [])
    return replace(notice, clock=usual[0]) if usual else None


def _late_notice(outer: Table) -> LateNotice | None:
    table = outer.table("late_notice")
    if table is None:
        return None
    notice = LateNotice(
        clock=table.text("clock"),
        days=table.whole("days", otherwise=2, least=1),
        from_=table.choice("from", LATE_FROM, otherwise="due"),
    )
    table.finish()
    return notice


def _auto_close(outer: Table) -> AutoClose | None:
    table = outer.table("auto_close")
    if table is None:
        return None
    days = table.whole("business_days", otherwise=7, least=1)
    notice = table.whole("notice", otherwise=0)
    if notice >= days:
        table.complain(f"must be less than business_days ({days}): the notice goes out before closing", "notice")
    states = tuple(_state(table, word) for word in table.texts("states"))
    closing = AutoClose(
        business_days=days,
        notice=notice,
        calendar=table.text("calendar"),
        outside=table.choice("outside", OUTSIDE, otherwise="date"),
        states=states or SILENT,
    )
    table.finish()
    return closing


def _state(table: Table, word: str) -> Status:
    found = next((status for status in SILENT if status == word), None)
    if found is None:
        table.complain(f"nothing closes by silence in {spelt(word)}{suggest(word, SILENT)}", "states")
    return found or Status.WAITING


def _quiet(outer: Table) -> Quiet | None:
    table = outer.table("quiet")
    if table is None:
        return None
    start, end = _span(table)
    quiet = Quiet(
        start=start,
        end=end,
        tz=_zone(table),
        exempt_urgent=table.flag("exempt_urgent", otherwise=True),
    )
    table.finish()
    return quiet


def _span(table: Table) -> tuple[time, time]:
    found = table.take("hours")
    parts = found.split("-") if isinstance(found, str) else found
    try:
        if isinstance(parts, Sequence) and len(parts) == 2:
            start, end = (time.fromisoformat(str(part).strip()) for part in parts)
            if start != end:
                return start, end
    except ValueError:
        pass
    table.complain(f'must be a span such as "22:00-09:00", not {spelt(found)}', "hours")
    return time(22), time(9)


def _zone(table: Table) -> str:
    """The zone, empty where none is given: the desk's then."""
    name = table.text("tz")
    if name and name not in zoneinfo.available_timezones():
        near = suggest(name, sorted(zoneinfo.available_timezones())) if len(name) > 3 else ""
        table.complain(f"{spelt(name)} is no time zone{near if 'did you mean' in near else ''}", "tz")
    return name


def _renewal(outer: Table) -> Renewal | None:
    table = outer.table("renewal")
    if table is None:
        return None
    contract_end = table.take("contract_end")
    end = table.day("end_date")
    if contract_end not in (None, True):
        end = as_day(contract_end)
        if end is None or "end_date" in table:
            table.complain("is true (the contract's own end) or a date, and stands without end_date", "contract_end")
    renewal = Renewal(
        days=table.whole("days", otherwise=60),
        roll=table.choice("roll", ROLLS, otherwise="backward"),
        calendar=table.text("calendar"),
        end_date=end,
    )
    table.finish()
    return renewal


def read_availability(outer: Table) -> Availability | None:
    """`availability = { target = "99.9", tz, first, last, excluded }`; None where it is not given."""
    table = outer.table("availability")
    if table is None:
        return None
    availability = Availability(
        target=_percent(table),
        tz=_zone(table),
        first=table.day("first"),
        last=table.day("last"),
        excluded=_spans(table),
    )
    table.finish()
    return availability


def _percent(table: Table) -> Decimal | None:
    found = table.take("target")
    if found is None:
        return None
    try:
        share = Decimal(str(found).strip().removesuffix("%"))
    except InvalidOperation:
        share = Decimal(-1)
    if 0 <= share <= 100 and not isinstance(found, bool):
        return share
    table.complain(f'must be a share in percent such as "99.9", not {spelt(found)}', "target")
    return None


def _spans(table: Table) -> tuple[tuple[datetime, datetime], ...]:
    found = table.take("excluded")
    spans: list[tuple[datetime, datetime]] = []
    for place, pair in enumerate(found if isinstance(found, Sequence) and not isinstance(found, str) else ()):
        ends = [as_instant(end) for end in pair] if isinstance(pair, Sequence) else []
        if len(ends) == 2 and ends[0] and ends[1] and ends[0] <= ends[1]:
            spans.append((ends[0], ends[1]))
        else:
            table.complain("must be two instants with their offsets, the earlier one first", "excluded", place)
    return tuple(spans)

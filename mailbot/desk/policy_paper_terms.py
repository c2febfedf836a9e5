"""What a version says beside its clocks, in words: categories, priorities, late notice, closing by silence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.cases import Status
from mailbot.desk.policy import Category, Level, Priority
from mailbot.desk.policy_paper_basis import any_of
from mailbot.desk.uptime import ExclusionRules
from mailbot.desk.wording import day, days, instant
from mailbot.desk.zone_names import zone_of_clock_times

if TYPE_CHECKING:
    from mailbot.desk.policy import AutoClose, Availability, LateNotice, PolicyVersion, Quiet, Renewal
    from mailbot.desk.policy_paper_basis import Basis
    from mailbot.desk.policy_paper_values import Lines

ALL_SILENT = {Status.ANSWERED, Status.WAITING, Status.RESOLVED}
TERMS = ("late_notice", "auto_close", "quiet", "reopen", "renewal", "availability")


def notes_on(one: Category | Priority | Level, basis: Basis, *, alone: bool) -> Lines:
    """How a category, priority or level is handled; that it is the default is not said of one that is `alone`."""
    keys: list[str] = []
    match one:
        case Category():
            keys += ["default_category"] if one.default and not alone else []
            keys += ["alerts"] if one.alerts else []
        case Priority():
            keys += ["default_priority"] if one.default and not alone else []
            works = one.out_of_hours
            keys += ["alerts_and_works" if works else "alerts"] if one.alerts else []
            keys += [key for key, holds in (("out_of_hours", works), ("telephone", one.telephone)) if holds]
        case Level():
            keys += ["default_level"] if one.default and not alone else []
    lines = [basis.say(key) for key in keys]
    if isinstance(one, Category) and one.calendar and len(basis.hours) > 1:
        lines.append(basis.say("category_calendar", calendar=basis.quoted(one.calendar)))
    return tuple(lines)


def terms_in_words(version: PolicyVersion, basis: Basis) -> dict[str, Lines]:
    """What holds beside the clocks by the key of the configuration; empty where nothing is promised."""
    promise = _availability(version.availability, basis) if version.availability else ()
    left_out = _left_out(version.exclusions, basis)
    return {
        "late_notice": _late(version.late_notice, version, basis) if version.late_notice else (),
        "auto_close": _closing(version.auto_close, basis) if version.auto_close else (),
        "quiet": _quiet(version.quiet, basis) if version.quiet else (),
        "reopen": (basis.say(f"reopen_{version.reopen}"),),
        "renewal": _renewal(version.renewal, basis) if version.renewal else (),
        "availability": (*promise, *left_out) if promise else left_out,
    }


def applies_in_words(version: PolicyVersion, basis: Basis) -> Lines:
    """Whether a case keeps its version (DECISIONS 19)."""
    return (basis.say(f"applies_{version.applies}"),)


def period_in_words(first: date, last: date | None, basis: Basis) -> str:
    """How long something holds; the beginning of time, and no last day, leave that end open."""
    if first > date.min and last is not None:
        return days(first, last, basis.language)
    if last is not None:
        return basis.say("until", day=day(last, basis.language))
    return basis.say("since", day=day(first, basis.language)) if first > date.min else ""


def _late(notice: LateNotice, version: PolicyVersion, basis: Basis) -> Lines:
    clock = version.clock(notice.clock)
    label = clock.label(basis.language) if clock else notice.clock
    return (basis.say(f"late_{notice.from_}", clock=label, days=basis.counted("business_days", notice.days)),)


def _closing(closing: AutoClose, basis: Basis) -> Lines:
    lines = [basis.say("close_after", days=basis.counted("business_days", closing.business_days))]
    before = basis.counted("business_days", closing.notice)
    lines.append(basis.say("close_notice" if closing.notice else "close_no_notice", days=before))
    if set(closing.states) != ALL_SILENT:
        states = any_of([basis.say(f"state_{state.value}") for state in closing.states], basis.language)
        lines.append(basis.say("close_states", states=states))
    return (*lines, *_days_of(closing.calendar, basis))


def _days_of(calendar: str, basis: Basis) -> Lines:
    """Whose business days these are, where that could be asked."""
    if not calendar or len(basis.hours) < 2:
        return ()
    return (basis.say("by_calendar", calendar=basis.quoted(calendar)),)


def _quiet(quiet: Quiet, basis: Basis) -> Lines:
    zone = zone_of_clock_times(ZoneInfo(quiet.tz or basis.timezone), basis.language)
    hours = basis.say("quiet_hours", start=f"{quiet.start:%H:%M}", end=f"{quiet.end:%H:%M}", zone=zone)
    return (hours, basis.say("quiet_urgent" if quiet.exempt_urgent else "quiet_all"), basis.say("quiet_never"))


def _renewal(renewal: Renewal, basis: Basis) -> Lines:
    before = basis.counted("days", renewal.days)
    if renewal.end_date is None:
        when = basis.say("renewal_contract", days=before)
    else:
        when = basis.say("renewal_date", days=before, end=day(renewal.end_date, basis.language))
    return (when, basis.say(f"roll_{renewal.roll}"), *_days_of(renewal.calendar, basis))


def _availability(promise: Availability, basis: Basis) -> Lines:
    zone = ZoneInfo(promise.tz or basis.timezone)
    lines = [basis.say("available_no_target")]
    if promise.target is not None:
        lines = [basis.say("available", share=promise.target)]
    period = period_in_words(promise.first or date.min, promise.last, basis)
    lines += [basis.say("available_period", period=period)] if period else []
    if promise.tz:
        lines.append(basis.say("available_zone", zone=zone_of_clock_times(zone, basis.language)))
    for start, end in promise.excluded:
        first, last = (instant(at, zone, basis.language) for at in (start, end))
        lines.append(basis.say("available_excluded", span=basis.say("instants", start=first, end=last)))
    return tuple(lines)


def _left_out(rules: ExclusionRules, basis: Basis) -> Lines:
    """What a month's figures leave out, where the policy says anything other than the usual."""
    usual = ExclusionRules()
    lines = []
    if rules.planned_days is None:
        lines.append(basis.say("available_stops_count"))
    elif rules.planned_days != usual.planned_days:
        lines.append(basis.say("available_stops", days=basis.counted("days", rules.planned_days)))
    if not rules.outside_control:
        lines.append(basis.say("available_control"))
    return tuple(lines)

"""What each clock promises, in words: how long, from when, until what, by which hours (rows C7, C9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.clocks.explain import target_in_words
from mailbot.desk.policy import Anchor, Unit
from mailbot.desk.policy_paper_basis import any_of, list_in_words
from mailbot.desk.wording import duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailbot.desk.policy import Category, ClockSpec, PolicyVersion, Target
    from mailbot.desk.policy_paper_basis import Basis
    from mailbot.desk.policy_paper_values import Lines

Aspects: TypeAlias = "Mapping[str, Lines]"
"""What is said of a clock, by what it is about: `target, kind, anchor, stop, waiting, calendar`."""
ASPECTS = ("target", "kind", "anchor", "stop", "waiting", "calendar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A clock as it holds for one set of keys. `key` is theirs, joined as in the configuration; `labels` names each
    axis. Without `spec` the clock does not run there.
    """

    key: str
    labels: Lines
    spec: ClockSpec | None
    calendars: tuple[str, ...] = ()
    aspects: Aspects


def promises(
    version: PolicyVersion, clock: ClockSpec, basis: Basis, by: tuple[str, ...] | None = None
) -> tuple[Promise, ...]:
    """One for each declared category, priority or level (the gravest first), or one alone where none matters; by the
    clock's own axes, or by finer ones.
    """
    axes = clock.by if by is None else by
    found: list[Promise] = []
    for keys in product(*(_axis(version, clock, axis) for axis in axes)):
        of_case = dict(zip(axes, keys, strict=True))
        category = version.category(of_case.get("category", ""))
        spec = clock.for_case(**({"category": "", "priority": ""} | of_case))
        if spec is None and category is not None and not category.in_scope:
            continue
        labels = tuple(_label(version, axis, key, basis) for axis, key in of_case.items())
        found.append(_promise("/".join(keys), labels, spec, category, version, basis))
    return tuple(found)


def uniform(found: Sequence[Promise], aspect: str) -> Lines | None:
    """What is said of all alike; None where it differs among those that run."""
    said = {promise.aspects[aspect] for promise in found if promise.spec is not None}
    return next(iter(said)) if len(said) == 1 else None


def counting(found: Sequence[Promise], basis: Basis) -> Lines:
    """How minutes, days and weeks are counted, each way once, with the targets that are counted so where several
    differ.
    """
    ways = ways_of_counting(found, basis)
    if len(ways) == 1:
        return tuple(ways)
    colon = basis.say("colon")
    return tuple(f"{list_in_words(targets, basis.language)}{colon}{way}" for way, targets in ways.items())


def ways_of_counting(found: Sequence[Promise], basis: Basis) -> dict[str, Sequence[str]]:
    """Each way of counting with the targets that are counted so, in words; none where a clock on the wall tells it."""
    ways: dict[str, dict[str, None]] = {}
    for promise in found:
        for target, words in _targets(promise, basis):
            ways.setdefault(_way(target, promise, basis), {})[words] = None
    return {way: tuple(targets) for way, targets in ways.items() if way}


def _axis(version: PolicyVersion, clock: ClockSpec, axis: str) -> list[str]:
    """The keys of one axis in the order of the paper; levels may be those of the packs, declared nowhere here."""
    match axis:
        case "category":
            return [one.key for one in version.categories]
        case "priority":
            return [one.key for one in reversed(version.priorities)]
        case _:
            place = clock.by.index(axis) if axis in clock.by else 0
            used = [key.split("/")[place] for key in clock.targets] if axis in clock.by else []
            return list(dict.fromkeys((*(one.key for one in version.levels), *used)))


def _label(version: PolicyVersion, axis: str, key: str, basis: Basis) -> str:
    found = {"category": version.category, "priority": version.priority, "level": version.level}[axis](key)
    return found.label(basis.language) if found else key or basis.say("no_level")


def _promise(
    key: str, labels: Lines, spec: ClockSpec | None, category: Category | None, version: PolicyVersion, basis: Basis
) -> Promise:
    if spec is None or spec.target is None:
        nothing: Lines = (basis.say("no_target"),)
        aspects = dict.fromkeys(ASPECTS, ()) | {"target": nothing}
        return Promise(key=key, labels=labels, spec=None, aspects=aspects)
    calendars = basis.calendars_of(spec, category, version)
    return Promise(
        key=key,
        labels=labels,
        spec=spec,
        calendars=calendars,
        aspects={
            "target": (target_words(spec.target, calendars, basis),),
            "kind": (basis.say(f"kind_{spec.kind}"),),
            "anchor": (_anchor(spec, version, calendars, basis),),
            "stop": (_stops(spec, basis),),
            "waiting": (basis.say("pauses" if spec.pause_while_waiting else "goes_on"),),
            "calendar": basis.calendar_lines(spec, category, version),
        },
    )


def target_words(target: Target, calendars: tuple[str, ...], basis: Basis) -> str:
    """How much time a target allows: 「営業時間で8時間以内」, or 「8時間以内」 where the desk never closes."""
    inside = _amount_words(target, calendars, basis)
    if target.out_of_hours is None:
        return inside
    outside = _amount_words(target.out_of_hours, calendars, basis)
    named = basis.say("of_calendar", calendar=basis.quoted(target.hours)) if len(basis.hours) > 1 else ""
    return basis.say("in_and_out", calendar=named or basis.say("opening_hours"), inside=inside, outside=outside)


def _amount_words(target: Target, calendars: tuple[str, ...], basis: Basis) -> str:
    if target.unit is Unit.MINUTES:
        amount = duration(timedelta(minutes=target.amount), basis.language)
        if not target.amount:
            return basis.say("at_once")
        return basis.say("elapsed" if basis.round_the_clock(calendars) else "open_time", amount=amount)
    if target.unit is Unit.BUSINESS_DAYS and not target.amount:
        return basis.say("same_day")
    return target_in_words(target, basis.language)


def _anchor(spec: ClockSpec, version: PolicyVersion, calendars: tuple[str, ...], basis: Basis) -> str:
    if spec.from_ is Anchor.NOTED and spec.noted_within is not None:
        return basis.say("from_noted_within", within=target_words(spec.noted_within, calendars, basis))
    before = version.clock(spec.after)
    if spec.from_ is Anchor.START and before is not None:
        key = "from_start_capped" if spec.cap else "from_start_after"
        return basis.say(key, after=before.label(basis.language))
    return basis.say(f"from_{spec.from_.value}")


def _stops(spec: ClockSpec, basis: Basis) -> str:
    stops = [basis.say(f"stop_{kind.value}") for kind in spec.stop]
    joined = any_of(stops, basis.language)
    return basis.say("any_of", items=joined) if len(stops) > 1 else joined


def _targets(promise: Promise, basis: Basis) -> list[tuple[Target, str]]:
    """The target and the one for out of hours, each with its words."""
    target = promise.spec.target if promise.spec else None
    if target is None:
        return []
    both = [target, target.out_of_hours] if target.out_of_hours else [target]
    return [(one, _amount_words(one, promise.calendars, basis)) for one in both]


def _way(target: Target, promise: Promise, basis: Basis) -> str:
    """How one target is counted, in sentences; empty where a clock on the wall tells it."""
    if target.unit is Unit.MINUTES:
        return "" if basis.round_the_clock(promise.calendars) else basis.say("count_minutes")
    outside = f"outside_{target.outside}"
    if target.unit is Unit.WEEKS:
        keys = ["week_same_day", f"roll_{target.roll}", f"end_{target.at}", outside]
    else:
        first = "count_first" if target.count_first else "count_days"
        keys = [first, f"end_{target.at}", outside]
    joint = "" if basis.language == "ja" else " "
    return joint.join(basis.say(key) for key in keys)

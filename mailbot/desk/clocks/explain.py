"""Why a clock is due when it is: step by step, in words, from the same values as the answer itself (row C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.clocks.values import ClockState, Playing, State
from mailbot.desk.clocks.wording import JOINED, say
from mailbot.desk.hours.explain import explain_add_minutes, explain_end_of_business_day, explain_end_of_weeks
from mailbot.desk.hours.words import amount_in_words, moment_in_words
from mailbot.desk.hours.zones import MINUTE
from mailbot.desk.policy import Anchor, Unit

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.clocks.board import HoursOf
    from mailbot.desk.hours import Hours
    from mailbot.desk.policy import ClockSpec, PolicyVersion, Target


def explain(
    version: PolicyVersion, hours_of: HoursOf, playing: Playing, name: str, *, language: str = "ja"
) -> tuple[str, ...]:
    """The steps from the promise to the due time of one clock, and how it stands; `ja` or `en`.

    Raises KeyError for a clock that the policy does not have.
    """
    clock = playing.clock(name)
    if clock is None:
        raise KeyError(name)
    if clock.spec is None:
        return (say("none", language),)
    if clock.target is None or clock.anchor is None:
        return (say("trouble" if clock.trouble else "not_begun", language),)
    hours = hours_of(clock.calendar) if callable(hours_of) else hours_of[clock.calendar]
    steps = [*_promise(version, playing, clock.spec, clock.target, language)]
    steps.append(say(_anchor_key(clock, clock.spec), language, after=_after(version, clock.spec, language)))
    if clock.trouble:
        return (*steps, say("trouble", language))
    steps += _derivation(clock, clock.target, clock.anchor, hours, language)
    return (*steps, _standing(clock, hours, language))


def _promise(
    version: PolicyVersion, playing: Playing, spec: ClockSpec, target: Target, language: str
) -> tuple[str, ...]:
    amount = target_in_words(target, language)
    promise = say("promise", language, label=spec.label(language), kind=spec.kind_label(language), target=amount)
    declared = version.clock(spec.name)
    steps = [promise]
    if declared is not None and declared.by:
        keys = [_key(version, playing, axis, language) for axis in declared.by]
        steps.append(say("by", language, keys=JOINED.get(language, ", ").join(key for key in keys if key)))
    if spec.target is not None and spec.target.out_of_hours is not None:
        steps.append(say("in_hours" if target is spec.target else "out_of_hours", language))
    return tuple(steps)


def target_in_words(target: Target, language: str) -> str:
    """How much time a target allows, e.g. 「1営業日以内」, "within 8 h of opening hours"."""
    if target.unit is Unit.MINUTES:
        return say("minutes", language, amount=amount_in_words(target.amount * MINUTE, language))
    key = f"{target.unit.value}_1" if target.amount == 1 else target.unit.value
    return say(key, language, amount=target.amount)


def _key(version: PolicyVersion, playing: Playing, axis: str, language: str) -> str:
    """The label of the key that chose the target."""
    if axis == "category":
        category = version.category(playing.category)
        return category.label(language) if category else playing.category
    if axis == "priority":
        priority = version.priority(playing.priority)
        return priority.label(language) if priority else playing.priority
    level = version.level(playing.level)
    return level.label(language) if level else playing.level


def _anchor_key(clock: ClockState, spec: ClockSpec) -> str:
    if clock.restarted:
        return "reopened"
    if spec.from_ not in (Anchor.NOTED, Anchor.START):
        return spec.from_.value
    if clock.provisional:
        return f"{spec.from_.value}_expected"
    return f"{spec.from_.value}_capped" if clock.capped else spec.from_.value


def _after(version: PolicyVersion, spec: ClockSpec, language: str) -> str:
    before = version.clock(spec.after)
    return before.label(language) if before else ""


def _derivation(clock: ClockState, target: Target, anchor: datetime, hours: Hours, language: str) -> tuple[str, ...]:
    if target.unit is Unit.MINUTES:
        return explain_add_minutes(hours, anchor, target.amount, clock.pauses, lang=language)
    pauses = tuple(
        say("pause", language, start=_moment(start, hours, language), end=_moment(end, hours, language))
        for start, end in clock.pauses
    )
    if target.unit is Unit.WEEKS:
        return pauses + explain_end_of_weeks(
            hours,
            anchor,
            target.amount,
            roll=target.roll,
            outside=target.outside,
            at=target.at,
            pauses=clock.pauses,
            lang=language,
        )
    return pauses + explain_end_of_business_day(
        hours,
        anchor,
        target.amount,
        outside=target.outside,
        count_first=target.count_first,
        at=target.at,
        pauses=clock.pauses,
        lang=language,
    )


def _standing(clock: ClockState, hours: Hours, language: str) -> str:
    words = {
        "at": clock.met_at and _moment(clock.met_at, hours, language),
        "breached": clock.breached_at and _moment(clock.breached_at, hours, language),
    }
    key = "running" if clock.state is State.NONE else clock.state.value
    return say(key, language, **words)


def _moment(at: datetime, hours: Hours, language: str) -> str:
    return moment_in_words(hours.local(at), language)

"""The changes of an SLA on paper: one before/after table for each date, of versions and calendars (row C10)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.policy_paper_basis import basis_of
from mailbot.desk.policy_paper_clocks import counting, promises, uniform, ways_of_counting
from mailbot.desk.policy_paper_hours import calendar_facts, dated_facts
from mailbot.desk.policy_paper_terms import TERMS, applies_in_words, notes_on, terms_in_words
from mailbot.desk.policy_paper_values import Block, Paper, Section, Table, Text
from mailbot.desk.wording import day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mailbot.desk.hours import Hours
    from mailbot.desk.policy import Category, ClockSpec, Level, Policy, PolicyVersion, Priority
    from mailbot.desk.policy_paper_basis import Basis
    from mailbot.desk.policy_paper_clocks import Promise
    from mailbot.desk.policy_paper_values import Lines, Row

Change: TypeAlias = "tuple[str, Lines, Lines]"
"""An item with what held before and what holds after."""
A_DAY = timedelta(days=1)
OF_ALL = ("kind", "anchor", "stop", "waiting", "calendar")


def changes_paper(
    policy: Policy,
    hours: Mapping[str, Hours],
    *,
    on: date,
    language: str,
    desk: str = "",
    timezone: str = "UTC",
    contract_calendars: Iterable[str] = (),
) -> Paper:
    """Every change of the policy's versions and of the calendars that they use, the newest first; what lies after
    `on` is marked as to come. Arguments as for `policy_paper`.
    """
    basis = basis_of(policy.versions, hours, contract_calendars, language=language, on=on, timezone=timezone)
    found = _by_date(policy, basis)
    sections = [_section(when, changes, basis) for when, changes in sorted(found.items(), reverse=True) if changes]
    nothing = () if sections else (Text(text=basis.say("no_changes")),)
    return Paper(
        title=basis.say("title_changes", name=policy.name),
        desk=desk,
        language=language,
        lead=(Text(text=basis.say("as_of_changes", day=day(on, language))), *nothing),
        sections=(*sections, *_first(policy.versions[0].valid_from, basis)),
    )


def version_changes(before: PolicyVersion, after: PolicyVersion, basis: Basis) -> Iterator[Change]:
    """What two versions of a policy say differently, in the order of the paper. Each is read with the calendars of
    its own last or first day.
    """
    old, new = basis.at(after.valid_from - A_DAY), basis.at(after.valid_from)
    yield from _if_differs(basis.say("applies"), applies_in_words(before, old), applies_in_words(after, new))
    yield from _axis("category", before.categories, after.categories, basis)
    yield from _axis("priority", before.priorities, after.priorities, basis)
    yield from _order(before, after, basis)
    yield from _axis("level", before.levels, after.levels, basis)
    yield from _new_calendars(before, after, new)
    names = dict.fromkeys(clock.name for clock in (*after.clocks, *before.clocks))
    for name in names:
        yield from _clock((before, before.clock(name), old), (after, after.clock(name), new))
    one, other = terms_in_words(before, old), terms_in_words(after, new)
    for key in TERMS:
        yield from _if_differs(basis.say(key), one[key], other[key], none=basis.say("none"))


def calendar_changes(hours: Hours, when: date, basis: Basis) -> Iterator[Change]:
    """What a calendar says differently from a date on; single dates that are past by then are left out."""
    before, after = hours.line.rule(when - A_DAY).version, hours.line.rule(when).version
    one, other = (
        {
            **calendar_facts(version, basis.language, first=when),
            **dated_facts(version, basis.language, since=when),
        }
        for version in (before, after)
    )
    for key, lines in one.items():
        item = basis.say(key)
        if len(basis.hours) > 1:
            item = basis.say("of_calendar_item", item=item, calendar=basis.quoted(hours.name))
        yield from _if_differs(item, lines, other[key], none=basis.say("none"))


def _by_date(policy: Policy, basis: Basis) -> dict[date, list[Change]]:
    """Changes of calendars before the policy began are none of its own."""
    found: dict[date, list[Change]] = {}
    for before, after in pairwise(policy.versions):
        found.setdefault(after.valid_from, []).extend(version_changes(before, after, basis))
    for hours in basis.hours.values():
        for rule in hours.line.rules[1:]:
            when = rule.version.first
            if when > policy.versions[0].valid_from:
                found.setdefault(when, []).extend(calendar_changes(hours, when, basis))
    return found


def _first(began: date, basis: Basis) -> Iterator[Section]:
    """When the policy began; one without dated versions has no such day."""
    if began > date.min:
        key = "first_version_to_come" if began > basis.on else "first_version"
        heading = basis.say(key, day=day(began, basis.language))
        yield Section(heading=heading, blocks=(Text(text=basis.say("first_text")),))


def _section(when: date, changes: Sequence[Change], basis: Basis) -> Section:
    heading = basis.say("change_to_come" if when > basis.on else "change_on", day=day(when, basis.language))
    rows: list[Row] = [((item,), before, after) for item, before, after in changes]
    head = (basis.say("item"), basis.say("before"), basis.say("after"))
    blocks: tuple[Block, ...] = (Table(head=head, rows=tuple(rows), kind="change"),)
    return Section(heading=heading, blocks=blocks)


def _if_differs(item: str, before: Lines, after: Lines, *, none: str = "") -> Iterator[Change]:
    if before != after:
        yield item, before or (none,), after or (none,)


def _axis(
    kind: str,
    before: Sequence[Category | Priority | Level],
    after: Sequence[Category | Priority | Level],
    basis: Basis,
) -> Iterator[Change]:
    """Categories, priorities or levels by their keys: come, gone, or otherwise labelled or handled."""
    old, new = ({one.key: one for one in ones} for ones in (before, after))
    for key in dict.fromkeys((*new, *old)):
        sides = [_described(side[key], basis) if key in side else () for side in (old, new)]
        label = (new.get(key) or old[key]).label(basis.language)
        item = f"{basis.say(kind)}{basis.say('colon')}{label}"
        yield from _if_differs(item, sides[0], sides[1], none=basis.say("none"))


def _described(one: Category | Priority | Level, basis: Basis) -> Lines:
    scope = () if getattr(one, "in_scope", True) else (basis.say("out_of_scope"),)
    return (one.label(basis.language), *scope, *notes_on(one, basis, alone=False))


def _order(before: PolicyVersion, after: PolicyVersion, basis: Basis) -> Iterator[Change]:
    """The order of priorities, where those that stay have changed places."""
    old, new = ([one.key for one in version.priorities] for version in (before, after))
    if [key for key in old if key in new] != [key for key in new if key in old]:
        words = [
            tuple(one.label(basis.language) for one in reversed(version.priorities)) for version in (before, after)
        ]
        yield basis.say("priority_order"), words[0], words[1]


def _new_calendars(before: PolicyVersion, after: PolicyVersion, basis: Basis) -> Iterator[Change]:
    """The hours of calendars that the policy counts by for the first time."""
    known = {*basis.contract_calendars, *(name for _, name in before.named_calendars())}
    for name in dict.fromkeys(name for _, name in after.named_calendars()):
        version = basis.calendar_version(name)
        if name in known or version is None:
            continue
        facts = calendar_facts(version, basis.language, first=after.valid_from)
        item = basis.say("of_calendar_item", item=basis.say("week"), calendar=basis.quoted(name))
        closed = [key for key, holds in (("national", version.country), ("yearly", version.yearly)) if holds]
        yield item, (basis.say("none"),), (*facts["week"], *(_about(key, facts[key], basis) for key in closed))


Side: TypeAlias = "tuple[PolicyVersion, ClockSpec | None, Basis]"


def _clock(before: Side, after: Side) -> Iterator[Change]:
    """One clock: its targets by their keys, then each aspect once where it holds for all, else by the keys. One that
    comes or goes is said whole.
    """
    basis, spec = after[2], after[1] or before[1]
    label = spec.label(basis.language) if spec else ""
    axes = _axes(before, after)
    old, new = (_found(side, axes) for side in (before, after))
    if not (before[1] and after[1]):
        yield from _if_differs(label, _whole(old, basis), _whole(new, basis), none=basis.say("none"))
        return
    for key in dict.fromkeys((*new, *old)):
        item = _item(label, "", new.get(key) or old[key], basis)
        yield from _if_differs(item, _said(old, key, "target"), _said(new, key, "target"), none=basis.say("none"))
    for aspect in OF_ALL:
        yield from _aspect(label, aspect, old, new, basis)
    sides = ((list(old.values()), before[2]), (list(new.values()), basis))
    if len({frozenset(ways_of_counting(*side)) for side in sides}) > 1:
        one, other = (counting(*side) for side in sides)
        yield from _if_differs(_joined([label, basis.say("counting")], basis), one, other, none=basis.say("none"))


def _axes(before: Side, after: Side) -> tuple[str, ...]:
    """By what either side differs, so that each row has its answer on both."""
    return tuple(dict.fromkeys(axis for side in (after, before) if side[1] for axis in side[1].by))


def _found(side: Side, axes: tuple[str, ...]) -> dict[str, Promise]:
    version, clock, basis = side
    return {one.key: one for one in promises(version, clock, basis, by=axes)} if clock else {}


def _whole(found: Mapping[str, Promise], basis: Basis) -> Lines:
    """A clock in one cell: its targets by their keys, each with what is its own, then what holds for all of them."""
    alike = {aspect: said for aspect in OF_ALL if (said := uniform(list(found.values()), aspect)) is not None}
    own = [aspect for aspect in OF_ALL if aspect not in alike]
    lines = [_row(one, own, basis) for one in found.values() if one.spec is not None]
    return (*lines, *(_about(aspect, said, basis) for aspect, said in alike.items() if said))


def _row(promise: Promise, own: Sequence[str], basis: Basis) -> str:
    line = _joined([" / ".join(promise.labels), *promise.aspects["target"]], basis)
    details = [_about(aspect, promise.aspects[aspect], basis) for aspect in own if promise.aspects[aspect]]
    return basis.say("with", said=line, more=_apart(details, basis)) if details else line


def _about(aspect: str, said: Lines, basis: Basis) -> str:
    return _joined([basis.say(aspect), _apart(said, basis)], basis)


def _apart(parts: Sequence[str], basis: Basis) -> str:
    return ("、" if basis.language == "ja" else "; ").join(parts)


def _said(side: Mapping[str, Promise], key: str, aspect: str) -> Lines:
    return side[key].aspects[aspect] if key in side and side[key].spec else ()


def _aspect(
    label: str, aspect: str, old: Mapping[str, Promise], new: Mapping[str, Promise], basis: Basis
) -> Iterator[Change]:
    name = basis.say(aspect)
    one, other = (uniform(list(side.values()), aspect) for side in (old, new))
    if one is not None and other is not None:
        yield from _if_differs(_joined([label, name], basis), one, other, none=basis.say("none"))
        return
    for key in new:
        if key in old and new[key].spec and old[key].spec:
            item = _item(label, name, new[key], basis)
            yield from _if_differs(item, _said(old, key, aspect), _said(new, key, aspect), none=basis.say("none"))


def _item(label: str, name: str, promise: Promise, basis: Basis) -> str:
    """「解決：緊急」, with the aspect behind it where it is another than the target."""
    return _joined([label, " / ".join(promise.labels), name], basis)


def _joined(parts: Sequence[str], basis: Basis) -> str:
    return basis.say("colon").join(part for part in parts if part)

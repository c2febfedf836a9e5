"""The SLA in force on paper: one policy version, its calendars and a year as a document (row C10)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.policy_paper_basis import basis_of, is_round_the_clock
from mailbot.desk.policy_paper_clocks import counting, promises, uniform
from mailbot.desk.policy_paper_hours import (
    calendar_facts,
    closed_days,
    days_off,
    special_openings,
    windows_in_words,
)
from mailbot.desk.policy_paper_terms import TERMS, applies_in_words, notes_on, period_in_words, terms_in_words
from mailbot.desk.policy_paper_values import Block, Facts, Paper, Section, Table, Text
from mailbot.desk.wording import day, days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mailbot.desk.hours import Hours
    from mailbot.desk.policy import Category, ClockSpec, Level, Policy, PolicyVersion, Priority
    from mailbot.desk.policy_paper_basis import Basis
    from mailbot.desk.policy_paper_clocks import Promise
    from mailbot.desk.policy_paper_values import Lines, Row

A_DAY = timedelta(days=1)
MAY_DIFFER = ("kind", "anchor", "stop", "waiting", "calendar")


def policy_paper(
    policy: Policy,
    hours: Mapping[str, Hours],
    *,
    on: date,
    language: str,
    desk: str = "",
    timezone: str = "UTC",
    contract_calendars: Iterable[str] = (),
) -> Paper:
    """What the policy promises on a date, in `ja` or `en`, with its calendars and their closing days of that year.

    `hours` are the calendars of the configuration by name; `contract_calendars` those of the contracts under the
    policy, which rule what names none; `timezone` is the desk's.
    """
    version = policy.version_on(on)
    basis = basis_of([version], hours, contract_calendars, language=language, on=on, timezone=timezone)
    return Paper(
        title=basis.say("title", name=policy.name),
        desk=desk,
        language=language,
        lead=tuple(_lead(policy, version, basis)),
        sections=(
            *_axes(version, basis),
            *_clocks(version, basis),
            *_calendars(basis),
            *_terms(version, basis),
        ),
    )


def _lead(policy: Policy, version: PolicyVersion, basis: Basis) -> Iterator[Block]:
    if basis.on < version.valid_from:
        yield Text(text=basis.say("before_first"))
    later = [one.valid_from for one in policy.versions if one.valid_from > version.valid_from]
    until = later[0] - A_DAY if later else None
    rows: list[tuple[str, Lines]] = [(basis.say("as_of"), (day(basis.on, basis.language),))]
    period = period_in_words(version.valid_from, until, basis)
    rows += [(basis.say("in_force"), (period,))] if period else []
    rows += [(basis.say("next_version"), (day(later[0], basis.language),))] if later else []
    rows.append((basis.say("applies"), applies_in_words(version, basis)))
    yield Facts(rows=tuple(rows))


def _axes(version: PolicyVersion, basis: Basis) -> Iterator[Section]:
    yield _axis("categories", "category", version.categories, basis)
    graver_first = tuple(reversed(version.priorities))
    yield _axis("priorities", "priority", graver_first, basis, lead="priorities_lead")
    if version.levels:
        yield _axis("levels", "level", version.levels, basis)


def _axis(
    heading: str, label: str, ones: Sequence[Category | Priority | Level], basis: Basis, *, lead: str = ""
) -> Section:
    """A table of what there is, with how it is handled; the scope only where something lies outside of it."""
    alone = len(ones) == 1
    scopes: list[Lines] = [
        (basis.say("in_scope" if getattr(one, "in_scope", True) else "out_of_scope"),) for one in ones
    ]
    columns: list[tuple[str, list[Lines]]] = [(label, [(one.label(basis.language),) for one in ones])]
    columns += [("scope", scopes)] if len(set(scopes)) > 1 else []
    columns.append(("note", [notes_on(one, basis, alone=alone) for one in ones]))
    table = _table([(basis.say(key), cells) for key, cells in columns])
    said = (Text(text=basis.say(lead)),) if lead and not alone else ()
    return Section(heading=basis.say(heading), blocks=(*said, table))


def _table(columns: list[tuple[str, list[Lines]]], *, keys: int = 1) -> Table:
    """Columns side by side; those that say nothing are left out."""
    telling = [(head, cells) for head, cells in columns if any(cells)]
    rows: Iterator[Row] = zip(*(cells for _, cells in telling), strict=True)
    return Table(head=tuple(head for head, _ in telling), rows=tuple(rows), keys=keys)


def _clocks(version: PolicyVersion, basis: Basis) -> Iterator[Section]:
    nothing = () if version.clocks else (Text(text=basis.say("no_clocks")),)
    yield Section(heading=basis.say("clocks"), blocks=nothing)
    for clock in version.clocks:
        yield _clock(version, clock, basis)


def _clock(version: PolicyVersion, clock: ClockSpec, basis: Basis) -> Section:
    """What differs by the keys as a table, what holds for all as facts."""
    found = promises(version, clock, basis)
    alike = {aspect: said for aspect in MAY_DIFFER if (said := uniform(found, aspect)) is not None}
    rows: list[tuple[str, Lines]] = [(basis.say(key), said) for key, said in alike.items() if said and key != "kind"]
    kind = alike.get("kind", ())
    head = basis.say(clock.kind) if kind else basis.say("time")
    blocks: list[Block] = []
    if clock.by:
        blocks.append(_targets(clock, found, head, [key for key in MAY_DIFFER if key not in alike], basis))
    else:
        rows.insert(0, (head, found[0].aspects["target"]))
    ways = counting(found, basis)
    rows += [(basis.say("counting"), ways)] if ways else []
    label = clock.label(basis.language)
    heading = basis.say("of_kind", label=label, kind=kind[0]) if kind else label
    return Section(heading=heading, blocks=(*blocks, *([Facts(rows=tuple(rows))] if rows else [])), level=3)


def _targets(clock: ClockSpec, found: Sequence[Promise], head: str, differing: list[str], basis: Basis) -> Table:
    columns: list[tuple[str, list[Lines]]] = [
        (basis.say(axis), [(one.labels[place],) for one in found]) for place, axis in enumerate(clock.by)
    ]
    columns.append((head, [one.aspects["target"] for one in found]))
    columns += [(basis.say(key), [one.aspects[key] for one in found]) for key in differing]
    return _table(columns, keys=len(clock.by))


def _calendars(basis: Basis) -> Iterator[Section]:
    lead: list[Block] = []
    if not basis.hours:
        lead.append(Text(text=basis.say("no_calendar")))
    elif len(basis.contract_calendars) != 1 and len(basis.hours) > 1:
        lead.append(Text(text=basis.say("several_calendars")))
    yield Section(heading=basis.say("hours"), blocks=tuple(lead))
    for name, hours in basis.hours.items():
        heading = basis.say("hours_of", calendar=basis.quoted(name) if len(basis.hours) > 1 else "").rstrip()
        yield Section(heading=heading, blocks=tuple(_calendar(hours, basis)), level=3)


def _calendar(hours: Hours, basis: Basis) -> Iterator[Block]:
    """The hours of each version that the year sees, then the closing days and special openings of the year."""
    first, last = date(basis.on.year, 1, 1), date(basis.on.year, 12, 31)
    periods: list[tuple[date, date, dict[str, Lines]]] = []
    for rule in hours.line.rules:
        begins, ends = max(rule.version.first, first), min(rule.last, last)
        if begins > ends:
            continue
        facts = calendar_facts(rule.version, basis.language, first=begins, last=ends)
        if periods and periods[-1][2] == facts:
            begins = periods.pop()[0]
        periods.append((begins, ends, facts))
    for begins, ends, facts in periods:
        if len(periods) > 1:
            yield Text(text=days(begins, ends, basis.language))
        yield Facts(rows=tuple((basis.say(key), lines) for key, lines in facts.items() if lines))
    yield from _year(hours, basis)


def _year(hours: Hours, basis: Basis) -> Iterator[Block]:
    year, language = basis.on.year, basis.language
    version = hours.line.rule(basis.on).version
    closed = closed_days(hours, year, language)
    if closed:
        rows: list[Row] = [((days(one.first, one.last, language),), (one.name,)) for one in closed]
        yield Table(head=(basis.say("year_closed", year=year), basis.say("name")), rows=tuple(rows))
        off = days_off(version, language)
        yield from [Text(text=basis.say("regular_left_out", days=off))] if off else []
    else:
        key = "round_no_closed" if is_round_the_clock(version) else "year_no_closed"
        yield Text(text=basis.say(key, year=year))
    if version.country and hours.announced_until is not None and year > hours.announced_until:
        yield Text(text=basis.say("projected", year=year))
    special = special_openings(hours, year)
    if special:
        rows = [((day(one, language),), (windows_in_words(windows, language),)) for one, windows in special]
        yield Table(head=(basis.say("year_open", year=year), basis.say("week")), rows=tuple(rows))


def _terms(version: PolicyVersion, basis: Basis) -> Iterator[Section]:
    said = terms_in_words(version, basis)
    rows = tuple((basis.say(key), said[key]) for key in TERMS if said[key])
    yield Section(heading=basis.say("terms"), blocks=(Facts(rows=rows),))

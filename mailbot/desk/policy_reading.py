"""Reading a policy as a person declares it, whole: every fault at once, each with its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeVar

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.labels import NO_LABELS, filled
from mailbot.desk.policy import NORMAL, QUESTION, Category, Level, Policy, PolicyVersion, Priority
from mailbot.desk.policy_clock_reading import KEY, read_clocks, read_labels
from mailbot.desk.policy_keys import Table, spelt, suggest
from mailbot.desk.policy_terms_reading import SharedTerms, read_availability, terms_of, with_terms
from mailbot.desk.requests import Request
from mailbot.desk.uptime_reading import read_exclusions

if TYPE_CHECKING:
    from collections.abc import Callable

_Keyed = TypeVar("_Keyed", Category, Priority, Level)
APPLIES: tuple[Literal["receipt", "date"], ...] = ("receipt", "date")
EVER = date.min


def read_policy(name: str, mapping: object, *, defaults: SharedTerms | None = None) -> Policy:
    """A policy with its versions. Keys beside `versions` hold for every version that does not give them itself;
    without `versions` they are the only one, valid from ever. `defaults` are the desk's (DECISIONS 11).

    Raises Complaints with paths from the policy inwards (`versions[0].clocks.answer.target`).
    """
    faults: list[Complaint] = []
    outer = Table(mapping, (), faults)
    versions = [_version(table, defaults or SharedTerms()) for table in _version_tables(outer, faults)]
    dates = [version.valid_from for version in versions]
    if len(set(dates)) < len(dates):
        outer.complain("two versions begin on the same date", "versions")
    if not versions and not faults:
        outer.complain("a policy needs versions, or clocks of its own")
    if faults:
        raise Complaints(_as_written(faults, outer))
    return Policy(name=name, versions=tuple(sorted(versions, key=lambda version: version.valid_from)))


def read_version(mapping: object) -> PolicyVersion:
    """One version by itself, as `policy_json.as_json` writes it. Raises Complaints."""
    faults: list[Complaint] = []
    version = _version(Table(mapping, (), faults), SharedTerms())
    if faults:
        raise Complaints(faults)
    return version


def _version_tables(outer: Table, faults: list[Complaint]) -> list[Table]:
    common = {key: outer.take(key) for key in outer if key != "versions"}
    found = outer.take("versions")
    if found is None:
        return [Table(common, (), faults)] if common else []
    if not isinstance(found, Sequence) or isinstance(found, str):
        outer.complain("must be a list: write each one as [[policies.NAME.versions]]", "versions")
        return []
    tables = []
    for place, version in enumerate(found):
        own = version if isinstance(version, Mapping) else {}
        if own is not version:
            outer.complain("must be a table of keys", "versions", place)
        if "from" not in own:
            outer.complain("needs a date, e.g. from = 2026-04-01", "versions", place, "from")
        tables.append(Table({**common, **own}, ("versions", place), faults))
    return tables


def _as_written(faults: list[Complaint], outer: Table) -> list[Complaint]:
    """A fault in a key that stands beside `versions` is told where it stands, and once."""
    told: dict[Complaint, None] = {}
    versions = outer.take("versions")
    for fault in faults:
        path = fault.path
        if len(path) > 2 and path[0] == "versions" and isinstance(versions, Sequence):
            own = versions[int(path[1])]
            if str(path[2]) in outer and not (isinstance(own, Mapping) and path[2] in own):
                path = path[2:]
        told[Complaint(path, fault.message)] = None
    return list(told)


def _version(table: Table, shared: SharedTerms) -> PolicyVersion:
    categories = _declared(table, "categories", _category) or (QUESTION,)
    priorities = _declared(table, "priorities", _priority) or (NORMAL,)
    levels = _declared(table, "levels", _level)
    known = {
        "category": [one.key for one in categories],
        "priority": [one.key for one in priorities],
        "level": [one.key for one in levels],
    }
    version = PolicyVersion(
        valid_from=table.day("from") or EVER,
        applies=table.choice("applies", APPLIES, otherwise="receipt"),
        categories=categories,
        priorities=priorities,
        levels=levels,
        clocks=read_clocks(table.table("clocks"), known),
        availability=read_availability(table),
        exclusions=read_exclusions(table, table.day("from") or EVER),
        escalate=table.flag("escalate", otherwise=True),
        interim_ahead=table.whole("interim_ahead", otherwise=30),
        requests=_requests(table),
    )
    reminders = table.shares("reminders")
    version = version if reminders is None else replace(version, reminders=reminders)
    version = with_terms(version, terms_of(table), shared, table)
    table.finish()
    return version


def _requests(table: Table) -> tuple[Request, ...]:
    """All of them where the key is absent; `false` for none."""
    if "requests" not in table:
        return tuple(Request)
    found = table.take("requests")
    words = [] if found is False else table.texts("requests")
    known = {one.value: one for one in Request}
    for word in words:
        if word not in known:
            table.complain(f"{spelt(word)} is no request{suggest(word, known)}", "requests")
    return tuple(known[word] for word in dict.fromkeys(words) if word in known)


def _declared(outer: Table, name: str, read: Callable[[Table, str, int], _Keyed]) -> tuple[_Keyed, ...]:
    """Keys in a table (`fault = { labels = … }`), or a list of keys or of tables with `key`; in their order."""
    found = outer.take(name)
    listed = _listed(found)
    if found is not None and listed is None:
        outer.complain("must be a table of keys, or a list of them", name)
    things: list[_Keyed] = []
    for place, (step, key, terms) in enumerate(listed or (), 1):
        inner = Table({name: {step: terms}}, outer.path, outer.faults).table(name)
        one = inner and inner.table(str(step))
        if one is None:
            continue
        one.take("key")
        if not KEY.match(key):
            one.complain("a key is made of ASCII letters, digits, - and _")
        things.append(read(one, key, place))
        one.finish()
    return _in_order(outer, name, things)


def _listed(found: object) -> list[tuple[str, str, object]] | None:
    """Where each thing stands, its key, and its table."""
    if found is None:
        return []
    if isinstance(found, Mapping):
        return [(str(key), str(key), terms) for key, terms in found.items()]
    if not isinstance(found, Sequence) or isinstance(found, str):
        return None
    listed: list[tuple[str, str, object]] = []
    for one in found:
        key = str(one.get("key", "")) if isinstance(one, Mapping) else str(one)
        listed.append((key, key, one if isinstance(one, Mapping) else {}))
    return listed


def _in_order(outer: Table, name: str, things: list[_Keyed]) -> tuple[_Keyed, ...]:
    keys = [one.key for one in things]
    if len(set(keys)) < len(keys):
        outer.complain("the same key is declared twice", name)
    orders = [one.order for one in things]
    if len(set(orders)) < len(orders):
        outer.complain("two have the same order", name)
    marked = [one.key for one in things if one.default]
    if len(marked) > 1 or (len(things) > 1 and not marked and name != "levels"):
        outer.complain(f"mark exactly one as default = true, not {len(marked)}", name)
    return tuple(sorted(things, key=lambda one: one.order))


def _category(table: Table, key: str, place: int) -> Category:
    return Category(
        key=key,
        labels=filled(read_labels(table, usual=QUESTION.labels if key == QUESTION.key else NO_LABELS), key),
        order=table.whole("order", otherwise=place),
        default=table.flag("default"),
        alerts=table.flag("alerts"),
        in_scope=table.flag("in_scope", otherwise=True),
        calendar=table.text("calendar"),
        pointer=read_labels(table, key="pointer"),
        wish=table.flag("wish"),
    )


def _priority(table: Table, key: str, place: int) -> Priority:
    alerts = table.flag("alerts")
    return Priority(
        key=key,
        labels=filled(read_labels(table, usual=NORMAL.labels if key == NORMAL.key else NO_LABELS), key),
        order=table.whole("order", otherwise=place),
        default=table.flag("default"),
        alerts=alerts,
        telephone=table.flag("telephone", otherwise=alerts),
        out_of_hours=table.flag("out_of_hours"),
    )


def _level(table: Table, key: str, place: int) -> Level:
    return Level(
        key=key,
        labels=filled(read_labels(table), key),
        order=table.whole("order", otherwise=place),
        default=table.flag("default"),
    )

"""Fills in what a story on paper leaves undeclared: the categories, priorities and levels that it merely uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailbot.desk.cases import Event

AXES = {"category": "categories", "priority": "priorities", "level": "levels"}
USUAL = {"category": "question", "priority": "normal", "level": ""}


def declared(
    policy: Mapping[str, object], events: Sequence[tuple[str, Event | None]]
) -> tuple[dict[str, object], dict[str, str]]:
    """The policy's keys as a version has them, and the category, priority and level at the receipt.

    In a story `policy.priority` (and so on) is the one at the receipt; keys are declared by being used, in the
    order of their first use.
    """
    keys = {key: value for key, value in policy.items() if key not in (*AXES, "calendar")}
    start: dict[str, str] = {}
    for axis, plural in AXES.items():
        used = dict.fromkeys((*_in_targets(policy, axis), *_in_events(events, axis)))
        first = str(policy.get(axis, ""))
        if plural not in keys:
            names = list(dict.fromkeys([*used, *([first] if first else [])]))
            default = first or (USUAL[axis] if USUAL[axis] in names or not names else names[0])
            if names:
                keys[plural] = {name: {"default": name == default} for name in names}
            start[axis] = default
        else:
            start[axis] = first
    return keys, start


def _in_targets(policy: Mapping[str, object], axis: str) -> Iterator[str]:
    clocks = policy.get("clocks")
    for clock in clocks.values() if isinstance(clocks, Mapping) else ():
        by = clock.get("by") if isinstance(clock, Mapping) else None
        parts = by.split("/") if isinstance(by, str) else list(by) if isinstance(by, Sequence) else []
        targets = clock.get("targets") if isinstance(clock, Mapping) else None
        if axis not in parts or not isinstance(targets, Mapping):
            continue
        for key in targets:
            words = str(key).split("/")
            if len(words) == len(parts):
                yield words[parts.index(axis)]


def _in_events(events: Sequence[tuple[str, Event | None]], axis: str) -> Iterator[str]:
    for kind, event in events:
        if kind == axis and event is not None and event.facts.get("to"):
            yield str(event.facts["to"])

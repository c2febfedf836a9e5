"""Reading a policy as a person declares it, whole: every fault at once, each with its path."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from mailbot.desk.cases import Status
from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.labels import NO_LABELS, NORMAL_LABELS, QUESTION_LABELS, Labels
from mailbot.desk.policy import (
    NORMAL,
    QUESTION,
    AutoClose,
    Availability,
    Category,
    ClockSpec,
    LateNotice,
    Level,
    Policy,
    PolicyVersion,
    Priority,
    Quiet,
    Renewal,
)
from mailbot.desk.policy_clock_reading import KEY, OUTSIDE, ROLLS, read_clocks, read_labels
from mailbot.desk.policy_keys import Table, as_day, as_instant, spelt, suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    _Keyed = TypeVar("_Keyed", Category, Priority, Level)

SHARED_KEYS = ("late_notice", "auto_close", "quiet", "reopen", "renewal")
"""What `[desk]` may give for all policies (DECISIONS 11)."""
APPLIES: tuple[Literal["receipt", "date"], ...] = ("receipt", "date")
REOPEN: tuple[Literal["continue", "restart"], ...] = ("continue", "restart")
SILENT = (Status.ANSWERED, Status.WAITING, Status.RESOLVED)


def read_policy(name: str, mapping: object, *, defaults: Mapping[str, object] | None = None) -> Policy:
    """A policy with its versions. Keys beside `versions` hold for every version that does not give them itself;
    without `versions` they are the only one, valid from ever. `defaults` are the desk's (DECISIONS 11).

    Raises Complaints with paths from the policy inwards (`versions[0].clocks.answer.target`).
    """
    faults: list[Complaint] = []
    outer = Table(mapping, (), faults)
    common = {key: outer.take(key) for key in outer.keys() if key != "versions"}
    shared = {key: value for key, value in (defaults or {}).items() if key in SHARED_KEYS}
    versions = [
        _version(table, {**common, **table_values}, shared) for table, table_values in _versions(outer, faults)
    ]
    dates = [version.valid_from for version in versions]
    if len(set(dates)) < len(dates):
        outer.complain("two versions begin on the same date", "versions")
    if faults:
        raise Complaints(faults)
    return Policy(name=name, versions=tuple(sorted(versions, key=lambda version: version.valid_from)))


def read_version(mapping: object) -> PolicyVersion:
    """One version by itself, as `as_json` writes it. Raises Complaints."""
    faults: list[Complaint] = []
    version = _version_keys(Table(mapping, (), faults), {})
    if faults:
        raise Complaints(faults)
    return version

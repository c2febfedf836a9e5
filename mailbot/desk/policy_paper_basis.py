"""What a policy on paper leans on: the calendars that it counts by, a date, a language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.hours.week import ALL_DAY
from mailbot.desk.policy_paper_words import counted, say
from mailbot.desk.wording import listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from mailbot.desk.hours import Hours
    from mailbot.desk.hours.versions import Version
    from mailbot.desk.policy import Category, ClockSpec, PolicyVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """`hours` are the calendars involved, in the order of the paper; `contract_calendars` those of the contracts
    under this policy, which rule what names no calendar (DECISIONS 21). `timezone` is the desk's.
    """

    language: str
    on: date
    hours: Mapping[str, Hours]
    contract_calendars: tuple[str, ...] = ()
    timezone: str = "UTC"

    def say(self, key: str, **words: object) -> str:
        return say(key, self.language, **words)

    def counted(self, unit: str, count: int) -> str:
        return counted(unit, count, self.language)

    def quoted(self, name: str) -> str:
        return self.say("quoted", name=name)

    def at(self, day: date) -> Basis:
        """The same on another date."""
        return replace(self, on=day)

    def calendar_version(self, name: str) -> Version | None:
        """The version of a calendar that rules the date."""
        hours = self.hours.get(name)
        return hours.line.rule(self.on).version if hours else None

    def round_the_clock(self, names: Iterable[str]) -> bool:
        """Whether every one of these calendars is open day and night, so that its hours need no saying."""
        versions = [self.calendar_version(name) for name in names]
        return bool(versions) and all(version is not None and is_round_the_clock(version) for version in versions)

    def calendars_of(self, spec: ClockSpec, category: Category | None, version: PolicyVersion) -> tuple[str, ...]:
        """Where a clock may count: its own calendar, else the category's, else the contract's. Without a category
        each of those that the policy takes on.
        """
        if spec.calendar:
            return (spec.calendar,)
        asked = [category] if category else [one for one in version.categories if one.in_scope]
        own = [name for one in asked for name in ([one.calendar] if one.calendar else self.contract_calendars)]
        return tuple(dict.fromkeys(own))

    def calendar_lines(self, spec: ClockSpec, category: Category | None, version: PolicyVersion) -> tuple[str, ...]:
        """The same in words; empty where there is only one calendar in the whole paper."""
        if len(self.hours) < 2:
            return ()
        if spec.calendar or (category and category.calendar):
            return (self.quoted(spec.calendar or (category.calendar if category else "")),)
        differing = [] if category else [one for one in version.categories if one.in_scope and one.calendar]
        lines = [f"{one.label(self.language)}{self.say('colon')}{self.quoted(one.calendar)}" for one in differing]
        rest = self._contracts_in_words()
        return (*lines, f"{self.say('others')}{self.say('colon')}{rest}") if lines else (rest,)

    def _contracts_in_words(self) -> str:
        if len(self.contract_calendars) == 1:
            return self.quoted(self.contract_calendars[0])
        return self.say("contracts_own")


def basis_of(
    versions: Sequence[PolicyVersion],
    hours: Mapping[str, Hours],
    contract_calendars: Iterable[str],
    *,
    language: str,
    on: date,
    timezone: str = "UTC",
) -> Basis:
    """The basis of these versions: the contracts' calendars first, then those that the versions name."""
    contracts = tuple(name for name in dict.fromkeys(contract_calendars) if name in hours)
    named = [name for version in versions for _, name in version.named_calendars() if name in hours]
    involved = {name: hours[name] for name in dict.fromkeys((*contracts, *named))}
    return Basis(
        language=language,
        on=on,
        hours=MappingProxyType(involved),
        contract_calendars=contracts,
        timezone=timezone,
    )


def is_round_the_clock(version: Version) -> bool:
    """Open at all times, holidays included; single closing days aside."""
    return all(windows == ALL_DAY for windows in version.weekly) and not version.country and not version.yearly


def list_in_words(items: Sequence[str], language: str) -> str:
    """Things side by side: joined by 、 in Japanese whatever their number."""
    return "、".join(items) if language == "ja" else listing(items, language)


def any_of(items: Sequence[str], language: str) -> str:
    """Things of which one will do: 「A、B、C」, "A, B or C"."""
    if language == "ja" or len(items) < 2:
        return "、".join(items)
    return f"{', '.join(items[:-1])} or {items[-1]}"

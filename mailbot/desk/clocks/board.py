"""The table at which a case is played: its story, its clocks, and the calendars that they are counted by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.hours import Hours

if TYPE_CHECKING:
    from mailbot.desk.clocks.story import Story
    from mailbot.desk.clocks.track import Track
    from mailbot.desk.policy import ClockSpec, PolicyVersion

HoursOf: TypeAlias = Callable[[str], Hours] | Mapping[str, Hours]
"""The prepared calendars by name."""


class Board:
    """What every clock of one case may look at while it is played."""

    def __init__(
        self, version: PolicyVersion, hours_of: HoursOf, story: Story, tracks: Mapping[str, Track], contract: str
    ) -> None:
        self.version = version
        self.story = story
        self.tracks = tracks
        self.contract_calendar = contract
        self.hours_of = hours_of

    def hours(self, calendar: str) -> Hours:
        return self.hours_of(calendar) if callable(self.hours_of) else self.hours_of[calendar]

    def calendar_of(self, clock: ClockSpec) -> str:
        """The clock's own calendar, else the category's, else the contract's (DECISIONS 21, row B4)."""
        category = self.version.category(self.story.category)
        return clock.calendar or (category.calendar if category else "") or self.contract_calendar

    def rule_of(self, clock: ClockSpec) -> ClockSpec | None:
        """The clock as it holds under the keys in force; None if it does not run."""
        story = self.story
        return clock.for_case(category=story.category, priority=story.priority, level=story.level)

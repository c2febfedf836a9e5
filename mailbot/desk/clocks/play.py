"""Playing a case: its events in, its clocks out. Pure; what is stored beside events can be rebuilt from here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks.board import Board, HoursOf
from mailbot.desk.clocks.silence import LateWatch, silence_of
from mailbot.desk.clocks.story import Story
from mailbot.desk.clocks.track import Track
from mailbot.desk.clocks.values import Breach, ClockState, Moment, Notice, Playing, Silence
from mailbot.desk.policy import ClockSpec, PolicyVersion

Versions: TypeAlias = Callable[[str], PolicyVersion]
"""The policy version that an event of kind `policy` names by its `to`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The category, priority and level of a case at its receipt; events change them."""

    category: str
    priority: str
    level: str = ""


def play(
    version: PolicyVersion,
    hours_of: HoursOf,
    events: Sequence[Event],
    *,
    now: datetime,
    contract_calendar: str = "",
    category: str = "",
    priority: str = "",
    level: str = "",
    versions: Versions | None = None,
) -> Playing:
    """How the clocks stand at `now` after these events. Events are taken in order of time, those of one instant
    as they stand; later ones than `now` are left out. `category`, `priority` and `level` are the keys at the
    receipt (the policy's defaults where empty); events change them. Calendars are asked for by name. `versions`
    finds what an event of kind `policy` names; without it such events change nothing.

    Playing events one by one gives what playing them at once gives.
    """
    keys = Keys(
        category=category or version.default_category.key,
        priority=priority or version.default_priority.key,
        level=level or version.default_level,
    )
    game = Game(version, hours_of, keys, contract_calendar=contract_calendar, versions=versions)
    for event in sorted(events, key=lambda event: event.at):
        if event.at <= now:
            game.take(event)
    return game.playing(now)


class Game:
    """A case being played, event by event; `play` is the way in, save for who must step in between events."""

    def __init__(
        self,
        version: PolicyVersion,
        hours_of: HoursOf,
        keys: Keys,
        *,
        contract_calendar: str,
        versions: Versions | None = None,
    ) -> None:
        self._keys = keys
        self._versions = versions
        self._past: list[Event] = []
        self._moments: list[Moment] = []
        self._closing_notices: dict[Notice, None] = {}
        self._breaches_of_gone: list[Breach] = []
        self._lay_out(version, hours_of, contract_calendar)

    def _lay_out(self, version: PolicyVersion, hours_of: HoursOf, contract_calendar: str) -> None:
        self._tracks = {spec.name: Track(spec) for spec in version.clocks}
        self._order = _starts_first(version.clocks)
        story = Story(category=self._keys.category, priority=self._keys.priority, level=self._keys.level)
        self._board = Board(version, hours_of, story, self._tracks, contract_calendar)
        self._late = LateWatch(version.late_notice) if version.late_notice else None

    @property
    def silence(self) -> Silence | None:
        """When silence closes the case, if nothing happens any more."""
        return silence_of(self._board)

    @property
    def is_closed(self) -> bool:
        return self._board.story.is_closed

    def take(self, event: Event) -> None:
        """Takes in the next event; nothing happens to a case that is closed."""
        if self.is_closed:
            self._moments.append(Moment(event=event, clocks=self._states()))
            return
        self._advance(event.at)
        if event.kind is EventKind.POLICY:
            self._change_policy(event)
        else:
            self._past.append(event)
            self._board.story.take(event)
            for name in self._order:
                self._tracks[name].take(event, self._board)
        if self._late:
            self._late.take(event, self._board)
        self._moments.append(Moment(event=event, clocks=self._states()))

    def _change_policy(self, event: Event) -> None:
        """Goes on under another version: reckoned from the receipt with all pauses, what was recorded stays."""
        if self._versions is None:
            return
        version = self._versions(str(event.facts.get("to", "")))
        before, late = self._tracks, self._late
        self._lay_out(version, self._board.hours_of, self._board.contract_calendar)
        for past in self._past:
            self._board.story.take(past)
            for name in self._order:
                self._tracks[name].take(past, self._board)
        for name in self._order:
            self._tracks[name] = self._tracks[name].instead_of(before.pop(name, None), event, self._board)
        self._breaches_of_gone.extend(breach for track in before.values() for breach in track.breaches)
        if self._late and late:
            self._late.go_on_from(late)

    def playing(self, now: datetime) -> Playing:
        """The whole at this instant, which must not lie before the last event."""
        self._advance(now)
        story = self._board.story
        return Playing(
            now=now,
            clocks=self._states(),
            breaches=self._breaches(),
            notices=self._notices(),
            moments=tuple(self._moments),
            category=story.category,
            priority=story.priority,
            level=story.level,
            late_at=self._late.at_latest(self._board) if self._late else None,
            silence=self.silence,
        )

    @property
    def clocks(self) -> tuple[ClockState, ...]:
        """How the clocks stood when the last event had happened."""
        return self._states()

    def _advance(self, now: datetime) -> None:
        for track in self._tracks.values():
            track.advance(now)
        if self._late:
            self._late.advance(now, self._board)
        silence = self.silence
        if silence and silence.notice_at and silence.notice_at < now:
            notice = Notice(kind="closing", at=silence.notice_at, due=silence.closes_at)
            self._closing_notices[notice] = None

    def _states(self) -> tuple[ClockState, ...]:
        return tuple(track.state(self._board) for track in self._tracks.values())

    def _breaches(self) -> tuple[Breach, ...]:
        found = [breach for track in self._tracks.values() for breach in track.breaches]
        return tuple(sorted((*self._breaches_of_gone, *found), key=lambda breach: breach.at))

    def _notices(self) -> tuple[Notice, ...]:
        late = self._late.notices if self._late else []
        return tuple(sorted((*late, *self._closing_notices), key=lambda notice: notice.at))


def _starts_first(clocks: Sequence[ClockSpec]) -> list[str]:
    """The names in an order in which a clock comes after those whose stop it starts from."""
    by_name = {clock.name: clock for clock in clocks}
    ordered: dict[str, None] = {}
    for clock in clocks:
        chain: list[str] = []
        waiting = [clock.name]
        while waiting:
            name = waiting.pop()
            if name in by_name and name not in ordered and name not in chain:
                chain.append(name)
                one = by_name[name]
                waiting.extend(spec.after for spec in (one, *one.targets.values()) if spec.after)
        ordered.update(dict.fromkeys(reversed(chain)))
    return list(ordered)

"""What a case does by itself when nothing happens: the late notice, and closing by silence (rows D7, D9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.clocks.values import Notice, Silence
from mailbot.desk.hours import NoOpening
from mailbot.desk.policy_keys import as_instant

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.cases import Event
    from mailbot.desk.clocks.board import Board
    from mailbot.desk.clocks.track import Track
    from mailbot.desk.hours import Hours
    from mailbot.desk.policy import AutoClose, LateNotice


class LateWatch:
    """Watches one clock: once a round, the customer is told as soon as a forecast is too late, and at the latest
    when an answer can only be that late any more (DECISIONS 22).
    """

    def __init__(self, terms: LateNotice) -> None:
        self.terms = terms
        self.notices: list[Notice] = []
        self._told_round = 0
        self._forecast: datetime | None = None
        self._forecast_round = 0

    def go_on_from(self, before: LateWatch) -> None:
        """Takes over what the watch of an earlier policy version has told and heard already."""
        self.notices = before.notices
        self._forecast, self._forecast_round = before._forecast, before._forecast_round
        if before.terms.clock == self.terms.clock:
            self._told_round = before._told_round

    def at_latest(self, board: Board) -> datetime | None:
        """When the notice falls due by itself; None if there is nothing to tell."""
        track = self._track(board)
        if track is None or track.due is None:
            return None
        try:
            hours = self._hours(track, board)
            return hours.late_notice_at(self._reference(track, hours), self.terms.days)
        except NoOpening:
            return None

    def advance(self, now: datetime, board: Board) -> None:
        at = self.at_latest(board)
        if at is not None and at < now:
            self._tell(at, board)

    def take(self, event: Event, board: Board) -> None:
        """Takes in an event that the clocks have taken in already."""
        if event.kind is EventKind.FORECAST:
            self._forecast = as_instant(event.facts.get("answer_at"))
            tracked = board.tracks.get(self.terms.clock)
            self._forecast_round = tracked.round if tracked else 0
        at_latest = self.at_latest(board)
        if at_latest is not None and at_latest < event.at:
            self._tell(event.at, board)
        track = self._track(board)
        if track is None or self._forecast is None or self._forecast_round != track.round:
            return
        hours = self._hours(track, board)
        if hours.business_days_late(self._reference(track, hours), self._forecast) >= self.terms.days:
            self._tell(event.at, board)

    def _track(self, board: Board) -> Track | None:
        """The clock, if its customer still has to be told."""
        track = board.tracks.get(self.terms.clock)
        if track is None or not track.is_open or track.held or track.round == self._told_round:
            return None
        return track

    def _hours(self, track: Track, board: Board) -> Hours:
        return board.hours(board.contract_calendar or board.calendar_of(track.rule or track.spec))

    def _reference(self, track: Track, hours: Hours) -> datetime:
        assert track.due is not None  # an open clock has a due time
        if self.terms.from_ == "due" or track.begun is None:
            return track.due
        return hours.end_of_business_day(track.begun.at, 0, outside="deemed")

    def _tell(self, at: datetime, board: Board) -> None:
        track = board.tracks[self.terms.clock]
        self._told_round = track.round
        forecast = self._forecast if self._forecast_round == track.round else None
        self.notices.append(Notice(kind="late", at=at, clock=self.terms.clock, due=track.due, forecast=forecast))


def silence_of(board: Board) -> Silence | None:
    """When silence closes the case: counted from our last public answer that no mail of the customer's followed."""
    terms, story = board.version.auto_close, board.story
    if terms is None or story.answered_at is None or story.status not in terms.states:
        return None
    hours = board.hours(terms.calendar or board.contract_calendar)
    try:
        closes_at = hours.end_of_business_day(story.answered_at, terms.business_days, outside=terms.outside)
        return Silence(closes_at=closes_at, notice_at=_notice_at(terms, story.answered_at, hours))
    except NoOpening:
        return None


def _notice_at(terms: AutoClose, answered_at: datetime, hours: Hours) -> datetime | None:
    """The opening of the day that lies the announced number of business days before the closing."""
    if not terms.notice:
        return None
    last = hours.end_of_business_day(answered_at, terms.business_days - terms.notice, outside=terms.outside)
    opening = hours.open_of(hours.due_day(last))
    return last if opening is None else max(opening, answered_at)

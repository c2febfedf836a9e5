"""One clock of a case while it is played: its rounds, its stop, its pauses and its breaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.clocks.anchors import begun
from mailbot.desk.clocks.due import due_at, target_at
from mailbot.desk.clocks.handed import handed
from mailbot.desk.clocks.story import KEY_CHANGES, MAILS, UPDATES
from mailbot.desk.clocks.values import Breach, ClockState, State
from mailbot.desk.hours import NoOpening
from mailbot.desk.policy import Anchor

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.cases import Event
    from mailbot.desk.clocks.anchors import Begun
    from mailbot.desk.clocks.board import Board
    from mailbot.desk.clocks.handed import Handed
    from mailbot.desk.hours import Pause
    from mailbot.desk.policy import ClockSpec, Target

ANSWERING = {EventKind.REPLY, EventKind.STARTED}


class Track:
    """Grows event by event. `round` counts: the rounds of one clock each have their own due time and breach.

    `rule` is the clock as it holds for the case's keys, or None where it does not run; what would stop it is
    followed all the same, so that a promise that comes to hold later finds the deed already done.
    """

    def __init__(self, spec: ClockSpec) -> None:
        self.spec = spec
        self.rule: ClockSpec | None = None
        self.round = 0
        self.round_from: datetime | None = None
        self.first_stop: datetime | None = None
        self.stopped_at: datetime | None = None
        self.stopped_by: EventKind | None = None
        self.breached_at: datetime | None = None
        self.breaches: list[Breach] = []
        self.gaps: list[Pause] = []
        self.begun: Begun | None = None
        self.target: Target | None = None
        self.due: datetime | None = None
        self.pauses: tuple[Pause, ...] = ()
        self.held = False
        self.closed = False
        self.restarted = False
        self.handed: Handed | None = None
        self.trouble = ""

    @property
    def is_open(self) -> bool:
        """Whether there is a promise here that is still to be kept."""
        return self.rule is not None and self.due is not None and self.stopped_at is None and not self.closed

    @property
    def _due_to_breach(self) -> datetime | None:
        """The due time that passing would break the promise; None while nothing can be broken."""
        binding = self.begun is not None and self.begun.binding
        return self.due if self.is_open and binding and not self.held and self.breached_at is None else None

    def advance(self, now: datetime) -> None:
        """Lets time pass; a due time strictly before `now` is breached at that due time."""
        due = self._due_to_breach
        if due is not None and due < now:
            self._breach(due)

    def take(self, event: Event, board: Board) -> None:
        """Takes in one event that the board's story has taken in already."""
        received_at = board.story.received_at
        if self.closed or received_at is None:
            return
        if event.kind is EventKind.CLOSED:
            self.closed = True
            return
        if self.round == 0:
            self._next_round(None, board)
        if event.kind in KEY_CHANGES and (self.stopped_at is None or self.rule is None):
            self.rule = board.rule_of(self.spec)
        self._turn(event, board)
        self._refresh(event, board, received_at)

    def instead_of(self, before: Track | None, event: Event, board: Board) -> Track:
        """This track under a changed policy: a stopped one is frozen, recorded breaches stay, and what is past by
        now is breached now. A deed done before there was a promise keeps it.
        """
        if before is not None and before.stopped_at is not None and before.rule is not None:
            before.spec = self.spec
            return before
        self.breaches = list(before.breaches) if before else []
        self.breached_at = before.breached_at if before else None
        if board.story.received_at is not None:
            self._refresh(event, board, board.story.received_at)
        return self

    def _turn(self, event: Event, board: Board) -> None:
        rule = self.rule or self.spec
        if event.kind is EventKind.ABSORBED:
            self._inherit(event, board)
        elif self._is_stopped_by(event.kind, rule):
            self.stopped_at, self.stopped_by = event.at, event.kind
            self.first_stop = self.first_stop or event.at
        elif event.kind is EventKind.REOPENED and self.stopped_by is EventKind.RESOLVED:
            self._reopen(event, board, rule)
        elif rule.from_ is Anchor.EACH_CUSTOMER_MAIL:
            if event.kind in MAILS and (self.round_from is None or self.stopped_at is not None):
                self._next_round(event.at, board)
        elif rule.from_ is Anchor.UPDATE and self._is_update(event.kind):
            self._next_round(board.story.updated_at, board)

    def _inherit(self, event: Event, board: Board) -> None:
        """Goes on with what an absorbed case had promised, unless the promise made here counts from earlier."""
        taken = handed(event, self.spec.name)
        if taken is None or (self.is_open and self.begun is not None and self.begun.at <= taken.since):
            return
        if not self.is_open:
            self._next_round(taken.since, board)
        self.round_from, self.handed = taken.since, taken

    def _is_update(self, kind: EventKind) -> bool:
        return self.stopped_at is None and (self.round_from is None or kind in UPDATES)

    def _is_stopped_by(self, kind: EventKind, rule: ClockSpec) -> bool:
        if self.stopped_at is not None:
            return False
        if rule.from_ is Anchor.EACH_CUSTOMER_MAIL and self.round_from is None:
            return False
        if kind is EventKind.NO_ANSWER:
            return not ANSWERING.isdisjoint(rule.stop)
        return kind in rule.stop

    def _reopen(self, event: Event, board: Board, rule: ClockSpec) -> None:
        """Goes on with the resolved time left out, or starts anew; a mail's own clock starts with the mail."""
        if rule.from_ is Anchor.EACH_CUSTOMER_MAIL or self.stopped_at is None:
            return
        if board.version.reopen == "restart":
            self._next_round(event.at, board)
            self.restarted = True
            return
        self.gaps.append((self.stopped_at, event.at))
        self.stopped_at = self.stopped_by = None
        self.rule = board.rule_of(self.spec)

    def _next_round(self, start: datetime | None, board: Board) -> None:
        self.round += 1
        self.round_from = start
        self.rule = board.rule_of(self.spec)
        self.stopped_at = self.stopped_by = self.breached_at = None
        self.gaps = []
        self.restarted = False
        self.handed = None

    def _refresh(self, event: Event, board: Board, received_at: datetime) -> None:
        """Works out the due time anew from the anchor and all pauses; no remainder is ever kept (DESIGN 6)."""
        if self.rule is None:
            self.begun = self.due = None
            self.held = False
            return
        if self.stopped_at is not None and self.due is not None:
            return
        try:
            self._work_out(self.rule, board, received_at)
        except NoOpening as nothing:
            self.due, self.trouble = None, str(nothing)
        due = self._due_to_breach
        if due is not None and due < event.at:
            self._breach(event.at)

    def _work_out(self, rule: ClockSpec, board: Board, received_at: datetime) -> None:
        story, self.trouble = board.story, ""
        self.begun, self.due, self.held = None, None, False
        self.begun = begun(rule, self, board, received_at)
        if self.begun is None or rule.target is None:
            return
        anchor = self.begun.at
        waits = story.waits if rule.pause_while_waiting else []
        own = tuple((max(start, anchor), end) for start, end in (*waits, *self.gaps) if end > anchor)
        self.pauses = own if self.handed is None else _after(self.handed, own)
        receipt = anchor if self.handed or rule.from_ is Anchor.EACH_CUSTOMER_MAIL else received_at
        self.target = target_at(rule.target, receipt, board)
        self.due = due_at(self.target, anchor, self.pauses, board.hours(board.calendar_of(rule)))
        since = story.waiting_since if rule.pause_while_waiting else None
        self.held = since is not None and since < self.due

    def _breach(self, at: datetime) -> None:
        self.breached_at = at
        self.breaches.append(Breach(clock=self.spec.name, at=at))

    def state(self, board: Board) -> ClockState:
        """How the clock stands now."""
        state = self._state(board)
        shown = self.due if state is not State.PAUSED or self.breached_at else None
        return ClockState(
            name=self.spec.name,
            state=state,
            spec=self.rule,
            target=self.target if self.rule else None,
            calendar=board.calendar_of(self.rule) if self.rule else "",
            anchor=self.begun.at if self.begun else None,
            due=shown,
            met_at=self.stopped_at if self.rule else None,
            breached_at=self.breached_at,
            provisional=bool(self.begun and self.begun.provisional),
            capped=bool(self.begun and self.begun.capped),
            restarted=self.restarted,
            pauses=self.pauses,
            trouble=self.trouble,
        )

    def _state(self, board: Board) -> State:
        if self.rule is None or (self.stopped_at is None and self.due is None):
            return State.NONE
        if self.stopped_at is not None:
            return State.LATE if self.breached_at else State.MET
        if self.closed:
            return State.CLOSED
        if self.rule.pause_while_waiting and board.story.waiting_since is not None:
            return State.PAUSED
        return State.BREACHED if self.breached_at else State.RUNNING


def _after(taken: Handed, own: tuple[Pause, ...]) -> tuple[Pause, ...]:
    """The pauses of a promise that came from another case: its own until then, this case's since."""
    return (*taken.pauses, *((max(start, taken.at), end) for start, end in own if end > taken.at))

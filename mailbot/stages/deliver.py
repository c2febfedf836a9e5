"""Deliver: takes due letters out of the outbox, has them carried with no transaction open, and notes how each ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailbot.desk.records import Delivery, DueLetter, Sent
from mailbot.stages.ports import Courier, Outbox, SentFolder

FIRST_RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
HOURLY = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=24)
LAST_ATTEMPT = 28
"""The attempt that falls 24 hours after the first by the schedule; both must be past before a letter is dead."""
LATE_ATTEMPT = 9
"""The first attempt that falls 4 hours or more after the first; staff are told then (REALITIES 92)."""
GREYLISTED = timedelta(minutes=5)
UNCERTAIN_WAIT = timedelta(minutes=2)
"""Time for the provider to file what it accepted, before a look into Sent (REALITIES 93)."""
FIRST_STOP = timedelta(minutes=1)
LONGEST_STOP = timedelta(hours=1)
CROWDED = ("421", "432")
"""Replies that mean the whole account, not the letter (REALITIES 92)."""

FEW, MANY = 2, 16
"""Letters that each lane is given at once: of a server not known to be quick, and of a quick one at most."""
QUICK_GO = timedelta(seconds=5)
LONGEST_GO = timedelta(minutes=2)
"""When letters of one go that were not begun are left for another: long before their lease ends (5 minutes)."""

Note = tuple[DueLetter, Delivery, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """A letter of which staff should know: refused or given up (`final`), or late and still being tried."""

    letter: DueLetter
    delivery: Delivery
    final: bool


class Deliver:
    """The deliver stage. `lanes` letters are carried at once; `per_minute` 0 means no limit of the account's.

    `tell` is called with what staff should know after it has been noted. `clock` tells how quick the server is; without
    one it is never taken for quick. After a STOP nothing is claimed for a
    growing pause; the first letter after it is the probe.
    """

    def __init__(
        self,
        outbox: Outbox,
        courier: Courier,
        *,
        sent_folder: SentFolder | None = None,
        lanes: int = 2,
        per_minute: int = 0,
        tell: Callable[[Sequence[Undelivered]], None] | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._outbox = outbox
        self._courier = courier
        self._sent_folder = sent_folder
        self._lanes = max(1, lanes)
        self._threads = ThreadPoolExecutor(self._lanes, "deliver") if self._lanes > 1 else None
        self._allowance = Allowance(per_minute)
        self._tell = tell
        self._clock = clock
        self._at_once = self._lanes * FEW
        self._stopped_until: datetime | None = None
        self._stops = 0
        self._unnoted: tuple[tuple[Note, ...], tuple[Undelivered, ...]] = ((), ())

    @property
    def stopped_until(self) -> datetime | None:
        """When the account is tried again after it was refused; None while all is well."""
        return self._stopped_until

    def some(self, now: datetime, limit: int) -> int:
        """Carries up to `limit` letters; returns how many were dealt with. Raises what the store raises; what was
        carried by then is noted by the next call, before anything else."""
        self._note(now)
        if self._stopped_until is not None and now < self._stopped_until:
            return 0
        done = 0
        while done < limit:
            letters = self._claim(now, limit - done)
            if not letters:
                break
            going_on = self._carry_and_note(letters, now)
            done += len(letters)
            if not going_on:
                break
        return done

    def close(self) -> None:
        if self._threads is not None:
            self._threads.shutdown(wait=True)

    def _claim(self, now: datetime, limit: int) -> tuple[DueLetter, ...]:
        """Few at a time, so that even a slow server is through them long before their lease ends; more while it has
        shown to be quick."""
        at_once = 1 if self._stops else self._at_once
        allowed = min(limit, at_once, self._allowance.left(now))
        letters = self._outbox.claim_letters(now, allowed) if allowed > 0 else ()
        self._allowance.spend(len(letters))
        return letters

    def _carry_and_note(self, letters: Sequence[DueLetter], now: datetime) -> bool:
        """Whether it makes sense to go on with others now."""
        begun = self._clock() if self._clock else now
        carrying = _Carrying(self._courier, self._sent_folder, self._clock, begun + LONGEST_GO)
        if self._threads is None or len(letters) == 1:
            deliveries = [carrying.carry(letter) for letter in letters]
        else:
            deliveries = list(self._threads.map(carrying.carry, letters))
        stopped = any(delivery is not None and delivery.ending is Sent.STOP for delivery in deliveries)
        self._mind_the_account(now, stopped=stopped, went=not carrying.is_halted)
        self._mind_the_pace(begun, is_halted=carrying.is_halted)
        ends = [self._end(letter, delivery, now) for letter, delivery in zip(letters, deliveries, strict=True)]
        told = (_worth_telling(letter, delivery, when) for letter, delivery, when in ends)
        self._unnoted = (tuple(ends), tuple(one for one in told if one is not None))
        self._note(now)
        return not carrying.is_halted

    def _end(self, letter: DueLetter, delivery: Delivery | None, now: datetime) -> Note:
        if delivery is None:
            return letter, Delivery(ending=Sent.LATER, words="not tried: the server is in trouble"), now + FIRST_STOP
        if delivery.ending is Sent.STOP:
            return letter, delivery, self._stopped_until
        return letter, delivery, next_try(letter, delivery, now)

    def _mind_the_account(self, now: datetime, *, stopped: bool, went: bool) -> None:
        if stopped:
            self._stopped_until = now + min(LONGEST_STOP, FIRST_STOP * 2.0 ** min(self._stops, 10))
            self._stops += 1
        elif went:
            self._stopped_until, self._stops = None, 0

    def _mind_the_pace(self, begun: datetime, *, is_halted: bool) -> None:
        """Twice as many the next time if these took a moment, few again otherwise."""
        is_quick = self._clock is not None and not is_halted and self._clock() - begun < QUICK_GO
        self._at_once = min(self._at_once * 2, self._lanes * MANY) if is_quick else self._lanes * FEW

    def _note(self, now: datetime) -> None:
        notes, told = self._unnoted
        if notes:
            self._outbox.note_deliveries(notes, now)
        self._unnoted = ((), ())
        if told and self._tell is not None:
            self._tell(told)


class _Carrying:
    """One go of several letters: as soon as one meets trouble that is not its own, or the go has taken too long, the
    others are left alone."""

    def __init__(
        self, courier: Courier, sent_folder: SentFolder | None, clock: Callable[[], datetime] | None, until: datetime
    ) -> None:
        self._courier = courier
        self._sent_folder = sent_folder
        self._clock = clock
        self._until = until
        self.is_halted = False

    def carry(self, letter: DueLetter) -> Delivery | None:
        """How it ended; None if it was not tried. A courier that fails in a way of its own leaves it uncertain."""
        if self._clock is not None and self._clock() >= self._until:
            self.is_halted = True
        if self.is_halted:
            return None
        if letter.uncertain and self._was_sent(letter):
            return Delivery(ending=Sent.DONE, words="found in the Sent folder")
        try:
            delivery = self._courier.send(letter)
        except Exception as error:  # noqa: BLE001 - one letter's trouble must not leave the others without an ending
            delivery = Delivery(ending=Sent.UNCERTAIN, words=type(error).__name__)
        if _is_wide(delivery):
            self.is_halted = True
        return delivery

    def _was_sent(self, letter: DueLetter) -> bool:
        """The answer of the Sent folder; trouble with it counts as not knowing (DECISIONS 32)."""
        if self._sent_folder is None:
            return False
        try:
            return self._sent_folder.has(letter.message_id) is True
        except Exception:  # noqa: BLE001 - without an answer the same bytes are sent again
            return False


class Allowance:
    """How many letters the account's limit per minute allows now, by a bucket that fills evenly."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left = float(per_minute)
        self._filled_at: datetime | None = None

    def left(self, now: datetime) -> int:
        if self._per_minute <= 0:
            return 1_000_000
        if self._filled_at is not None and now > self._filled_at:
            minutes = (now - self._filled_at) / timedelta(minutes=1)
            self._left = min(float(self._per_minute), self._left + minutes * self._per_minute)
        self._filled_at = now
        return int(self._left)

    def spend(self, letters: int) -> None:
        self._left -= letters


def next_try(letter: DueLetter, delivery: Delivery, now: datetime) -> datetime | None:
    """When a letter is tried again, None when it is not: delivered, refused, or dead after 24 hours (REALITIES 92)."""
    if delivery.ending in (Sent.DONE, Sent.REFUSED):
        return None
    if letter.attempts >= LAST_ATTEMPT and now - letter.queued_at >= GIVE_UP_AFTER:
        return None
    step = letter.attempts - 1
    wait = FIRST_RETRIES[step] if 0 <= step < len(FIRST_RETRIES) else HOURLY
    if delivery.words.startswith(("450", "451")):
        wait = max(wait, GREYLISTED)
    if delivery.ending is Sent.UNCERTAIN:
        wait = max(wait, UNCERTAIN_WAIT)
    return now + wait


def _is_wide(delivery: Delivery) -> bool:
    """Whether the trouble is the account's, the server's or the network's rather than this letter's."""
    if delivery.ending in (Sent.STOP, Sent.UNCERTAIN):
        return True
    if delivery.ending is not Sent.LATER:
        return False
    return not delivery.words[:1].isdigit() or delivery.words.startswith(CROWDED) or "4.3.2" in delivery.words[:12]


def _worth_telling(letter: DueLetter, delivery: Delivery, when: datetime | None) -> Undelivered | None:
    if delivery.ending in (Sent.DONE, Sent.STOP):
        return None
    if when is None:
        return Undelivered(letter=letter, delivery=delivery, final=True)
    if letter.attempts == LATE_ATTEMPT:
        return Undelivered(letter=letter, delivery=delivery, final=False)
    return None

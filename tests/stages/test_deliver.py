"""Deliver: endings noted, retries by the schedule, a refused account paused, uncertain letters looked for first."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.records import Delivery, DueLetter, Sent
from mailbot.stages.deliver import Allowance, Deliver, Undelivered, next_try

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
DONE = Delivery(ending=Sent.DONE, words="250 OK")
GREYLISTED = Delivery(ending=Sent.LATER, words="450 4.2.0 greylisted")
BUSY = Delivery(ending=Sent.LATER, words="421 4.3.2 too busy")
NO_NETWORK = Delivery(ending=Sent.LATER, words="SMTPConnectError: refused")
REFUSED = Delivery(ending=Sent.REFUSED, words="550 5.1.1 no such user")
STOP = Delivery(ending=Sent.STOP, words="535 5.7.8 wrong password")
UNCERTAIN = Delivery(ending=Sent.UNCERTAIN, words="silence")


def letter(number: int = 1, **changes: object) -> DueLetter:
    whole = DueLetter(
        outbox_id=number,
        letter="case-opened",
        recipient="yamada@client.test",
        envelope_from="",
        message_id=f"<{number}@vendor.test>",
        content=b"x",
        attempts=0,
        queued_at=NOON,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace


class Outbox:
    """Rows with their next time, as the store keeps them."""

    def __init__(self, letters: Sequence[DueLetter]) -> None:
        self.rows = {one.outbox_id: one for one in letters}
        self.due: dict[int, datetime | None] = {one.outbox_id: NOON for one in letters}
        self.noted: list[tuple[int, Sent, datetime | None]] = []
        self.claims: list[int] = []
        self.failures = 0

    def claim_letters(self, now: datetime, limit: int) -> tuple[DueLetter, ...]:
        ids = [one for one, when in self.due.items() if when is not None and when <= now][:limit]
        self.claims.append(len(ids))
        for one in ids:
            self.due[one] = None
            self.rows[one] = replace(self.rows[one], attempts=self.rows[one].attempts + 1)
        return tuple(self.rows[one] for one in ids)

    def note_deliveries(self, notes: Sequence[tuple[DueLetter, Delivery, datetime | None]], now: datetime) -> None:
        if self.failures:
            self.failures -= 1
            raise RuntimeError("locked")
        assert all(when is None or when > now for _, _, when in notes)
        for one, delivery, when in notes:
            self.noted.append((one.outbox_id, delivery.ending, when))
            self.due[one.outbox_id] = when


class Courier:
    def __init__(self, answer: Callable[[DueLetter], Delivery]) -> None:
        self._answer = answer
        self.sent: list[int] = []
        self._lock = threading.Lock()

    def send(self, letter: DueLetter) -> Delivery:
        with self._lock:
            self.sent.append(letter.outbox_id)
        return self._answer(letter)


class SentFolder:
    def __init__(self, known: bool | None) -> None:
        self._known = known
        self.asked: list[str] = []

    def has(self, message_id: str) -> bool | None:
        self.asked.append(message_id)
        return self._known


def always(delivery: Delivery) -> Callable[[DueLetter], Delivery]:
    return lambda _letter: delivery


@pytest.mark.parametrize("lanes", [1, 4])
def test_all_that_is_due_is_carried_and_noted(lanes: int) -> None:
    outbox, courier = Outbox([letter(number) for number in range(20)]), Courier(always(DONE))
    deliver = Deliver(outbox, courier, lanes=lanes)

    assert deliver.some(NOON, 100) == 20
    assert deliver.some(NOON, 100) == 0
    deliver.close()

    assert sorted(courier.sent) == list(range(20))
    assert {ending for _, ending, _ in outbox.noted} == {Sent.DONE}
    assert max(outbox.claims) == lanes * 2


def test_the_limit_of_a_call_is_kept() -> None:
    outbox = Outbox([letter(number) for number in range(20)])
    deliver = Deliver(outbox, Courier(always(DONE)), lanes=1)

    assert deliver.some(NOON, 5) == 5
    assert len(outbox.noted) == 5


def test_a_refused_letter_is_told_of_and_does_not_stop_the_others() -> None:
    outbox = Outbox([letter(number) for number in range(3)])
    told: list[Undelivered] = []
    deliver = Deliver(outbox, Courier(lambda one: REFUSED if one.outbox_id == 1 else DONE), lanes=1, tell=told.extend)

    assert deliver.some(NOON, 10) == 3
    assert sorted(outbox.noted) == [(0, Sent.DONE, None), (1, Sent.REFUSED, None), (2, Sent.DONE, None)]
    assert [(one.letter.outbox_id, one.delivery, one.final) for one in told] == [(1, REFUSED, True)]


def test_a_deferred_letter_follows_the_schedule_and_dies_after_a_day_with_staff_told_after_four_hours() -> None:
    deferred = Delivery(ending=Sent.LATER, words="452 4.2.2 mailbox full")
    outbox, told = Outbox([letter()]), list[Undelivered]()
    deliver = Deliver(outbox, Courier(always(deferred)), lanes=1, tell=told.extend)
    now, tries = NOON, [NOON]
    while deliver.some(now, 10):
        following = outbox.due[1]
        if following is None:
            break
        now = following
        tries.append(now)

    gaps = [(after - before) // timedelta(minutes=1) for before, after in itertools.pairwise(tries)]
    assert gaps[:7] == [1, 5, 15, 30, 60, 60, 60]
    assert set(gaps[5:]) == {60}
    assert timedelta(hours=24) <= tries[-1] - NOON < timedelta(hours=25)
    assert [one.final for one in told] == [False, True]


def test_greylisting_waits_five_minutes_at_least() -> None:
    assert next_try(letter(attempts=1), GREYLISTED, NOON) == NOON + timedelta(minutes=5)
    assert next_try(letter(attempts=3), GREYLISTED, NOON) == NOON + timedelta(minutes=15)


def test_an_old_letter_after_a_long_outage_of_ours_still_gets_its_tries() -> None:
    old = letter(attempts=1, queued_at=NOON - timedelta(days=3))
    assert next_try(old, GREYLISTED, NOON) is not None


@pytest.mark.parametrize("delivery", [BUSY, NO_NETWORK])
def test_trouble_of_the_server_leaves_the_other_letters_alone(delivery: Delivery) -> None:
    outbox, courier = Outbox([letter(number) for number in range(10)]), Courier(always(delivery))
    deliver = Deliver(outbox, courier, lanes=1)

    assert deliver.some(NOON, 10) == 2
    assert courier.sent == [0]
    assert outbox.noted == [
        (0, Sent.LATER, NOON + timedelta(minutes=1)),
        (1, Sent.LATER, NOON + timedelta(minutes=1)),
    ]
    assert deliver.some(NOON + timedelta(minutes=1), 10) > 0


def test_a_refused_account_keeps_the_queue_pauses_longer_each_time_and_probes_with_one_letter() -> None:
    answers = [STOP, STOP, STOP, DONE]
    outbox = Outbox([letter(number) for number in range(10)])
    courier = Courier(lambda _one: answers.pop(0) if answers else DONE)
    told: list[Undelivered] = []
    deliver = Deliver(outbox, courier, lanes=1, tell=told.extend)

    deliver.some(NOON, 10)
    assert deliver.stopped_until == NOON + timedelta(minutes=1)
    assert deliver.some(NOON + timedelta(seconds=59), 10) == 0
    deliver.some(NOON + timedelta(minutes=1), 10)
    assert deliver.stopped_until == NOON + timedelta(minutes=3)
    deliver.some(NOON + timedelta(minutes=3), 10)
    assert deliver.stopped_until == NOON + timedelta(minutes=7)
    assert outbox.claims[1:3] == [1, 1]
    while any(outbox.due.values()):
        deliver.some(NOON + timedelta(minutes=7), 10)

    assert deliver.stopped_until is None
    assert {one for one, ending, _ in outbox.noted if ending is Sent.DONE} == set(range(10))
    assert told == []


def test_pauses_of_a_refused_account_end_at_an_hour() -> None:
    deliver = Deliver(Outbox([letter(number) for number in range(30)]), Courier(always(STOP)), lanes=1)
    now = NOON
    for _ in range(12):
        deliver.some(now, 10)
        assert deliver.stopped_until is not None
        pause, now = deliver.stopped_until - now, deliver.stopped_until

    assert pause == timedelta(hours=1)


@pytest.mark.parametrize(("known", "sent"), [(True, []), (False, [1]), (None, [1])])
def test_an_uncertain_letter_is_looked_for_before_it_is_sent_again(known: bool | None, sent: list[int]) -> None:
    outbox, courier, folder = Outbox([letter(uncertain=True)]), Courier(always(DONE)), SentFolder(known)

    Deliver(outbox, courier, sent_folder=folder, lanes=1).some(NOON, 10)

    assert folder.asked == ["<1@vendor.test>"]
    assert courier.sent == sent
    assert outbox.noted == [(1, Sent.DONE, None)]


def test_a_certain_letter_is_not_looked_for_and_trouble_with_the_folder_means_sending() -> None:
    class Broken:
        def has(self, message_id: str) -> bool | None:
            raise OSError(message_id)

    courier = Courier(always(DONE))
    Deliver(Outbox([letter(1, uncertain=True)]), courier, sent_folder=Broken(), lanes=1).some(NOON, 10)
    folder = SentFolder(known=True)
    Deliver(Outbox([letter(2)]), courier, sent_folder=folder, lanes=1).some(NOON, 10)

    assert courier.sent == [1, 2]
    assert folder.asked == []


def test_an_uncertain_ending_waits_two_minutes_so_that_sent_can_be_asked() -> None:
    assert next_try(letter(attempts=1), UNCERTAIN, NOON) == NOON + timedelta(minutes=2)


def test_a_courier_that_breaks_leaves_its_letter_uncertain_and_the_stage_alive() -> None:
    def breaks(one: DueLetter) -> Delivery:
        raise RuntimeError(str(one))

    outbox = Outbox([letter()])
    assert Deliver(outbox, Courier(breaks), lanes=1).some(NOON, 10) == 1
    assert outbox.noted == [(1, Sent.UNCERTAIN, NOON + timedelta(minutes=2))]


def test_what_could_not_be_noted_is_noted_before_anything_else_and_not_sent_again() -> None:
    outbox, courier = Outbox([letter(1), letter(2)]), Courier(always(REFUSED))
    told: list[Undelivered] = []
    outbox.failures = 2
    deliver = Deliver(outbox, courier, lanes=1, tell=told.extend)

    for _ in range(2):
        with pytest.raises(RuntimeError, match="locked"):
            deliver.some(NOON, 10)
    assert told == []
    deliver.some(NOON, 10)

    assert courier.sent == [1, 2]
    assert [one for one, _, _ in outbox.noted] == [1, 2]
    assert len(told) == 2


def test_no_more_letters_leave_in_a_minute_than_the_account_allows() -> None:
    outbox, courier = Outbox([letter(number) for number in range(100)]), Courier(always(DONE))
    deliver = Deliver(outbox, courier, lanes=4, per_minute=30)

    assert deliver.some(NOON, 100) == 30
    assert deliver.some(NOON + timedelta(seconds=10), 100) == 5
    assert deliver.some(NOON + timedelta(minutes=10), 100) == 30
    deliver.close()


@given(st.integers(1, 60), st.lists(st.integers(0, 90), max_size=30))
def test_the_allowance_never_exceeds_its_rate(per_minute: int, gaps: list[int]) -> None:
    allowance, now, spent = Allowance(per_minute), NOON, 0
    for gap in gaps:
        now += timedelta(seconds=gap)
        left = allowance.left(now)
        allowance.spend(left)
        spent += left
        assert spent <= per_minute + per_minute * ((now - NOON) / timedelta(minutes=1)) + 1e-6


@given(st.integers(1, 40), st.sampled_from([GREYLISTED, BUSY, UNCERTAIN]), st.integers(0, 60 * 48))
def test_the_next_try_is_never_now_and_never_more_than_an_hour_away(
    attempts: int, delivery: Delivery, age: int
) -> None:
    when = next_try(letter(attempts=attempts, queued_at=NOON - timedelta(minutes=age)), delivery, NOON)
    if when is None:
        assert attempts >= 28
        assert age >= 24 * 60
    else:
        assert timedelta(minutes=1) <= when - NOON <= timedelta(hours=1)

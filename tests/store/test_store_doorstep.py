"""Nothing is lost at the door and nothing is taken twice (rows G1, G2; DECISIONS 26; REALITIES 49-52)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from mailbot.desk.proof import Door
from mailbot.desk.records import Cursor
from mailbot.store import Store
from tests.store.mails import HELD, MINUTE, NOON, came, raw_mail, take, take_many


def test_a_mail_comes_back_as_it_came(store: Store) -> None:
    raw = b"From: a@b\r\n\r\n\x00\xff\xfe raw bytes \r\n"
    arrival = replace(came(trusted=True), login="a@b", profile="m365", answerable=False, oversize=123)

    taken = store.take_in(raw, arrival, content_key="k")
    (claimed,) = store.claim(NOON, 10)

    assert taken.is_new
    assert (claimed.inbox_id, claimed.raw, claimed.arrivals, claimed.tries) == (taken.inbox_id, raw, (arrival,), 1)
    assert claimed.raws == (raw,)


def test_the_same_coming_told_twice_is_one_row_and_one_arrival(store: Store) -> None:
    first = store.take_in(raw_mail(), came(), content_key="k")
    second = store.take_in(raw_mail(), came(), content_key="k")

    (claimed,) = store.claim(NOON, 10)

    assert (first.is_new, second.is_new, second.inbox_id) == (True, False, first.inbox_id)
    assert len(claimed.arrivals) == 1


def test_one_content_by_two_ways_is_one_row_with_the_bytes_of_each_arrival(store: Store) -> None:
    store.take_in(raw_mail(trace="mx1"), came("lmtp/1"), content_key="k")
    again = store.take_in(raw_mail(trace="mx2"), came("lmtp/2", at=NOON + MINUTE), content_key="k")

    (claimed,) = store.claim(NOON + MINUTE, 10)

    assert not again.is_new
    assert [arrival.source for arrival in claimed.arrivals] == ["lmtp/1", "lmtp/2"]
    assert claimed.raws == (raw_mail(trace="mx1"), raw_mail(trace="mx2"))
    assert claimed.received_at == NOON


def test_other_content_under_a_known_source_is_kept_as_mail_of_its_own(store: Store) -> None:
    first = store.take_in(raw_mail("one"), came("imap/1/7"), content_key="aaaa")
    second = store.take_in(raw_mail("two"), came("imap/1/7"), content_key="bbbb")
    again = store.take_in(raw_mail("two"), came("imap/1/7"), content_key="bbbb")

    claimed = store.claim(NOON, 10)

    assert second.is_new
    assert again == replace(second, is_new=False)
    assert [one.inbox_id for one in claimed] == [first.inbox_id, second.inbox_id]
    assert [one.arrivals[0].source for one in claimed] == ["imap/1/7", "imap/1/7#bbbb"]


def test_the_same_source_at_two_doors_is_two_arrivals(store: Store) -> None:
    store.take_in(raw_mail(), came("1"), content_key="k")
    store.take_in(raw_mail(), replace(came("1"), door=Door.FILE), content_key="k")

    assert len(store.claim(NOON, 1)[0].arrivals) == 2


def test_sources_and_senders_of_any_length_and_letter_are_kept(store: Store) -> None:
    strange = replace(came("x" * 9000), envelope_from="a\x00b\udcff@c", recipients=("\x00@\ud800",), login="")

    store.take_in(raw_mail(), strange, content_key="k")
    store.take_in(raw_mail(), strange, content_key="k")

    (arrival,) = store.claim(NOON, 1)[0].arrivals
    assert arrival.envelope_from == "a\ufffdb\ufffd@c"
    assert len(arrival.source) < 400


def test_eight_threads_with_one_mail_make_one_row(store: Store) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda n: store.take_in(raw_mail(), came(f"s/{n}"), content_key="k"), range(32)))

    (claimed,) = store.claim(NOON, 10)

    assert sum(one.is_new for one in taken) == 1
    assert {one.inbox_id for one in taken} == {claimed.inbox_id}
    assert len(claimed.arrivals) == 32


def test_many_mails_share_a_commit_and_answers_keep_their_order(store: Store) -> None:
    known = take(store, "2")
    mails = [(raw_mail(word), came(f"lmtp/{word}"), f"key of {word}") for word in "123"]

    taken = store.take_in_many(mails)

    assert [one.is_new for one in taken] == [True, False, True]
    assert taken[1].inbox_id == known.inbox_id
    assert store.take_in_many([]) == ()


def test_a_mail_and_its_cursor_become_durable_together(store: Store) -> None:
    here = Cursor(uidvalidity=5, uid=17)

    store.take_in_at_cursor(raw_mail(), came(), content_key="k", mailbox="INBOX", cursor=here)

    assert store.cursor("INBOX") == here
    assert store.cursor("Junk") is None
    assert len(store.claim(NOON, 10)) == 1


def test_a_mail_that_cannot_be_kept_leaves_the_cursor_where_it_was(store: Store) -> None:
    store.advance("INBOX", Cursor(uidvalidity=5, uid=16))
    naive = replace(came(), received_at=NOON.replace(tzinfo=None))

    with pytest.raises(Exception, match="no zone"):
        store.take_in_at_cursor(
            raw_mail(), naive, content_key="k", mailbox="INBOX", cursor=Cursor(uidvalidity=5, uid=17)
        )

    assert store.cursor("INBOX") == Cursor(uidvalidity=5, uid=16)


@pytest.mark.parametrize(
    ("trusted", "login", "runs_again"), [(True, "", True), (False, "a@b", True), (False, "", False)]
)
def test_better_evidence_runs_a_held_mail_again(store: Store, trusted: bool, login: str, runs_again: bool) -> None:
    taken = store.take_in(raw_mail(), came("lmtp/1"), content_key="k")
    store.claim(NOON, 1)
    with store.unit(NOON) as unit:
        unit.finish(taken.inbox_id, HELD)

    store.take_in(raw_mail(), came("lmtp/2", trusted=trusted, login=login), content_key="k")

    assert [one.inbox_id for one in store.claim(NOON, 10)] == ([taken.inbox_id] if runs_again else [])


def test_better_evidence_that_comes_while_a_mail_is_being_held_is_not_lost(store: Store) -> None:
    taken = store.take_in(raw_mail(), came("lmtp/1"), content_key="k")
    store.claim(NOON, 1)
    store.take_in(raw_mail(), came("lmtp/2", trusted=True), content_key="k")

    with store.unit(NOON) as unit:
        unit.finish(taken.inbox_id, HELD)
    (again,) = store.claim(NOON, 1)
    with store.unit(NOON) as unit:
        unit.finish(taken.inbox_id, HELD)

    assert (again.tries, len(again.arrivals)) == (1, 2)
    assert store.claim(NOON, 1) == ()


def test_a_mail_that_a_server_dated_into_the_future_is_processed_now(store: Store) -> None:
    take(store, at=NOON.replace(year=2106))

    assert len(store.claim(NOON, 1)) == 1


def test_mails_are_claimed_in_the_order_in_which_they_were_taken(store: Store) -> None:
    take_many(store, 30)

    ids = [one.inbox_id for _ in range(3) for one in store.claim(NOON, 10)]

    assert ids == sorted(ids)
    assert len(ids) == 30

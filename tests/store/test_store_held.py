"""Mail that waits for a person's word is looked at, let in, dropped or tried again, and all of it is on record."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from mailbot.desk.records import InboxState
from mailbot.store import Store
from mailbot.store.tables import audit, inbox_text
from tests.store.mails import HELD, MINUTE, NOON, raw_mail, take


def hold(store: Store, words: str = "Hello") -> int:
    taken = take(store, words)
    store.claim(NOON, 1)
    with store.unit(NOON) as unit:
        unit.finish(taken.inbox_id, HELD)
    return taken.inbox_id


def test_a_held_mail_is_shown_whole(store: Store) -> None:
    inbox_id = hold(store)

    shown = store.held_show(inbox_id)

    assert shown is not None
    assert (shown.mail.inbox_id, shown.mail.state, shown.whole.raw) == (inbox_id, InboxState.HELD, raw_mail())
    assert shown.whole.arrivals[0].recipients == ("support@vendor.example",)
    assert store.held_show(99) is None


def test_a_released_mail_is_processed_with_the_name_of_who_let_it_in(store: Store) -> None:
    inbox_id = hold(store)

    assert store.release(inbox_id, "suzuki", NOON + MINUTE)

    (claimed,) = store.claim(NOON + MINUTE, 1)
    assert (claimed.inbox_id, claimed.let_in_by, claimed.tries) == (inbox_id, "suzuki", 1)
    assert store.held() == ()
    assert not store.release(inbox_id, "suzuki", NOON)


def test_a_dropped_mail_is_gone_for_good(store: Store) -> None:
    inbox_id = hold(store)

    assert store.drop(inbox_id, "operator", NOON)

    assert not store.drop(inbox_id, "operator", NOON)
    assert not store.retry(inbox_id)
    assert store.held() == ()
    assert store.claim(NOON + timedelta(days=1), 1) == ()


def test_a_mail_set_aside_is_tried_again_from_the_start(store: Store) -> None:
    taken = take(store)
    store.claim(NOON, 1)
    store.set_aside(taken.inbox_id, "failed 3 times")

    assert store.retry(taken.inbox_id)

    assert store.claim(NOON, 1)[0].tries == 1


def test_the_words_of_a_mail_that_does_not_wait_any_more_are_not_kept(store: Store) -> None:
    inbox_id = hold(store)
    store.release(inbox_id, "suzuki", NOON)

    with store._database.reading() as connection:
        assert connection.execute(select(inbox_text)).all() == []


def test_held_mail_is_listed_in_pages(store: Store) -> None:
    ids = [hold(store, str(n)) for n in range(3)]

    assert [one.inbox_id for one in store.held(limit=2)] == ids[:2]
    assert [one.inbox_id for one in store.held(after=ids[1])] == ids[2:]


def test_every_word_of_a_person_is_on_record(store: Store) -> None:
    first, second = hold(store, "1"), hold(store, "2")
    store.release(first, "suzuki", NOON)
    store.drop(second, "operator", NOON + MINUTE)

    with store._database.reading() as connection:
        entries = connection.execute(select(audit).order_by(audit.c.id)).all()

    assert [(row.actor, row.action, row.subject, row.at) for row in entries] == [
        ("suzuki", "held.released", f"inbox:{first}", NOON),
        ("operator", "held.dropped", f"inbox:{second}", NOON + MINUTE),
    ]

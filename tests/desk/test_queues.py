"""Lists in order of promise: which list a case stands in, what may be asked for, and links that open a ready reply."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.named import held_numbers
from mailbot.desk.people import Staff
from mailbot.desk.queues import EVER, NEVER, OF_SCOPE, Kind, Scope, beside, named_like, reply_link, scope_of, wanted

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("written", "scope"),
    [
        ("", Scope.ALL),
        ("自分", Scope.MINE),
        ("ＭＩＮＥ", Scope.MINE),
        ("保留", Scope.HELD),
        ("期限超過", Scope.OVERDUE),
        ("未担当", Scope.UNASSIGNED),
        ("待ち", Scope.WAITING),
        (" waiting ", Scope.WAITING),
        ("回答済み", Scope.ANSWERED),
        ("返答待ち", Scope.ANSWERED),
        ("Answered", Scope.ANSWERED),
        ("例示商事", None),
    ],
)
def test_a_list_is_asked_for_by_its_word_in_any_width(written: str, scope: Scope | None) -> None:
    assert scope_of(written) is scope


def test_the_day_of_the_lists_is_the_desk_s() -> None:
    overdue, today, later = (
        wanted(kind, NOON, TOKYO, active=("suzuki",)) for kind in (Kind.OVERDUE, Kind.TODAY, Kind.LATER)
    )
    midnight = datetime(2026, 11, 25, tzinfo=TOKYO)

    assert (overdue.since, overdue.until) == (EVER, NOON)
    assert (today.since, today.until) == (NOON, midnight)
    assert later.since == midnight
    assert wanted(Kind.UNASSIGNED, NOON, TOKYO, active=("suzuki",)).without == ("suzuki",)
    assert wanted(Kind.REST, NOON, TOKYO, active=()) == wanted(Kind.REST, NOON + timedelta(days=1), TOKYO, active=())


def test_a_case_stands_in_one_section_of_a_letter() -> None:
    today = wanted(Kind.TODAY, NOON, TOKYO, active=())
    asked = {kind: wanted(kind, NOON, TOKYO, active=("suzuki",)) for kind in Kind}

    for kind in (Kind.WAITING, Kind.ANSWERED, Kind.UNASSIGNED):
        assert beside(asked[kind], OF_SCOPE[Scope.ALL], today).since == today.until
        assert beside(asked[kind], (kind,), today) == asked[kind]
    assert beside(asked[Kind.ANSWERED], OF_SCOPE[Scope.MINE], today).since == NEVER
    for kind in (Kind.OVERDUE, Kind.TODAY, Kind.LATER, Kind.REST):
        assert beside(asked[kind], OF_SCOPE[Scope.MINE], today) == asked[kind]


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_link_opens_a_mail_with_the_very_subject_and_body(subject: str, body: str) -> None:
    parts = urlsplit(reply_link("support@vendor.example", subject, body))
    fields = parse_qs(parts.query, keep_blank_values=True, errors="surrogatepass")

    assert (parts.scheme, parts.path) == ("mailto", "support@vendor.example")
    assert fields["subject"] == [subject]
    assert fields.get("body", [""]) == [body]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("17", (17,)),
        ("17 18", (17, 18)),
        ("１７、１８", (17, 18)),
        ("17番と18番", (17, 18)),
        ("No.17, no18 and #19", (17, 18, 19)),
        ("17 17", (17,)),
        ("", ()),
        ("17 鈴木", ()),
        ("INC-000017", ()),
        ("-3", ()),
        (" ".join(map(str, range(51))), ()),
    ],
)
def test_held_mail_is_named_by_number_and_by_nothing_else(written: str, numbers: tuple[int, ...]) -> None:
    assert held_numbers(written) == numbers


@given(st.lists(st.integers(min_value=0, max_value=10**12 - 1), min_size=1, max_size=50, unique=True))
def test_numbers_are_read_as_they_were_written(numbers: list[int]) -> None:
    assert held_numbers(" ".join(map(str, numbers))) == tuple(numbers)


@given(st.text(max_size=200))
def test_no_argument_breaks_the_reading_of_numbers(written: str) -> None:
    assert all(number >= 0 for number in held_numbers(written))


@pytest.mark.parametrize(
    ("called", "found"),
    [("C-1", True), ("例示商事", True), ("株式会社　例示商事", True), ("ｒｅｉｊｉ", True), ("商", False), ("", False)],
)
def test_a_client_is_named_by_contract_or_by_a_part_of_the_name(called: str, found: bool) -> None:
    assert named_like(called, ("C-1", "株式会社例示商事", "Reiji KK")) is found


def test_absences_that_follow_at_once_are_one() -> None:
    first, last = datetime(2026, 11, 24).date(), datetime(2026, 11, 26).date()  # noqa: DTZ001 - only their dates count
    later = last + timedelta(days=1)
    member = Staff(handle="s", name="S", addresses=("s@vendor.example",), leave=((first, last), (later, later)))

    assert member.away_until(first - timedelta(days=1)) is None
    assert member.away_until(first) == later
    assert member.away_until(later) == later
    assert member.away_until(later + timedelta(days=1)) is None

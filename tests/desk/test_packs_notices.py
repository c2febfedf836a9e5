"""Which notices a contract is owed, told as years of packs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.hours import Holidays, prepare, read_calendar
from mailbot.desk.ledger import Account, Line, Why
from mailbot.desk.ledger_acts import close, give_back, reserve
from mailbot.desk.ledger_balance import balance
from mailbot.desk.ledger_parts import part_of
from mailbot.desk.packs import PackKind, PackTerms
from mailbot.desk.packs_notices import NoticeKind, UnitsNotice, backwards, last_fall, notices_due
from tests.ledger_fixtures import INCIDENTS, TIME, Keeper, pack

SPEC = read_calendar("office", {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["09:00-17:30"]}})
NOTICE_DATE = prepare("office", {"office": SPEC}, Holidays()).notice_date


def due(desk: Keeper, *, until: date | None = None, told: tuple[str, ...] = ()) -> tuple[UnitsNotice, ...]:
    return notices_due(desk.account, desk.now, notice_date=NOTICE_DATE, contract_until=until, told=told)


def kinds(desk: Keeper, *, until: date | None = None, told: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(notice.kind.value, notice.key) for notice in due(desk, until=until, told=told)]


def test_a_quiet_contract_is_told_nothing() -> None:
    assert due(Keeper(INCIDENTS, pack())) == ()


def test_few_units_are_told_once_for_all_that_was_bought() -> None:
    desk = Keeper(INCIDENTS, pack(1, 3))
    desk.do(reserve, case_id=5, units=1)
    desk.do(close, case_id=5)

    (notice,) = due(desk)

    assert (notice.kind, notice.key, notice.left) == (NoticeKind.LOW, "low:1:2", 2)
    assert (notice.ends, notice.due_on) == (date(2027, 3, 31), date(2026, 4, 1))
    assert due(desk, told=("low:1:2",)) == ()


def test_another_order_may_run_low_again() -> None:
    desk = Keeper(INCIDENTS, pack(1, 1), pack(2, 3)).on("2026-05-01T10:00")
    desk.do(reserve, case_id=5, units=3)

    assert kinds(desk, told=("low:1",)) == [("low", "low:2:4")]


def test_none_left_is_told_instead_of_few() -> None:
    desk = Keeper(INCIDENTS, pack(1, 3))
    desk.do(reserve, case_id=5, units=3)

    assert kinds(desk) == [("empty", "empty:1:2")]


def test_few_are_not_complained_of_where_more_are_bought_already() -> None:
    desk = Keeper(INCIDENTS, pack(1, 1), pack(2, 10, "2026-06-01", "2027-05-31"))

    assert due(desk) == ()
    desk.do(reserve, case_id=5, units=1)
    assert [(notice.kind, notice.coming) for notice in due(desk)] == [(NoticeKind.EMPTY, 10)]


def test_a_desk_may_leave_few_unsaid() -> None:
    assert due(Keeper(replace(INCIDENTS, low=None), pack(1, 1))) == ()


@pytest.mark.parametrize(("at", "is_due"), [("2027-01-28T23:59", False), ("2027-01-29T00:00", True)])
def test_the_renewal_is_offered_sixty_days_ahead_on_a_business_day(at: str, *, is_due: bool) -> None:
    desk = Keeper(INCIDENTS, pack()).on(at)

    found = due(desk)

    assert bool(found) is is_due
    if is_due:
        # 60 days before 31 March 2027 is Saturday 30 January.
        assert (found[0].key, found[0].due_on) == ("renewal:2027-03-31", date(2027, 1, 29))
        assert (found[0].ends, found[0].left) == (date(2027, 3, 31), 10)


def test_an_order_that_goes_on_longer_is_the_renewal() -> None:
    desk = Keeper(INCIDENTS, pack(), pack(2, 10, "2027-03-01", "2028-02-29")).on("2027-03-15T10:00")

    assert due(desk) == ()


def test_a_cancelled_order_puts_nothing_off() -> None:
    desk = Keeper(INCIDENTS, pack(), pack(2, 10, "2027-03-01", "2028-02-29")).on("2027-03-15T10:00")
    desk.buy(pack(2, 0, "2027-03-01", "2028-02-29"))

    assert kinds(desk) == [("renewal", "renewal:2027-03-31")]


def test_the_end_is_told_with_what_lapsed() -> None:
    desk = Keeper(INCIDENTS, pack(), at="2026-04-01T10:00").on("2027-04-01T00:00")
    unswept = due(desk)
    desk.sweep()

    (notice,) = due(desk)

    assert (notice,) == unswept
    assert (notice.kind, notice.key, notice.lapsed, notice.left) == (NoticeKind.EXPIRED, "expired:2027-03-31", 10, 0)
    assert notice.due_on == date(2027, 4, 1)
    assert due(desk, told=(notice.key,)) == ()


def test_an_end_is_silent_where_nothing_was_lost_and_others_go_on() -> None:
    desk = Keeper(INCIDENTS, pack(1, 1, until="2026-06-30"), pack(2, 10)).on("2026-06-01T10:00")
    desk.do(reserve, case_id=5, units=1)

    assert due(desk.on("2026-07-01T10:00")) == ()


def test_units_that_were_lost_are_told_though_others_go_on() -> None:
    desk = Keeper(INCIDENTS, pack(1, 1, until="2026-06-30"), pack(2, 10)).on("2026-07-01T10:00")

    assert [(notice.kind, notice.lapsed, notice.left) for notice in due(desk)] == [(NoticeKind.EXPIRED, 1, 10)]


def test_an_end_long_past_or_before_our_time_is_not_told() -> None:
    old = Keeper(INCIDENTS, pack(until="2026-06-30")).on("2026-08-05T10:00")
    imported = Keeper(INCIDENTS, pack(until="2026-06-30"), at="2026-07-05T10:00")

    assert due(old) == ()
    assert due(imported) == ()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-10-01T10:00", []),
        ("2026-11-02T10:00", [("renewal", "renewal:2026-12-31")]),
        ("2027-01-01T10:00", [("expired", "expired:2026-12-31")]),
    ],
)
def test_a_contract_without_units_ends_too(at: str, expected: list[tuple[str, str]]) -> None:
    desk = Keeper(PackTerms(kind=PackKind.UNLIMITED)).on(at)

    assert kinds(desk, until=date(2026, 12, 31)) == expected


def test_the_contracts_end_counts_where_it_is_earlier() -> None:
    desk = Keeper(INCIDENTS, pack()).on("2026-12-01T10:00")

    assert kinds(desk, until=date(2026, 12, 31)) == [("renewal", "renewal:2026-12-31")]
    assert kinds(desk, until=date(2028, 12, 31)) == []


def test_units_without_end_end_with_the_contract_alone() -> None:
    desk = Keeper(INCIDENTS, pack(), pack(2, until=None)).on("2027-03-01T10:00")

    assert due(desk) == ()
    assert kinds(desk, until=date(2027, 3, 31)) == [("renewal", "renewal:2027-03-31")]


@pytest.mark.parametrize(
    "desk",
    [Keeper(PackTerms(kind=PackKind.FREE)), Keeper(INCIDENTS), Keeper(replace(INCIDENTS, renewal_days=None), pack())],
    ids=["free", "nothing bought", "not wanted"],
)
def test_some_are_never_offered_a_renewal(desk: Keeper) -> None:
    assert due(desk.on("2027-03-30T10:00"), until=date(2027, 3, 31)) == ()


@given(uses=st.lists(st.integers(1, 3), max_size=8), days=st.lists(st.integers(1, 60), min_size=8, max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_notice_is_ever_due_twice(uses: list[int], days: list[int]) -> None:
    desk = Keeper(TIME, pack(1, 10), pack(2, 10, "2026-09-01", "2027-08-31"))
    told: list[str] = []

    for case, units in enumerate([*uses, 0], 1):
        desk.do(reserve, case_id=case, units=units)
        desk.now += timedelta(days=days[case % 8])
        desk.sweep()
        told += [notice.key for notice in due(desk, told=tuple(told))]
        assert due(desk, told=tuple(told)) == ()

    assert len(told) == len(set(told))


def all_falls(desk: Keeper, kind: NoticeKind) -> list[str]:
    """Every fall to the level, counted over the whole ledger from its beginning: the newest line of each act, and each
    day on which a pack ended."""
    account = desk.account
    level = (account.terms.low or 0) if kind is NoticeKind.LOW else 0
    free: Counter[int] = Counter()
    found: list[str] = []

    def available(day: date) -> int:
        return free[0] + sum(free[one.id] for one in account.packs if one.covers(day))

    def days_pass(since: date, until: date) -> None:
        for number in range((until - since).days):
            day = since + timedelta(days=number)
            if available(day) > level >= available(day + timedelta(days=1)):
                found.append((day + timedelta(days=1)).isoformat())

    today = account.today(account.lines[0].at)
    for _, act in groupby(account.lines, key=lambda line: line.cause):
        lines = [*act]
        days_pass(today, today := account.today(lines[0].at))
        before = available(today)
        for line in lines:
            free[line.pack_id] += line.on_available
        if before > level >= available(today):
            found.append(str(max(line.seq for line in lines)))
    days_pass(today, account.today(desk.now))
    return found


class Counted:
    """Lines from the newest on, and how many of them were taken."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.taken = 0

    def __iter__(self) -> Iterator[Line]:
        for line in backwards(self.account):
            self.taken += 1
            yield line


ACTS = st.lists(st.tuples(st.sampled_from(["take", "defect", "end", "wait", "buy"]), st.integers(1, 4)), max_size=25)


@given(acts=ACTS, beyond=st.booleans())
@settings(max_examples=150, deadline=None)
def test_the_last_fall_read_from_the_end_is_that_of_the_whole_ledger(
    acts: list[tuple[str, int]], *, beyond: bool
) -> None:
    desk = Keeper(INCIDENTS, pack(1, 4), pack(2, 3, "2026-04-01", "2026-07-31"))
    for number, (what, units) in enumerate(acts, 1):
        if what == "take":
            desk.do(reserve, case_id=number, units=units, overdraw=beyond)
        elif what == "defect":
            desk.do(give_back, case_id=units, why=Why.DEFECT)
        elif what == "end":
            desk.do(close, case_id=units)
        elif what == "buy":
            desk.buy(pack(number + 2, units))
        else:
            desk.now += timedelta(days=20 * units)
            desk.sweep()
        part = part_of(desk.account, cases=())
        now = balance(part, desk.now)
        for kind in (NoticeKind.LOW, NoticeKind.EMPTY):
            assert last_fall(part, now, backwards(desk.account), kind) == ["", *all_falls(desk, kind)][-1]


def test_no_more_lines_are_read_than_were_written_since_units_ran_low() -> None:
    desk = Keeper(INCIDENTS, pack(1, 1000))
    for case in range(1, 999):
        desk.do(reserve, case_id=case, units=1)
    lines = Counted(desk.account)
    assert [one.key for one in notices_due(desk.account, desk.now, notice_date=NOTICE_DATE, newest_first=lines)] == [
        "low:1:999"
    ]
    assert lines.taken <= 3

    desk.do(give_back, case_id=998, why=Why.DEFECT)
    lines = Counted(desk.account)
    assert notices_due(desk.account, desk.now, notice_date=NOTICE_DATE, newest_first=lines) == ()
    assert lines.taken == 0


def test_what_ended_before_an_order_of_few_is_what_made_them_few() -> None:
    desk = Keeper(INCIDENTS, pack(1, 500, until="2026-05-31"))
    for case in range(1, 400):
        desk.do(reserve, case_id=case, units=1)
    desk.on("2026-06-15T10:00").buy(pack(2, 2, "2026-06-10"))
    lines = Counted(desk.account)

    found = notices_due(desk.account, desk.now, notice_date=NOTICE_DATE, newest_first=lines)

    assert found[0].key == "low:2:2026-06-01"
    assert lines.taken <= 3


def test_what_came_back_and_ran_low_again_is_told_again() -> None:
    desk = Keeper(INCIDENTS, pack(1, 3))
    desk.do(reserve, case_id=5, units=1)
    (first,) = due(desk)
    desk.do(give_back, case_id=5, why=Why.DEFECT)
    assert due(desk) == ()
    desk.do(reserve, case_id=6, units=1)

    (again,) = due(desk, told=(first.key,))

    assert (first.key, again.key) == ("low:1:2", "low:1:4")


def test_lines_that_came_after_the_account_was_read_do_not_count() -> None:
    desk = Keeper(INCIDENTS, pack(1, 3))
    desk.do(reserve, case_id=5, units=1)
    read, at = desk.account, desk.now
    desk.do(reserve, case_id=6, units=1)
    (notice,) = notices_due(read, at, notice_date=NOTICE_DATE, newest_first=backwards(desk.account))

    assert notice.key == "low:1:2"


def test_the_end_of_a_pack_tells_nothing_again_unless_it_made_the_units_few() -> None:
    desk = Keeper(INCIDENTS, pack(1, 2, until="2026-06-30"), pack(2, 3))
    desk.do(reserve, case_id=5, units=3)
    (told,) = due(desk)
    assert told.left == 2

    assert [one.key for one in due(desk.on("2026-07-02T10:00"))] == [told.key]

    many = Keeper(INCIDENTS, pack(1, 9, until="2026-06-30"), pack(2, 2))
    assert due(many) == ()
    assert [one.key for one in due(many.on("2026-07-02T10:00")) if one.kind is NoticeKind.LOW] == ["low:2:2026-07-01"]


def test_few_units_from_the_first_order_on_are_told_though_they_never_fell() -> None:
    assert [one.key for one in due(Keeper(INCIDENTS, pack(1, 2)))] == ["low:1"]

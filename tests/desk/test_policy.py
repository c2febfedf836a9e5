"""Policies: what a person writes is read whole, complained of whole, and written again as the same."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.complaints import Complaints
from mailbot.desk.policy import Anchor, Policy, PolicyVersion, Target, Unit
from mailbot.desk.policy_json import as_json, canonical_json, digest
from mailbot.desk.policy_reading import read_policy, read_version
from mailbot.desk.policy_terms_reading import read_shared_terms

ANSWER: dict[str, Any] = {"target": {"business_days": 1}, "from": "each_customer_mail", "stop": ["reply"]}
AXIS = {"minor": {"default": True}, "important": {}, "urgent": {"alerts": True}}


def version_of(**keys: Any) -> PolicyVersion:
    return read_version({"from": "2020-01-01", **keys})


def test_a_small_desk_is_read_with_its_usual_category_and_priority() -> None:
    policy = read_policy("standard", {"versions": [{"from": date(2020, 1, 1), "clocks": {"answer": ANSWER}}]})

    version = policy.versions[0]
    assert version.default_category.label("ja") == "お問い合わせ"
    assert version.default_priority.label("en") == "Normal"
    assert version.clocks[0].label("ja") == "初回回答"
    assert version.clocks[0].kind_label("en") == "target"
    assert version.clocks[0].target == Target(unit=Unit.BUSINESS_DAYS, amount=1, outside="deemed")


def test_the_version_of_a_date_is_the_newest_that_began_by_then() -> None:
    policy = read_policy("p", {"versions": [{"from": "2024-04-01"}, {"from": "2020-01-01"}]})

    assert policy.version_on(date(2024, 3, 31)).valid_from == date(2020, 1, 1)
    assert policy.version_on(date(2024, 4, 1)).valid_from == date(2024, 4, 1)
    assert policy.version_on(date(2019, 12, 31)).valid_from == date(2020, 1, 1)


def test_keys_beside_the_versions_hold_for_all_that_do_not_give_them() -> None:
    policy = read_policy(
        "p",
        {
            "priorities": AXIS,
            "auto_close": {"business_days": 5},
            "versions": [{"from": "2020-01-01"}, {"from": "2024-01-01", "auto_close": {"business_days": 7}}],
        },
    )

    assert [version.auto_close.business_days for version in policy.versions if version.auto_close] == [5, 7]
    assert [version.default_priority.key for version in policy.versions] == ["minor", "minor"]


def test_priorities_are_one_axis_from_the_lightest_to_the_gravest() -> None:
    version = version_of(priorities=AXIS)

    assert [priority.key for priority in version.priorities] == ["minor", "important", "urgent"]
    assert version.gravest_alert is version.priority("urgent")
    assert version.priorities[2].telephone
    assert not version.priorities[0].telephone
    assert version.priority("unheard-of") is None
    assert version_of().gravest_alert is None


def test_categories_may_be_a_list_of_keys_or_of_tables() -> None:
    version = version_of(
        categories=[
            {"key": "fault", "labels": {"ja": "障害"}, "alerts": True, "calendar": "always", "default": True},
            "question",
        ],
        levels=["normal", "A"],
    )

    fault = version.category("fault")
    assert fault is not None
    assert (fault.label("ja"), fault.label("en"), fault.alerts, fault.calendar) == ("障害", "障害", True, "always")
    assert [level.key for level in version.levels] == ["normal", "A"]
    assert version.level("A") is version.levels[1]


def test_targets_override_any_key_of_the_clock() -> None:
    version = version_of(
        categories={"question": {"default": True}, "fault": {}},
        priorities=AXIS,
        clocks={
            "start": {
                "by": ["category", "priority"],
                "target": {"business_days": 1},
                "stop": ["started", "reply"],
                "targets": {
                    "fault/urgent": {"minutes": 10, "calendar": "always", "kind": "committed"},
                    "question/minor": {"from": "noted", "noted_within": {"minutes": 60}},
                },
            }
        },
    )
    clock = version.clocks[0]

    urgent = clock.for_case(category="fault", priority="urgent")
    assert urgent is not None
    assert (urgent.calendar, urgent.kind, urgent.from_) == ("always", "committed", Anchor.RECEIPT)
    assert urgent.target == Target(unit=Unit.MINUTES, amount=10)
    minor = clock.for_case(category="question", priority="minor")
    assert minor is not None
    assert minor.from_ is Anchor.NOTED
    assert minor.target == clock.target
    assert minor.noted_within == Target(unit=Unit.MINUTES, amount=60)
    assert clock.for_case(category="fault", priority="minor") is None


def test_by_may_be_joined_with_a_slash_and_levels_are_taken_as_they_come() -> None:
    version = version_of(
        priorities=AXIS,
        clocks={"answer": {"by": "priority/level", "stop": ["reply"], "targets": {"urgent/A": {"minutes": 60}}}},
    )

    assert version.clocks[0].by == ("priority", "level")
    assert version.clocks[0].for_case(category="question", priority="urgent", level="A") is not None


def test_our_own_acts_count_on_their_plain_date_unless_said_otherwise() -> None:
    clocks = {
        "start": {"target": {"business_days": 1}, "stop": ["started"]},
        "resolve": {"target": {"business_days": 1}, "from": "start", "after": "start", "stop": ["resolved"]},
        "update": {"target": {"business_days": 1, "outside": "deemed"}, "from": "update", "stop": ["resolved"]},
    }
    version = version_of(clocks=clocks)

    outsides = [clock.target.outside for clock in version.clocks if clock.target]
    assert outsides == ["deemed", "date", "deemed"]


def test_an_override_of_the_anchor_leaves_behind_what_goes_with_the_old_one() -> None:
    version = version_of(
        priorities=AXIS,
        clocks={
            "start": {"target": {"minutes": 10}, "stop": ["started"]},
            "resolve": {
                "by": "priority",
                "target": {"business_days": 1},
                "from": "start",
                "after": "start",
                "cap": True,
                "stop": ["resolved"],
                "targets": {"minor": {}, "urgent": {"from": "receipt"}},
            },
        },
    )
    resolve = version.clocks[1]

    assert (resolve.targets["urgent"].after, resolve.targets["urgent"].cap) == ("", False)
    assert (resolve.targets["minor"].after, resolve.targets["minor"].cap) == ("start", True)


FULL: dict[str, Any] = {
    "from": "2024-04-01",
    "applies": "date",
    "categories": {"question": {"default": True, "in_scope": False}, "fault": {"alerts": True, "calendar": "always"}},
    "priorities": {**AXIS, "stopped": {"out_of_hours": True, "telephone": True}},
    "levels": ["normal", {"key": "A", "labels": {"ja": "A"}}],
    "clocks": {
        "start": {
            "target": {"minutes": 10, "hours": "desk", "out_of_hours": {"minutes": 60}},
            "stop": ["started", "reply"],
            "labels": {"en": "Beginning"},
        },
        "resolve": {
            "by": ["priority"],
            "from": "start",
            "after": "start",
            "cap": True,
            "stop": "resolved",
            "pause_while_waiting": True,
            "calendar": "desk",
            "targets": {
                "urgent": {"weeks": 1, "roll": "none", "at": "same_clock"},
                "minor": {"target": {"business_days": 3, "count_first": True, "at": "midnight"}, "from": "receipt"},
                "important": {"from": "noted", "noted_within": {"business_days": 1}, "minutes": 5},
            },
        },
    },
    "late_notice": {"clock": "start", "days": 3, "from": "receipt"},
    "auto_close": {"business_days": 7, "notice": 2, "calendar": "desk", "outside": "deemed", "states": ["waiting"]},
    "quiet": {"hours": "22:00-09:00", "tz": "Asia/Tokyo", "exempt_urgent": False},
    "reopen": "restart",
    "renewal": {"days": 30, "roll": "none", "calendar": "desk", "end_date": date(2027, 3, 31)},
    "availability": {
        "target": "99.9%",
        "tz": "Asia/Tokyo",
        "first": "2026-04-01",
        "last": "2026-04-30",
        "excluded": [["2026-04-10T00:00:00+09:00", "2026-04-10T03:00:00+09:00"]],
    },
}


def test_a_version_with_every_key_is_written_and_read_again_as_the_same() -> None:
    version = read_version(FULL)

    assert read_version(as_json(version)) == version
    assert canonical_json(read_version(as_json(version))) == canonical_json(version)
    assert digest(version) == digest(read_version(as_json(version)))
    policy = Policy(name="p", versions=(version,))
    assert read_policy("p", as_json(policy)) == policy


def test_a_version_with_every_key_means_what_it_says() -> None:
    version = read_version(FULL)

    assert version.applies == "date"
    assert version.quiet is not None
    assert (version.quiet.start, version.quiet.end) == (time(22), time(9))
    assert version.auto_close is not None
    assert version.auto_close.states == (Status.WAITING,)
    assert version.availability is not None
    assert version.availability.target == Decimal("99.9")
    assert version.renewal is not None
    assert version.renewal.end_date == date(2027, 3, 31)
    assert version.clocks[1].stop == (EventKind.RESOLVED,)
    assert version.clocks[0].label("en") == "Beginning"
    assert version.clocks[0].label("ja") == "対応開始"


def test_the_same_policy_spelt_differently_has_the_same_digest() -> None:
    one = version_of(clocks={"answer": {**ANSWER, "stop": "reply"}})
    other = version_of(clocks={"answer": {**ANSWER, "target": {"business_days": 1, "at": "close"}}})

    assert digest(one) == digest(other)
    assert digest(one) != digest(version_of(clocks={"answer": {**ANSWER, "kind": "committed"}}))


def test_every_named_calendar_is_listed_with_its_path() -> None:
    named = dict(read_version(FULL).named_calendars())

    assert named["categories", "fault", "calendar"] == "always"
    assert named["clocks", "start", "target", "hours"] == "desk"
    assert named["clocks", "resolve", "targets", "urgent", "calendar"] == "desk"
    assert named["auto_close", "calendar"] == "desk"
    assert named["renewal", "calendar"] == "desk"
    assert not dict(version_of().named_calendars())


def test_a_version_by_itself_complains_too() -> None:
    with pytest.raises(Complaints):
        read_version({"from": "2020-01-01", "surprise": 1})


def test_the_desk_gives_defaults_that_a_policy_may_replace() -> None:
    shared = read_shared_terms(
        {"late_notice": {"days": 2}, "auto_close": {}, "reopen": "restart", "renewal": {"contract_end": True}}
    )

    policy = read_policy("p", {"clocks": {"answer": ANSWER}, "reopen": "continue"}, defaults=shared)

    version = policy.versions[0]
    assert version.late_notice is not None
    assert version.late_notice.clock == "answer"
    assert version.auto_close == shared.auto_close
    assert version.reopen == "continue"
    assert version.renewal is not None
    assert version.renewal.end_date is None


def test_a_default_late_notice_is_left_out_where_no_clock_can_be_late() -> None:
    shared = read_shared_terms({"late_notice": {"days": 2}})
    two = {"one": ANSWER, "two": ANSWER}

    assert read_policy("p", {"clocks": two}, defaults=shared).versions[0].late_notice is None


def test_the_desks_own_defaults_are_complained_of_by_their_keys() -> None:
    with pytest.raises(Complaints) as found:
        read_shared_terms({"quiet": {"hours": 3}, "quite": {}})

    assert [fault.key for fault in found.value.complaints] == ["quiet.hours", "quite"]


def test_a_word_in_one_language_stands_for_the_other_and_a_key_for_both() -> None:
    version = version_of(
        priorities=[{"key": "low", "labels": {"en": "Low"}, "default": True}, "high"],
        clocks={"callback": {**ANSWER, "labels": {"ja": "折り返し"}}},
    )

    assert dict(version.priorities[0].labels) == {"ja": "Low", "en": "Low"}
    assert dict(version.priorities[1].labels) == {"ja": "high", "en": "high"}
    assert dict(version.clocks[0].labels) == {"ja": "折り返し", "en": "折り返し"}

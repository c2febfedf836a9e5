"""What is wrong in a policy is told with its path and what to do, all at once."""

from typing import Any

import pytest

from mailbot.desk.complaints import Complaints
from mailbot.desk.policy_reading import read_policy

ANSWER: dict[str, Any] = {"target": {"business_days": 1}, "from": "each_customer_mail", "stop": ["reply"]}


def faults_of(mapping: object) -> dict[str, str]:
    with pytest.raises(Complaints) as found:
        read_policy("p", mapping)
    return {fault.key: fault.message for fault in found.value.complaints}


BROKEN: list[tuple[str, object, str, str]] = [
    ("no table", "standard", "", "must be a table"),
    ("nothing", {}, "", "needs versions"),
    ("versions as a table", {"versions": {"from": "2020-01-01"}}, "versions", "[[policies.NAME.versions]]"),
    ("a version that is none", {"versions": [3]}, "versions[0]", "must be a table"),
    ("no date", {"versions": [{"reopen": "restart"}]}, "versions[0].from", "needs a date"),
    ("a wrong date", {"versions": [{"from": "1.4.2026"}]}, "versions[0].from", "must be a date"),
    ("the same date twice", {"versions": [{"from": "2020-01-01"}] * 2}, "versions", "same date"),
    ("an unknown key", {"clock": {}}, "clock", 'did you mean "clocks"'),
    ("an unknown key of a clock", {"clocks": {"answer": {**ANSWER, "stops": 1}}}, "clocks.answer.stops", '"stop"'),
    ("a bad name", {"clocks": {"最初": ANSWER}}, "clocks.最初", "letters"),
    ("no target", {"clocks": {"answer": {"stop": ["reply"]}}}, "clocks.answer.target", "needs a target"),
    ("no stop", {"clocks": {"answer": {"target": {"minutes": 1}}}}, "clocks.answer.stop", "needs what stops"),
    (
        "an unknown stop",
        {"clocks": {"answer": {**ANSWER, "stop": ["repply"]}}},
        "clocks.answer.stop",
        'did you mean "reply"',
    ),
    (
        "two units",
        {"clocks": {"answer": {**ANSWER, "target": {"minutes": 1, "weeks": 1}}}},
        "clocks.answer.target",
        "exactly one",
    ),
    (
        "no unit",
        {"clocks": {"answer": {**ANSWER, "target": {"days": 1}}}},
        "clocks.answer.target",
        "exactly one",
    ),
    (
        "less than nothing",
        {"clocks": {"answer": {**ANSWER, "target": {"minutes": -1}}}},
        "clocks.answer.target.minutes",
        "0 or more",
    ),
    (
        "an unknown key of a target",
        {"clocks": {"answer": {**ANSWER, "target": {"minutes": 1, "rol": "none"}}}},
        "clocks.answer.target.rol",
        'did you mean "roll"',
    ),
    (
        "half of out-of-hours",
        {"clocks": {"answer": {**ANSWER, "target": {"minutes": 1, "hours": "desk"}}}},
        "clocks.answer.target",
        "go together",
    ),
    (
        "out-of-hours twice",
        {
            "clocks": {
                "answer": {
                    **ANSWER,
                    "target": {
                        "minutes": 1,
                        "hours": "desk",
                        "out_of_hours": {"minutes": 2, "hours": "x", "out_of_hours": {"minutes": 3}},
                    },
                }
            }
        },
        "clocks.answer.target.out_of_hours.out_of_hours",
        "no other one",
    ),
    ("an unknown axis", {"clocks": {"answer": {**ANSWER, "by": "urgency"}}}, "clocks.answer.by", "not one of"),
    ("by alone", {"clocks": {"answer": {**ANSWER, "by": "priority"}}}, "clocks.answer.by", "go together"),
    (
        "targets alone",
        {"clocks": {"answer": {**ANSWER, "targets": {}}}},
        "clocks.answer.targets",
        "go together",
    ),
    (
        "an undeclared key",
        {"clocks": {"answer": {**ANSWER, "by": "priority", "targets": {"norml": {"minutes": 1}}}}},
        "clocks.answer.targets.norml",
        'did you mean "normal"',
    ),
    (
        "too few keys",
        {"clocks": {"answer": {**ANSWER, "by": ["priority", "category"], "targets": {"normal": {"minutes": 1}}}}},
        "clocks.answer.targets.normal",
        "priority/category",
    ),
    (
        "a target twice",
        {
            "clocks": {
                "answer": {
                    **ANSWER,
                    "by": "priority",
                    "targets": {"normal": {"minutes": 1, "target": {"minutes": 1}}},
                }
            }
        },
        "clocks.answer.targets.normal",
        "inside target",
    ),
    (
        "an override without a target",
        {"clocks": {"answer": {"stop": ["reply"], "by": "priority", "targets": {"normal": {"calendar": "desk"}}}}},
        "clocks.answer.targets.normal",
        "needs a target",
    ),
    (
        "an unknown clock before",
        {"clocks": {"resolve": {**ANSWER, "from": "start", "after": "begin"}}},
        "clocks.resolve.after",
        "no clock here",
    ),
    (
        "after without start",
        {"clocks": {"answer": {**ANSWER, "after": "next"}, "next": ANSWER}},
        "clocks.answer.after",
        "goes with",
    ),
    ("a cap on nothing", {"clocks": {"answer": {**ANSWER, "cap": True}}}, "clocks.answer.cap", "needs after"),
    (
        "a circle",
        {
            "clocks": {
                "one": {**ANSWER, "from": "start", "after": "two"},
                "two": {**ANSWER, "from": "start", "after": "one"},
            }
        },
        "clocks.one.after",
        "never start",
    ),
    (
        "a guard on nothing",
        {"clocks": {"answer": {**ANSWER, "noted_within": {"minutes": 1}}}},
        "clocks.answer.noted_within",
        'from = "noted"',
    ),
    (
        "labels",
        {"clocks": {"answer": {**ANSWER, "labels": {"日本語": "x"}}}},
        "clocks.answer.labels.日本語",
        "language",
    ),
    ("empty text", {"clocks": {"answer": {**ANSWER, "calendar": " "}}}, "clocks.answer.calendar", "must be text"),
    ("a number for text", {"clocks": {"answer": {**ANSWER, "stop": 3}}}, "clocks.answer.stop", "list of texts"),
    ("text for a flag", {"clocks": {"answer": {**ANSWER, "cap": "yes"}}}, "clocks.answer.cap", "true or false"),
    ("priorities as text", {"priorities": "high"}, "priorities", "must be a table"),
    ("priorities as a number", {"priorities": 3}, "priorities", "must be a table"),
    ("no default", {"priorities": ["low", "high"]}, "priorities", "exactly one as default"),
    (
        "two defaults",
        {"priorities": {"low": {"default": True}, "high": {"default": True}}},
        "priorities",
        "exactly one as default",
    ),
    ("a key twice", {"priorities": ["low", {"key": "low", "default": True}]}, "priorities", "twice"),
    (
        "one order for two",
        {"priorities": {"low": {"default": True}, "high": {"order": 1}}},
        "priorities",
        "same order",
    ),
    ("a key in Japanese", {"categories": {"障害": {}}}, "categories.障害", "ASCII"),
    ("late notice of nothing", {"late_notice": {"days": 2}}, "late_notice.clock", "say which clock"),
    (
        "late notice of an unknown clock",
        {"clocks": {"answer": ANSWER}, "late_notice": {"clock": "anser"}},
        "late_notice.clock",
        'did you mean "answer"',
    ),
    ("a notice after closing", {"auto_close": {"business_days": 3, "notice": 3}}, "auto_close.notice", "less than"),
    ("closing while open", {"auto_close": {"states": ["open"]}}, "auto_close.states", "nothing closes"),
    ("quiet all day", {"quiet": {"hours": "09:00-09:00"}}, "quiet.hours", "22:00-09:00"),
    ("quiet at no time", {"quiet": {"hours": ["22", "late"]}}, "quiet.hours", "22:00-09:00"),
    ("quiet nowhere", {"quiet": {"hours": "22:00-09:00", "tz": "Asia/Tokio"}}, "quiet.tz", "Asia/Tokyo"),
    ("quiet in a short zone", {"quiet": {"hours": "22:00-09:00", "tz": "X"}}, "quiet.tz", "no time zone"),
    ("renewal twice", {"renewal": {"contract_end": 3}}, "renewal.contract_end", "true"),
    ("too available", {"availability": {"target": "101"}}, "availability.target", "percent"),
    ("available in words", {"availability": {"target": "all"}}, "availability.target", "percent"),
    ("exclusions", {"availability": {"excluded": [["a", "b"]]}}, "availability.excluded[0]", "two instants"),
]


@pytest.mark.parametrize(("mapping", "key", "words"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_fault_is_named_with_its_path_and_what_to_do(mapping: object, key: str, words: str) -> None:
    assert words in faults_of(mapping)[key]


def test_all_faults_are_told_at_once() -> None:
    faults = faults_of({"clocks": {"answer": {"stop": ["x"]}}, "reopen": 3, "surprise": 1})

    assert {"clocks.answer.target", "clocks.answer.stop", "reopen", "surprise"} <= set(faults)


def test_a_fault_beside_the_versions_is_told_once_and_where_it_stands() -> None:
    faults = faults_of({"reopen": "never", "versions": [{"from": "2020-01-01"}, {"from": "2024-01-01"}]})

    assert list(faults) == ["reopen"]
    assert "continue, restart" in faults["reopen"]


def test_what_is_null_says_nothing() -> None:
    clock = {**ANSWER, "by": "priority", "targets": {"normal": None}}

    policy = read_policy(
        "p", {"clocks": {"answer": None, "next": clock}, "priorities": {"normal": None}, "categories": None}
    )

    version = policy.versions[0]
    assert [one.name for one in version.clocks] == ["next"]
    assert not version.clocks[0].targets
    assert version.default_priority.key == "normal"

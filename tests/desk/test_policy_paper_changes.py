"""The change history of a policy: what differs, before and after, the newest first, calendars included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar
from mailbot.desk.policy import Policy
from mailbot.desk.policy_paper_changes import changes_paper
from mailbot.desk.policy_paper_values import Paper, Table, Text
from mailbot.desk.policy_reading import read_policy

KNOWN = Holidays(names={"JP": {date(2026, 11, 23): "勤労感謝の日"}}, ics={"ours.ics": frozenset({date(2021, 6, 2)})})
LUNCH: dict[str, Any] = {
    "tz": "Asia/Tokyo",
    "weekly": {"mon-fri": ["09:00-12:00", "13:00-18:00"]},
    "national_holidays": "JP",
    "closed_yearly": [["12-29", "01-03"]],
}
MOVED: list[dict[str, Any]] = [
    {"from": "2012-12-01", "closed_yearly": [["12-28", "01-04"]]},
    {"from": "2017-05-08", "weekly": {"mon-fri": ["10:00-12:00", "13:00-18:00"]}},
]
ALWAYS: dict[str, Any] = {"tz": "Asia/Tokyo", "weekly": {"mon-sun": ["00:00-24:00"]}}
ANSWER: dict[str, Any] = {"target": {"business_days": 1}, "stop": ["reply"]}
ON = date(2026, 11, 22)

Rows = list[tuple[str, str, str]]


def calendars(**specs: Mapping[str, object]) -> dict[str, Hours]:
    read = {name: read_calendar(name, keys) for name, keys in specs.items()}
    return {name: prepare(name, read, KNOWN) for name in read}


def policy_of(*versions: Mapping[str, object]) -> Policy:
    return read_policy("standard", {"versions": list(versions)})


def paper_of(
    policy: Policy, hours: Mapping[str, Hours], language: str = "ja", contracts: tuple[str, ...] = ("office",)
) -> Paper:
    return changes_paper(policy, hours, on=ON, language=language, timezone="Asia/Tokyo", contract_calendars=contracts)


def changes(paper: Paper) -> dict[str, Rows]:
    return {
        one.heading: [
            ("".join(item), " | ".join(before), " | ".join(after))
            for block in one.blocks
            if isinstance(block, Table)
            for item, before, after in block.rows
        ]
        for one in paper.sections
    }


def between(one: Mapping[str, object], other: Mapping[str, object], language: str = "ja") -> Rows:
    """The rows of the change from one version to another, under one plain calendar."""
    paper = paper_of(
        policy_of({"from": "2020-01-01", **one}, {"from": "2021-01-01", **other}), calendars(office=LUNCH), language
    )
    return changes(paper)["2021年1月1日(金)付" if language == "ja" else "Fri 1 Jan 2021"]


def test_the_dated_changes_of_a_calendar_stand_newest_first() -> None:
    policy = policy_of({"from": "2007-04-02", "clocks": {"answer": ANSWER}})

    paper = paper_of(policy, calendars(office={**LUNCH, "changes": MOVED}))

    assert list(changes(paper).items()) == [
        (
            "2017年5月8日(月)付",
            [
                (
                    "営業時間",
                    "平日 09:00から12:00まで、13:00から18:00まで",
                    "平日 10:00から12:00まで、13:00から18:00まで",
                )
            ],
        ),
        (
            "2012年12月1日(土)付",
            [("毎年の休業", "12月29日から1月3日まで（年末年始）", "12月28日から1月4日まで（年末年始）")],
        ),
        ("2007年4月2日(月)付 制定", []),
    ]


def test_the_same_in_english_with_the_calendar_named_where_there_are_several() -> None:
    policy = policy_of({"from": "2007-04-02", "clocks": {"answer": {**ANSWER, "calendar": "always"}}})
    hours = calendars(office={**LUNCH, "changes": MOVED[1:]}, always=ALWAYS)

    found = changes(paper_of(policy, hours, "en"))

    assert found["Mon 8 May 2017"] == [
        ('Opening hours ("office")', "weekdays 09:00-12:00 and 13:00-18:00", "weekdays 10:00-12:00 and 13:00-18:00")
    ]
    assert "Mon 2 Apr 2007, first version" in found


def test_a_calendar_that_follows_another_changes_with_it() -> None:
    policy = policy_of({"from": "2007-04-02"})
    hours = calendars(office={**LUNCH, "changes": MOVED}, follower={"use": "office"})

    found = changes(paper_of(policy, hours, contracts=("follower",)))

    assert list(found)[:2] == ["2017年5月8日(月)付", "2012年12月1日(土)付"]


def test_what_is_to_come_is_marked_and_what_was_before_the_policy_is_left_out() -> None:
    policy = policy_of({"from": "2015-01-01"}, {"from": "2027-04-01", "reopen": "restart"})
    late = policy_of({"from": "2030-01-01"})

    found = changes(paper_of(policy, calendars(office={**LUNCH, "changes": MOVED})))

    assert list(found) == ["2027年4月1日(木)付（予定）", "2017年5月8日(月)付", "2015年1月1日(木)付 制定"]
    assert list(changes(paper_of(late, calendars(office=LUNCH)))) == ["2030年1月1日(火)付 制定（予定）"]


def test_a_policy_that_never_changed_says_so() -> None:
    paper = paper_of(policy_of({"from": "2020-01-01"}, {"from": "2021-01-01"}), calendars(office=LUNCH))

    assert paper.lead[1] == Text(text="改定はありません。")
    assert list(changes(paper)) == ["2020年1月1日(水)付 制定"]
    assert changes(paper_of(read_policy("p", {"clocks": {"answer": ANSWER}}), calendars(office=LUNCH))) == {}


def test_single_dates_of_a_calendar_count_from_the_change_on() -> None:
    change = {
        "from": "2021-04-01",
        "closed_dates": ["2020-08-13", "2021-08-13", "2021-08-12"],
        "closed_ics": ["ours.ics"],
        "open_dates": {"2021-12-29": ["10:00-12:00"], "2021-12-30": []},
        "holidays_add": {"2021-11-01": "創立記念日", "2020-11-01": "創立記念日"},
        "holidays_remove": ["2021-11-23"],
        "extra": [{"days": "sat", "hours": ["10:00-12:00"]}],
        "national_holidays": False,
        "tz": "Asia/Seoul",
    }

    found = changes(paper_of(policy_of({"from": "2020-01-01"}), calendars(office={**LUNCH, "changes": [change]})))

    assert found["2021年4月1日(木)付"] == [
        ("時間帯", "日本時間", "韓国時間"),
        ("追加の営業時間", "定めなし", "土曜 10:00から12:00まで"),
        ("祝日", "国民の祝日（日本）は休業", "休業としません"),
        ("休業日", "定めなし", "2021年6月2日(水) | 2021年8月12日(木)から2021年8月13日(金)まで"),
        ("特別営業日", "定めなし", "2021年12月29日(水) 10:00から12:00まで | 2021年12月30日(木) 休業日"),
        ("祝日の追加", "定めなし", "2021年11月1日(月) 創立記念日"),
        ("祝日の取り消し", "定めなし", "2021年11月23日(火)"),
    ]


def test_targets_that_differ_stand_by_their_keys_and_nothing_else_does() -> None:
    clock = {"by": "priority", "stop": ["resolved"]}
    priorities = ["minor", {"key": "urgent", "labels": {"ja": "緊急"}}]
    before = {"clocks": {"resolve": {**clock, "targets": {"minor": {"weeks": 1}, "urgent": {"minutes": 480}}}}}
    after = {"clocks": {"resolve": {**clock, "targets": {"minor": {"weeks": 1}, "urgent": {"minutes": 240}}}}}
    shared = {"priorities": [{"key": "minor", "default": True}, priorities[1]]}

    assert between({**shared, **before}, {**shared, **after}) == [
        ("解決：緊急", "営業時間で8時間以内", "営業時間で4時間以内"),
    ]


def test_a_promise_that_comes_to_differ_by_priority_is_compared_key_by_key() -> None:
    axis = {"priorities": [{"key": "minor", "default": True}, {"key": "urgent"}]}
    by = {"by": "priority", "stop": ["reply"], "targets": {"minor": {"business_days": 1}, "urgent": {"minutes": 60}}}

    found = between({**axis, "clocks": {"answer": ANSWER}}, {**axis, "clocks": {"answer": by}}, "en")

    assert found[0] == ("First answer: urgent", "within 1 business day", "within 1 hour of opening time")
    assert [item for item, *_ in found[1:]] == ["First answer: How it is counted"]


def test_the_aspects_of_a_clock_that_differ_are_said_once() -> None:
    after = {**ANSWER, "from": "update", "stop": ["report"], "kind": "committed", "pause_while_waiting": True}

    assert between({"clocks": {"answer": ANSWER}}, {"clocks": {"answer": after}})[:4] == [
        ("初回回答：種別", "目標", "期限"),
        ("初回回答：起点", "受付", "当窓口からの最後のご連絡（なければ受付）"),
        ("初回回答：達成の条件", "当窓口からのご回答", "中間のご報告"),
        ("初回回答：ご返信待ちの間", "計測を続けます", "計測を止めます"),
    ]


def test_an_aspect_that_differs_by_key_is_said_by_key() -> None:
    axis = {"priorities": [{"key": "minor", "default": True}, {"key": "urgent"}, {"key": "worst"}]}
    clock = {"by": "priority", "stop": ["reply"]}
    one = {"minor": {"minutes": 60}, "urgent": {"minutes": 60}}
    other = {"minor": {"minutes": 60}, "urgent": {"minutes": 60, "from": "noted"}, "worst": {"minutes": 60}}

    found = between(
        {**axis, "clocks": {"answer": {**clock, "targets": one}}},
        {**axis, "clocks": {"answer": {**clock, "targets": other}}},
    )

    assert found == [
        ("初回回答：worst", "定めなし", "営業時間で1時間以内"),
        ("初回回答：urgent：起点", "受付", "担当者が確認したとき"),
    ]


def test_a_clock_that_comes_or_goes_is_said_whole() -> None:
    axis = {"priorities": [{"key": "minor", "default": True}, {"key": "urgent"}]}
    by = {
        "by": "priority",
        "stop": ["started"],
        "targets": {"minor": {"business_days": 1}, "urgent": {"minutes": 10, "from": "noted"}},
    }

    came = between(axis, {**axis, "clocks": {"start": by}})
    went = between({**axis, "clocks": {"start": by}}, axis, "en")

    assert came == [
        (
            "対応開始",
            "定めなし",
            (
                "urgent：営業時間で10分以内（起点：担当者が確認したとき） | minor：1営業日以内（起点：受付） | "
                "種別：目標 | 達成の条件：対応の開始 | ご返信待ちの間：計測を続けます"
            ),
        )
    ]
    assert went[0][0::2] == ("Start of work", "none")
    assert went[0][1].startswith(
        "urgent: within 10 minutes of opening time (Counted from: when our staff took note) | minor: within 1 business"
    )


def test_categories_and_priorities_come_go_and_change_places() -> None:
    before = {
        "categories": {"ask": {"default": True}, "fault": {"labels": {"ja": "故障"}}},
        "priorities": [{"key": "low", "default": True}, {"key": "high"}],
    }
    after = {
        "categories": {
            "ask": {"default": True, "in_scope": False},
            "fault": {"labels": {"ja": "障害"}},
            "new": {},
        },
        "priorities": [{"key": "high"}, {"key": "low", "default": True}],
        "levels": {"a": {"default": True}},
    }

    assert between(before, after) == [
        (
            "区分：ask",
            "ask | ほかに当てはまらないときの区分",
            "ask | 対象外（お問い合わせ先をご案内します） | ほかに当てはまらないときの区分",
        ),
        ("区分：障害", "故障", "障害"),
        ("区分：new", "定めなし", "new"),
        ("優先度の順（重いものから）", "high | low", "low | high"),
        ("レベル：a", "定めなし", "a | 特に定めのないときのレベル"),
    ]


def test_terms_that_come_change_or_go() -> None:
    before = {"auto_close": {"business_days": 5, "notice": 1}, "applies": "date"}
    after = {"renewal": {"days": 30, "roll": "none"}}

    assert between(before, after, "en") == [
        (
            "Which version holds",
            "A case follows the version in force on each day.",
            "A case keeps the version of the day on which it was received.",
        ),
        (
            "Closing by silence",
            (
                "A case is closed when we have heard nothing for 5 business days since our last answer. | "
                "We announce it 1 business day before."
            ),
            "none",
        ),
        (
            "Renewal notice",
            "none",
            "We write 30 days before the end of the contract. | A closed day stays as it is.",
        ),
    ]


def test_hours_that_a_policy_counts_by_for_the_first_time_are_said() -> None:
    policy = policy_of(
        {"from": "2020-01-01", "clocks": {"answer": ANSWER}},
        {"from": "2021-01-01", "clocks": {"answer": {**ANSWER, "calendar": "always"}}},
        {"from": "2022-01-01", "clocks": {"answer": {**ANSWER, "calendar": "early"}}},
        {"from": "2023-01-01", "clocks": {"answer": {**ANSWER, "calendar": "early", "stop": ["report"]}}},
    )
    hours = calendars(office=LUNCH, always=ALWAYS, early={**LUNCH, "weekly": {"mon-fri": ["08:00-12:00"]}})

    found = changes(paper_of(policy, hours))

    assert found["2021年1月1日(金)付"] == [
        ("営業時間（「always」）", "定めなし", "24時間365日"),
        ("初回回答：営業時間", "「office」", "「always」"),
    ]
    assert found["2023年1月1日(日)付"] == [("初回回答：達成の条件", "当窓口からのご回答", "中間のご報告")]
    assert found["2022年1月1日(土)付"][0] == (
        "営業時間（「early」）",
        "定めなし",
        "平日 08:00から12:00まで | 祝日：国民の祝日（日本）は休業 | 毎年の休業：12月29日から1月3日まで（年末年始）",
    )

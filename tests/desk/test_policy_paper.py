"""A policy on paper says all that it promises, in words, in both languages, with the hours of the year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar
from mailbot.desk.policy import Policy
from mailbot.desk.policy_paper import policy_paper
from mailbot.desk.policy_paper_holidays import HOLIDAYS_EN
from mailbot.desk.policy_paper_values import Facts, Paper, Section, Table, Text, as_json
from mailbot.desk.policy_paper_words import WORDS
from mailbot.desk.policy_reading import read_policy

NAMES = {
    date(2026, 5, 4): "みどりの日",
    date(2026, 5, 5): "こどもの日",
    date(2026, 5, 6): "振替休日",
    date(2026, 8, 11): "山の日",
    date(2026, 10, 3): "創立記念日",
    date(2026, 11, 23): "勤労感謝の日",
    date(2028, 11, 23): "勤労感謝の日",
}
KNOWN = Holidays(names={"JP": NAMES, "GB": {}}, announced_until=2027)
OFFICE: dict[str, Any] = {
    "tz": "Asia/Tokyo",
    "weekly": {"mon-fri": ["10:00-12:00", "13:00-17:00"]},
    "national_holidays": "JP",
    "closed_yearly": [["12-29", "01-03"]],
}
ALWAYS: dict[str, Any] = {"tz": "Asia/Tokyo", "weekly": {"mon-sun": ["00:00-24:00"]}}
ANSWER: dict[str, Any] = {"target": {"business_days": 1}, "from": "each_customer_mail", "stop": ["reply"]}
PRIORITIES = {
    "minor": {"labels": {"ja": "軽微", "en": "Minor"}, "default": True},
    "urgent": {"labels": {"ja": "緊急", "en": "Urgent"}, "alerts": True, "out_of_hours": True},
}
ON = date(2026, 11, 22)


def calendars(**specs: Mapping[str, object]) -> dict[str, Hours]:
    read = {name: read_calendar(name, keys) for name, keys in specs.items()}
    return {name: prepare(name, read, KNOWN) for name in read}


def policy_of(**keys: Any) -> Policy:
    return read_policy("standard", {"versions": [{"from": "2020-01-01", **keys}]})


def paper_of(
    policy: Policy,
    hours: Mapping[str, Hours],
    language: str = "ja",
    *,
    on: date = ON,
    contracts: tuple[str, ...] = ("office",),
) -> Paper:
    return policy_paper(
        policy,
        hours,
        on=on,
        language=language,
        desk="例示サポート",
        timezone="Asia/Tokyo",
        contract_calendars=contracts,
    )


def section(paper: Paper, heading: str) -> Section:
    return next(one for one in paper.sections if one.heading == heading)


def facts(paper: Paper, heading: str) -> dict[str, tuple[str, ...]]:
    blocks = section(paper, heading).blocks
    return {label: lines for block in blocks if isinstance(block, Facts) for label, lines in block.rows}


def tables(paper: Paper, heading: str) -> list[list[list[str]]]:
    blocks = section(paper, heading).blocks
    found = [block for block in blocks if isinstance(block, Table)]
    return [[list(one.head), *([" ".join(cell) for cell in row] for row in one.rows)] for one in found]


def texts(paper: Paper, heading: str) -> list[str]:
    return [block.text for block in section(paper, heading).blocks if isinstance(block, Text)]


def lead(paper: Paper) -> dict[str, tuple[str, ...]]:
    return {label: lines for block in paper.lead if isinstance(block, Facts) for label, lines in block.rows}


def test_a_small_policy_is_said_whole() -> None:
    paper = paper_of(policy_of(clocks={"answer": ANSWER}), calendars(office=OFFICE))

    assert (paper.title, paper.desk) == ("サービスレベル（SLA）：standard", "例示サポート")
    assert lead(paper)["適用期間"] == ("2020年1月1日(水)から",)
    assert lead(paper)["版の適用"] == ("お問い合わせには、受け付けた日の版を終了まで適用します。",)
    assert tables(paper, "お問い合わせの区分") == [[["区分"], ["お問い合わせ"]]]
    assert facts(paper, "初回回答（目標）") == {
        "目標": ("1営業日以内",),
        "起点": ("まだお答えしていないお客様のメールのうち、最も古いものの受付",),
        "達成の条件": ("当窓口からのご回答",),
        "ご返信待ちの間": ("計測を続けます",),
        "数え方": (
            (
                "起算日は日数に数えません。最後の日の営業終了が期限です。"
                "営業終了後と休業日の受付は、翌営業日の受付とみなします。"
            ),
        ),
    }
    assert facts(paper, "そのほかの定め") == {"再開したとき": ("解決していた間を除いて、続きから数えます。",)}


def test_the_same_in_english() -> None:
    paper = paper_of(policy_of(clocks={"answer": ANSWER}, applies="date"), calendars(office=OFFICE), "en")

    assert paper.title == "Service levels (SLA): standard"
    assert lead(paper)["In force"] == ("from Wed 1 Jan 2020",)
    assert lead(paper)["Which version holds"] == ("A case follows the version in force on each day.",)
    assert facts(paper, "First answer (target)")["Target"] == ("within 1 business day",)
    assert facts(paper, "Opening hours") == {
        "Time zone": ("JST",),
        "Opening hours": ("weekdays 10:00-12:00 and 13:00-17:00",),
        "Breaks": ("12:00-13:00",),
        "National holidays": ("closed on the national holidays of Japan",),
        "Closed every year": ("29 Dec to 3 Jan (year end)",),
    }


def test_a_version_says_until_when_it_holds_and_what_follows() -> None:
    policy = read_policy("p", {"versions": [{"from": "2020-01-01"}, {"from": "2027-01-01"}]})

    paper = paper_of(policy, calendars(office=OFFICE))
    early = paper_of(policy, calendars(office=OFFICE), on=date(2019, 5, 1))

    undated = paper_of(read_policy("p", {"clocks": {"answer": ANSWER}}), calendars(office=OFFICE))

    assert "適用期間" not in lead(undated)
    assert lead(paper)["適用期間"] == ("2020年1月1日(水)から2026年12月31日(木)まで",)
    assert lead(paper)["次の改定"] == ("2027年1月1日(金)",)
    assert early.lead[0] == Text(text="この日に有効な版はないため、最初の版を示します。")
    assert texts(paper, "お約束する時間") == ["時間の定めはありません。"]


def test_categories_priorities_and_levels_say_how_they_are_handled() -> None:
    policy = policy_of(
        categories={
            "question": {"labels": {"ja": "ご質問", "en": "Question"}, "default": True},
            "fault": {"labels": {"ja": "障害", "en": "Fault"}, "calendar": "always"},
            "security": {"labels": {"ja": "セキュリティ", "en": "Security"}, "alerts": True},
            "other": {"labels": {"ja": "他社製品", "en": "Other products"}, "in_scope": False},
        },
        priorities=PRIORITIES,
        levels={"a": {"labels": {"ja": "レベルA", "en": "Level A"}, "default": True}, "b": {}},
    )

    paper = paper_of(policy, calendars(office=OFFICE, always=ALWAYS))

    assert tables(paper, "お問い合わせの区分")[0] == [
        ["区分", "サポート", "取り扱い"],
        ["ご質問", "対象", "ほかに当てはまらないときの区分"],
        ["障害", "対象", "営業時間は「always」によります"],
        [
            "セキュリティ",
            "対象",
            "時間を問わず当番の担当者に知らせます（時間外の対応をお約束するものではありません）",
        ],
        ["他社製品", "対象外（お問い合わせ先をご案内します）", ""],
    ]
    assert tables(paper, "優先度")[0][1:] == [
        ["緊急", "時間を問わず当番の担当者に知らせます 営業時間外も対応します お電話でもご連絡ください"],
        ["軽微", "特にご指定のないときの優先度"],
    ]
    assert tables(paper, "サービスレベル区分")[0][1] == ["レベルA", "特に定めのないときのレベル"]


def test_targets_stand_in_a_table_with_what_differs_beside_them() -> None:
    clocks = {
        "start": {
            "by": "priority",
            "stop": ["started", "reply"],
            "targets": {"urgent": {"minutes": 10, "calendar": "always"}, "minor": {"business_days": 1}},
        },
        "resolve": {
            "by": "priority",
            "from": "start",
            "after": "start",
            "cap": True,
            "kind": "committed",
            "stop": ["resolved"],
            "pause_while_waiting": True,
            "targets": {"urgent": {"minutes": 480, "from": "receipt"}, "minor": {"weeks": 1}},
        },
        "offer": {"by": "priority", "from": "start", "stop": ["reply"], "targets": {"minor": {"weeks": 2}}},
    }
    paper = paper_of(policy_of(priorities=PRIORITIES, clocks=clocks), calendars(office=OFFICE, always=ALWAYS))

    assert tables(paper, "対応開始（目標）")[0] == [
        ["優先度", "目標", "営業時間"],
        ["緊急", "10分以内", "「always」"],
        ["軽微", "1営業日以内", "「office」"],
    ]
    assert facts(paper, "対応開始（目標）")["達成の条件"] == ("対応の開始、当窓口からのご回答のいずれか",)
    assert tables(paper, "解決（期限）")[0] == [
        ["優先度", "期限", "起点"],
        ["緊急", "営業時間で8時間以内", "受付"],
        ["軽微", "1週間以内", "「対応開始」を満たしたとき（遅れたときは「対応開始」の期限）"],
    ]
    assert facts(paper, "解決（期限）")["ご返信待ちの間"] == ("計測を止めます",)
    assert facts(paper, "解決（期限）")["数え方"] == (
        "営業時間で8時間以内：営業時間だけを数えます。",
        (
            "1週間以内：同じ曜日までを数えます。休業日に当たるときは、次の営業日とします。"
            "最後の日の営業終了が期限です。営業時間外でも、その日を起算日とします。"
        ),
    )
    assert tables(paper, "解決策のご提示（目標）")[0][1] == ["緊急", "なし"]
    assert facts(paper, "解決策のご提示（目標）")["起点"] == ("対応の開始",)


def test_a_clock_whose_kind_differs_has_it_in_the_table() -> None:
    clock = {
        "by": "priority",
        "stop": ["reply"],
        "targets": {"urgent": {"minutes": 60, "kind": "committed"}, "minor": {"minutes": 60}},
    }
    paper = paper_of(policy_of(priorities=PRIORITIES, clocks={"answer": clock}), calendars(office=OFFICE), "en")

    assert tables(paper, "First answer")[0] == [
        ["Priority", "Time", "Kind"],
        ["Urgent", "within 1 hour of opening time", "due"],
        ["Minor", "within 1 hour of opening time", "target"],
    ]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ({"minutes": 0}, "直ちに（営業時間外は次の営業開始まで）"),
        ({"minutes": 90}, "営業時間で1時間30分以内"),
        ({"business_days": 0}, "当日の営業終了まで"),
        ({"business_days": 3}, "3営業日以内"),
        ({"weeks": 2}, "2週間以内"),
        (
            {"minutes": 10, "hours": "office", "out_of_hours": {"minutes": 60}},
            "営業時間内の受付は営業時間で10分以内、時間外の受付は営業時間で1時間以内",
        ),
    ],
)
def test_a_target_in_words(target: dict[str, object], words: str) -> None:
    paper = paper_of(policy_of(clocks={"answer": {**ANSWER, "target": target}}), calendars(office=OFFICE))

    assert facts(paper, "初回回答（目標）")["目標"] == (words,)


def test_around_the_clock_nothing_is_said_of_opening_hours() -> None:
    target = {"minutes": 10, "hours": "office", "out_of_hours": {"minutes": 60}}
    clock = {**ANSWER, "calendar": "always", "target": target}
    paper = paper_of(policy_of(clocks={"answer": clock}), calendars(office=OFFICE, always=ALWAYS), "en")

    said = facts(paper, "First answer (target)")

    assert said["Target"] == ('within 10 minutes if received within the hours "office", else within 1 hour',)
    assert "How it is counted" not in said
    assert texts(paper, 'Opening hours "always"') == ["There are no closing days in 2026."]
    assert facts(paper, 'Opening hours "always"')["Opening hours"] == ("24 hours a day, 365 days a year",)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"from": "noted"}, "担当者が確認したとき"),
        (
            {"from": "noted", "noted_within": {"business_days": 1}},
            "担当者が確認したとき（遅くとも受付から1営業日以内）",
        ),
        ({"from": "update"}, "当窓口からの最後のご連絡（なければ受付）"),
        ({"from": "receipt"}, "受付"),
        ({"from": "start", "after": "answer"}, "「初回回答」を満たしたとき"),
    ],
)
def test_from_which_moment_a_clock_counts(keys: dict[str, object], words: str) -> None:
    clocks = {"answer": ANSWER, "mine": {"target": {"business_days": 1}, "stop": ["report"], **keys}}

    paper = paper_of(policy_of(clocks=clocks), calendars(office=OFFICE))

    assert facts(paper, "mine（目標）")["起点"] == (words,)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (
            {"business_days": 2, "count_first": True, "at": "midnight"},
            (
                "起算日が営業日であれば、1日目に数えます。最後の日の24時が期限です。"
                "営業終了後と休業日の受付は、翌営業日の受付とみなします。"
            ),
        ),
        (
            {"weeks": 1, "roll": "none", "at": "same_clock", "outside": "date"},
            (
                "同じ曜日までを数えます。休業日に当たっても、その日とします。"
                "最後の日の、起点と同じ時刻が期限です（営業時間外なら次の営業開始）。"
                "営業時間外でも、その日を起算日とします。"
            ),
        ),
        ({"minutes": 30}, "営業時間だけを数えます。"),
    ],
)
def test_how_time_is_counted(target: dict[str, object], words: str) -> None:
    paper = paper_of(policy_of(clocks={"answer": {**ANSWER, "target": target}}), calendars(office=OFFICE))

    assert facts(paper, "初回回答（目標）")["数え方"] == (words,)


def test_categories_with_hours_of_their_own_are_named_beside_the_clock() -> None:
    categories = {
        "question": {"labels": {"ja": "ご質問"}, "default": True},
        "fault": {"labels": {"ja": "障害"}, "calendar": "always"},
        "other": {"labels": {"ja": "対象外"}, "in_scope": False},
    }
    by = {
        "by": ["category", "priority"],
        "stop": ["started"],
        "targets": {"fault/normal": {"minutes": 10}, "question/normal": {"business_days": 1}},
    }
    policy = policy_of(categories=categories, clocks={"answer": ANSWER, "start": by})

    paper = paper_of(policy, calendars(office=OFFICE, always=ALWAYS))
    several = paper_of(policy, calendars(office=OFFICE, always=ALWAYS, late=OFFICE), contracts=("office", "late"))

    assert facts(paper, "初回回答（目標）")["営業時間"] == ("障害：「always」", "そのほか：「office」")
    assert tables(paper, "対応開始（目標）")[0] == [
        ["区分", "優先度", "目標", "営業時間"],
        ["ご質問", "通常", "1営業日以内", "「office」"],
        ["障害", "通常", "10分以内", "「always」"],
    ]
    assert facts(several, "初回回答（目標）")["営業時間"] == ("障害：「always」", "そのほか：ご契約の営業時間")
    assert texts(several, "営業時間と休業日") == ["時間の定めに別の記載がないときは、ご契約の営業時間によります。"]


def test_a_policy_without_any_calendar_points_to_the_contract() -> None:
    paper = paper_of(policy_of(clocks={"answer": ANSWER}), calendars(office=OFFICE), contracts=())

    assert texts(paper, "営業時間と休業日") == ["営業時間は、ご契約ごとに定めます。"]


def test_levels_of_packs_need_no_declaring() -> None:
    clock = {
        "by": "level",
        "stop": ["reply"],
        "targets": {"": {"business_days": 1}, "a": {"business_days": 3}},
    }
    paper = paper_of(policy_of(clocks={"answer": clock}), calendars(office=OFFICE))

    assert tables(paper, "初回回答（目標）")[0] == [
        ["レベル", "目標"],
        ["レベルなし", "1営業日以内"],
        ["a", "3営業日以内"],
    ]


def test_the_closing_days_of_the_year_are_named_and_closures_are_whole() -> None:
    office = {**OFFICE, "closed_dates": [["2026-08-13", "2026-08-16"]], "open_dates": {"2026-12-29": ["10:00-12:00"]}}
    paper = paper_of(policy_of(), calendars(office=office))

    closed, special = tables(paper, "営業時間")

    assert closed == [
        ["2026年の休業日", "名称"],
        ["2025年12月29日(月)から2026年1月3日(土)まで", "年末年始休業"],
        ["2026年5月4日(月)", "みどりの日"],
        ["2026年5月5日(火)", "こどもの日"],
        ["2026年5月6日(水)", "振替休日"],
        ["2026年8月11日(火)", "山の日"],
        ["2026年8月13日(木)から2026年8月16日(日)まで", "休業日"],
        ["2026年11月23日(月)", "勤労感謝の日"],
        ["2026年12月30日(水)から2027年1月3日(日)まで", "年末年始休業"],
    ]
    assert special == [["2026年の特別営業日", "営業時間"], ["2026年12月29日(火)", "10:00から12:00まで"]]
    assert texts(paper, "営業時間") == ["定休日（土日）は省いています。"]


def test_holidays_of_a_year_not_yet_announced_are_said_to_be_projections() -> None:
    paper = paper_of(policy_of(), calendars(office=OFFICE), "en", on=date(2028, 4, 1))

    assert "The national holidays of 2028 are not announced yet, so these are projections." in texts(
        paper, "Opening hours"
    )
    assert ["Thu 23 Nov 2028", "Labour Thanksgiving Day"] in tables(paper, "Opening hours")[0]


def test_hours_that_change_within_the_year_are_given_for_each_period() -> None:
    office = {
        **OFFICE,
        "changes": [
            {"from": "2026-05-08", "weekly": {"mon-thu": ["09:00-18:00"], "fri": ["09:00-12:00", "13:00-15:00"]}},
            {"from": "2026-09-01", "closed_dates": ["2026-09-02"]},
        ],
    }
    paper = paper_of(policy_of(), calendars(office=office))

    blocks = section(paper, "営業時間").blocks
    week = [dict(block.rows) for block in blocks if isinstance(block, Facts)]

    assert texts(paper, "営業時間")[:2] == [
        "2026年1月1日(木)から2026年5月7日(木)まで",
        "2026年5月8日(金)から2026年12月31日(木)まで",
    ]
    later = section(paper_of(policy_of(), calendars(office=office), on=date(2027, 4, 1)), "営業時間").blocks

    assert len([block for block in later if isinstance(block, Facts)]) == 1
    assert week[0]["休憩"] == ("12:00から13:00まで",)
    assert week[1]["営業時間"] == (
        "月～木曜 09:00から18:00まで",
        "金曜 09:00から12:00まで、13:00から15:00まで",
    )
    assert week[1]["休憩"] == ("金曜 12:00から13:00まで",)


def test_further_hours_odd_closures_and_foreign_holidays_are_said() -> None:
    extras = [
        {"days": "sat", "hours": ["10:00-12:00"], "from": "2026-03-01", "to": "2026-03-31"},
        {"days": "sun", "hours": ["10:00-12:00"], "from": "2026-10-01", "on_closed_days": True},
        {"days": "mon-fri", "hours": ["17:00-20:00"], "to": "2026-12-20", "business_day": True},
        {"days": "sat", "hours": ["08:00-09:00"]},
        {"days": "sat", "hours": ["10:00-12:00"], "from": "2027-03-01", "to": "2027-03-31"},
    ]
    london = {
        "tz": "Europe/London",
        "weekly": {"mon,wed": ["00:00-24:00"]},
        "national_holidays": "GB",
        "closed_yearly": ["06-01"],
        "extra": extras,
        "open_dates": {"2026-06-01": ["00:00-24:00"], "2026-06-03": []},
    }
    paper = paper_of(policy_of(), calendars(office=london), "en")

    said = facts(paper, "Opening hours")

    assert said["Time zone"] == ("London time",)
    assert said["Further hours"] == (
        "Sat 10:00-12:00 (Sun 1 Mar 2026 to Tue 31 Mar 2026)",
        "Sun 10:00-12:00 (from Thu 1 Oct 2026, on holidays and closing days too)",
        "weekdays 17:00-20:00 (until Sun 20 Dec 2026, counted as business days)",
        "Sat 08:00-09:00",
    )
    assert said["National holidays"] == ("closed on the national holidays (GB)",)
    assert said["Closed every year"] == ("1 Jun",)
    assert tables(paper, "Opening hours") == [
        [["Closing days 2026", "Name"], ["Wed 3 Jun 2026", "closing day"]],
        [["Special openings 2026", "Opening hours"], ["Mon 1 Jun 2026", "24 hours"]],
    ]
    assert texts(paper, "Opening hours") == ["Regular days off (Tue, Thu, Fri, Sat, Sun) are left out."]


def test_a_year_without_closing_days_says_so() -> None:
    plain = {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["10:00-17:00"]}}
    shut = {"tz": "Asia/Tokyo", "weekly": {}}

    usual = paper_of(policy_of(), calendars(office=plain))
    never = paper_of(policy_of(), calendars(office=shut))
    daily = paper_of(policy_of(), calendars(office={**ALWAYS, "closed_dates": ["2026-06-01"]}))

    assert texts(usual, "営業時間") == ["2026年は、定休日のほかに休業日はありません。"]
    assert facts(never, "営業時間")["営業時間"] == ("定期の営業時間なし",)
    assert tables(daily, "営業時間")[0][1] == ["2026年6月1日(月)", "休業日"]
    assert texts(daily, "営業時間") == []


def test_further_terms_are_said_in_sentences() -> None:
    policy = policy_of(
        clocks={"answer": ANSWER},
        late_notice={"days": 2},
        auto_close={"business_days": 7, "notice": 2},
        quiet={"hours": "22:00-09:00"},
        reopen="restart",
        renewal={"days": 60},
        availability={"target": "99.9"},
    )

    said = facts(paper_of(policy, calendars(office=OFFICE)), "そのほかの定め")

    assert said == {
        "遅れのお知らせ": ("「初回回答」が期限から2営業日以上遅れる見込みとなったときは、事前にお知らせします。",),
        "連絡がないときの終了": (
            "当窓口からの最後のご回答から7営業日、ご連絡がないときは、件を終了します。",
            "終了の2営業日前にお知らせします。",
        ),
        "お知らせを控える時間": (
            "22:00から09:00まで（日本時間）のお知らせは、09:00以降にお送りします。",
            "緊急のお知らせは控えません。",
            "受付のお知らせと担当者からのご回答は、時間を問わずお送りします。",
        ),
        "再開したとき": ("再開のときから、はじめから数えます。",),
        "更新のご案内": (
            "ご契約の終了日の60日前にお知らせします。",
            "休業日に当たるときは、前の営業日とします。",
        ),
        "稼働率": ("稼働率99.9%以上を目標とします。",),
    }


def test_further_terms_with_all_their_keys_in_english() -> None:
    policy = policy_of(
        clocks={"answer": ANSWER},
        late_notice={"days": 1, "from": "receipt"},
        auto_close={"business_days": 5, "calendar": "always", "states": ["waiting", "resolved"]},
        quiet={"hours": "22:00-09:00", "tz": "Europe/London", "exempt_urgent": False},
        renewal={"days": 1, "roll": "forward", "end_date": "2027-03-31", "calendar": "office"},
        availability={
            "tz": "Asia/Tokyo",
            "first": "2026-01-01",
            "last": "2026-01-31",
            "excluded": [["2026-01-10T01:00:00+09:00", "2026-01-10T03:00:00+09:00"]],
        },
    )

    said = facts(paper_of(policy, calendars(office=OFFICE, always=ALWAYS), "en"), "Further terms")

    assert said["Late notice"] == (
        'If "First answer" will take 1 business day or more from the receipt, we tell you before.',
    )
    assert said["Closing by silence"] == (
        "A case is closed when we have heard nothing for 5 business days since our last answer.",
        "It is not announced.",
        "This holds for cases that are waiting for you or resolved.",
        'Business days are those of "always".',
    )
    assert said["Quiet hours"][:2] == (
        "From 22:00 to 09:00 (London time) notices wait; they go out from 09:00.",
        "Urgent notices wait as well.",
    )
    assert said["Renewal notice"] == (
        "We write 1 day before Wed 31 Mar 2027.",
        "A closed day becomes the next business day.",
        'Business days are those of "office".',
    )
    assert said["Availability"] == (
        "There is no target.",
        "Period: Thu 1 Jan 2026 to Sat 31 Jan 2026.",
        "Dates are those of JST.",
        "Left out: Sat 10 Jan 2026, 01:00 JST to Sat 10 Jan 2026, 03:00 JST.",
    )


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"first": "2026-01-01"}, "対象期間：2026年1月1日(木)から"),
        ({"last": "2026-01-31"}, "対象期間：2026年1月31日(土)まで"),
    ],
)
def test_an_open_period_of_availability(period: dict[str, object], words: str) -> None:
    paper = paper_of(policy_of(availability={"target": 99, **period}), calendars(office=OFFICE))

    assert facts(paper, "そのほかの定め")["稼働率"][1] == words


def test_the_document_is_plain_json() -> None:
    written = as_json(paper_of(policy_of(clocks={"answer": ANSWER}), calendars(office=OFFICE)))

    assert written["language"] == "ja"
    assert isinstance(written["sections"], list)
    first = written["sections"][0]
    assert first == {
        "heading": "お問い合わせの区分",
        "level": 2,
        "blocks": [{"table": {"kind": "list", "head": ["区分"], "rows": [[["お問い合わせ"]]]}}],
    }


def test_both_languages_have_the_same_fields_and_no_english_is_left_in_japanese() -> None:
    fields = {key: [set(_fields(text)) for text in both] for key, both in WORDS.items()}

    assert {key: found for key, found in fields.items() if found[0] != found[1]} == {}
    assert [key for key, (japanese, _) in WORDS.items() if "させていただ" in japanese or "〜" in japanese] == []


def _fields(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def test_every_japanese_holiday_of_our_time_has_an_english_name() -> None:
    holidays = pytest.importorskip("mailbot.edges.holidays").national_holidays({"JP"}).names["JP"]

    unnamed = {name for day, name in holidays.items() if 2016 <= day.year <= 2035 and name not in HOLIDAYS_EN}

    assert unnamed == set()

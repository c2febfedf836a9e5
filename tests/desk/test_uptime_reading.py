"""Services and exclusion rules as they are written in a configuration."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.policy_keys import Table
from mailbot.desk.uptime import EVERY_DAY, ExclusionRules, Recurring
from mailbot.desk.uptime_reading import read_exclusions, read_service


def faults_of(mapping: object) -> list[str]:
    with pytest.raises(Complaints) as caught:
        read_service("mail", mapping)
    return [str(one) for one in caught.value.complaints]


def rules(mapping: dict[str, Any]) -> tuple[ExclusionRules, list[Complaint]]:
    faults: list[Complaint] = []
    return read_exclusions(Table(mapping, (), faults), date(2012, 12, 1)), faults


def test_a_service_is_read_whole() -> None:
    service = read_service(
        "mail",
        {
            "title": {"ja": "配信", "en": "Delivery"},
            "parts": ["form", "survey"],
            "target": "99.5%",
            "least_outage": 5,
            "maintenance": [
                {"hours": "02:00-04:00"},
                {
                    "days": ["sun"],
                    "hours": ["00:00-06:00"],
                    "nth": 3,
                    "from": "2026-01-01",
                    "until": date(2026, 12, 31),
                },
            ],
        },
    )

    assert service.title("ja") == "配信"
    assert service.title("fr") == "配信"
    assert (service.parts, service.target, service.least_outage) == (("form", "survey"), Decimal("99.5"), 5)
    assert service.maintenance == (
        Recurring(hours=((120, 240),), days=EVERY_DAY),
        Recurring(hours=((0, 360),), days=(6,), nth=(3,), first=date(2026, 1, 1), last=date(2026, 12, 31)),
    )


def test_a_service_may_say_nothing() -> None:
    service = read_service("mail", {"title": "Mail", "maintenance": {"days": "mon-fri", "hours": "01:00-02:00"}})

    assert (service.title("en"), service.target, service.maintenance[0].days) == ("Mail", None, (0, 1, 2, 3, 4))


@pytest.mark.parametrize("target", [True, 101, -1, "many", "nan"])
def test_a_target_must_be_a_share(target: object) -> None:
    assert faults_of({"target": target})[0].startswith("target: must be a share")


def test_all_faults_of_a_service_are_told_at_once() -> None:
    found = faults_of(
        {
            "title": {},
            "parts": ["mail"],
            "colour": "red",
            "maintenance": [
                {"hours": "04:00-02:00", "days": "noday"},
                {"nth": 9, "from": "2026-02-01", "until": "2026-01-01"},
            ],
        }
    )

    assert [one.partition(":")[0] for one in found] == [
        "title", "maintenance[0].hours[0]", "maintenance[0].days", "maintenance[1].until", "maintenance[1].hours",
        "maintenance[1].nth", "parts", "colour",
    ]  # fmt: skip


def test_maintenance_must_be_a_list() -> None:
    assert faults_of({"maintenance": "nightly"})[0].startswith("maintenance: must be a list")


def test_rules_are_two_weeks_unless_written() -> None:
    assert rules({})[0] == ExclusionRules(valid_from=date(2012, 12, 1))
    assert rules({"exclude": {"planned_days": 0, "outside_control": False}})[0] == ExclusionRules(
        valid_from=date(2012, 12, 1), planned_days=0, outside_control=False
    )
    assert rules({"exclude": {"planned_days": False}})[0].planned_days is None


def test_wrong_rules_are_told() -> None:
    _, faults = rules({"exclude": {"planned_days": "two", "whatever": 1}})

    assert [fault.key for fault in faults] == ["exclude.planned_days", "exclude.whatever"]


def test_the_zone_of_maintenance_hours_is_a_zone() -> None:
    assert read_service("mail", {"tz": "Europe/London"}).tz == "Europe/London"
    assert read_service("mail", {}).tz == ""
    assert "Asia/Tokio is no time zone" in faults_of({"tz": "Asia/Tokio"})[0].replace('"', "").replace("'", "")

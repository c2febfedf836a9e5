"""Services, what is left out of their availability, and the monthly report, as the configuration says them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from mailbot.config import Config, ConfigError, load_config
from mailbot.config.shape import ReportSettings
from mailbot.desk.people import Role
from mailbot.desk.policy_json import as_json, digest
from mailbot.desk.policy_reading import read_version
from mailbot.desk.uptime import ExclusionRules

HEAD = """
[desk]
name = "d"
address = "d@desk.example"
[delivery]
folder = "o"
[[staff]]
name = "鈴木"
handle = "suzuki"
addresses = ["suzuki@desk.example"]
[calendars.office]
tz = "Asia/Tokyo"
weekly = { "mon-fri" = ["10:00-17:00"] }
"""


def loaded(folder: Path, text: str) -> Config:
    path = folder / "config.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_config(path)


def refused(folder: Path, text: str) -> dict[str, str]:
    with pytest.raises(ConfigError) as error:
        loaded(folder, text)
    return {finding.key: finding.message for finding in error.value.findings}


def test_a_service_says_what_is_promised_of_it(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        """
[services.portal]
title = { ja = "例示ポータル", en = "Example Portal" }
parts = ["mail", "search"]
target = "99.95"
least_outage = 5
maintenance = [{ days = "sun", nth = 1, hours = "02:00-04:00" }]
[services.mail]
title = "Mail"
""",
    )

    portal = config.services["portal"]
    assert (portal.title("en"), portal.parts, portal.target, portal.least_outage) == (
        "Example Portal", ("mail", "search"), Decimal("99.95"), 5,
    )  # fmt: skip
    assert portal.maintenance[0].nth == (1,)
    assert config.services["mail"].title("ja") == "Mail"


def test_every_fault_of_services_and_reports_is_told_at_once(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        """
[services.portal]
parts = ["mail"]
[services.mail]
parts = ["portal"]
[services.disk]
target = "101"
uptime = 3
[reports]
calendar = "ofice"
staff = ["suzuki", "nobody"]
usage_csv = "usage/{year}.csv"
to = []
""",
    )

    assert {"services.disk.target", "services.disk.uptime", "reports.to"} <= set(found)
    assert "among its own parts" in found["services.portal.parts"]


def test_what_reports_name_must_exist(tmp_path: Path) -> None:
    found = refused(
        tmp_path, '[reports]\ncalendar = "ofice"\nstaff = ["suzuki", "suzuky"]\nusage_csv = "usage/{year}.csv"\n'
    )

    assert 'did you mean "office"' in found["reports.calendar"]
    assert 'did you mean "suzuki"' in found["reports.staff[1]"]
    assert "{month}" in found["reports.usage_csv"]


@pytest.mark.parametrize("pattern", ["usage.csv", "usage/{month", "{0}.csv"])
def test_the_path_of_usage_figures_holds_the_month(tmp_path: Path, pattern: str) -> None:
    assert "reports.usage_csv" in refused(tmp_path, f'[reports]\nusage_csv = "{pattern}"\n')


def test_report_settings_are_read(tmp_path: Path) -> None:
    config = loaded(
        tmp_path,
        """
[reports]
monthly = true
calendar = "office"
at = "09:30"
to = ["billing", "admin"]
attach = ["csv", "csv", "json"]
staff = ["suzuki"]
usage_csv = "usage/{month}/{contract}.csv"
""",
    )

    assert config.reports == ReportSettings(
        monthly=True,
        calendar="office",
        at=time(9, 30),
        to=frozenset({Role.BILLING, Role.ADMIN}),
        attach=("csv", "json"),
        staff=("suzuki",),
        usage_csv="usage/{month}/{contract}.csv",
    )


def test_a_promise_without_services_is_warned_of(tmp_path: Path) -> None:
    config = loaded(tmp_path, '[policies.p]\navailability = { target = "99" }\n')

    assert "policies.p.availability" in {one.key for one in config.warnings}


def test_a_policy_that_says_nothing_of_exclusions_and_wishes_keeps_its_digest() -> None:
    plain = read_version({"from": "2026-04-01", "categories": ["question"]})

    spelt = as_json(plain)

    assert "exclude" not in spelt
    assert "wish" not in str(spelt)
    assert plain.exclusions == ExclusionRules(valid_from=date(2026, 4, 1))
    assert digest(plain) == digest(read_version({**spelt, "exclude": {"planned_days": 14}}))


@pytest.mark.parametrize(
    "exclude",
    [
        {"planned_days": False},
        {"planned_days": 0},
        {"planned_days": 7, "outside_control": False},
        {"outside_control": False},
    ],
)
def test_exclusions_and_wishes_survive_the_snapshot(exclude: dict[str, object]) -> None:
    categories = {"question": {"default": True}, "idea": {"wish": True}}
    version = read_version({"from": "2026-04-01", "categories": categories, "exclude": exclude})

    again = read_version(as_json(version))

    assert again == version
    assert [one.key for one in again.categories if one.wish] == ["idea"]

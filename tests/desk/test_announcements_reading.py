"""The announcement file: one of each kind, what may be left out, and every fault at once."""

from __future__ import annotations

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from mailbot.desk.announcements import Announcement, AnnouncementKind, announcement_as_json
from mailbot.desk.announcements_closing import ClosingDays
from mailbot.desk.announcements_reading import announcement_of, read_announcement
from mailbot.desk.complaints import Complaints
from mailbot.desk.uptime import Service

TOKYO = ZoneInfo("Asia/Tokyo")
SERVICES = {"mail": Service(name="mail", parts=("form",))}
FILE = """
kind = "maintenance"
services = ["mail"]
contracts = "C-1"
from = 2026-12-16T02:00:00
to = 2026-12-15T19:00:00Z
exclude = true
title = { ja = "定期更新", en = "Update" }
what = { ja = "送信が止まります。", en = "Sending stops." }
action = "なし"
act_by = "2026-12-15 18:00"

[text]
ja = \"\"\"
更新いたします。
\"\"\"
en = "We update the service."
"""

CLOSING = """
kind = "closing"
[closing]
first = 2026-12-29
last = 2027-01-03
last_close = 2026-12-28T17:00:00+09:00
first_opening = 2027-01-04T10:00:00+09:00
"""


def read(text: str) -> Announcement:
    return read_announcement(text, zone=TOKYO, services=SERVICES, contracts={"C-1"})


def faults(text: str) -> list[str]:
    with pytest.raises(Complaints) as caught:
        read(text)
    return [str(one) for one in caught.value.complaints]


def test_a_file_is_read_whole() -> None:
    assert read("\ufeff" + FILE) == Announcement(
        kind=AnnouncementKind.MAINTENANCE,
        services=("mail",),
        contracts=("C-1",),
        title={"ja": "定期更新", "en": "Update"},
        text={"ja": "更新いたします。", "en": "We update the service."},
        what={"ja": "送信が止まります。", "en": "Sending stops."},
        action={"ja": "なし", "en": "なし"},
        starts=datetime(2026, 12, 16, 2, tzinfo=TOKYO),
        ends=datetime(2026, 12, 16, 4, tzinfo=TOKYO),
        act_by=datetime(2026, 12, 15, 18, tzinfo=TOKYO),
        stops=True,
        exclude=True,
    )


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        'kind = "version"\nversion = "2.4"\ntitle = "2.4"\ntext = "新機能"\nduty = true',
        'kind = "progress"\nfault = "FLT-1"\ntitle = "t"\ntext = "x"\nservices = "form"',
        'kind = "security"\ntitle = "t"\ntext = "x"',
        CLOSING,
    ],
)
def test_what_was_read_comes_back_from_the_store(text: str) -> None:
    announcement = read(text)

    kept = json.loads(json.dumps(announcement_as_json(announcement)))

    assert announcement_of(kept, zone=TOKYO, services=SERVICES) == announcement


def test_closing_days_are_read() -> None:
    found = read(f"duty = false\n{CLOSING}")

    assert found.closing == ClosingDays(
        first=date(2026, 12, 29),
        last=date(2027, 1, 3),
        last_close=datetime(2026, 12, 28, 17, tzinfo=TOKYO),
        first_opening=datetime(2027, 1, 4, 10, tzinfo=TOKYO),
    )
    assert found.duty is False


def test_no_toml_is_one_fault() -> None:
    (found,) = faults("kind = ")

    assert found.startswith("is no TOML: ")


def test_an_empty_file_says_what_is_needed() -> None:
    assert [one.partition(":")[0] for one in faults("")] == ["kind", "version", "title", "text"]


def test_all_faults_are_told_at_once() -> None:
    found = faults(
        'kind = "maintenance"\nservices = ["mial"]\ncontracts = ["C-9"]\nfrom = 2026-12-16\nstops = true\n'
        f'title = {{ ja = "{"長" * 61}" }}\ntext = 3\ncolour = "red"\nact_by = "soon"'
    )

    assert [one.partition(":")[0] for one in found] == [
        "text", "from", "act_by", "services", "contracts", "to", "title.ja", "colour",
    ]  # fmt: skip
    assert 'did you mean "mail"?' in next(one for one in found if one.startswith("services"))


def test_a_stop_must_name_what_stops() -> None:
    window = "from = 2026-12-16T02:00:00\nto = 2026-12-16T03:00:00"

    (found,) = faults(f'kind = "maintenance"\n{window}\nstops = true\ntitle = "t"\ntext = "x"')

    assert found == "services: is missing: name the services that stop"


def test_a_window_ends_after_it_begins() -> None:
    (found,) = faults(
        'kind = "maintenance"\nfrom = 2026-12-16T02:00:00\nto = 2026-12-16T02:00:00\ntitle = "t"\ntext = "x"'
    )

    assert found == "to: lies before `from`"


def test_only_a_maintenance_stops_anything() -> None:
    assert faults('kind = "security"\nstops = true\ntitle = "t"\ntext = "x"')[0].startswith("stops: belongs to")
    assert faults('kind = "security"\nexclude = true\ntitle = "t"\ntext = "x"')[0].startswith("exclude: belongs to")


def test_what_is_told_of_a_fault_names_it() -> None:
    assert faults('kind = "recovery"\ntitle = "t"\ntext = "x"')[0].startswith("fault: is missing")


def test_half_of_the_closing_days_are_not_enough() -> None:
    assert faults('kind = "closing"\n[closing]\nfirst = 2026-12-29')[0].startswith("closing: needs first and last")

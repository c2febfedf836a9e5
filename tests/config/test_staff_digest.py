"""Leave and the morning's digest in the configuration: forms that are read, and faults with what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailbot.config import ConfigError, load_config
from mailbot.desk.tokens import Keyring
from mailbot.wiring.house import digest_times_of, house_of

TOKYO = ZoneInfo("Asia/Tokyo")
SMALL = Path(__file__).parent / "small_desk.toml"


def written(folder: Path, *, desk: str = "", staff: str = "") -> Path:
    """A configuration with lines added to `[desk]` and to its first member of staff."""
    text = SMALL.read_text(encoding="utf-8").replace("[desk]\n", f"[desk]\n{desk}\n", 1)
    path = folder / "config.toml"
    path.write_text(text.replace("[[staff]]\n", f"[[staff]]\n{staff}\n", 1), encoding="utf-8")
    return path


def test_leave_is_written_as_days_and_spans_in_quotes_or_without(tmp_path: Path) -> None:
    leave = 'leave = [["2026-12-28", "2027-01-05"], 2026-11-24]'
    config = load_config(written(tmp_path, staff=leave))

    single = (date(2026, 11, 24), date(2026, 11, 24))
    assert config.staff[0].leave == (single, (date(2026, 12, 28), date(2027, 1, 5)))


@pytest.mark.parametrize(
    ("desk", "staff", "says"),
    [
        ("", 'leave = "2026-11-24"', "list of days"),
        ("", 'leave = [["2027-01-05", "2026-12-28"]]', "ends before it begins"),
        ("", 'leave = ["24 November"]', "neither a day like"),
        ("", 'leave = [["2026-12-28", "2026-12-29", "2026-12-30"]]', "neither a day like"),
        ('digest = "8:30"', "", 'a clock time like "08:30"'),
        ("digest = 830", "", 'a clock time like "08:30"'),
        ('digest_calendar = "ofice"', "", 'there is no calendar "ofice"'),
    ],
)
def test_what_cannot_be_used_is_named_with_what_to_write(tmp_path: Path, desk: str, staff: str, says: str) -> None:
    with pytest.raises(ConfigError) as told:
        load_config(written(tmp_path, desk=desk, staff=staff))

    assert says in str(told.value)


def test_the_digest_is_on_by_default_and_off_by_an_empty_key(tmp_path: Path) -> None:
    usual = load_config(written(tmp_path)).desk
    assert (usual.digest, usual.digest_at) == (True, None)

    at = load_config(written(tmp_path, desk='digest = "08:30"')).desk
    assert (at.digest, at.digest_at) == (True, time(8, 30))

    assert not load_config(written(tmp_path, desk='digest = ""')).desk.digest


def test_its_calendar_is_that_of_most_contracts_unless_one_is_named(tmp_path: Path) -> None:
    night = '\n[calendars.night]\ntz = "Asia/Tokyo"\nweekly = { "mon-sun" = ["00:00-24:00"] }\n'
    path = written(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + night, encoding="utf-8")
    keyring = Keyring(keys={"k": b"secret of the test"}, current="k")
    usual = load_config(path)
    house = house_of(usual, keyring)
    found = digest_times_of(usual, house)
    assert found is not None
    assert found.hours.name == "office"
    assert found.due(date(2026, 11, 24), house) == datetime(2026, 11, 24, 10, tzinfo=TOKYO)
    assert found.due(date(2026, 11, 23), house) is None

    named = replace(usual, desk=replace(usual.desk, digest_calendar="night"))
    always = digest_times_of(named, house)
    assert always is not None
    assert always.due(date(2026, 11, 23), house) == datetime(2026, 11, 23, 8, 30, tzinfo=TOKYO)
    assert digest_times_of(replace(usual, desk=replace(usual.desk, digest=False)), house) is None


def test_one_that_is_set_for_the_afternoon_may_be_an_hour_late(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, desk='digest = "15:00"'))
    house = house_of(config, Keyring(keys={"k": b"secret of the test"}, current="k"))
    times = digest_times_of(config, house)
    assert times is not None
    day = date(2026, 11, 24)
    due = times.due(day, house)
    assert due is not None

    assert times.last_moment(day, house, due) == datetime(2026, 11, 24, 16, tzinfo=TOKYO)

"""The stories of `scenarios.jsonl`: every clock after every event, and what follows from them."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from mailbot.cli.policy_play import play_line

STORIES = [
    json.loads(line)
    for line in (Path(__file__).parent / "scenarios.jsonl").read_text(encoding="utf-8").splitlines()
    if line.strip()
]


def as_compared(value: object) -> object:
    """Instants compare as instants, everything else as it is written."""
    if isinstance(value, dict):
        return {key: as_compared(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_compared(inner) for inner in value]
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else value
    except ValueError:
        return value


@pytest.mark.parametrize("story", STORIES, ids=[story["name"] for story in STORIES])
def test_a_story_ends_as_it_was_worked_out_by_hand(story: dict[str, object]) -> None:
    found = play_line(story)

    expected = {"name": story["name"], **story["expected"]}  # type: ignore[dict-item]  # a JSON object, by its file
    assert as_compared(found) == as_compared(expected)


@pytest.mark.parametrize("story", STORIES, ids=[story["name"] for story in STORIES])
def test_a_story_shows_its_times_in_the_zone_that_it_asks_for(story: dict[str, object]) -> None:
    found = play_line({**story, "show_tz": "America/New_York"})

    assert "+09:00" not in json.dumps(found)

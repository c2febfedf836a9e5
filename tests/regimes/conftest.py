"""The desks of the guide, each in memory over the real wiring, delivering into a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.wiring import desk as wiring_desk
from tests.regimes.playing import REGIMES, OpenRegime, Regime, jst
from tests.stages.conversation import Conversation, Postman, SetClock, opened


@pytest.fixture
def regime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenRegime]:
    """Opens a desk of the guide by name, at a time of the story or before it."""
    postman = Postman(tmp_path / "outgoing")
    monkeypatch.setattr(wiring_desk, "courier_of", lambda _config: postman)
    made: list[Conversation] = []

    def make(name: str, *, at: str = "2026-11-16 09:00") -> Regime:
        clock = SetClock(jst(at))
        path = REGIMES / f"{name}.toml"
        talk = Conversation(
            folder=tmp_path,
            clock=clock,
            postman=postman,
            desk=opened(path, "sqlite://", clock),
            url="sqlite://",
            config_path=path,
        )
        made.append(talk)
        return Regime(name=name, talk=talk)

    yield make
    for talk in made:
        talk.desk.close()

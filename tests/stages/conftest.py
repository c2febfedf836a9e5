"""Fixtures of the conversations: a desk over the real wiring, in memory, that delivers into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailbot.wiring import desk as wiring_desk
from tests.stages.conversation import Conversation, Postman, SetClock, configured, opened
from tests.store.databases import postgresql_server

__all__ = ["postgresql_server"]

MakeDesk = Callable[..., Conversation]


@pytest.fixture
def make_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeDesk]:
    """Makes a desk, with some text of its configuration replaced; `url` names its store."""
    made: list[Conversation] = []
    postman = Postman(tmp_path / "outgoing")
    monkeypatch.setattr(wiring_desk, "courier_of", lambda _: postman)

    def make(*changes: tuple[str, str], url: str = "sqlite://") -> Conversation:
        clock = SetClock()
        path = configured(tmp_path, changes)
        conversation = Conversation(
            folder=tmp_path,
            clock=clock,
            postman=postman,
            desk=opened(path, url, clock),
            url=url,
            config_path=path,
        )
        made.append(conversation)
        return conversation

    yield make
    for conversation in made:
        conversation.desk.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Conversation:
    """A desk in memory, configured as `desk.toml` says."""
    return make_desk()

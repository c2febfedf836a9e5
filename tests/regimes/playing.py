"""A support regime of the guide at work: its configuration as it stands there, mails at set times, what they cause."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.desk.cases import Case, Status
from mailbot.desk.clocks import Playing
from mailbot.desk.clocks.scenario import play_scenario, read_scenario
from mailbot.store.reading import CaseFilter
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK, Person, Received

REGIMES = Path(__file__).resolve().parents[2] / "docs" / "guide" / "regimes"
TOKYO = ZoneInfo("Asia/Tokyo")
ICHIRO = Person("ichiro@vendor.example", "Ichiro")
"""Answers at every desk of the guide."""


def jst(when: str) -> datetime:
    """`2026-12-28 17:00` on the clocks of Japan."""
    return datetime.fromisoformat(when).replace(tzinfo=TOKYO)


def shown(at: datetime | str) -> str:
    """An instant as tests write it: `2026-12-28 17:00` in Japan."""
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    return instant.astimezone(TOKYO).isoformat(sep=" ", timespec="minutes")[:16]


@dataclass(slots=True, kw_only=True)
class Regime:
    """One desk of the guide. Times are given and shown as they are in Japan."""

    name: str
    talk: Conversation

    def hears(
        self, when: str, person: Person, subject: str, text: str = "詳細は以下のとおりです。", to: str = DESK
    ) -> Case:
        """A new mail arrives and everything that it causes is done; the case that it opened."""
        before = len(self.cases())
        self.talk.clock.now = jst(when)
        self.talk.hears(person.writes(subject, text, to=(to,)))
        found = self.cases()
        assert len(found) == before + 1, f"{subject}: {self.talk.told}, held: {self.talk.reasons()}"
        self._is_stored_as_played(found[-1])
        return found[-1]

    def refuses(self, when: str, person: Person, subject: str, text: str = "ご確認ください。", to: str = DESK) -> None:
        """A new mail arrives and opens nothing."""
        before = len(self.cases())
        self.talk.clock.now = jst(when)
        self.talk.hears(person.writes(subject, text, to=(to,)))
        assert len(self.cases()) == before

    def hears_again(self, when: str, person: Person, case: Case, text: str = "続けてお尋ねします。") -> None:
        """The customer answers the newest letter that they have on this case."""
        letters = [one for one in self.talk.all_letters(person.address) if case.number in one.subject]
        self.talk.clock.now = jst(when)
        self.talk.hears(person.replies(letters[-1], text))

    def staff_writes(self, when: str, case: Case, text: str) -> None:
        """A staff member answers their copy of the case: commands, or words for the customer."""
        letters = self.talk.all_letters(ICHIRO.address)
        copies = [one for one in letters if one.key == "staff-new-case" and case.number in one.subject]
        self.talk.clock.now = jst(when)
        self.talk.hears(ICHIRO.replies(copies[0], text))

    def cases(self) -> list[Case]:
        return list(self.talk.store.cases(CaseFilter(statuses=frozenset(Status))))

    def playing(self, case: Case, when: str) -> Playing:
        """All that is promised on a case, at an instant."""
        known = self.talk.case(case.number)
        with self.talk.store.unit() as unit:
            contract = unit.contract(known.contract_id)
            assert contract is not None
            policies = self.talk.desk.house.policies
            return policies.play(policies.pinned(unit, known), contract, unit.events_of(known.id), known, jst(when))

    def clocks(self, case: Case, when: str = "") -> dict[str, str]:
        """Each clock that runs: when it is due while it is open, else how it ended."""
        playing = self.playing(case, when or shown(case.received_at + timedelta(minutes=1)))
        return {
            clock.name: shown(clock.due) if clock.state.value == "running" and clock.due else clock.state.value
            for clock in playing.clocks
            if clock.state.value != "none"
        }

    def _is_stored_as_played(self, case: Case) -> None:
        stored = {row.name: row.due for row in self.talk.store.history(case.id).clocks if row.state == "running"}
        played = self.playing(case, shown(case.received_at + timedelta(minutes=1)))
        assert stored == {one.name: one.due for one in played.clocks if one.state.value == "running"}

    def acknowledgement(self, person: Person) -> Received:
        return self.talk.last(person.address, "case-opened")

    def copied(self, case: Case) -> set[str]:
        """Who has a copy of the new case."""
        return {
            one.letter.recipient
            for one in self.talk.all_letters()
            if one.key == "staff-new-case" and case.number in one.subject
        }

    def on_paper(
        self,
        events: Sequence[tuple[str, str] | Mapping[str, Any]],
        now: str,
        *,
        contract_end: str = "",
        **keys: str,
    ) -> dict[str, Any]:
        """A story under the newest version of this desk's policy, as `policy play` plays it. `keys` are the
        contract's `calendar`, and the category and priority at the receipt.
        """
        line = {
            "name": self.name,
            "policy": {**self._policy(), **keys},
            "events": [_event(one) for one in events],
            "now": jst(now).isoformat(),
            "show_tz": "Asia/Tokyo",
            "contract_end": contract_end or None,
        }
        return play_scenario(read_scenario(line), self.talk.desk.house.policies.hours.__getitem__)

    def _policy(self) -> Mapping[str, Any]:
        """The newest version as it is written, with what stands beside the versions."""
        declared = tomllib.loads((REGIMES / f"{self.name}.toml").read_text(encoding="utf-8"))
        policy: dict[str, Any] = next(iter(declared["policies"].values()))
        newest: dict[str, Any] = policy["versions"][-1]
        return {key: value for key, value in policy.items() if key != "versions"} | newest


def _event(given: tuple[str, str] | Mapping[str, Any]) -> dict[str, Any]:
    row = {"at": given[0], "type": given[1]} if isinstance(given, tuple) else dict(given)
    return row | {"at": jst(row["at"]).isoformat()}


OpenRegime = Callable[..., Regime]


def ended(story: Mapping[str, Any]) -> dict[str, str]:
    """How each clock of a story stands in the end, without those that do not run."""
    found = {name: state for name, state in story["final"].items() if state != "-"}
    return {name: shown(state) if state[:1].isdigit() else state for name, state in found.items()}


def breaches(story: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(one["clock"], shown(one["at"])) for one in story["breaches"]]


def joined(text: str) -> str:
    """A letter's words without the line breaks that its width made."""
    return "".join(line.strip() for line in text.splitlines())

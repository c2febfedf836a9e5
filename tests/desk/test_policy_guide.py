"""The examples of the guide are read as they stand."""

import re
import tomllib
from pathlib import Path

from mailbot.desk.policy_reading import read_policy
from mailbot.desk.triage import Subject, read_rules, triage

GUIDE = (Path(__file__).resolve().parents[2] / "docs/guide/policies.md").read_text(encoding="utf-8")
EXAMPLES = tomllib.loads("\n".join(re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)))
POLICIES = {name: read_policy(name, keys) for name, keys in EXAMPLES["policies"].items()}


def test_every_policy_of_the_guide_can_be_read() -> None:
    assert set(POLICIES) == {"standard", "three-priorities"}
    urgent = POLICIES["three-priorities"].versions[0].clocks[1].for_case(category="fault", priority="urgent")
    assert urgent is not None
    assert (urgent.from_, urgent.after) == ("receipt", "")


def test_the_rules_of_the_guide_do_what_it_says() -> None:
    rules = read_rules(EXAMPLES["rules"])
    version = POLICIES["three-priorities"].versions[0]

    found = triage(rules, version, Subject(subject="【緊急】印刷サーバーの障害", contract="C-2"))

    assert (found.category, found.priority, found.asked) == ("fault", "minor", "緊急")
    assert found.priority_reason.in_words("ja") == "業務全体は止まっていないとお見受けする"
    assert triage(rules, version, Subject(recipients=("hr-support@vendor.example",))).private

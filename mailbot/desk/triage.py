"""Category and priority of a new matter: configured rules in order, the policy's defaults, the reason always kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.labels import Labels
from mailbot.desk.mail import address_key, domain_of
from mailbot.desk.policy_keys import suggest
from mailbot.desk.triage_reading import read_rules
from mailbot.desk.triage_reason import Ground, Reason, read_reason
from mailbot.desk.triage_rules import Condition, Rule, Subject
from mailbot.desk.triage_words import folded, mentions, tags_of, urgent_tag

if TYPE_CHECKING:
    from mailbot.desk.policy import Policy, PolicyVersion, Priority

__all__ = [
    "Condition",
    "Ground",
    "Reason",
    "Rule",
    "Subject",
    "Triage",
    "read_reason",
    "read_rules",
    "triage",
    "unknown_values",
]

ASKED_BY_HEADER: Labels = MappingProxyType({"ja": "重要度：高", "en": "high importance"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """The desk's judgement. `asked` is the customer's own mark of haste where it was not followed, and then
    `lowered` holds; `unsure` tells staff why they should look (rules that were skipped), or is empty.
    """

    category: str
    category_reason: Reason
    priority: str
    priority_reason: Reason
    private: bool = False
    asked: str = ""
    lowered: bool = False
    unsure: str = ""

    def asked_in(self, language: str) -> str:
        """What the customer asked for, for a letter: their tag as written, or words for the priority header."""
        return ASKED_BY_HEADER.get(language, ASKED_BY_HEADER["en"]) if self.asked == "high" else self.asked


def triage(rules: Sequence[Rule], version: PolicyVersion, subject: Subject) -> Triage:
    """The first rule that sets an attribute wins, each attribute by itself; a value that this policy does not know
    skips the rule (DECISIONS 16); the policy's defaults hold otherwise.
    """
    found = _Found(subject)
    matching = [(rule, reason) for rule in rules if (reason := found.reason(rule)) is not None]
    categories = [(rule, rule.category, reason) for rule, reason in matching if rule.category]
    priorities = [(rule, rule.priority, reason) for rule, reason in matching if rule.priority]
    category, category_reason = next(
        ((key, reason) for _, key, reason in categories if version.category(key)),
        (version.default_category.key, Reason(ground=Ground.DEFAULT, word="category")),
    )
    priority, priority_reason = next(
        ((key, reason) for _, key, reason in priorities if version.priority(key)),
        (version.default_priority.key, Reason(ground=Ground.DEFAULT, word="priority")),
    )
    skipped = [f"{rule.name}: category {key}" for rule, key, _ in categories if not version.category(key)]
    skipped += [f"{rule.name}: priority {key}" for rule, key, _ in priorities if not version.priority(key)]
    asked = _asked_in_vain(version, version.priority(priority), subject)
    return Triage(
        category=category,
        category_reason=category_reason,
        priority=priority,
        priority_reason=priority_reason,
        private=next((rule.private for rule, _ in matching if rule.private is not None), False),
        asked=asked,
        lowered=bool(asked),
        unsure=", ".join(skipped),
    )


def _asked_in_vain(version: PolicyVersion, given: Priority | None, subject: Subject) -> str:
    """The customer's tag, or `high` for a priority header, if the case is less grave than what alerts; where nothing
    alerts, than the gravest priority that there is.
    """
    gravest = version.gravest_alert or version.priorities[-1]
    if given is None or given.order >= gravest.order:
        return ""
    return urgent_tag(subject.subject) or ("high" if subject.priority_header == "high" else "")


class _Found:
    """One mail, folded once for all rules."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._line = folded(subject.subject)
        self._text = folded(subject.text)
        self._tags = tuple(folded(tag) for tag in tags_of(subject.subject))

    def reason(self, rule: Rule) -> Reason | None:
        """Why the rule matches, told from the first of its conditions; None if one does not hold."""
        first: tuple[Ground, str] | None = None
        for ground, wanted in _wanted(rule.when):
            word = next((one for one in wanted if self._has(ground, one)), None)
            if word is None:
                return None
            first = first or (ground, word)
        ground, word = first or (Ground.ALWAYS, "")
        if ground is Ground.WORD and mentions(self._line, word):
            ground = Ground.SUBJECT
        return Reason(ground=ground, rule=rule.name, word=word, words=rule.reason)

    def _has(self, ground: Ground, wanted: str) -> bool:
        subject = self._subject
        if ground is Ground.WORD:
            return mentions(self._line, wanted) or mentions(self._text, wanted)
        if ground is Ground.SUBJECT:
            return mentions(self._line, wanted)
        if ground is Ground.TAG:
            return any(mentions(tag, wanted) for tag in self._tags)
        if ground is Ground.HEADER:
            return subject.priority_header == wanted
        if ground in (Ground.ADDRESS, Ground.CONTACT):
            known = subject.recipients if ground is Ground.ADDRESS else subject.sender
            return any(_is_address(one, wanted) for one in known)
        return wanted in (subject.contract, subject.client)


def _wanted(when: Condition) -> Iterable[tuple[Ground, tuple[str, ...]]]:
    """The conditions that are given, the most telling first."""
    given = (
        (Ground.TAG, when.tag),
        (Ground.SUBJECT, when.subject_words),
        (Ground.WORD, when.words),
        (Ground.ADDRESS, when.to),
        (Ground.HEADER, (when.header,) if when.header else ()),
        (Ground.CONTACT, when.contact),
        (Ground.CONTRACT, when.contract),
        (Ground.CONTRACT, when.client),
    )
    return ((ground, wanted) for ground, wanted in given if wanted)


def _is_address(key: str, wanted: str) -> bool:
    if wanted.startswith("@"):
        return domain_of(key) == domain_of(f"x{wanted}")
    return key == address_key(wanted)


def unknown_values(rules: Sequence[Rule], policies: Iterable[Policy]) -> list[tuple[int, str]]:
    """Where a rule sets what the newest version of a policy does not know: the rule's place and a sentence."""
    newest = {policy.name: policy.versions[-1] for policy in policies}
    found: list[tuple[int, str]] = []
    for place, rule in enumerate(rules):
        for what, value in (("category", rule.category), ("priority", rule.priority)):
            keys = {name: _keys(version, what) for name, version in newest.items()}
            without = [name for name, known in keys.items() if value and value not in known]
            if without:
                every = sorted({key for known in keys.values() for key in known})
                near = suggest(value, every) if len(without) == len(newest) else ""
                found.append((place, f'{what} "{value}" is not known to policy {", ".join(without)}{near}'))
    return found


def _keys(version: PolicyVersion, what: str) -> tuple[str, ...]:
    things = version.categories if what == "category" else version.priorities
    return tuple(thing.key for thing in things)

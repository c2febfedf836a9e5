"""Words for what has a key: the labels that a policy declares, and the usual ones for names that need no declaring."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Labels: TypeAlias = "Mapping[str, str]"
"""Language tag (`ja`, `en`) to the word that readers of that language see."""

NO_LABELS: Labels = MappingProxyType({})


def _pair(ja: str, en: str) -> Labels:
    return MappingProxyType({"ja": ja, "en": en})


QUESTION_LABELS = _pair("お問い合わせ", "Question")
NORMAL_LABELS = _pair("通常", "Normal")

CLOCK_LABELS: Mapping[str, Labels] = MappingProxyType(
    {
        "answer": _pair("初回回答", "First answer"),
        "first_answer": _pair("初回回答", "First answer"),
        "next_answer": _pair("ご回答", "Answer"),
        "start": _pair("対応開始", "Start of work"),
        "update": _pair("次回のご報告", "Next report"),
        "interim": _pair("次回のご報告", "Next report"),
        "offer": _pair("解決策のご提示", "Proposed solution"),
        "solution": _pair("解決策のご提示", "Proposed solution"),
        "resolve": _pair("解決", "Resolution"),
    }
)
"""The usual clocks (LETTERS, section 3); a policy may name any other and label it."""

KIND_LABELS: Mapping[str, Labels] = MappingProxyType(
    {"target": _pair("目標", "target"), "committed": _pair("期限", "due")}
)
"""How firmly a time is promised: a target unless the policy says that it is committed (LETTERS, principle 15)."""


def label_in(labels: Labels, language: str, *, otherwise: str) -> str:
    """The label in this language, else the one that was registered at all, else `otherwise` (usually the key)."""
    return labels.get(language) or next(iter(labels.values()), "") or otherwise


def filled(labels: Labels, key: str) -> Labels:
    """The labels with a word in every language of the desk: where one is missing the other, without any the key."""
    spare = next(iter(labels.values()), "") or key
    return MappingProxyType({"ja": spare, "en": spare, **labels})

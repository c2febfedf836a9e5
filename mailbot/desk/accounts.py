"""What staff write in labelled lines: an interim report, and the account of what happened once it is resolved."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORT_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "現在の状況": "status",
        "状況": "status",
        "status": "status",
        "実施したこと": "done",
        "実施内容": "done",
        "done so far": "done",
        "done": "done",
        "今後の予定": "next",
        "next": "next",
        "next steps": "next",
    }
)
ACCOUNT_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "事象": "what",
        "what": "what",
        "発生": "began",
        "発生日時": "began",
        "began": "began",
        "解決": "resolved",
        "解決日時": "resolved",
        "復旧": "resolved",
        "復旧日時": "resolved",
        "resolved": "resolved",
        "影響": "impact",
        "影響範囲": "impact",
        "effect": "impact",
        "impact": "impact",
        "原因": "cause",
        "cause": "cause",
        "対処": "remedy",
        "対処内容": "remedy",
        "remedy": "remedy",
        "再発防止": "prevention",
        "再発防止策": "prevention",
        "prevention": "prevention",
    }
)
LEAST_FOR_ACCOUNT = 2
"""A single line that begins like a label may be an ordinary sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text taken apart: the fields by key, and all else as it was written."""

    fields: Mapping[str, str]
    rest: str

    def get(self, key: str) -> str:
        return self.fields.get(key, "")


def read_labelled(text: str, labels: Mapping[str, str]) -> Labelled:
    """Fields begin with a known label and a colon and go on to the next label or an empty line; of a label that
    comes twice, both texts are kept. Nothing of the text is lost.
    """
    fields: dict[str, list[str]] = {}
    rest: list[str] = []
    key = ""
    for line in text.splitlines():
        label, value = _parted(line)
        if label in labels:
            key = labels[label]
            fields.setdefault(key, []).extend([value] if value else [])
        elif key and line.strip():
            fields[key].append(line.strip())
        else:
            key = ""
            rest.append(line.rstrip())
    whole = {name: "\n".join(lines) for name, lines in fields.items() if lines}
    return Labelled(fields=MappingProxyType(whole), rest="\n".join(rest).strip())


def is_account(text: str) -> bool:
    """Whether a text tells what happened, under at least two of the labels."""
    return len(read_labelled(text, ACCOUNT_LABELS).fields) >= LEAST_FOR_ACCOUNT


def _parted(line: str) -> tuple[str, str]:
    """The label, as it is compared, and the value as written; full-width and half-width colons are the same."""
    places = [place for place in (line.find("："), line.find(":")) if place >= 0]
    if not places:
        return "", ""
    cut = min(places)
    label = unicodedata.normalize("NFKC", line[:cut]).strip(" \t　・-*■●◆【】[]").casefold()
    return label, line[cut + 1 :].strip()

"""Why a case has its category or priority: kept as data, worded when somebody reads it (row B1)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from mailbot.desk.labels import NO_LABELS, Labels


class Ground(StrEnum):
    """What a category or priority was told from."""

    DEFAULT = "default"
    STAFF = "staff"
    WORD = "word"
    SUBJECT = "subject"
    TAG = "tag"
    ADDRESS = "address"
    HEADER = "header"
    CONTACT = "contact"
    CONTRACT = "contract"
    ALWAYS = "always"
    ANNOUNCED = "announced"


_WORDED: Mapping[Ground, Labels] = MappingProxyType(
    {
        Ground.DEFAULT: {"ja": "特に定めがない", "en": "nothing else was laid down"},
        Ground.STAFF: {"ja": "担当者が判断した", "en": "our staff have judged so"},
        Ground.WORD: {"ja": "文面に「{word}」とある", "en": 'the e-mail mentions "{word}"'},
        Ground.SUBJECT: {"ja": "件名に「{word}」とある", "en": 'the subject mentions "{word}"'},
        Ground.TAG: {"ja": "件名に【{word}】とある", "en": "the subject is marked [{word}]"},
        Ground.ADDRESS: {"ja": "{word} 宛てに届いた", "en": "it was written to {word}"},
        Ground.HEADER: {"ja": "メールの重要度が「{word}」とされている", "en": "it is marked as of {word} importance"},
        Ground.CONTACT: {"ja": "差出人について取り決めがある", "en": "it was agreed so for the sender"},
        Ground.CONTRACT: {"ja": "ご契約に取り決めがある", "en": "the contract says so"},
        Ground.ANNOUNCED: {"ja": "障害のお知らせへのご返信である", "en": "it answers our news of an outage"},
        Ground.ALWAYS: {"ja": "当窓口で一律に定めている", "en": "this is how all requests are treated here"},
    }
)
_BY_DEFAULT: Mapping[str, Labels] = MappingProxyType(
    {
        "category": {
            "ja": "ほかの区分に当たる記載が見当たらない",
            "en": "nothing in the e-mail points to another category",
        },
        "priority": {
            "ja": "より高い優先度に当たる記載が見当たらない",
            "en": "nothing in the e-mail calls for a higher priority",
        },
    }
)
_IMPORTANCE: Mapping[str, Labels] = MappingProxyType({"high": {"ja": "高"}, "low": {"ja": "低"}})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why; `rule` names the rule for staff, `word` is what was found (for a default: what it is the default of),
    `words` the rule's own wording if it has one.
    """

    ground: Ground
    rule: str = ""
    word: str = ""
    words: Labels = field(default_factory=lambda: NO_LABELS)

    def in_words(self, language: str) -> str:
        """A clause without a full stop: Japanese so that 「ため」 may follow, English so that "because" may precede."""
        if self.words.get(language):
            return self.words[language]
        word = self.word
        if self.ground is Ground.HEADER:
            word = _IMPORTANCE.get(word, NO_LABELS).get(language, word)
        worded = _BY_DEFAULT.get(word, _WORDED[self.ground]) if self.ground is Ground.DEFAULT else _WORDED[self.ground]
        return worded.get(language, worded["en"]).replace("{word}", word)

    def as_labels(self) -> Labels:
        """The clause in every language of the desk."""
        return MappingProxyType({language: self.in_words(language) for language in ("ja", "en")})

    def as_text(self) -> str:
        """One line to be stored; `read_reason` makes the same reason of it."""
        given = {"ground": self.ground.value, "rule": self.rule, "word": self.word, "words": dict(self.words)}
        return json.dumps({key: value for key, value in given.items() if value}, ensure_ascii=False, sort_keys=True)


def read_reason(text: str) -> Reason:
    """A stored reason; what is no stored reason is taken as words that somebody wrote."""
    try:
        found = json.loads(text)
        words = found.get("words", {})
        return Reason(
            ground=Ground(found["ground"]),
            rule=str(found.get("rule", "")),
            word=str(found.get("word", "")),
            words=MappingProxyType({str(language): str(worded) for language, worded in words.items()}),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Reason(ground=Ground.STAFF, words=MappingProxyType({"ja": text, "en": text}))

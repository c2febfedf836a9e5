"""National holidays by the names that readers of each language know; a table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mailbot.desk.policy_paper_words import say

HOLIDAYS_EN: Mapping[str, str] = MappingProxyType(
    {
        "元日": "New Year's Day",
        "成人の日": "Coming of Age Day",
        "建国記念の日": "National Foundation Day",
        "天皇誕生日": "Emperor's Birthday",
        "春分の日": "Vernal Equinox Day",
        "昭和の日": "Showa Day",
        "憲法記念日": "Constitution Memorial Day",
        "みどりの日": "Greenery Day",
        "こどもの日": "Children's Day",
        "海の日": "Marine Day",
        "山の日": "Mountain Day",
        "敬老の日": "Respect for the Aged Day",
        "秋分の日": "Autumnal Equinox Day",
        "スポーツの日": "Sports Day",
        "体育の日": "Health and Sports Day",
        "文化の日": "Culture Day",
        "勤労感謝の日": "Labour Thanksgiving Day",
        "国民の休日": "Citizens' holiday",
        "振替休日": "Substitute holiday",
        "天皇の即位の日": "Accession of the Emperor",
        "即位礼正殿の儀が行われる日": "Enthronement Ceremony",
    }
)
"""Japan's national holidays as English readers know them; a name that is not here stands as it is."""


def holiday_name(name: str, language: str) -> str:
    """A holiday's name for readers of this language; the plain word where it has none."""
    known = name if language == "ja" else HOLIDAYS_EN.get(name, name)
    return known or say("holiday", language)

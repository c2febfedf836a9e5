"""Time zones by the names that people use for them; a table and the fallback to the distance from UTC."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

NAMES_JA: dict[str, str] = {
    "Asia/Tokyo": "日本時間",
    "UTC": "協定世界時",
    "Etc/UTC": "協定世界時",
    "Asia/Seoul": "韓国時間",
    "Asia/Shanghai": "中国時間",
    "Asia/Taipei": "台湾時間",
    "Asia/Hong_Kong": "香港時間",
    "Asia/Singapore": "シンガポール時間",
    "Asia/Bangkok": "タイ時間",
    "Asia/Ho_Chi_Minh": "ベトナム時間",
    "Asia/Jakarta": "インドネシア西部時間",
    "Asia/Manila": "フィリピン時間",
    "Asia/Kolkata": "インド時間",
    "Asia/Dubai": "アラブ首長国連邦時間",
    "Australia/Sydney": "シドニー時間",
    "Pacific/Auckland": "ニュージーランド時間",
    "Europe/London": "英国時間",
    "Europe/Paris": "フランス時間",
    "Europe/Berlin": "ドイツ時間",
    "America/New_York": "米国東部時間",
    "America/Chicago": "米国中部時間",
    "America/Denver": "米国山岳部時間",
    "America/Los_Angeles": "米国太平洋時間",
    "America/Sao_Paulo": "サンパウロ時間",
}
AMBIGUOUS = frozenset({"IST", "CST", "BST", "AST", "GST"})
"""Abbreviations that stand for several zones; the distance from UTC is added."""


def zone_in_words(local: datetime, language: str) -> str:
    """The name of the zone of an aware instant: `日本時間`, `JST`, `CST (UTC-6)`, `UTC+5:45`."""
    if language == "ja":
        return NAMES_JA.get(str(local.tzinfo)) or distance_from_utc(local)
    short = local.tzname() or ""
    if not short.isalpha():
        return distance_from_utc(local)
    return f"{short} ({distance_from_utc(local)})" if short in AMBIGUOUS else short


def zone_of_clock_times(tz: ZoneInfo, language: str) -> str:
    """The name of a zone for clock times without a date: `日本時間`, `JST`; `London time` where summer time is kept."""
    winter, summer = (datetime(2026, month, 1, 12, tzinfo=tz) for month in (1, 7))
    if language == "ja" or winter.utcoffset() == summer.utcoffset():
        return zone_in_words(winter, language)
    return f"{str(tz).rpartition('/')[2].replace('_', ' ')} time"


def distance_from_utc(local: datetime) -> str:
    """`UTC+9`, `UTC-3:30`, `UTC`."""
    offset = local.utcoffset() or timedelta(0)
    minutes = abs(int(offset.total_seconds())) // 60
    if not minutes:
        return "UTC"
    sign = "-" if offset < timedelta(0) else "+"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02d}" if minutes % 60 else "")

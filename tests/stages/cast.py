"""The people of the conversations; `desk.toml` says who they are to the desk."""

from __future__ import annotations

from tests.stages.mail_clients import Person

YAMADA = Person("yamada@client.example", "山田 太郎")
YAMADA_PHONE = Person("yamada@phone.example", "山田")
"""The same contact's other registered address."""
SATO = Person("sato@client.example", "佐藤 次郎")
"""A second contact of the same contract."""
TANAKA = Person("tanaka@client.example", "田中")
"""A colleague of theirs who is not registered."""
DOE = Person("doe@overseas.example", "Jane Doe")
MORI = Person("mori@multi.example", "森 三郎")
"""A contact of two contracts."""
ONO = Person("ono@default.example", "小野 四郎")
"""A contact of two contracts, one of which is the default."""
KATO = Person("kato@ended.example", "加藤 五郎")
"""A contact of a contract that runs until today, 2026-11-30."""
ANYONE = Person("anyone@everyone.example", "誰か")
PARTNER = Person("partner@partner.example", "協力 会社")
STRANGER = Person("sales@stranger.example", "Sales")
SUZUKI = Person("suzuki@vendor.example", "鈴木 花子")
BROWN = Person("brown@vendor.example", "Sam Brown")
GONE = Person("gone@vendor.example", "退任 済")

FIRST, SECOND = "INC-000001", "INC-000002"
STAFF_COPY = {(SUZUKI.address, "staff-new-case"), (BROWN.address, "staff-new-case")}
STAFF_FOLLOW_UP = {(SUZUKI.address, "staff-follow-up"), (BROWN.address, "staff-follow-up")}

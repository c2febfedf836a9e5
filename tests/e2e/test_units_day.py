"""A day of a desk that sells support by the incident, over real servers: packs, a yes, orders (rows A6, A8, E1-4)."""

from __future__ import annotations

import re
from pathlib import Path

from tests.e2e.staff_day import CONFIG, Day
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix

DESK = "units@vendor.test"
YAMADA, SATO, TAKAHASHI = "units-yamada@client.test", "units-sato@client.test", "units-takahashi@client.test"
SUZUKI = "units-suzuki@vendor.test"
SOLD = """
[packs.incidents]
kind = "incidents"
valid_months = 12
low = 0
how_to_order = {{ ja = "注文書をメールでお送りください" }}

[packs.incidents.levels]
normal = {{ units = 1, labels = {{ ja = "通常" }}, default = true }}
a = {{ units = 3, labels = {{ ja = "サービスレベルA" }} }}

[[staff]]
name = "鈴木"
handle = "suzuki"
addresses = ["units-suzuki@vendor.test"]
language = "ja"

[calendars.office]
tz = "Asia/Tokyo"
weekly = {{ "mon-sun" = ["00:00-24:00"] }}

[[policies.standard.versions]]
from = 2020-01-01
levels = [
  {{ key = "normal", labels = {{ ja = "通常" }}, default = true }},
  {{ key = "a", labels = {{ ja = "サービスレベルA" }} }},
]

[[contracts]]
id = "C-1"
client = "株式会社例示商事"
domains = ["client.test"]
policy = "standard"
calendar = "office"
from = 2026-01-01
language = "ja"
contacts = [
  {{ name = "山田 太郎", addresses = ["units-yamada@client.test"] }},
  {{ name = "佐藤 花子", addresses = ["units-sato@client.test"], roles = ["billing"] }},
]
terms = "incidents"
packs = [{{ order = "PO-1", units = 4, ordered_on = 2026-01-05, from = 2026-01-05 }}]

[[intake.imap]]
"""
UNITS = re.sub(r"\[\[staff\]\].*\[\[intake\.imap\]\]\n", lambda _: SOLD.lstrip(), CONFIG, flags=re.DOTALL).replace(
    "day@vendor.test", DESK
)


def a_larger_matter_is_asked_about_first(day: Day) -> None:
    """An estimate, a yes by Reply above a signature, an answer that ends the case, and what it took."""
    day.writes(YAMADA, "共有の印刷機", "多数の利用者で共有するときの設定を検証してください。")
    day.gets(YAMADA, "お問い合わせを受け付けました")
    copy = day.gets(SUZUKI, "共有するときの設定")
    day.answers(SUZUKI, copy, "#担当\n#レベル A")
    estimate = day.gets(YAMADA, "見込み：3インシデント（サービスレベルA）")
    assert "対応後の残り：1インシデント" in estimate.text
    day.gets(SUZUKI, "実行：#担当")

    day.passes()
    day.answers(YAMADA, estimate, "承諾します。\nよろしくお願いいたします。\n--\n株式会社例示商事 山田 太郎")
    day.gets(SUZUKI, "承諾します")
    day.answers(SUZUKI, copy, "#完了\n山田様\n\n検証の結果をまとめました。共有は部署ごとに設定してください。")
    _, told = day.gets_both(YAMADA, "検証の結果をまとめました", "サポート残数のお知らせ")
    day.gets(SUZUKI, "実行：#完了")
    for consumed in (told, day.gets(SATO, "サポート残数のお知らせ")):
        assert "今回のご利用：3インシデント（サービスレベルA）" in consumed.text
        assert "残り：1インシデント" in consumed.text


def the_last_unit_is_promised_once(day: Day) -> None:
    """The next matter has the last unit; the one after it is told how to order, and waits."""
    day.writes(YAMADA, "帳票の余白", "左の余白を広げる方法を教えてください。")
    day.gets(YAMADA, "お問い合わせを受け付けました")
    day.gets(SUZUKI, "左の余白を広げる方法")
    day.writes(YAMADA, "在庫の締め処理", "締め処理の取り消し方を教えてください。")
    told = day.gets(YAMADA, "注文書をメールでお送りください")
    assert "INC-" not in told.subject
    day.gets(SUZUKI, "保留 1件")


def an_order_lets_it_in(day: Day) -> None:
    """The receipt names what waited; one word takes it in."""
    day.writes(SUZUKI, "ご注文", "#注文 C-1 10 PO-2")
    receipt = day.gets(SUZUKI, "残数がなく保留したメール")
    found = re.search(r"#許可 (\d+)", receipt.text)
    assert found is not None
    day.writes(SUZUKI, "保留の件", f"#許可 {found[1]}")
    day.gets(YAMADA, "お問い合わせを受け付けました")
    receipt_and_copy = sorted(day.gets(SUZUKI, "").subject for _ in range(2))
    assert receipt_and_copy == ["[INC-000003] 株式会社例示商事 在庫の締め処理", f"控え #許可 {found[1]}"]


def a_colleague_is_registered(day: Day) -> None:
    """And may ask from the next mail on."""
    day.writes(SUZUKI, "連絡先", f"#連絡先 C-1 追加\n高橋 一郎 <{TAKAHASHI}> 管理")
    day.gets(SUZUKI, TAKAHASHI)
    day.writes(TAKAHASHI, "残りについて", "#費用")
    balance = day.gets(TAKAHASHI, "サポート残数のお知らせ")
    assert "残り：11インシデント" in balance.text


def test_a_day_of_support_that_is_sold_by_the_incident(tmp_path: Path, dovecot: Dovecot, postfix: Postfix) -> None:
    day = Day(tmp_path, dovecot, postfix, address=DESK, config=UNITS)
    with day.desk(relay_delay="0s"):
        a_larger_matter_is_asked_about_first(day)
        the_last_unit_is_promised_once(day)
        an_order_lets_it_in(day)
        a_colleague_is_registered(day)
    assert day.has_read_all(YAMADA, SATO, TAKAHASHI, SUZUKI)

"""A quarter as its author knows it: 300 matters of three contracts, two faults and a planned stop, told twice: as
facts to count, and as the mails by which they happen."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailbot.rehearsal.story import StoryMail

TOKYO, LONDON = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
MATTERS = 300
SUZUKI, BROWN = "suzuki@vendor.example", "brown@vendor.example"
WORDS = {"question": "操作", "fault": "不具合", "change": "要望"}
ANSWER = "お問い合わせの件、設定画面の二つ目の項目をお確かめください。引き続きよろしくお願いいたします。"
ASKS = "恐れ入りますが、お使いの版の番号と、画面に出た文言をお知らせいただけますでしょうか。"
SOLVED = "ご連絡の件、設定を改めて解決いたしました。ご不便をおかけしました。"
REPLY = "お知らせいただいたとおりに試しましたが、まだ同じ状態です。ご確認をお願いいたします。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A contract of the quarter; `opens` and `closes` are hours of its working day, for when its people write."""

    contract: str
    people: tuple[str, ...]
    zone: ZoneInfo
    share: int


CLIENTS = (
    Client(contract="C-1", people=("yamada@client.example", "sato@client.example"), zone=TOKYO, share=150),
    Client(contract="C-2", people=("mori@freight.example",), zone=TOKYO, share=90),
    Client(contract="C-3", people=("doe@overseas.example",), zone=LONDON, share=60),
)


@dataclass(slots=True, kw_only=True)
class Matter:
    """One matter from its receipt to its end. `solved` and `back` alternate: solved, come back, solved again."""

    serial: int
    contract: str
    sender: str
    staff: str
    category: str
    priority: str
    private: bool
    received: datetime
    number: str = ""
    answers: list[datetime] = field(default_factory=list)
    waits: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    solved: list[datetime] = field(default_factory=list)
    back: list[datetime] = field(default_factory=list)
    spared: datetime | None = None
    raised: datetime | None = None
    closed: datetime | None = None
    mails: list[StoryMail] = field(default_factory=list)

    @property
    def mark(self) -> str:
        """What stands in the subject of each of its mails and in no other."""
        return f"Q{self.serial:04d}"

    @property
    def subject(self) -> str:
        urgent = "（至急）" if self.priority == "urgent" and not self.raised else ""
        private = "人事" if self.private else ""
        return f"{self.mark} {WORDS[self.category]}{private}について{urgent}"

    def staff_says(self, at: datetime, text: str) -> None:
        self.mails.append(StoryMail(at=at, sender=self.staff, answers=self.mark, text=text))

    def client_says(self, at: datetime) -> None:
        self.mails.append(StoryMail(at=at, sender=self.sender, answers=self.mark, text=REPLY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stoppage:
    """A service that was down: a fault, or a stop that was announced."""

    number: str
    service: str
    start: datetime
    end: datetime
    announced: datetime | None = None
    outside: bool = False
    linked: tuple[int, ...] = ()
    """Serials of the matters that were linked to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """All of it."""

    matters: tuple[Matter, ...]
    faults: tuple[Stoppage, ...]
    stop: Stoppage
    mails: tuple[StoryMail, ...]


def quarter(seed: int = 2026) -> Quarter:
    """The same quarter for the same seed."""
    dice = random.Random(seed)
    senders = [client for client in CLIENTS for _ in range(client.share)]
    dice.shuffle(senders)
    taken: set[datetime] = set()
    matters = [_matter(dice, serial, client, taken) for serial, client in enumerate(senders, 1)]
    matters.sort(key=lambda one: one.received)
    for place, matter in enumerate(matters, 1):
        matter.number = f"INC-{place:06d}"
    faults, stop = _stoppages(matters)
    mails = [mail for matter in matters for mail in matter.mails]
    mails += [mail for one in faults for mail in _fault_mails(one, matters)]
    mails += _stop_mails(stop)
    return Quarter(
        matters=tuple(matters), faults=faults, stop=stop, mails=tuple(sorted(mails, key=lambda mail: mail.at))
    )


def _matter(dice: random.Random, serial: int, client: Client, taken: set[datetime]) -> Matter:
    matter = Matter(
        serial=serial,
        contract=client.contract,
        sender=dice.choice(client.people),
        staff=dice.choice((SUZUKI, BROWN)),
        category=dice.choices(("question", "fault", "change"), (70, 18, 12))[0],
        priority=dice.choices(("normal", "urgent"), (80, 20))[0],
        private=dice.random() < 0.03,
        received=_receipt(dice, client.zone, taken),
    )
    ending = dice.choices(tuple(ENDINGS), (44, 15, 16, 9, 4, 5, 3, 4))[0]
    if ending == "raised":
        matter.priority, matter.raised = "urgent", matter.received + timedelta(minutes=7)
    text = "お世話になっております。表題の件について、お調べのうえご回答をお願いいたします。"
    matter.mails.append(StoryMail(at=matter.received, sender=matter.sender, subject=matter.subject, text=text))
    ENDINGS[ending](dice, matter)
    return matter


def _receipt(dice: random.Random, zone: ZoneInfo, taken: set[datetime]) -> datetime:
    """Mostly in working hours, sometimes at night or at the weekend; no two matters in the same minute."""
    while True:
        day = FIRST + timedelta(days=dice.randrange((LAST - FIRST).days + 1))
        hour = dice.randrange(9, 18) if dice.random() < 0.85 else dice.randrange(24)
        at = datetime(day.year, day.month, day.day, hour, dice.randrange(60), tzinfo=zone).astimezone(UTC)
        if at not in taken and (day.weekday() < 5 or dice.random() < 0.2):
            taken.add(at)
            return at


def _after(dice: random.Random, at: datetime, *minutes: int) -> datetime:
    """Whole minutes later: about one of these, so that there are quick answers and slow ones."""
    return at + timedelta(minutes=dice.choice(minutes) + dice.randrange(20))


def _plain(dice: random.Random, matter: Matter) -> None:
    """Answered, resolved, closed."""
    answered = _after(dice, matter.raised or matter.received, 12, 40, 90, 180, 330, 1100, 2900)
    matter.answers.append(answered)
    matter.staff_says(answered, ANSWER)
    _solve(matter, _after(dice, answered, 60, 300, 1500, 3000, 9000))
    _close(dice, matter)


def _at_once(dice: random.Random, matter: Matter) -> None:
    _solve(matter, _after(dice, matter.received, 15, 50, 200, 400, 1300))
    _close(dice, matter)


def _asks(dice: random.Random, matter: Matter) -> None:
    """The desk asks, the customer takes their time."""
    asked = _after(dice, matter.received, 20, 70, 260, 900)
    matter.answers.append(asked)
    matter.staff_says(asked, f"#回答待ち\n{ASKS}")
    told = _after(dice, asked, 120, 1000, 3000, 7000)
    matter.waits.append((asked, told))
    matter.client_says(told)
    _solve(matter, _after(dice, told, 60, 400, 1500, 4000))
    _close(dice, matter)


def _comes_back(dice: random.Random, matter: Matter) -> None:
    _solve(matter, _after(dice, matter.received, 40, 200, 900, 1500))
    back = _after(dice, matter.solved[-1], 200, 1400, 3000)
    matter.back.append(back)
    matter.client_says(back)
    _solve(matter, _after(dice, back, 60, 300, 1500, 3000))
    _close(dice, matter)


def _spared(dice: random.Random, matter: Matter) -> None:
    """Nothing to answer; that ends it."""
    matter.spared = matter.closed = _after(dice, matter.received, 10, 30, 300, 9000)
    matter.staff_says(matter.spared, "#対応不要")


def _stays_open(dice: random.Random, matter: Matter) -> None:
    answered = _after(dice, matter.received, 20, 100, 400)
    matter.answers.append(answered)
    matter.staff_says(answered, ANSWER)


def _forgotten(_dice: random.Random, _matter: Matter) -> None:
    """Nobody ever answers."""


def _raised(dice: random.Random, matter: Matter) -> None:
    assert matter.raised is not None
    matter.staff_says(matter.raised, "#優先度 緊急")
    _plain(dice, matter)


ENDINGS = {
    "plain": _plain,
    "at-once": _at_once,
    "asks": _asks,
    "comes-back": _comes_back,
    "spared": _spared,
    "stays-open": _stays_open,
    "forgotten": _forgotten,
    "raised": _raised,
}


def _solve(matter: Matter, at: datetime) -> None:
    matter.answers.append(at)
    matter.solved.append(at)
    matter.staff_says(at, f"#解決\n{SOLVED}")


def _close(dice: random.Random, matter: Matter) -> None:
    if dice.random() < 0.85:
        matter.closed = _after(dice, matter.solved[-1], 600, 2000, 6000)
        matter.staff_says(matter.closed, "#完了")


def tokyo(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=TOKYO)


def _stoppages(matters: list[Matter]) -> tuple[tuple[Stoppage, ...], Stoppage]:
    """One fault in the middle of a month, one over the end of another, and a stop told 19 days ahead."""
    first = tokyo(date(2026, 10, 14), "10:20")
    concerned = [one for one in matters if one.category == "fault" and one.received < first and one.contract != "C-3"]
    return (
        Stoppage(
            number="FLT-0001",
            service="portal",
            start=first,
            end=tokyo(date(2026, 10, 14), "12:05"),
            linked=tuple(one.serial for one in concerned[-3:]),
        ),
        Stoppage(
            number="FLT-0002",
            service="mail",
            start=tokyo(date(2026, 11, 30), "22:40"),
            end=tokyo(date(2026, 12, 1), "01:25"),
        ),
    ), Stoppage(
        number="announcement:1",
        service="portal",
        start=tokyo(date(2026, 11, 22), "02:00"),
        end=tokyo(date(2026, 11, 22), "05:00"),
        announced=tokyo(date(2026, 11, 2), "14:10"),
    )


def _clock(at: datetime) -> str:
    local = at.astimezone(TOKYO)
    return f"{local.month}/{local.day} {local:%H:%M}"


def _fault_mails(fault: Stoppage, matters: list[Matter]) -> list[StoryMail]:
    numbers = "、".join(one.number for one in matters if one.serial in fault.linked)
    declared = fault.start + timedelta(minutes=11)
    title = {"portal": "例示ポータル", "mail": "例示メール"}[fault.service]
    opens = f"#障害\nサービス：{title}\n症状：{fault.number}で画面が開かない\nsymptom: {fault.number} no page opens\n"
    opens += f"発生：{_clock(fault.start)}\n次報：{_clock(fault.end + timedelta(minutes=30))}"
    opens += f"\n関連：{numbers}" if numbers else ""
    ends = f"#障害 {fault.number}\n復旧：{_clock(fault.end)}\n原因：{fault.number}の原因\n対処：部品の交換"
    over = fault.end + timedelta(minutes=9)
    return [
        StoryMail(at=declared, sender=SUZUKI, subject="障害", text=opens),
        StoryMail(at=declared + timedelta(minutes=4), sender=BROWN, answers=fault.number, text="#承認"),
        StoryMail(at=over, sender=SUZUKI, subject="復旧", text=ends),
        StoryMail(at=over + timedelta(minutes=4), sender=BROWN, answers=fault.number, text="#承認"),
    ]


def _stop_mails(stop: Stoppage) -> list[StoryMail]:
    assert stop.announced is not None
    text = (
        f"#告知 メンテナンス\nサービス：例示ポータル\n開始：{_clock(stop.start)}\n終了：{_clock(stop.end)}\n除外：はい"
    )
    text += "\n件名：機器の交換のお知らせ\ntitle: Machines are replaced"
    return [
        StoryMail(at=stop.announced - timedelta(minutes=10), sender=SUZUKI, subject="告知", text=text),
        StoryMail(at=stop.announced, sender=BROWN, answers="To confirm: announcement", text="#承認"),
    ]

"""A desk whose log is written straight into the store, so that a month of it can be counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.config import load_config
from mailbot.desk.cases import Event, EventKind, Participant, Status
from mailbot.desk.records import NewCase
from mailbot.store import Store, open_store
from mailbot.wiring import house_of_reading
from mailbot.wiring.reports import report_writing_of, reporting_of

if TYPE_CHECKING:
    from mailbot.config import Config
    from mailbot.desk.cases import Case
    from mailbot.desk.reports import Report
    from mailbot.stages.report_writing import ReportWriting
    from mailbot.stages.reporting import Reporting

CONFIG = Path(__file__).parent / "month.toml"
NOVEMBER = date(2026, 11, 1)


def at(text: str) -> datetime:
    """`11-02 10:00` in Tokyo, of 2026."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-{day}T{clock}:00+09:00")


@dataclass(slots=True, kw_only=True)
class MonthDesk:
    """The store with what counts and writes its months."""

    config: Config
    store: Store
    reporting: Reporting
    writing: ReportWriting

    @classmethod
    def made(cls, folder: Path, url: str = "sqlite://") -> MonthDesk:
        path = folder / "config.toml"
        path.write_text(CONFIG.read_text(encoding="utf-8"), encoding="utf-8")
        config = load_config(path)
        store = open_store(url)
        store.declare_contracts(config.contracts, at("10-01 00:00"), "configuration", offers=config.offers)
        house = house_of_reading(config, store)
        return cls(
            config=config, store=store, reporting=reporting_of(config, house), writing=report_writing_of(config, house)
        )

    def case(self, contract: str, received: datetime, *events: tuple[datetime, str], **more: object) -> Case:
        """A case with what happened to it, by kinds of events; the last status is that of its last event."""
        policies = self.reporting.house.policies
        with self.store.unit(received) as unit:
            owner = unit.contract(contract)
            assert owner is not None
            version = policies.on(owner.policy, received.date())
            policy, calendar = policies.keep(unit, version, owner.calendar)
            facts = {"category": "question", "subject": "印刷について", "private": False, **more}
            case = unit.open_case(
                NewCase(
                    contract_id=contract,
                    subject=str(facts["subject"]),
                    category=str(facts["category"]),
                    category_reason="",
                    priority="normal",
                    priority_reason="",
                    unsure="",
                    received_at=received,
                    policy_digest=policy,
                    calendar_digest=calendar,
                    language="ja",
                    private=bool(facts["private"]),
                    participants=(Participant(address="yamada@client.example", name="山田 太郎", is_opener=True),),
                )
            )
            first = {"category": case.category, "priority": case.priority}
            unit.add_event(case.id, Event(at=received, kind=EventKind.RECEIVED, by="desk", facts=first))
        self.goes_on(case, *events)
        return case

    def goes_on(self, case: Case, *events: tuple[datetime, str]) -> None:
        for moment, kind in events:
            with self.store.unit(moment) as unit:
                unit.add_event(case.id, Event(at=moment, kind=EventKind(kind), by="staff:suzuki", facts={}))
                if kind in {"closed", "resolved"}:
                    unit.set_status(case.id, Status(kind), moment)

    def report(self, contract: str = "", *, month: date = NOVEMBER, now: datetime | None = None) -> Report:
        moment = now or at("12-15 09:00")
        with self.store.unit(moment) as unit:
            owner = unit.contract(contract) if contract else None
            return self.reporting.report(unit, month, moment, owner)

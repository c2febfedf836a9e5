"""Reads the one TOML file into a Config: every part by itself, so that one look shows every fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from mailbot.config import building, sections
from mailbot.config.checks import check_parts
from mailbot.config.contract_files import contracts_in
from mailbot.config.findings import ConfigError, Finding
from mailbot.config.parts import Parts
from mailbot.config.shape import Config, ReportSettings
from mailbot.config.syntax import parse_toml
from mailbot.config.wording import read_section
from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.contract_reading import read_contract
from mailbot.desk.hours import read_calendar
from mailbot.desk.offers import Offers
from mailbot.desk.orders import renewed
from mailbot.desk.packs import pack_of
from mailbot.desk.packs_reading import read_offer
from mailbot.desk.policy_keys import spelt, suggest
from mailbot.desk.policy_reading import read_policy
from mailbot.desk.policy_terms_reading import SHARED_KEYS, SharedTerms, read_shared_terms
from mailbot.desk.triage_reading import read_rules
from mailbot.desk.uptime_reading import read_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from mailbot.config.fields import Section
    from mailbot.config.lines import Lines
    from mailbot.desk.hours import CalendarSpec
    from mailbot.desk.offers import Offer
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import Policy
    from mailbot.desk.uptime import Service

Model = TypeVar("Model", bound="Section")
Value = TypeVar("Value")

SECTIONS = (
    "desk", "store", "intake", "delivery", "trust", "staff", "services", "calendars", "policies", "rules", "packs",
    "contracts", "reports", "limits", "logging",
)  # fmt: skip
DOORS = ("imap", "lmtp", "smtp")


def load_config(path: Path | str) -> Config:
    """The configuration whole, its warnings in `warnings`. Raises ConfigError with every fault at once."""
    file = Path(path)
    document, lines = parse_toml(file)
    reading = _Reading(document, file.parent)
    parts = reading.parts(file.name)
    files = _contracts_of_files(parts)
    warnings = check_parts(parts)
    faults = [*(_located(fault, file, lines) for fault in (*reading.faults, *parts.faults)), *files]
    warned = tuple(sorted((_located(warning, file, lines) for warning in warnings), key=_place))
    if faults or parts.desk is None or parts.delivery is None or parts.store is None:
        raise ConfigError(_once(sorted(faults, key=_place)), warnings=warned)
    return _config(file, parts, warned)


def _config(file: Path, parts: Parts, warnings: tuple[Finding, ...]) -> Config:
    assert parts.desk
    assert parts.delivery
    assert parts.store
    offers = Offers(by_name=MappingProxyType(parts.packs), timezone=parts.desk.timezone)
    return Config(
        path=file.absolute(),
        desk=parts.desk,
        store=parts.store,
        delivery=parts.delivery,
        imap=tuple(parts.imap.values()),
        lmtp=parts.lmtp,
        smtp=parts.smtp,
        trust=parts.trust,
        staff=tuple(parts.staff.values()),
        services=MappingProxyType(parts.services),
        calendars=MappingProxyType(parts.calendars),
        policies=MappingProxyType(parts.policies),
        rules=parts.rules,
        offers=offers,
        contracts=tuple(_as_ordered(one, offers) for one in parts.contracts.values()),
        reports=parts.reports,
        limits=parts.limits,
        logging=parts.logging,
        warnings=warnings,
    )


def _as_ordered(contract: Contract, offers: Offers) -> Contract:
    """With the end that its declared orders give it."""
    terms = offers.terms_of(contract)
    return renewed(contract, (pack_of(order, terms) for order in contract.orders))


def _located(fault: Complaint, file: Path, lines: Lines) -> Finding:
    return Finding(file=str(file), line=lines.of(fault.path), key=fault.key, message=fault.message)


def _place(finding: Finding) -> tuple[str, int, str]:
    return (finding.file, finding.line, finding.key)


def _once(findings: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))


def _contracts_of_files(parts: Parts) -> list[Finding]:
    """Adds the contracts of `contracts_files`; what is wrong in those files is found there."""
    findings: list[Finding] = []
    for place, path in enumerate(parts.desk.contracts_files if parts.desk else ()):
        try:
            found = contracts_in(path)
        except ConfigError as error:
            findings.extend(error.findings)
            parts.incomplete = True
            continue
        for which, contract in enumerate(found):
            parts.contracts[("desk", "contracts_files", place, which)] = contract
    return findings


class _Reading:
    """One document on its way to parts; faults pile up in `faults`."""

    def __init__(self, document: dict[str, object], folder: Path) -> None:
        self.document = document
        self.build = building.Builder(folder)
        self.faults: list[Complaint] = []

    def parts(self, file_name: str) -> Parts:
        self._refuse_unknown(self.document, SECTIONS)
        shared = self._shared_terms()
        parts = Parts(
            folder=self.build.folder,
            desk=self._required("desk", sections.DeskSection, self.build.desk),
            store=self._section("store", sections.StoreSection, self.build.store),
            delivery=self._required("delivery", sections.DeliverySection, self.build.delivery),
            trust=self._section("trust", sections.TrustSection, building.trust) or building.trust(_NO_TRUST),
            reports=self._section("reports", sections.ReportsSection, building.reports) or ReportSettings(),
            limits=self._section("limits", sections.LimitsSection, building.limits) or building.limits(_NO_LIMITS),
            logging=self._section("logging", sections.LoggingSection, building.logging)
            or building.logging(_NO_LOGGING),
            staff=self._list("staff", sections.StaffSection, building.staff),
            services=self._named("services", self._service),
            calendars=self._named("calendars", self._calendar),
            policies=self._named("policies", lambda name, found: self._policy(name, found, shared)),
            packs=self._named("packs", self._offer),
            contracts=self._contracts(file_name),
            declared={name: frozenset(self._table(name)) for name in ("services", "calendars", "policies", "packs")},
            policies_as_written=self._table("policies"),
        )
        self._doors(parts)
        self._rules(parts)
        parts.incomplete = bool(self.faults)
        return parts

    def _refuse_unknown(self, table: Mapping[str, object], known: tuple[str, ...], *outer: str) -> None:
        for name in table:
            if name not in known:
                self.faults.append(Complaint((*outer, name), f"there is no such section{suggest(name, known)}"))

    def _table(self, *path: str) -> Mapping[str, object]:
        found: object = self.document
        for step in path:
            found = found.get(step, {}) if isinstance(found, Mapping) else {}
        if isinstance(found, Mapping):
            return found
        self.faults.append(Complaint(path, f"must be a table [{'.'.join(path)}], not {spelt(found)}"))
        return {}

    def _rows(self, *path: str) -> list[object]:
        found = self._table(*path[:-1]).get(path[-1], [])
        if isinstance(found, list):
            return found
        heading = ".".join(path)
        self.faults.append(Complaint(path, f"must be a list: write each entry under [[{heading}]], in double brackets"))
        return []

    def _section(self, name: str, model: type[Model], build: Callable[[Model], Value]) -> Value | None:
        found = read_section(model, self._without_shared(name), self.faults, name)
        return None if found is None else build(found)

    def _required(self, name: str, model: type[Model], build: Callable[[Model], Value]) -> Value | None:
        if name not in self.document:
            self.faults.append(Complaint((name,), f"the section [{name}] is missing"))
            return None
        return self._section(name, model, build)

    def _without_shared(self, name: str) -> dict[str, object]:
        skipped = SHARED_KEYS if name == "desk" else ()
        return {key: value for key, value in self._table(name).items() if key not in skipped}

    def _shared_terms(self) -> SharedTerms:
        desk = self._table("desk")
        given = {key: desk[key] for key in SHARED_KEYS if key in desk}
        return self._attempt(lambda: read_shared_terms(given), "desk") or SharedTerms()

    def _attempt(self, read: Callable[[], Value], *outer: str | int) -> Value | None:
        try:
            return read()
        except Complaints as error:
            for fault in error.complaints:
                inside = fault.path[: len(outer)] == outer
                self.faults.append(fault if inside else fault.under(*outer))
        return None

    def _list(
        self, name: str, model: type[Model], build: Callable[[Model], Value], *outer: str
    ) -> dict[tuple[str | int, ...], Value]:
        read: dict[tuple[str | int, ...], Value] = {}
        for place, row in enumerate(self._rows(*outer, name)):
            found = read_section(model, row, self.faults, *outer, name, place)
            if found is not None:
                read[(*outer, name, place)] = build(found)
        return read

    def _named(self, name: str, read: Callable[[str, object], Value | None]) -> dict[str, Value]:
        given = {key: read(key, found) for key, found in self._table(name).items()}
        return {key: value for key, value in given.items() if value is not None}

    def _service(self, name: str, found: object) -> Service | None:
        return self._attempt(lambda: read_service(name, found), "services", name)

    def _calendar(self, name: str, found: object) -> CalendarSpec | None:
        if isinstance(found, Mapping):
            return self._attempt(lambda: read_calendar(name, found), "calendars", name)
        self.faults.append(Complaint(("calendars", name), f"must be a table [calendars.{name}]"))
        return None

    def _policy(self, name: str, found: object, shared: SharedTerms) -> Policy | None:
        return self._attempt(lambda: read_policy(name, found, defaults=shared), "policies", name)

    def _offer(self, name: str, found: object) -> Offer | None:
        return self._attempt(lambda: read_offer(name, found), "packs", name)

    def _contracts(self, file_name: str) -> dict[tuple[str | int, ...], Contract]:
        read: dict[tuple[str | int, ...], Contract] = {}
        for place, row in enumerate(self._rows("contracts")):
            contract = self._contract(row, file_name, place)
            if contract is not None:
                read[("contracts", place)] = contract
        return read

    def _contract(self, row: object, file_name: str, place: int) -> Contract | None:
        return self._attempt(lambda: read_contract(row, declared_in=file_name), "contracts", place)

    def _doors(self, parts: Parts) -> None:
        intake = self._table("intake")
        self._refuse_unknown(intake, DOORS, "intake")
        parts.imap = self._list("imap", sections.ImapSection, self.build.imap, "intake")
        if "lmtp" in intake:
            lmtp = read_section(sections.LmtpSection, intake["lmtp"], self.faults, "intake", "lmtp")
            parts.lmtp = None if lmtp is None else self.build.lmtp(lmtp)
        if "smtp" in intake:
            smtp = read_section(sections.SmtpSection, intake["smtp"], self.faults, "intake", "smtp")
            parts.smtp = None if smtp is None else self.build.smtp(smtp)

    def _rules(self, parts: Parts) -> None:
        rows = self._rows("rules")
        parts.rules = (self._attempt(lambda: read_rules(rows), "rules") if rows else None) or ()


_NO_TRUST = sections.TrustSection()
_NO_LIMITS = sections.LimitsSection()
_NO_LOGGING = sections.LoggingSection()

"""What could be read of a configuration so far, each part by the keys that lead to it; the checks look across it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailbot.config.shape import LimitSettings, LogSettings, ReportSettings
from mailbot.desk.proof import Trust

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mailbot.config.shape import (
        DeliverySettings,
        DeskSettings,
        ImapSettings,
        LmtpSettings,
        SmtpSettings,
        StoreSettings,
    )
    from mailbot.desk.complaints import Complaint
    from mailbot.desk.hours import CalendarSpec
    from mailbot.desk.offers import Offer
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.policy import Policy
    from mailbot.desk.triage import Rule
    from mailbot.desk.uptime import Service

Place = tuple[str | int, ...]


@dataclass(slots=True, kw_only=True)
class Parts:
    """A configuration in the making; what could not be read is None or left out, and `incomplete` says so.

    `faults` are those that only a look across several parts can find.
    """

    folder: Path
    desk: DeskSettings | None
    store: StoreSettings | None
    delivery: DeliverySettings | None
    trust: Trust = Trust()
    reports: ReportSettings = ReportSettings()
    limits: LimitSettings = LimitSettings()
    logging: LogSettings = LogSettings()
    imap: dict[Place, ImapSettings] = field(default_factory=dict)
    lmtp: LmtpSettings | None = None
    smtp: SmtpSettings | None = None
    staff: dict[Place, Staff] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    calendars: dict[str, CalendarSpec] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    packs: dict[str, Offer] = field(default_factory=dict)
    contracts: dict[Place, Contract] = field(default_factory=dict)
    declared: dict[str, frozenset[str]] = field(default_factory=dict)
    """Names that the file declares by section, those whose table could not be read among them."""
    policies_as_written: Mapping[str, object] = field(default_factory=dict)
    incomplete: bool = False
    faults: list[Complaint] = field(default_factory=list)

    def names(self, section: str) -> frozenset[str]:
        return self.declared.get(section, frozenset())

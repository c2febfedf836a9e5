"""Looks across the parts of a configuration for what no part shows by itself. Faults stop, warnings only say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.config.check_calendars import check_calendars
from mailbot.config.check_contracts import check_contracts
from mailbot.config.check_doors import check_doors
from mailbot.config.check_packs import check_packs
from mailbot.config.check_reports import check_reports
from mailbot.config.check_staff import check_staff
from mailbot.desk.complaints import Complaint
from mailbot.desk.contract_reading import domain_fault
from mailbot.desk.triage import unknown_values

if TYPE_CHECKING:
    from mailbot.config.parts import Parts


def check_parts(parts: Parts) -> list[Complaint]:
    """Adds what must be mended to `parts.faults`; returns what is only worth a warning."""
    warnings: list[Complaint] = []
    _check_desk(parts)
    _check_trust(parts, warnings)
    check_calendars(parts, warnings)
    check_doors(parts, warnings)
    check_staff(parts, warnings)
    check_contracts(parts, warnings)
    check_packs(parts, warnings)
    check_reports(parts, warnings)
    for place, message in unknown_values(parts.rules, parts.policies.values()):
        warnings.append(Complaint(("rules", place), message))
    return warnings


def _check_desk(parts: Parts) -> None:
    desk = parts.desk
    if desk is None:
        return
    if desk.templates and not desk.templates.is_dir():
        parts.faults.append(Complaint(("desk", "templates"), f"there is no folder {desk.templates}"))
    if len(set(desk.languages)) < len(desk.languages):
        parts.faults.append(Complaint(("desk", "languages"), "names a language twice"))
    if parts.store and parts.store.password and parts.store.url.startswith("sqlite"):
        parts.faults.append(Complaint(("store", "password"), "an SQLite file has no password: take this line out"))


def _check_trust(parts: Parts, warnings: list[Complaint]) -> None:
    trust = parts.trust
    for domain in trust.domains:
        if fault := domain_fault(domain):
            parts.faults.append(Complaint(("trust", "domains", domain), fault))
    if parts.smtp and parts.smtp.logins and not parts.imap and not parts.lmtp:
        return
    if not trust.dkim and not trust.authserv_ids and trust.profile != "m365":
        text = "nothing can prove a sender: name your mail server in authserv_ids, or set dkim = true"
        warnings.append(Complaint(("trust",), text))
    elif parts.imap and not trust.authserv_ids and trust.profile != "m365":
        text = "the results of your mail server's own checks count only when authserv_ids names it; see check --connect"
        warnings.append(Complaint(("trust",), text))

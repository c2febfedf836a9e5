"""The configuration in force as plain values: defaults filled in, secrets by reference, people by handle and count."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.config import Secret
from mailbot.config.shape import Words
from mailbot.desk.contract_spelling import as_mapping
from mailbot.desk.hours import as_json as calendar_as_json
from mailbot.desk.packs_spelling import offer_as_mapping
from mailbot.desk.policy_json import as_json as version_as_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.config import Config

_SECONDS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


def effective(config: Config) -> dict[str, object]:
    """Every section, as TOML would have it; no secret is read for it."""
    intake = {"imap": plain(config.imap), "lmtp": plain(config.lmtp), "smtp": plain(config.smtp)}
    return {
        "desk": plain(config.desk),
        "store": plain(config.store),
        "intake": {door: settings for door, settings in intake.items() if settings},
        "delivery": plain(config.delivery),
        "trust": plain(config.trust),
        "staff": plain(config.staff),
        "services": {name: plain(service) for name, service in config.services.items()},
        "calendars": {name: calendar_as_json(spec) for name, spec in config.calendars.items()},
        "policies": {
            name: {"versions": [version_as_json(version) for version in policy.versions]}
            for name, policy in config.policies.items()
        },
        "rules": plain(config.rules),
        "packs": {name: offer_as_mapping(offer) for name, offer in config.offers.by_name.items()},
        "contracts": [as_mapping(contract) | {"declared_in": contract.declared_in} for contract in config.contracts],
        "reports": plain(config.reports),
        "limits": plain(config.limits),
        "logging": plain(config.logging),
    }


def plain(value: object) -> object:
    """A setting as text, number, list or table. A secret is its reference."""
    if isinstance(value, Secret | Path | date):
        return str(value)
    if isinstance(value, Words):
        return dict(value.by_language) or value.otherwise
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return _many(value)


def _many(value: object) -> object:
    if isinstance(value, tuple | list | frozenset):
        return [plain(one) for one in value]
    mapping: Mapping[str, object] | None = value if hasattr(value, "items") else None  # type: ignore[assignment]
    return {key: plain(one) for key, one in mapping.items()} if mapping is not None else value


def duration(length: timedelta) -> str:
    """A duration as it is written in TOML, in the largest unit that leaves no rest."""
    seconds = int(length.total_seconds())
    unit, sign = next((unit, sign) for unit, sign in _SECONDS if seconds % unit == 0)
    return f"{seconds // unit}{sign}"

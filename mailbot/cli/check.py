"""`check`: the configuration, whole, and with `--connect` everything that it leans on (G9)."""

from __future__ import annotations

import email.policy
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.checking import Checked, Report, all_of, error, fine, warning
from mailbot.cli.connecting import connected, sqlite_file
from mailbot.cli.effective import effective
from mailbot.cli.lacking import lacking
from mailbot.cli.moving import moved_times
from mailbot.cli.ordering import as_ordered, orders_checked
from mailbot.cli.printing import print_json
from mailbot.config import Config, ConfigError, Finding, Secret, SecretMissing, load_config
from mailbot.config.check_packs import without_pack
from mailbot.desk.complaints import Complaints
from mailbot.desk.hours import Hours
from mailbot.desk.tokens import BOUNCE, LONGEST_LOCAL, Keyring, mint_local_tag
from mailbot.edges.clock import system_clock
from mailbot.edges.doors import words_of
from mailbot.edges.templates_check import check_templates
from mailbot.stages.correspondence import nonce_of
from mailbot.stages.policies import Policies
from mailbot.store import Unreachable
from mailbot.wiring import calendars_of, hours_of, stationery_of, store_of

A_YEAR = timedelta(days=366)
A_CASE = 999_999
"""The longest id of a case that is expected in the near future."""


def run_check(path: Path, *, connect: bool, as_json: bool) -> int:
    """Prints the report; 0, or 1 when there is anything that must be mended."""
    report = check(path, now=system_clock(), connect=connect)
    if as_json:
        print_json(report.as_json())
    else:
        print(report.as_text())
    return report.exit_code


def check(path: Path, *, now: datetime, connect: bool = False) -> Report:
    """Everything that can be told of a configuration, all at once. Reads secrets only to see that they are there."""
    try:
        config = load_config(path)
    except ConfigError as refused:
        checked = [*map(_as_error, refused.findings), *map(_as_warning, refused.warnings)]
        return Report(path=str(path), checked=all_of(checked, interpreter_checked()))
    prepared, troubles = _prepared(config)
    groups = [
        map(_as_warning, config.warnings),
        troubles,
        secrets_checked(config),
        templates_checked(config, prepared),
        holidays_checked(config, prepared, now),
        contracts_checked(config, now),
        addresses_checked(config),
        moved_checked(config, prepared, now),
        interpreter_checked(),
        connected(config, now) if connect else (),
    ]
    return Report(path=str(path), checked=all_of(*groups), configuration=effective(config))


def _as_error(found: Finding) -> Checked:
    return error(_place(found), found.message)


def _as_warning(found: Finding) -> Checked:
    return warning(_place(found), found.message)


def _place(found: Finding) -> str:
    place = f"{found.file}:{found.line}" if found.line else found.file
    return f"{place}: {found.key}" if found.key else place


def _prepared(config: Config) -> tuple[Mapping[str, Hours], list[Checked]]:
    """The calendars with their real holidays and files, or what is wrong with those."""
    try:
        return hours_of(config.calendars, config.path.parent), []
    except Complaints as refused:
        return {}, [error(f"calendars: {fault.key}", fault.message) for fault in refused.complaints]
    except (OSError, ValueError) as trouble:
        return {}, [error("calendars", str(trouble))]


def secrets_of(config: Config) -> Iterator[tuple[str, Secret]]:
    """Every secret that the configuration names, with its key."""
    named = [("desk.secret", config.desk.secret), ("store.password", config.store.password)]
    named += [("delivery.password", config.delivery.password)]
    named += [(f"intake.imap[{place}].password", one.password) for place, one in enumerate(config.imap)]
    accounts = [("delivery", config.delivery.oauth2)]
    accounts += [(f"intake.imap[{place}]", one.oauth2) for place, one in enumerate(config.imap)]
    for key, oauth2 in accounts:
        if oauth2 is not None:
            named += [(f"{key}.oauth2.client_secret", oauth2.client_secret)]
            named += [(f"{key}.oauth2.refresh_token", oauth2.refresh_token)]
    logins = config.smtp.logins if config.smtp else ()
    named += [(f"intake.smtp.logins[{place}].password", one.password) for place, one in enumerate(logins)]
    yield from ((key, secret) for key, secret in named if secret is not None)


def secrets_checked(config: Config) -> Iterator[Checked]:
    """Whether each secret can be read, here and now."""
    for key, secret in secrets_of(config):
        try:
            secret.read()
        except SecretMissing as missing:
            yield error(key, str(missing))


def templates_checked(config: Config, prepared: Mapping[str, Hours]) -> Iterator[Checked]:
    """Whether every letter can be written, the desk's own wording included."""
    try:
        faults = check_templates(stationery_of(config, prepared))
    except (OSError, ValueError) as trouble:
        yield error("desk.templates", str(trouble))
        return
    yield from (error(f"templates: {fault.key}", fault.message) for fault in faults)


def holidays_checked(config: Config, prepared: Mapping[str, Hours], now: datetime) -> Iterator[Checked]:
    """Calendars whose national holidays within a year are projections, not yet announced."""
    for name, hours in prepared.items():
        if config.calendars[name].countries() and hours.unannounced(now + A_YEAR):
            year = hours.local(now + A_YEAR).year
            words = (
                f"the national holidays of {year} are not announced yet and may change; when they are, upgrade, or "
                "write them into holidays_add and holidays_remove"
            )
            yield warning(f"calendars.{name}", words)


def contracts_checked(config: Config, now: datetime) -> Iterator[Checked]:
    """Contracts that have run out or were renewed by an order, and those of which no order is valid."""
    today = now.astimezone(ZoneInfo(config.desk.timezone)).date()
    for contract in as_ordered(config):
        place = f"contract {contract.id} ({contract.declared_in})"
        if contract.last_day is not None and contract.last_day < today:
            words = f"ended on {contract.last_day}: new matters are told how to renew; take it out when that is over"
            yield warning(place, words)
        elif contract.valid_until is not None and contract.valid_until < today:
            words = f"its until, {contract.valid_until}, has passed; renewed by {contract.renewed_by} until "
            yield fine(place, f"{words}{contract.last_day}")
    for contract in without_pack(config.contracts, config.offers, today):
        words = "none of its declared orders is valid today; new matters are told how to order unless another one is"
        yield warning(f"contract {contract.id} ({contract.declared_in})", words)


def addresses_checked(config: Config) -> Iterator[Checked]:
    """Signed addresses that would be longer than a local part may be (RFC 5321 4.5.3.1.1); letters then go without."""
    own = {config.desk.address, *(contract.address for contract in config.contracts if contract.address)}
    keys = Keyring(keys={"cfg": bytes(32)}, current="cfg")
    nonce = nonce_of("")
    for address in sorted(own) if config.desk.plus else ():
        local = f"{address.rpartition('@')[0]}{config.desk.plus}"
        for member in config.staff:
            tag = mint_local_tag(keys, purpose=BOUNCE, case_id=A_CASE, recipient=f"s-{member.handle}", nonce=nonce)
            if len((local + tag).encode()) > LONGEST_LOCAL:
                words = (
                    f"with {address} the signed addresses of {member.handle}'s letters are longer than 64 octets and "
                    "are left out; a shorter handle mends it"
                )
                yield warning(f"staff {member.handle}", words)


def moved_checked(config: Config, prepared: Mapping[str, Hours], now: datetime) -> Iterator[Checked]:
    """Which reply-by times of open cases this configuration moves, and what they need that it lacks (DECISIONS 19); a
    store that is not there or cannot be read says so only with `--connect`."""
    file = sqlite_file(config)
    if not prepared or (file is not None and not file.exists()):
        return
    try:
        with closing(store_of(config)) as store:
            policies = Policies(policies=config.policies, calendars=calendars_of(config))
            missing = list(lacking(config, policies, store))
            moved = list(moved_times(config, policies, store, now))
            ordered = list(orders_checked(config, store))
    except (SecretMissing, Unreachable):
        return
    except Exception as trouble:  # noqa: BLE001 - whatever a database or a stored case says is a finding
        yield warning("open cases", f"their times could not be worked out: {words_of(trouble)}")
        return
    yield from (*missing, *ordered)
    zone = ZoneInfo(config.desk.timezone)
    for one in moved:
        yield warning(f"{one.number} {one.clock}", f"its reply-by time moves {one.in_words(zone)}")
    if not moved:
        yield fine("open cases", "no reply-by time moves")


def interpreter_checked() -> Iterator[Checked]:
    """Pythons before the mends of 2024 do not look for header injection in what they write; mailbot does so itself."""
    if not hasattr(email.policy.Policy, "verify_generated_headers"):
        words = (
            "this Python does not verify the headers that it writes (CVE-2024-6923); mailbot checks its letters "
            "itself, and a newer Python of the same line (3.11.10, 3.12.5) adds a second net"
        )
        yield warning("Python", words)

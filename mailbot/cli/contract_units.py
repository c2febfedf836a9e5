"""`contract usage`: what was bought on a contract, what was used of it, and by which cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from mailbot.cli.cases import present
from mailbot.cli.connecting import sqlite_file
from mailbot.cli.contract_books import known_contracts, named_contract
from mailbot.cli.printing import columns, in_zone, print_json
from mailbot.cli.running import books
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import Config, load_config
from mailbot.desk.ledger import Account, Line
from mailbot.desk.ledger_balance import Balance, PackBalance, balance, usage, used_of_cases
from mailbot.desk.packs_cover import NOTHING_PROMISED, Promised
from mailbot.desk.people import Contract
from mailbot.desk.policy_keys import as_day
from mailbot.desk.statements_history import NO_HISTORY, History
from mailbot.edges.clock import system_clock
from mailbot.stages.stating import case_numbers, history_of
from mailbot.stages.units_promised import promised_now
from mailbot.store import Store

HEAD = ("when", "what", "units", "left", "case", "order", "by", "why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A contract's account as it stands, with the numbers of its cases and what accepted ones will take."""

    contract: Contract
    account: Account
    at: datetime
    numbers: dict[int, str]
    promised: Promised = NOTHING_PROMISED
    history: History = NO_HISTORY

    @property
    def zone(self) -> ZoneInfo:
        zone = self.account.zone
        assert isinstance(zone, ZoneInfo)
        return zone

    @property
    def balance(self) -> Balance:
        return balance(self.account, self.at)

    def called(self, case_id: int) -> str | None:
        return self.numbers.get(case_id, str(case_id)) if case_id else None


def show_usage(config_path: Path, contract_id: str, *, first: str, last: str, as_json: bool) -> None:
    """The ledger of a contract with the balance after each line, what is left, and until when."""
    config = load_config(config_path)
    contract = named_contract(known_contracts(config), contract_id)
    period = (day_given("--from", first) or date.min, day_given("--until", last) or date.max)
    seen = seen_account(config, contract)
    if not config.offers.terms_of(contract).kind.counts and not seen.account.lines:
        raise Problem(f"nothing is counted on {contract_id}: it names no terms of [packs] that count units")
    rows = [(line, left) for line, left in _running(seen.account) if _within(seen, line, period)]
    if as_json:
        print_json(_usage_object(seen, rows))
        return
    table = [_row(seen, line, left) for line, left in rows]
    print(columns(table, head=HEAD) if table else "no lines in this period")
    print("\n".join(["", *units_in_words(seen)]))


def seen_account(config: Config, contract: Contract) -> Seen:
    """The account of a contract as the store has it; without a store yet, one without lines."""
    terms, zone = config.offers.terms_of(contract), config.offers.zone_of(contract)
    file = sqlite_file(config)
    if file is not None and not file.exists():
        empty = Account(contract_id=contract.id, terms=terms, zone=zone)
        return Seen(contract=contract, account=empty, at=system_clock(), numbers={})
    with books(config) as store:
        return account_in(store, config, contract, present(store))


def account_in(store: Store, config: Config, contract: Contract, at: datetime) -> Seen:
    """The account of a contract in an open store."""
    with store.unit() as unit:
        account = unit.whole_account(contract.id, config.offers.terms_of(contract), config.offers.zone_of(contract))
        return Seen(
            contract=contract,
            account=account,
            at=at,
            numbers=case_numbers(unit, account),
            promised=promised_now(unit, account, at),
            history=history_of(unit, contract, config.offers),
        )


def _running(account: Account) -> Iterator[tuple[Line, int]]:
    left = 0
    for line in sorted(account.lines, key=lambda one: one.seq):
        left += line.on_balance
        yield line, left


def _within(seen: Seen, line: Line, period: tuple[date, date]) -> bool:
    return period[0] <= seen.account.today(line.at) <= period[1]


def _row(seen: Seen, line: Line, left: int) -> tuple[str, ...]:
    when = line.at.astimezone(seen.zone).strftime("%Y-%m-%d %H:%M")
    what = line.kind.value.replace("_", " ") + (f" ({line.minutes} min)" if line.minutes else "")
    why = line.why.value.replace("_", " ") if line.why else (f"undoes {line.undoes}" if line.undoes else "")
    return (when, what, str(line.units), str(left), seen.called(line.case_id) or "", line.reference, line.actor, why)


def units_in_words(seen: Seen) -> Iterator[str]:
    """The packs of a contract and what is left of them, a line each."""
    now = seen.balance
    for one in now.bought:
        until = f"until {one.pack.valid_until}" if one.pack.valid_until else "without end"
        yield (
            f"{one.pack.reference}: {one.granted + one.adjusted} units, {one.free} free, {one.reserved} reserved, "
            f"{one.consumed} used, {one.expired} expired; {one.state}, from {one.pack.valid_from} {until}"
        )
    owed = f"; {now.owed} owed" if now.owed else ""
    coming = f"; {now.coming} in packs to come" if now.coming else ""
    until = f", until {now.valid_until}" if now.valid_until else ""
    meant = seen.promised.of_left(now.available)
    promised = f"; {meant} of them for accepted cases not begun" if meant else ""
    yield f"left: {now.available}{until}{promised}; {now.reserved} reserved for cases in work{coming}{owed}"


def units_object(seen: Seen) -> dict[str, object]:
    """What is left of the units of a contract, in JSON."""
    now = seen.balance
    keys = ("granted", "adjusted", "available", "coming", "reserved", "consumed", "expired", "lapsed", "owed", "left")
    figures = {key: getattr(now, key) for key in keys}
    return {"valid_until": now.valid_until} | figures | {"promised": seen.promised.of_left(now.available)}


def packs_objects(seen: Seen) -> list[dict[str, object]]:
    """The packs of a contract, in the order in which they are used, in JSON."""
    return [_pack_object(one) for one in seen.balance.packs]


def _pack_object(one: PackBalance) -> dict[str, object]:
    pack = one.pack
    dates = {"ordered_on": pack.ordered_on, "valid_from": pack.valid_from, "valid_until": pack.valid_until}
    keys = ("state", "granted", "adjusted", "free", "reserved", "consumed", "expired")
    return {"order": pack.reference} | dates | {key: getattr(one, key) for key in keys}


def _usage_object(seen: Seen, rows: Sequence[tuple[Line, int]]) -> dict[str, object]:
    terms = seen.account.terms
    return {
        "contract": seen.contract.id,
        "terms": terms.name,
        "kind": terms.kind.value,
        "at": in_zone(seen.at, seen.zone),
        "units": units_object(seen),
        "packs": packs_objects(seen),
        "cases": list(_cases(seen)),
        "lines": [_line_object(seen, line, left) for line, left in rows],
    }


def _cases(seen: Seen) -> Iterator[dict[str, object]]:
    """Every case that has a line, with what it used."""
    used = used_of_cases(seen.account, seen.at)
    for case_id in sorted({line.case_id for line in seen.account.lines} - {0}):
        of = usage(seen.account, case_id, seen.at)
        freed = of.freed.value if of.freed else None
        yield {
            "case": seen.called(case_id),
            "used": used.get(case_id, 0),
            "reserved": of.reserved,
            "returned": of.returned,
            "minutes": of.minutes,
            "freed": freed,
        }


def _line_object(seen: Seen, line: Line, left: int) -> dict[str, object]:
    return {
        "seq": line.seq,
        "at": in_zone(line.at, seen.zone),
        "kind": line.kind.value,
        "units": line.units,
        "left": left,
        "case": seen.called(line.case_id),
        "order": line.reference or None,
        "minutes": line.minutes,
        "by": line.actor,
        "why": line.why.value if line.why else None,
        "undoes": line.undoes or None,
        "cause": line.cause,
    }


def day_given(option: str, text: str) -> date | None:
    """A date of the command line; None where it was not given."""
    if not text:
        return None
    day = as_day(text)
    if day is None:
        raise WrongUse(f"{option} {text}: write it like 2026-04-01")
    return day

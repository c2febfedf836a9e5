"""`contract statement`: what a contract had, used and has to pay in a period, printed or sent (row E6)."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mailbot.cli.cases import present
from mailbot.cli.contract_books import ACTOR, known_contracts, named_contract
from mailbot.cli.contract_units import Seen, account_in, day_given, seen_account
from mailbot.cli.printing import DONE, print_json
from mailbot.cli.running import opened
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import load_config
from mailbot.desk.statements import term_begun
from mailbot.desk.statements_due import term_months
from mailbot.desk.statements_paper import statement_paper
from mailbot.desk.statements_rows import statement_csv, statement_object
from mailbot.edges.clock import system_clock
from mailbot.edges.paper import as_html, as_text
from mailbot.edges.templates import TemplateTrouble
from mailbot.stages.stating import Stating, has_statements, shown_with, statement_of

if TYPE_CHECKING:
    from mailbot.config import Config
    from mailbot.desk.policy_paper_values import Paper
    from mailbot.desk.statements import Statement
    from mailbot.desk.statements_paper import Shown
    from mailbot.wiring import Desk

FORMATS = ("text", "html", "csv", "json")
LANGUAGES = ("ja", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPeriod:
    """The period as given on the command line; empty where nothing was said."""

    first: str = ""
    last: str = ""
    month: str = ""
    year: str = ""


def show_statement(config_path: Path, contract_id: str, asked: AskedPeriod, *, form: str, language: str) -> int:
    """Prints the statement of a period, by default of the term that has begun until today."""
    if form not in FORMATS:
        raise WrongUse(f"--format is one of {', '.join(FORMATS)}, not {form!r}")
    config = load_config(config_path)
    language = language or config.desk.language
    if language not in LANGUAGES:
        raise WrongUse(f"--language is one of {', '.join(LANGUAGES)}, not {language!r}")
    seen, made = _made(config, contract_id, asked)
    shown = _shown(config, seen)
    if form == "csv":
        sys.stdout.buffer.write(statement_csv(made, shown.numbers))
    elif form == "json":
        print_json(statement_object(made, shown.numbers))
    else:
        paper = statement_paper(made, shown, language)
        print(_page(config, paper) if form == "html" else as_text(paper), end="")
    return DONE


def send_statement(config_path: Path, contract_id: str, asked: AskedPeriod) -> int:
    """Queues the statement for the contract's billing contacts; the same one goes to nobody twice."""
    config = load_config(config_path)
    with opened(config, system_clock) as desk:
        seen, made = _made(config, contract_id, asked)
        now = present(desk.store)
        with desk.store.unit(now) as unit:
            stating = Stating(house=desk.house, unit=unit, page=lambda paper: _page(config, paper), actor=ACTOR)
            told = stating.send(seen.contract, made, _shown(config, seen), now)
    if not told:
        raise Problem(f"nobody of {contract_id} can be written to: register a contact with the role billing")
    for one in told:
        print(f"{'queued for' if one.new else 'had it already:'} {one.contact.name} <{one.contact.address}>")
    return DONE


def rehearsed_statement(
    config: Config, desk: Desk, contract_id: str, first: date, last: date
) -> tuple[Statement, Shown]:
    """The statement of a rehearsal's desk by its own clock, with what it is shown with."""
    contract = named_contract(desk.store.contracts(), contract_id)
    seen = account_in(desk.store, config, contract, desk.worker.clock())
    return _statement(seen, first, last), _shown(config, seen)


def _made(config: Config, contract_id: str, asked: AskedPeriod) -> tuple[Seen, Statement]:
    contract = named_contract(known_contracts(config), contract_id)
    seen = seen_account(config, contract)
    if not has_statements(seen.account):
        raise Problem(f"there is nothing to state of {contract_id}: it names no terms of [packs] that count or cost")
    return seen, _statement(seen, *_period(seen, asked))


def _statement(seen: Seen, first: date, last: date) -> Statement:
    return statement_of(seen.contract, seen.account, first, last, history=seen.history, at=seen.at)


def _shown(config: Config, seen: Seen) -> Shown:
    return shown_with(
        seen.contract,
        seen.account,
        seen.at,
        seen.numbers,
        lambda language: config.delivery.from_names.in_language(language) or config.desk.name,
    )


def _period(seen: Seen, asked: AskedPeriod) -> tuple[date, date]:
    """The first and the last day that were asked for."""
    spans = [asked.month, asked.year, asked.first or asked.last]
    if sum(map(bool, spans)) > 1:
        raise WrongUse("name one period: --month, or --year, or --from and --until")
    if asked.month:
        return _whole("--month", f"{asked.month}-01", asked.month, "2026-04", months=1)
    if asked.year:
        return _whole("--year", f"{asked.year}-01-01", asked.year, "2026", months=12)
    today = seen.at.astimezone(seen.zone).date()
    last = day_given("--until", asked.last) or max(today, seen.contract.valid_from)
    first = day_given("--from", asked.first) or term_begun(
        seen.contract.valid_from, term_months(seen.account.terms), last
    )
    if last < first:
        raise WrongUse(f"--until {last} lies before --from {first}")
    return first, last


def _whole(option: str, first: str, given: str, example: str, *, months: int) -> tuple[date, date]:
    """A calendar month or year."""
    try:
        begins = date.fromisoformat(first)
    except ValueError:
        raise WrongUse(f"{option} {given}: write it like {example}") from None
    year, month = divmod(begins.year * 12 + begins.month - 1 + months, 12)
    return begins, date(year, month + 1, 1) - timedelta(days=1)


def _page(config: Config, paper: Paper) -> str:
    """The page in the desk's own layout where it has one."""
    own = config.desk.templates
    try:
        return as_html(paper, [own] if own else [])
    except TemplateTrouble as trouble:
        raise Problem(str(trouble)) from trouble

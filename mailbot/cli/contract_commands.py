"""The `contract` commands and their arguments; what each does lies in `contracts`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mailbot.cli import Json, config_path, troubles_in_words
from mailbot.cli.commands import contract_app

ContractId = Annotated[str, typer.Argument(metavar="C", help="The id of a contract, as `contract list` shows it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]


@contract_app.command("list")
@troubles_in_words
def contract_list(
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV, in the form that `contract import` takes.")] = False,
) -> None:
    """List contracts. Example: mailbot contract list --csv > contracts.csv"""
    from mailbot.cli.contracts import list_contracts

    list_contracts(config_path(), as_json=as_json, as_csv=as_csv)


@contract_app.command("show")
@troubles_in_words
def contract_show(contract: ContractId, as_json: Json = False) -> None:
    """Show a contract with its contacts, orders and units. Example: mailbot contract show C-0001"""
    from mailbot.cli.contracts import show_contract

    show_contract(config_path(), contract, as_json=as_json)


@contract_app.command("import")
@troubles_in_words
def contract_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV (UTF-8 or Shift_JIS), or TOML with [[contracts]].")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add and change contracts from a file; the difference is shown first. Example: mailbot contract import c.csv"""
    from mailbot.cli.contracts import import_contracts

    raise typer.Exit(import_contracts(config_path(), file, dry_run=dry_run, as_json=as_json))


@contract_app.command("add")
@troubles_in_words
def contract_add(
    contract: Annotated[str, typer.Argument(metavar="C", help="The id of the new contract.")],
    client: Annotated[str, typer.Option("--client", help="The client's full name.")],
    policy: Annotated[str, typer.Option("--policy", help="A policy of the configuration.")],
    calendar: Annotated[str, typer.Option("--calendar", help="A calendar of the configuration.")],
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="The first day: 2026-04-01.")],
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="The last day, included.")] = "",
    domain: Annotated[list[str] | None, typer.Option("--domain", help="A mail domain of the client.")] = None,
    contact: Annotated[list[str] | None, typer.Option("--contact", help='A person: "Name <address>".')] = None,
    language: Annotated[str, typer.Option("--language", help="ja or en.")] = "",
    terms: Annotated[str, typer.Option("--terms", help="The terms of [packs] by which its units are counted.")] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add a contract. Example: mailbot contract add C-7 --client 例示商事 --policy standard --calendar office
    --from 2026-04-01 --contact "例示 太郎 <taro@client.example>" """
    from mailbot.cli.contracts import add_contract

    given: dict[str, object] = {"id": contract, "client": client, "policy": policy, "calendar": calendar}
    given |= {"from": first, "until": until, "domains": domain, "language": language, "terms": terms}
    raise typer.Exit(add_contract(config_path(), given, contact or (), dry_run=dry_run, as_json=as_json))


@contract_app.command("remove")
@troubles_in_words
def contract_remove(contract: ContractId, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Take a contract made by hand out of use; its cases go on. Example: mailbot contract remove C-7"""
    from mailbot.cli.contracts import remove_contract

    raise typer.Exit(remove_contract(config_path(), contract, dry_run=dry_run, as_json=as_json))


@contract_app.command("usage")
@troubles_in_words
def contract_usage(
    contract: ContractId,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="Only lines from this day on.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Only lines up to this day.")] = "",
    as_json: Json = False,
) -> None:
    """Show what was bought and used, line by line. Example: mailbot contract usage C-7 --from 2026-04-01"""
    from mailbot.cli.contract_units import show_usage

    show_usage(config_path(), contract, first=first, last=until, as_json=as_json)


@contract_app.command("order")
@troubles_in_words
def contract_order(
    contract: ContractId,
    units: Annotated[int, typer.Argument(metavar="UNITS", min=1, help="How many units were bought.")],
    reference: Annotated[str, typer.Option("--order", help="The number of the order. Default: its date.")] = "",
    ordered_on: Annotated[str, typer.Option("--on", metavar="DATE", help="The day of the order. Default: today.")] = "",
    confirmed_on: Annotated[
        str, typer.Option("--confirmed", metavar="DATE", help="The date of the confirmation.")
    ] = "",
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="First day, where the order prints it.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Last day, where the order prints it.")] = "",
    price: Annotated[str, typer.Option("--price", help="The net price of the whole order.")] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Book an order made by hand. Example: mailbot contract order C-7 10 --order PO-18 --confirmed 2026-04-01"""
    from mailbot.cli.contract_orders import Ordered, place_order

    dates = {"ordered_on": ordered_on, "confirmed_on": confirmed_on, "valid_from": first, "valid_until": until}
    given = Ordered(units=units, reference=reference, price=price, **dates)
    raise typer.Exit(place_order(config_path(), contract, given, dry_run=dry_run, as_json=as_json))


@contract_app.command("cancel")
@troubles_in_words
def contract_cancel(
    contract: ContractId,
    reference: Annotated[str, typer.Argument(metavar="ORDER", help="The number of an order made by hand.")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take an order made by hand back; what was used of it stays. Example: mailbot contract cancel C-7 PO-18"""
    from mailbot.cli.contract_orders import cancel_order

    raise typer.Exit(cancel_order(config_path(), contract, reference, dry_run=dry_run, as_json=as_json))


@contract_app.command("statement")
@troubles_in_words
def contract_statement(
    contract: ContractId,
    first: Annotated[str, typer.Option("--from", metavar="DATE", help="Its first day: 2026-04-01.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="Its last day, included.")] = "",
    month: Annotated[str, typer.Option("--month", metavar="MONTH", help="A whole month: 2026-04.")] = "",
    year: Annotated[str, typer.Option("--year", metavar="YEAR", help="A calendar year: 2026.")] = "",
    form: Annotated[str, typer.Option("--format", help="text, html, csv or json.")] = "text",
    language: Annotated[str, typer.Option("--language", help="ja or en. Default: the desk's.")] = "",
    send: Annotated[
        bool, typer.Option("--send", help="Mail it to the billing contacts, HTML and CSV attached.")
    ] = False,
) -> None:
    """State what came, went and is to be paid in a period; by default the term until today.
    Example: mailbot contract statement C-7 --month 2026-04 --format html > statement.html"""
    from mailbot.cli.contract_statement import AskedPeriod, send_statement, show_statement

    asked = AskedPeriod(first=first, last=until, month=month, year=year)
    if send:
        raise typer.Exit(send_statement(config_path(), contract, asked))
    raise typer.Exit(show_statement(config_path(), contract, asked, form=form, language=language))

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
    """Show a contract with its contacts. Example: mailbot contract show C-0001"""
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
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add a contract. Example: mailbot contract add C-7 --client 例示商事 --policy standard --calendar office
    --from 2026-04-01 --contact "例示 太郎 <taro@client.example>" """
    from mailbot.cli.contracts import add_contract

    given: dict[str, object] = {"id": contract, "client": client, "policy": policy, "calendar": calendar}
    given |= {"from": first, "until": until, "domains": domain, "language": language}
    raise typer.Exit(add_contract(config_path(), given, contact or (), dry_run=dry_run, as_json=as_json))


@contract_app.command("remove")
@troubles_in_words
def contract_remove(contract: ContractId, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Take a contract made by hand out of use; its cases go on. Example: mailbot contract remove C-7"""
    from mailbot.cli.contracts import remove_contract

    raise typer.Exit(remove_contract(config_path(), contract, dry_run=dry_run, as_json=as_json))

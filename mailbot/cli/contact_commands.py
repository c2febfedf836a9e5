"""The `contract contact` commands, `contract log`, and their arguments."""

from __future__ import annotations

from typing import Annotated

import typer

from mailbot.cli import Json, config_path, troubles_in_words
from mailbot.cli.commands import contract_app
from mailbot.cli.contract_commands import ContractId, DryRun

contact_app = typer.Typer(help="Contacts of a contract, one at a time.", no_args_is_help=True)
contract_app.add_typer(contact_app, name="contact")

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="An address of the contact.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="admin, notice, emergency or billing; repeatable.")]
Text = Annotated[str | None, typer.Option(help="Empty to take it away.")]
Outside = Annotated[bool, typer.Option("--outside", help="Take an address outside the client's domains.")]


@contact_app.command("add")
@troubles_in_words
def contact_add(
    contract: ContractId,
    person: Annotated[str, typer.Argument(metavar="PERSON", help='"Name <address>".')],
    role: Roles = None,
    department: Text = None,
    title: Text = None,
    honorific: Text = None,
    company: Text = None,
    language: Text = None,
    timezone: Text = None,
    outside: Outside = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Add a contact. Example: mailbot contract contact add C-7 "例示 花子 <hanako@client.example>" --role billing"""
    from mailbot.cli.contract_contacts import add_contact, several

    given: dict[str, object] = {"roles": several(role), "department": department, "title": title}
    given |= {"honorific": honorific, "company": company, "language": language, "timezone": timezone}
    code = add_contact(config_path(), contract, person, given, is_outside=outside, dry_run=dry_run, as_json=as_json)
    raise typer.Exit(code)


@contact_app.command("change")
@troubles_in_words
def contact_change(
    contract: ContractId,
    address: Address,
    name: Annotated[str | None, typer.Option("--name", help="Another name.")] = None,
    addresses: Annotated[
        list[str] | None, typer.Option("--address", help="In place of all addresses so far; repeatable.")
    ] = None,
    role: Roles = None,
    department: Text = None,
    title: Text = None,
    honorific: Text = None,
    company: Text = None,
    language: Text = None,
    timezone: Text = None,
    outside: Outside = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Change a contact made by hand. Example: mailbot contract contact change C-7 hanako@client.example --title 部長"""
    from mailbot.cli.contract_contacts import change_contact, several

    given: dict[str, object] = {"name": name, "addresses": several(addresses), "roles": several(role)}
    given |= {"department": department, "title": title, "honorific": honorific}
    given |= {"company": company, "language": language, "timezone": timezone}
    code = change_contact(config_path(), contract, address, given, is_outside=outside, dry_run=dry_run, as_json=as_json)
    raise typer.Exit(code)


@contact_app.command("remove")
@troubles_in_words
def contact_remove(contract: ContractId, address: Address, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Take a contact made by hand away. Example: mailbot contract contact remove C-7 hanako@client.example"""
    from mailbot.cli.contract_contacts import remove_contact

    raise typer.Exit(remove_contact(config_path(), contract, address, dry_run=dry_run, as_json=as_json))


@contract_app.command("log")
@troubles_in_words
def contract_log(contract: ContractId, as_json: Json = False) -> None:
    """Show who changed a contract, its contacts and orders, and when. Example: mailbot contract log C-7"""
    from mailbot.cli.contract_log import show_log

    show_log(config_path(), contract, as_json=as_json)

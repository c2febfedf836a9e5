"""How a table of the desk is spelt: the one metadata with its naming rule, and short words for its columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, MetaData, Text, text

from mailbot.store.columns import Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def own_id() -> Column[int]:
    return Column("id", Id, primary_key=True)


def key(name: str, kind: Any = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True)


def of(name: str, target: str) -> Column[int]:
    return Column(name, Id, ForeignKey(target), nullable=False)


def key_of(name: str, target: str) -> Column[int]:
    return Column(name, Id, ForeignKey(target), primary_key=True)


def need(name: str, kind: Any = Text) -> Column[Any]:
    return Column(name, kind, nullable=False)


def may(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=True)


def index_where(name: str, columns: str, condition: str) -> Index:
    """An index of the rows that are still of interest, so that it stays small however many are done."""
    return Index(name, *columns.split(), sqlite_where=text(condition), postgresql_where=text(condition), unique=False)

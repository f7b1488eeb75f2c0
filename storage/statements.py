"""The few statements that the two databases spell differently."""

from typing import Any, TypeVar

from sqlalchemy import Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Rows = TypeVar("Rows", bound=Select[Any])


def inserting(db: AsyncConnection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Return an insert into *table* that can say what happens on a conflict."""
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)


def passing_locked(db: AsyncConnection, rows: Rows) -> Rows:
    """Return *rows* taken for this transaction, without those that another one holds.

    A snapshot takes nothing. SQLite renders nothing: it has one writer.
    """
    if db.sync_connection is not None and db.sync_connection.get_execution_options().get("postgresql_readonly"):
        return rows
    return rows.with_for_update(skip_locked=True)

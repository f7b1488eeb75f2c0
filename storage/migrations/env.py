"""Alembic's entry point; storage.migrate hands it an open connection."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import TypeDecorator

from storage.types import plain


def freeze(kind: str, item: Any, autogenerate: AutogenContext) -> str | Literal[False]:
    """Write a column type of ours as the plain one beneath it: a migration never imports live code."""
    return plain(item) if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    compare_type=True,
    render_item=freeze,
)
with context.begin_transaction():
    context.run_migrations()

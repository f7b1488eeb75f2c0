"""What every table is made of."""

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def identifier() -> Column[str]:
    """Return the key of a table whose rows have random ids."""
    return Column("id", String(26), primary_key=True)


def belongs(name: str, target: str, *, primary_key: bool = False, index: bool = False) -> Column[str]:
    """Return a column that names a row of *target* and is never null."""
    return Column(name, ForeignKey(target), primary_key=primary_key, nullable=False, index=index)


def needed(name: str, kind: Any, **options: Any) -> Column[Any]:
    """Return a column that is never null."""
    return Column(name, kind, nullable=False, **options)

"""Column types that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from enum import Enum
from fractions import Fraction
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator

E = TypeVar("E", bound=Enum)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC to the microsecond; a naive one is refused.

    SQLite keeps it as text of one width ("2026-01-05 12:00:00.000000"), so that it also sorts and compares
    as time there; PostgreSQL as timestamptz.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime cannot be kept: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Ratio(TypeDecorator[Fraction]):
    """An exact fraction, kept as text ("2/3"): for keeping, not for comparing in SQL."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        return None if value is None else str(Fraction(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        return None if value is None else Fraction(value)


class Word(TypeDecorator[E], Generic[E]):
    """A member of an enum, kept as its value; no CHECK, so that a new member needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        longest = max(len(str(member.value)) for member in kind)
        if longest > 32:
            raise ValueError(f"{kind.__name__} has a value of {longest} characters, the column takes 32")
        self.kind = kind

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value).value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self.kind(value)

    def __repr__(self) -> str:
        return f"Word({self.kind.__name__})"


def words(kind: type[E]) -> Word[E]:
    """The column type for *kind*, an enum with text values."""
    return Word(kind)


def plain(item: TypeDecorator[Any]) -> str:
    """*item* as the plain type beneath it, for a migration, which must never import live code."""
    return f"sa.{item.impl!r}"

"""A value comes back as it went in, and compares in SQL as it does in Python, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, delete, insert, select
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.engine import open_engine
from storage.types import Instant, Ratio, plain, words


class Colour(Enum):
    RED = "red-line"
    GREEN = "green"


metadata = MetaData()
values = Table(
    "values_kept",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("instant", Instant),
    Column("ratio", Ratio),
    Column("colour", words(Colour)),
)

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
instants = st.datetimes(timezones=st.just(UTC)).filter(lambda time: 1000 < time.year < 9999)
every_example = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(database_url)
    async with engine.begin() as db:
        await db.run_sync(metadata.create_all)
    yield engine
    await engine.dispose()


async def test_a_value_comes_back_as_it_went_in(engine: AsyncEngine) -> None:
    row = (datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC), Fraction(2, 3), Colour.RED)
    async with engine.begin() as db:
        await db.execute(insert(values).values(instant=row[0], ratio=row[1], colour=row[2]))
        await db.execute(insert(values).values(id=2))
        found = await db.execute(select(values.c.instant, values.c.ratio, values.c.colour).order_by(values.c.id))
        assert [tuple(each) for each in found] == [row, (None, None, None)]


@every_example
@given(st.lists(instants, min_size=2, max_size=6))
async def test_instants_sort_and_compare_as_they_do_in_time(engine: AsyncEngine, times: list[datetime]) -> None:
    async with engine.begin() as db:
        await db.execute(delete(values))
        await db.execute(insert(values), [{"instant": time} for time in times])
        kept = list(await db.scalars(select(values.c.instant).order_by(values.c.instant)))
        due = list(await db.scalars(select(values.c.instant).where(values.c.instant <= times[0])))
    assert kept == sorted(times)
    assert sorted(due) == sorted(time for time in times if time <= times[0])


async def test_an_instant_of_another_zone_is_the_same_instant(engine: AsyncEngine) -> None:
    berlin = NOON.astimezone(timezone(timedelta(hours=1)))
    async with engine.begin() as db:
        await db.execute(insert(values).values(instant=berlin))
        (found,) = await db.scalars(select(values.c.instant).where(values.c.instant == NOON))
    assert (found, found.tzinfo) == (NOON, UTC)


@pytest.mark.parametrize(
    ("column", "value"),
    [("instant", datetime(2026, 1, 5)), ("colour", "blue")],  # noqa: DTZ001 - the fault tried
)
async def test_a_value_without_a_meaning_is_refused(engine: AsyncEngine, column: str, value: object) -> None:
    async with engine.begin() as db:
        with pytest.raises(StatementError, match=r"naive|not a valid Colour"):
            await db.execute(insert(values).values({column: value}))


def test_a_word_that_is_too_long_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="33 characters"):
        words(Enum("Wordy", {"LONG": "x" * 33}))


def test_a_migration_has_the_plain_types() -> None:
    types = [plain(column.type) for column in values.c if column.name != "id"]
    assert types == ["sa.DateTime(timezone=True)", "sa.Text()", "sa.String(length=32)"]

"""A transaction happens whole or not at all, and its caller is told the truth about it."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import open_engine
from storage.store import SqlStore

metadata = MetaData()
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String(40), nullable=False, unique=True),
)


def note(text: str):
    async def add(db: AsyncConnection) -> str:
        await db.execute(insert(notes).values(text=text))
        return text

    return add


async def texts(db: AsyncConnection) -> list[str]:
    return list(await db.scalars(select(notes.c.text).order_by(notes.c.id)))


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore[AsyncConnection]]:
    engine = open_engine(database_url)
    store = SqlStore(engine, lambda db: db)
    await store.write(lambda db: db.run_sync(metadata.create_all))
    yield store
    await store.aclose()


async def test_what_is_written_is_read(store):
    assert await store.write(note("one")) == "one"
    assert await store.read(texts) == ["one"]


async def test_an_error_undoes_its_own_transaction_alone(store):
    async def fail(db: AsyncConnection) -> None:
        await note("torn")(db)
        raise LookupError("no such thing")

    results = await asyncio.gather(
        store.write(note("a")), store.write(fail), store.write(note("b")), return_exceptions=True
    )
    assert results[0] == "a"
    assert isinstance(results[1], LookupError)
    assert sorted(await store.read(texts)) == ["a", "b"]


async def test_a_reader_cannot_write(store):
    with pytest.raises(Exception, match=r"readonly|read-only|looked up"):
        await store.read(note("one"))
    assert await store.read(texts) == []

"""A transaction happens whole or not at all, and its caller is told the truth about it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, event, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import NotRecorded, Refusal
from storage.engine import open_engine
from storage.lane import Limits
from storage.store import SqlStore

metadata = MetaData()
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String(40), nullable=False, unique=True),
)

Store = SqlStore[AsyncConnection]


def note(*words: str) -> Callable[[AsyncConnection], Awaitable[int]]:
    async def add(db: AsyncConnection) -> int:
        for word in words:
            await db.execute(insert(notes).values(text=word))
        return len(words)

    return add


async def texts(db: AsyncConnection) -> list[str]:
    return list(await db.scalars(select(notes.c.text).order_by(notes.c.id)))


@pytest.fixture
async def engine(database_url: str) -> AsyncEngine:
    return open_engine(database_url)


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncIterator[Store]:
    store: Store = SqlStore(engine, lambda db: db, limits=Limits(begin=2.0, end=3.0))
    await store.write(lambda db: db.run_sync(metadata.create_all))
    yield store
    await store.aclose()


class Gate:
    """A function that stops in mid-transaction until it is let go."""

    def __init__(self, fn: Callable[[AsyncConnection], Awaitable[Any]]) -> None:
        self._fn = fn
        self.inside = asyncio.Event()
        self.open = asyncio.Event()

    async def __call__(self, db: AsyncConnection) -> None:
        await self._fn(db)
        self.inside.set()
        await self.open.wait()


async def test_what_is_written_is_read(store: Store) -> None:
    assert await store.write(note("one")) == 1
    assert await store.read(texts) == ["one"]


async def test_an_error_undoes_its_own_transaction_alone(store: Store) -> None:
    async def fail(db: AsyncConnection) -> None:
        await note("torn")(db)
        raise LookupError("no such thing")

    results = await asyncio.gather(
        store.write(note("a")), store.write(fail), store.write(note("b")), return_exceptions=True
    )
    assert [results[0], type(results[1]), results[2]] == [1, LookupError, 1]
    assert sorted(await store.read(texts)) == ["a", "b"]


async def test_a_broken_constraint_is_the_caller_s_and_leaves_the_store_well(store: Store) -> None:
    await store.write(note("once"))
    with pytest.raises(IntegrityError):
        await store.write(note("before", "once"))
    await store.write(note("after"))
    assert await store.read(texts) == ["once", "after"]


async def test_a_swallowed_error_is_not_reported_as_recorded(store: Store, engine: AsyncEngine) -> None:
    async def swallow(db: AsyncConnection) -> str:
        await note("kept?")(db)
        try:
            await note("once")(db)
        except IntegrityError:
            return "recorded"
        raise AssertionError("the constraint did not hold")

    await store.write(note("once"))
    try:
        said = await store.write(swallow)
    except DBAPIError:
        said = "failed"
    # SQLite undoes the statement and goes on; PostgreSQL undoes the transaction, and must say so.
    assert said == ("recorded" if engine.dialect.name == "sqlite" else "failed")
    assert ("kept?" in await store.read(texts)) == (said == "recorded")


async def test_a_savepoint_contains_an_error(store: Store) -> None:
    async def try_twice(db: AsyncConnection) -> None:
        with pytest.raises(IntegrityError):
            async with db.begin_nested():
                await note("once")(db)
        await note("twice")(db)

    await store.write(note("once"))
    await store.write(try_twice)
    assert await store.read(texts) == ["once", "twice"]


async def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        await store.read(note("one"))
    await store.write(note("two"))
    assert await store.read(texts) == ["two"]


async def test_a_read_is_of_one_instant_and_waits_for_no_writer(store: Store) -> None:
    writer = Gate(note("uncommitted"))
    writing = asyncio.create_task(store.write(writer))
    await writer.inside.wait()
    assert await asyncio.wait_for(store.read(texts), 1) == []

    async def twice(db: AsyncConnection) -> tuple[list[str], list[str]]:
        first = await texts(db)
        writer.open.set()
        await writing
        return first, await texts(db)

    assert await store.read(twice) == ([], [])
    assert await store.read(texts) == ["uncommitted"]


async def test_200_writers_at_once_are_served_in_the_order_of_their_calls(store: Store, engine: AsyncEngine) -> None:
    names = [f"{number:03}" for number in range(200)]
    assert await asyncio.gather(*(store.write(note(name)) for name in names)) == [1] * 200
    kept = await store.read(texts)
    # On PostgreSQL several run at once, and order is for locks to give.
    assert (kept if engine.dialect.name == "sqlite" else sorted(kept)) == names


async def test_a_caller_cancelled_while_it_waits_has_no_effect(store: Store) -> None:
    gates = [Gate(note(f"held {number}")) for number in range(4)]
    holding = [asyncio.create_task(store.write(gate)) for gate in gates]
    await gates[0].inside.wait()
    for gate in gates:
        gate.open.set()
    waiting = asyncio.create_task(store.write(note("cancelled")))
    waiting.get_loop().call_soon(waiting.cancel)
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.gather(*holding)
    await store.write(note("after"))
    assert "cancelled" not in await store.read(texts)


class Steps:
    """Calls *act* at the *at*-th thing that the store does to its database."""

    def __init__(self, engine: AsyncEngine, at: int, act: Callable[[], object]) -> None:
        self.taken = 0
        self.begun = False
        self._engine, self._at, self._act = engine, at, act

    def _step(self, *what: object) -> None:
        self.taken += 1
        inserts = any(isinstance(part, str) and part.startswith("INSERT") for part in what)
        if self.taken <= self._at:
            self.begun = self.begun or inserts
        if self.taken == self._at:
            self._act()

    def __enter__(self) -> "Steps":
        for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit", "rollback"):
            event.listen(self._engine.sync_engine, name, self._step)
        return self

    def __exit__(self, *_: object) -> None:
        for name in ("begin", "before_cursor_execute", "after_cursor_execute", "commit", "rollback"):
            event.remove(self._engine.sync_engine, name, self._step)


@pytest.mark.parametrize("who", ["caller", "transaction"])
async def test_cancelled_at_any_step_a_transaction_is_whole_or_nothing(
    store: Store, engine: AsyncEngine, who: str
) -> None:
    steps = at = 0
    outcomes = set()
    while at <= steps:
        at += 1
        words = [f"{at} {part}" for part in "abc"]
        caller = asyncio.create_task(store.write(note(*words)))
        # Cancelling the transaction's own task is what the end of the event loop does to it.
        victims = [caller] if who == "caller" else store._writes._jobs
        with Steps(engine, at, lambda victims=victims: [task.cancel() for task in victims]) as seen:
            try:
                told = await caller
            except asyncio.CancelledError:
                told = "cancelled"
            except NotRecorded as refusal:
                told = "not known" if "may not" in refusal.message else "refused"
            while store._writes._jobs:
                await asyncio.wait(list(store._writes._jobs))
        steps = max(steps, seen.taken)
        kept = [word for word in words if word in await store.read(texts)]
        assert kept in ([], words), f"half a transaction was kept after step {at}"
        # Until BEGIN has succeeded, a cancelled caller's function is not called at all.
        if told == 3 or (told == "cancelled" and seen.begun):
            assert kept == words, f"step {at}: told {told}"
        if told == "refused":
            assert kept == [], f"step {at}: told {told}"
        outcomes.add(told)
    assert steps >= 8  # begin, three statements before and after, commit
    assert outcomes >= {3, "cancelled" if who == "caller" else "refused"}
    assert await store.write(note("well")) == 1


async def test_a_function_that_never_ends_is_undone_and_the_next_is_served(database_url: str) -> None:
    store: Store = SqlStore(open_engine(database_url), lambda db: db, limits=Limits(begin=2.0, end=0.2))
    await store.write(lambda db: db.run_sync(metadata.create_all))
    with pytest.raises(NotRecorded, match="too slow"):
        await store.write(Gate(note("stuck")))
    await store.write(note("next"))
    assert await store.read(texts) == ["next"]
    await store.aclose()


async def test_closing_ends_what_has_begun_and_refuses_the_rest(store: Store) -> None:
    first = Gate(note("begun"))
    begun = asyncio.create_task(store.write(first))
    await first.inside.wait()
    closing = asyncio.create_task(store.aclose())
    await asyncio.sleep(0)
    with pytest.raises(NotRecorded, match="shutting down"):
        await store.write(note("late"))
    with pytest.raises(Refusal, match="shutting down"):
        await store.read(texts)
    first.open.set()
    await begun
    await closing


async def test_closing_under_load_loses_nothing_acknowledged(database_url: str) -> None:
    store: Store = SqlStore(open_engine(database_url), lambda db: db)
    await store.write(lambda db: db.run_sync(metadata.create_all))
    names = [f"{number:03}" for number in range(300)]
    calls = [asyncio.create_task(store.write(note(name))) for name in names]
    await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    await store.aclose(within=0.2)
    results = await asyncio.gather(*calls, return_exceptions=True)
    again: Store = SqlStore(open_engine(database_url), lambda db: db)
    kept = set(await again.read(texts))
    await again.aclose()
    assert all(isinstance(result, NotRecorded) or result == 1 for result in results)
    assert kept == {name for name, result in zip(names, results, strict=True) if result == 1}


async def test_closing_does_not_wait_for_a_function_that_never_ends(store: Store) -> None:
    stuck = Gate(note("stuck"))
    call = asyncio.create_task(store.write(stuck))
    await stuck.inside.wait()
    await asyncio.wait_for(store.aclose(within=0.2), 2)
    with pytest.raises(NotRecorded, match="shutting down"):
        await call

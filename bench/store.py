"""How fast `store.write` is beside its nearest peers, with the same statements and the same durability.

Run `python -m bench.store [writes]`. Read the ratios: the figures are this machine's.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

import aiosqlite
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import open_engine
from storage.lane import Limits
from storage.store import SqlStore

CLIENTS = 32

metadata = MetaData()
ballots = Table(
    "ballots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("voter", String(26), nullable=False),
    Column("choice", String(16), nullable=False),
)
leaves = Table(
    "leaves", metadata, Column("index", Integer, primary_key=True), Column("leaf", String(300), nullable=False)
)

Write = Callable[[int], Awaitable[object]]


async def cast(db: AsyncConnection, number: int) -> None:
    """A ballot's statements: the end of the log, the ballot, its leaf."""
    end = await db.scalar(select(func.max(leaves.c.index)))
    await db.execute(insert(ballots).values(voter=f"{number:026}", choice="for"))
    await db.execute(insert(leaves).values(index=(end or 0) + 1, leaf="x" * 300))


async def measure(write: Write, writes: int) -> tuple[float, float]:
    """Return writes a second and the median wait in milliseconds, with 32 clients."""
    waits: list[float] = []
    numbers = iter(range(writes))

    async def client() -> None:
        for number in numbers:
            asked = time.perf_counter()
            await write(number)
            waits.append(time.perf_counter() - asked)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return writes / (time.perf_counter() - started), median(waits) * 1000


async def driver_behind_a_lock(directory: Path, writes: int) -> tuple[float, float]:
    lock = asyncio.Lock()
    async with aiosqlite.connect(directory / "driver.db", isolation_level=None) as db:
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"):
            await db.execute(statement)
        await db.execute("CREATE TABLE ballots (id INTEGER PRIMARY KEY, voter TEXT, choice TEXT)")
        await db.execute('CREATE TABLE leaves ("index" INTEGER PRIMARY KEY, leaf TEXT)')

        async def write(number: int) -> None:
            async with lock:
                await db.execute("BEGIN IMMEDIATE")
                async with db.execute('SELECT max("index") FROM leaves') as cursor:
                    row = await cursor.fetchone()
                await db.execute("INSERT INTO ballots (voter, choice) VALUES (?, ?)", (f"{number:026}", "for"))
                end = (row[0] if row else None) or 0
                await db.execute("INSERT INTO leaves VALUES (?, ?)", (end + 1, "x" * 300))
                await db.commit()

        return await measure(write, writes)


async def engine_behind_a_lock(directory: Path, writes: int) -> tuple[float, float]:
    lock = asyncio.Lock()
    engine = open_engine(f"sqlite:///{directory}/engine.db")
    async with engine.begin() as db:
        await db.run_sync(metadata.create_all)

    async def write(number: int) -> None:
        async with lock, engine.begin() as db:
            await cast(db, number)

    result = await measure(write, writes)
    await engine.dispose()
    return result


async def store(directory: Path, writes: int) -> tuple[float, float]:
    ours: SqlStore[AsyncConnection] = SqlStore(
        open_engine(f"sqlite:///{directory}/store.db"), lambda db: db, limits=Limits(begin=60)
    )
    await ours.write(lambda db: db.run_sync(metadata.create_all))
    result = await measure(lambda number: ours.write(lambda db: cast(db, number)), writes)
    await ours.aclose()
    return result


async def main(writes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        results = {
            "aiosqlite behind a lock": await driver_behind_a_lock(Path(name), writes),
            "SQLAlchemy behind a lock": await engine_behind_a_lock(Path(name), writes),
            "store.write": await store(Path(name), writes),
        }
    peer = results["aiosqlite behind a lock"][0]
    for title, (rate, wait) in results.items():
        print(f"{title:26} {rate:8.0f} writes/s   {rate / peer:5.2f} of the first   median {wait:6.1f} ms")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))

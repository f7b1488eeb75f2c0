"""A process that writes without end and prints each number once it is recorded: `writing_program.py URL FIRST`.

SIGTERM ends it: in order, or with the store left open if FIRST is negative.
"""

import asyncio
import itertools
import os
import signal
import sys

from sqlalchemy import BigInteger, Column, MetaData, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

sys.path.insert(0, os.getcwd())

from storage.engine import open_engine
from storage.store import SqlStore

metadata = MetaData()
halves = [
    Table(name, metadata, Column("number", BigInteger, primary_key=True, autoincrement=False))
    for name in ("first_halves", "second_halves")
]


async def main(url: str, first: int) -> None:
    store: SqlStore[AsyncConnection] = SqlStore(open_engine(url), lambda db: db)
    await store.write(lambda db: db.run_sync(metadata.create_all))
    numbers = itertools.count(abs(first))
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)

    async def member() -> None:
        while not stopped.is_set():
            number = next(numbers)

            async def both(db: AsyncConnection, number: int = number) -> None:
                for half in halves:
                    await db.execute(insert(half).values(number=number))

            await store.write(both)
            print(number, flush=True)

    members = [asyncio.create_task(member()) for _ in range(8)]
    await stopped.wait()
    if first >= 0:
        await asyncio.gather(*members)
        await store.aclose()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))

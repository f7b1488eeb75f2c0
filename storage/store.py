"""The one store: transactions over SQLAlchemy Core, on SQLite or PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.engine import READ_ONLY
from storage.failures import not_read, not_recorded
from storage.lane import Lane, Limits

Tx = TypeVar("Tx")
T = TypeVar("T")

SNAPSHOT: dict[str, dict[str, Any]] = {
    "sqlite": {READ_ONLY: True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
WRITERS = {"sqlite": 1, "postgresql": 4}
READERS = 4


class SqlStore(Generic[Tx]):
    """Keeps what a function does in one transaction, whole or not at all.

    *begin* makes the transaction object that functions are given from a connection. The store owns *engine*,
    which `open_engine` made, and closes it.
    """

    def __init__(
        self, engine: AsyncEngine, begin: Callable[[AsyncConnection], Tx], *, limits: Limits | None = None
    ) -> None:
        limits = limits or Limits()
        kind = engine.dialect.name
        self._engine = engine
        self._writes = Lane(
            engine,
            begin,
            width=WRITERS[kind],
            options={},
            commits=True,
            refusal=not_recorded,
            limits=limits,
        )
        self._reads = Lane(
            engine,
            begin,
            width=READERS,
            options=SNAPSHOT[kind],
            commits=False,
            refusal=not_read,
            limits=limits,
        )

        if kind == "sqlite":
            self._writes.kin, self._reads.kin = self._reads, self._writes

    async def write(self, fn: Callable[[Tx], Awaitable[T]]) -> T:
        """Return what *fn* returns, once what it did is durable; if it raises, it has done nothing.

        *fn* may be run again, and must have no effect outside its transaction; it must not swallow an error
        of the database's. NotRecorded if the store is busy or fails; if the fate is not known, it says so.
        """
        return await self._writes.run(fn)

    async def read(self, fn: Callable[[Tx], Awaitable[T]]) -> T:
        """Return what *fn* returns of one snapshot, which no writer can delay; NotNow if the store fails."""
        return await self._reads.run(fn)

    async def aclose(self, within: float = 6.0) -> None:
        """Let what has begun end, then close, in *within* seconds and two more at most."""
        self._writes.stop()
        self._reads.stop()
        try:
            await asyncio.gather(self._writes.close(within), self._reads.close(within))
        finally:
            # A connection that hangs in a system call must not keep the process from ending.
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._engine.dispose()

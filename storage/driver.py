"""The SQLite driver, with one change of threads a statement instead of three or four."""

import sqlite3
from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

Rows = deque[tuple[Any, ...]]


class OneTripCursor:
    """What SQLAlchemy asks of a cursor: the statement and all its rows come from one visit to the thread.

    Opening and closing a cursor, and fetching, each cost aiosqlite a visit of their own, which takes longer than
    most of our statements do.
    """

    def __init__(self, connection: "OneTripConnection") -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: Rows = deque()
        self.arraysize = 1

    async def __aenter__(self) -> "OneTripCursor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        self._cursor, self._rows = await self._connection.visit(_execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        self._cursor, self._rows = await self._connection.visit(_execute_many, statement, parameters)

    async def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> Sequence[tuple[Any, ...]]:
        wanted = min(size or self.arraysize, len(self._rows))
        return [self._rows.popleft() for _ in range(wanted)]

    async def fetchall(self) -> Sequence[tuple[Any, ...]]:
        rows, self._rows = self._rows, deque()
        return rows

    async def close(self) -> None:
        self._rows.clear()

    @property
    def description(self) -> Any:
        return None if self._cursor is None else self._cursor.description

    @property
    def rowcount(self) -> int:
        return -1 if self._cursor is None else self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return None if self._cursor is None else self._cursor.lastrowid


class OneTripConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors are of the above kind; await it to connect.

    Its thread does not keep the process from ending.
    """

    def __init__(self, database: str) -> None:
        super().__init__(partial(sqlite3.connect, database), iter_chunk_size=64)
        self._thread.daemon = True

    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        return OneTripCursor(self)

    async def visit(self, work: Any, *arguments: Any) -> tuple[sqlite3.Cursor, Rows]:
        """Return what *work* returns, called with the connection beneath on the thread that owns it."""
        result: tuple[sqlite3.Cursor, Rows] = await self._execute(work, self._conn, *arguments)  # type: ignore[no-untyped-call]
        return result


def _execute(db: sqlite3.Connection, statement: str, parameters: Sequence[Any]) -> tuple[sqlite3.Cursor, Rows]:
    cursor = db.execute(statement, parameters)
    return cursor, deque(cursor.fetchall() if cursor.description else ())


def _execute_many(
    db: sqlite3.Connection, statement: str, parameters: Iterable[Sequence[Any]]
) -> tuple[sqlite3.Cursor, Rows]:
    cursor = db.executemany(statement, parameters)
    return cursor, deque(cursor.fetchall() if cursor.description else ())

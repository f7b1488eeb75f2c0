"""Engines for the two databases, with what makes each of them honest switched on."""

import os
from contextlib import suppress
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, ExceptionContext, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.failures import Failure, failure

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}

READ_ONLY = "read_only"
"""The execution option that makes a SQLite transaction a snapshot that cannot write."""

STATEMENT_FAILED = "statement_failed"
"""The key of a connection's `info` that is set once a statement has failed on it."""


def database(url: str | URL) -> URL:
    """*url* as people spell it, with the driver that we use; ValueError says what is wrong with it."""
    try:
        parsed = make_url(url)
    except Exception:
        # The URL may hold a password, so that the message must not quote it.
        raise ValueError(
            "The database URL cannot be read. Examples: sqlite:///moratorium.db, postgresql://user@host/name"
        ) from None
    if (driver := DRIVERS.get(parsed.drivername)) is None:
        raise ValueError(f"The database must be sqlite or postgresql, not {parsed.drivername!r}.")
    parsed = parsed.set(drivername=driver)
    if driver.startswith("sqlite"):
        if parsed.database in (None, "", ":memory:") or parsed.query:
            raise ValueError("A SQLite database must be a file: sqlite:///moratorium.db")
    elif (mode := parsed.query.get("sslmode")) is not None:
        # libpq's name for what asyncpg calls ssl; hosting services hand out URLs that carry it.
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return parsed


def open_engine(
    url: str | URL,
    *,
    enforce_foreign_keys: bool = True,
    busy_timeout: float = 0.1,
    connections: int = 8,
    patience: float = 2.5,
) -> AsyncEngine:
    """An engine for *url*; nothing is connected until it is used, and `dispose()` must be awaited.

    *busy_timeout*: seconds that one statement waits for a lock of SQLite's (the store tries again by itself).
    *connections*: the most that are open at once. *patience*: seconds to wait for a connection, and on
    PostgreSQL for a row lock. ValueError if *url* is none that we can use.
    """
    address = database(url)
    if address.get_backend_name() == "postgresql":
        engine = create_async_engine(
            address,
            hide_parameters=True,
            pool_size=connections,
            max_overflow=0,
            pool_timeout=patience,
            isolation_level="READ COMMITTED",
            connect_args={
                "timeout": patience,
                "server_settings": {
                    "application_name": "moratorium",
                    "lock_timeout": f"{patience * 1000:.0f}",
                    # A process that is stopped in mid-transaction must not stop the others for ever.
                    "idle_in_transaction_session_timeout": "30000",
                },
            },
        )
        event.listen(engine.sync_engine, "handle_error", _note)
        return engine
    _make_private(Path(str(address.database)))
    from storage.driver import OneTripConnection  # not before it is needed

    engine = create_async_engine(
        address,
        async_creator=partial(OneTripConnection, str(address.database)),
        hide_parameters=True,  # what members wrote must not be in the log
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience,
    )
    _prepare_sqlite(engine, enforce_foreign_keys, busy_timeout)
    return engine


def _make_private(file: Path) -> None:
    """Create *file* for its owner alone (as SQLite then does -wal and -shm): it opens the commitments."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _prepare_sqlite(engine: AsyncEngine, enforce_foreign_keys: bool, busy_timeout: float) -> None:
    pragmas = (
        f"busy_timeout = {busy_timeout * 1000:.0f}",
        "journal_mode = WAL",
        "synchronous = FULL",  # NORMAL does not sync at commit, and "recorded" would be untrue
        f"foreign_keys = {enforce_foreign_keys:d}",
        "secure_delete = ON",  # what is erased must not stay behind in free pages
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the event below begins transactions, not the driver
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "handle_error")
    def give_up(context: ExceptionContext) -> None:
        # On some of these SQLite ends the transaction, and each further statement would be one of its own.
        ending = (Failure.FULL, Failure.BROKEN, Failure.UNREACHABLE)
        if context.sqlalchemy_exception is not None and failure(context.sqlalchemy_exception) in ending:
            context.is_disconnect = True
            context.invalidate_pool_on_disconnect = False

    @event.listens_for(engine.sync_engine, "begin")
    def begin(db: Connection) -> None:
        read_only = bool(db.get_execution_options().get(READ_ONLY))
        if db.info.get(READ_ONLY, False) != read_only:
            db.exec_driver_sql(f"PRAGMA query_only = {read_only:d}")
            db.info[READ_ONLY] = read_only
        # A writer takes the lock at once: a read that becomes a write fails with BUSY, without waiting.
        # A reader must not take it, or it would wait for writers.
        db.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _note(context: ExceptionContext) -> None:
    if context.connection is not None and not context.connection.invalidated:
        context.connection.info[STATEMENT_FAILED] = True

"""A connection that is kept, and runs one transaction after another until something is wrong with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from storage.engine import STATEMENT_FAILED
from storage.failures import Failure, aborted, failure, not_known

T = TypeVar("T")

UNDOING = 2.0
"""Seconds for a server to answer a rollback; it makes one by itself where the connection is closed."""

log = logging.getLogger(__name__)


class Fault(Exception):
    """The database failed, and nothing was changed."""

    def __init__(self, why: Failure) -> None:
        super().__init__(why.name)
        self.why = why


class KeptConnection:
    """One transaction at a time: `start`, then `call`, then `commit` or `undo`.

    *sound* is False from the start of a transaction until it has certainly ended: whoever finds it False
    afterwards must `discard` the connection.
    """

    def __init__(self, db: AsyncConnection, driver: Any) -> None:
        self._db = db
        self._driver = driver
        self._transaction: AsyncTransaction | None = None
        self.sound = True

    @classmethod
    async def open(cls, engine: AsyncEngine, options: Mapping[str, Any]) -> "KeptConnection":
        """Connect; Fault if that cannot be done."""
        try:
            db = await engine.connect()
            try:
                await db.execution_options(**options)
                raw = await db.get_raw_connection()
            except BaseException:
                await db.close()
                raise
        except Exception as error:
            raise Fault(failure(error) or Failure.UNREACHABLE) from error
        return cls(db, raw.driver_connection)

    @property
    def lost(self) -> bool:
        """Whether the other end is known to have gone."""
        return self._db.invalidated or (hasattr(self._driver, "is_closed") and self._driver.is_closed())

    @property
    def _loss(self) -> Failure:
        # A file does not go away: there was an error, after which the connection was given up.
        return Failure.BROKEN if self._db.dialect.name == "sqlite" else Failure.LOST

    async def start(self) -> None:
        """Begin; Fault, with the connection still sound, if another holds the lock."""
        self.sound = False
        try:
            self._transaction = await self._db.begin()
        except Exception as error:
            why = failure(error)
            self.sound = why is Failure.BUSY and not self.lost
            if why is None:
                raise
            raise Fault(why) from error
        self._db.info.pop(STATEMENT_FAILED, None)

    async def call(self, fn: Callable[[AsyncConnection], Awaitable[T]], within: float) -> T:
        """Return what *fn* returns, the transaction still open; on any error undo it first.

        Fault if the database is to blame, or *fn* took longer than *within* seconds; else *fn*'s own error.
        """
        limit = asyncio.timeout(within)
        try:
            async with limit:
                result = await fn(self._db)
                await self._check()
                return result
        except BaseException as error:
            # While it connects an OSError is the database's; here it is only if the connection has gone.
            why = None if isinstance(error, OSError) else failure(error)
            if why is None and self.lost:
                why = self._loss
            if isinstance(error, TimeoutError) and limit.expired():
                log.error("a transaction took more than %s s, and was undone", within)
                why = Failure.SLOW
            await self.undo()
            # A file opened while it was read-only stays so; and so on: what failed is better opened anew.
            self.sound = self.sound and why in (None, Failure.BUSY, Failure.CLASH, Failure.TAKEN)
            if why is None or not isinstance(error, Exception):
                raise
            raise Fault(why) from error

    async def commit(self, within: float) -> None:
        """Make it last; Fault if it certainly does not, a refusal that says so if that is not known.

        It is not known, too, where a server does not answer *within* seconds. A file is waited for: what hangs in the
        system would go on holding its lock.
        """
        assert self._transaction is not None
        try:
            async with self._limit(within):
                await self._transaction.commit()
        except BaseException as error:
            if not aborted(error):
                log.error("it is not known whether a transaction was committed: %r", error)
                raise not_known() from error
            if (why := failure(error)) is None:
                raise
            raise Fault(why) from error
        self.sound = True

    async def undo(self) -> None:
        assert self._transaction is not None
        try:
            async with self._limit(UNDOING):
                await self._transaction.rollback()
        except Exception as error:
            log.debug("a rollback failed; the connection is discarded", exc_info=error)
        else:
            self.sound = not self.lost

    async def discard(self) -> None:
        """Close it, whatever state it is in: the database undoes what was open."""
        try:
            await self._db.invalidate()
        except Exception as error:
            log.debug("a connection could not be closed in order", exc_info=error)
        finally:
            await self._db.close()

    def _limit(self, seconds: float) -> asyncio.Timeout:
        return asyncio.timeout(None if self._db.dialect.name == "sqlite" else seconds)

    async def _check(self) -> None:
        """Raise if the transaction is no longer whole, though *fn* has taken no notice.

        SQLite ends a transaction by itself on some errors; PostgreSQL answers COMMIT with a silent rollback
        after any. Both would be reported as recorded.
        """
        if self.lost:
            raise Fault(self._loss)
        if self._db.dialect.name == "sqlite":
            if not self._driver.in_transaction:
                raise RuntimeError("an error ended the transaction, and was caught inside it")
        elif self._db.info.pop(STATEMENT_FAILED, False):
            await self._db.execute(text("SELECT 1"))

"""Transactions of one sort, so many at a time, none of which its caller can tear."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import Refusal
from storage.connection import Fault, KeptConnection
from storage.failures import Failure

Tx = TypeVar("Tx")
T = TypeVar("T")

log = logging.getLogger(__name__)

RERUNS = 3
PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: to wait for a transaction to begin, and for a function to end, and for a server's word on its commit."""

    begin: float = 2.5
    end: float = 10.0


@dataclass(eq=False, slots=True)
class Job:
    """One caller's function, from call to answer; a caller that is cancelled cancels *answer* alone."""

    fn: Callable[[AsyncConnection], Awaitable[Any]]
    deadline: float
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    begun: bool = False

    @property
    def wanted(self) -> bool:
        return not self.answer.done()

    def succeed(self, result: object) -> None:
        if self.wanted:
            self.answer.set_result(result)

    def fail(self, error: BaseException) -> None:
        if self.wanted:
            self.answer.set_exception(error)
        elif self.begun and not isinstance(error, Refusal | asyncio.CancelledError):
            log.error("a transaction failed after its caller had left", exc_info=error)


class Lane(Generic[Tx]):
    """Runs each function in a transaction and a task of its own, first come first served, *width* at a time.

    *options* are the execution options of its connections, which it keeps; *commits* is False for reads;
    *refusal* makes what the caller is told when the database fails.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        begin: Callable[[AsyncConnection], Tx],
        *,
        width: int,
        options: Mapping[str, Any],
        commits: bool,
        refusal: Callable[[Failure], Refusal],
        limits: Limits,
    ) -> None:
        self._engine = engine
        self._begin = begin
        self._options = options
        self._commits = commits
        self._refusal = refusal
        self._limits = limits
        self._remote = engine.dialect.name != "sqlite"
        self._slots = asyncio.Semaphore(width)
        self._idle: list[KeptConnection] = []
        self._generation = 0
        self.kin: Lane[Tx] | None = None
        """The other lane to the same file, where there is one."""
        self._jobs: dict[asyncio.Task[None], Job] = {}
        self._closing = False

    async def run(self, fn: Callable[[Tx], Awaitable[T]]) -> T:
        """Return what *fn* returns, after its transaction has ended.

        If *fn* raises, its transaction is undone and the error is the caller's. If the caller is cancelled
        before the transaction has begun, it never does; if afterwards, it ends by itself.
        """
        if self._closing:
            raise self._refusal(Failure.CLOSING)
        loop = asyncio.get_running_loop()
        job = Job(lambda db: fn(self._begin(db)), loop.time() + self._limits.begin)
        timer = loop.call_at(job.deadline, self._expire, job)
        task = loop.create_task(self._serve(job))
        self._jobs[task] = job
        task.add_done_callback(self._jobs.pop)
        try:
            result: T = await job.answer
            return result
        finally:
            timer.cancel()

    def stop(self) -> None:
        """Take no more."""
        self._closing = True

    async def close(self, within: float) -> None:
        """Take no more; after half of *within* refuse what has not begun, then undo what does not end."""
        self.stop()
        await self._settle(within / 2)
        for job in self._jobs.values():
            if not job.begun:
                job.fail(self._refusal(Failure.CLOSING))
        await self._settle(within / 2)
        for task in self._jobs:
            task.cancel()
        await self._settle(1)
        while self._idle:
            await self._idle.pop().discard()

    async def renew(self) -> None:
        """Close its connections, those in use once they have ended.

        All connections of a process to a SQLite file share the index of its log. One that was opened while
        it could not be written makes all the others read-only, for as long as it stays open.
        """
        self._generation += 1
        while self._idle:
            await self._idle.pop().discard()

    async def _settle(self, within: float) -> None:
        if self._jobs:
            await asyncio.wait(self._jobs, timeout=within)

    def _expire(self, job: Job) -> None:
        if not job.begun:
            job.fail(self._refusal(Failure.BUSY))

    async def _serve(self, job: Job) -> None:
        try:
            async with self._slots:
                await self._persist(job)
        except Exception as error:
            job.fail(error)
        except BaseException:  # cancelled: the end of the process
            job.fail(self._refusal(Failure.CLOSING))
            raise

    async def _persist(self, job: Job) -> None:
        """Run *job* until it is answered: again where that is safe, and may help."""
        clashes = faults = 0
        while job.wanted:
            try:
                await self._attempt(job)
                return
            except Fault as failed:
                if failed.why is Failure.READ_ONLY and not self._commits and failed.__cause__ is not None:
                    raise failed.__cause__ from None  # a write among the reads: a bug
                clashes += failed.why in (Failure.CLASH, Failure.TAKEN)
                faults += failed.why not in (Failure.CLASH, Failure.TAKEN, Failure.BUSY)
                if not self._again(failed.why, job, clashes, faults):
                    if failed.why is Failure.TAKEN and failed.__cause__ is not None:
                        raise failed.__cause__ from None  # it stays taken: a bug
                    if failed.why not in (Failure.BUSY, Failure.CLASH):
                        log.error("the database failed (%s): %s", failed.why.name, failed.__cause__)
                    raise self._refusal(failed.why) from failed.__cause__
                if failed.why in (Failure.LOST, Failure.UNREACHABLE):
                    await asyncio.sleep(PAUSE)

    def _again(self, why: Failure, job: Job, clashes: int, faults: int) -> bool:
        if why in (Failure.CLASH, Failure.TAKEN):
            return clashes <= RERUNS
        if why is Failure.SLOW or asyncio.get_running_loop().time() + PAUSE > job.deadline:
            return False
        if why is Failure.BUSY:
            return True
        if self._remote:
            return why in (Failure.LOST, Failure.UNREACHABLE)  # a server comes back by itself
        return faults == 1  # the fault may have been mended, and lived on in connections opened before

    async def _attempt(self, job: Job) -> None:
        connection = await self._connection()
        generation = self._generation
        try:
            await connection.start()
            if not job.wanted:
                await connection.undo()
                return
            job.begun = True
            result = await connection.call(job.fn, self._limits.end)
            if self._commits:
                await connection.commit(self._limits.end)
            else:
                await connection.undo()
            job.succeed(result)
        finally:
            if not connection.sound:
                await connection.discard()
                if self.kin is not None:
                    await self.kin.renew()
            elif self._closing or generation != self._generation:
                await connection.discard()
            else:
                self._idle.append(connection)

    async def _connection(self) -> KeptConnection:
        while self._idle:
            kept = self._idle.pop()
            if not kept.lost:
                return kept
            await kept.discard()
        return await KeptConnection.open(self._engine, self._options)

"""Whose turn it is to ask a host: one request at a time to each, with a gap after it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

FORGET_FROM = 1000


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    free_at: float = 0.0


class Crowded(Exception):
    """Too many others wait for a turn at the host."""


class Turns:
    """*gap* is in seconds, from the end of one visit to the beginning of the next."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at *host* and have it while the block runs."""
        now = asyncio.get_running_loop().time
        self._forget(now())
        line = self._lines.setdefault(host, _Line())
        line.waiting += 1
        try:
            async with line.lock:
                await asyncio.sleep(max(0.0, line.free_at - now()))
                try:
                    yield
                finally:
                    line.free_at = now() + self._gap
        finally:
            line.waiting -= 1

    def _forget(self, now: float) -> None:
        if len(self._lines) < FORGET_FROM:
            return
        for host, line in list(self._lines.items()):
            if not line.waiting and line.free_at <= now:
                del self._lines[host]


class Place:
    """One of the *places* in which feeds are read; had from ``take`` until ``leave``, or until the block ends."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places, self._taken = places, False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()

    async def take(self) -> None:
        if not self._taken:
            await self._places.acquire()
            self._taken = True

    def leave(self) -> None:
        if self._taken:
            self._places.release()
            self._taken = False


class Visit:
    """Where a fetch is: it has its turn at one host at a time, and *limit* stands still while it waits for one.

    While it waits it has no *place*: feeds that all lead to one slow host keep none from another. It waits for
    *patience* seconds at most, over all hosts to which it is led.

    :raises Crowded: where that is not enough.
    """

    def __init__(self, turns: Turns, place: Place, limit: asyncio.Timeout, patience: float) -> None:
        self._turns, self._place, self._limit, self._patience = turns, place, limit, patience
        self._stay = AsyncExitStack()
        self._host: str | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stay.aclose()

    async def go_to(self, host: str) -> None:
        """Leave the host of before, if it is another one, and wait for a turn at *host*."""
        if host == self._host:
            return
        await self._stay.aclose()
        self._place.leave()
        now = asyncio.get_running_loop().time
        end = self._limit.when()
        assert end is not None
        began = now()
        left = end - began
        self._limit.reschedule(None)
        try:
            async with asyncio.timeout(self._patience):
                await self._stay.enter_async_context(self._turns.at(host))
        except TimeoutError:
            raise Crowded from None
        self._patience -= now() - began
        await self._place.take()
        self._limit.reschedule(now() + left)
        self._host = host

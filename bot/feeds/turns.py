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


class Visit:
    """Where a fetch is: it has its turn at one host at a time, and *limit* stands still while it waits for one."""

    def __init__(self, turns: Turns, limit: asyncio.Timeout) -> None:
        self._turns, self._limit = turns, limit
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
        now = asyncio.get_running_loop().time
        end = self._limit.when()
        assert end is not None
        left = end - now()
        self._limit.reschedule(None)
        await self._stay.enter_async_context(self._turns.at(host))
        self._limit.reschedule(now() + left)
        self._host = host

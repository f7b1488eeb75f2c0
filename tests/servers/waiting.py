"""Waiting for a condition, never for a length of time."""

import asyncio
from collections.abc import Callable

# Conditions may look at things that beat no pulse (a clock, a database): look again this often, in seconds.
GLANCE = 0.05


class Pulse:
    """Wakes whoever waits on a server's state whenever that state changes."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def beat(self) -> None:
        """Something changed: let the waiting look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def reached(self, condition: Callable[[], object], limit: float) -> bool:
        """Whether the condition came true within `limit` seconds of real time."""
        loop = asyncio.get_running_loop()
        end = loop.time() + limit
        while not condition():
            left = end - loop.time()
            if left <= 0:
                return False
            changed = self._changed
            try:
                async with asyncio.timeout(min(left, GLANCE)):
                    await changed.wait()
            except TimeoutError:
                continue
        return True

    async def until(self, condition: Callable[[], object], limit: float = 5.0, what: str = "") -> None:
        """Wait for the condition.

        Raises:
            AssertionError: it did not come true within `limit` seconds.
        """
        if not await self.reached(condition, limit):
            raise AssertionError(f"not within {limit} s: {what or 'the condition waited for'}")

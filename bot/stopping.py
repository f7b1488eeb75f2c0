"""Stopping: when it begins, and parts that each have so long for it."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Sequence

log = logging.getLogger(__name__)


class Stop:
    """That it is to stop: *begun* is set, and *on_stop* called, at the first ``begin`` and no later one."""

    def __init__(self, on_stop: Callable[[], object]) -> None:
        self.begun = asyncio.Event()
        self._on_stop = on_stop

    def begin(self) -> None:
        if not self.begun.is_set():
            self.begun.set()
            self._on_stop()

    def begin_at_signals(self) -> None:
        """Begin at SIGTERM and at SIGINT."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.begin)


async def stopped(name: str, close: Callable[[], Awaitable[object]], within: float) -> None:
    """Close a part, in so many seconds; a part that will not stop, or fails at it, does not keep the others."""
    try:
        async with asyncio.timeout(within):
            await close()
    except TimeoutError:
        log.warning("%s did not stop within %.1f seconds", name, within)
    except Exception:
        log.exception("%s failed to stop", name)


async def cancelled(tasks: Sequence[asyncio.Task[None]], within: float) -> None:
    """Cancel *tasks* and wait so many seconds for them to end."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=within)

"""Work at places that may each hang: each does one thing at a time, and none holds up another or the next beat."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from enum import Enum
from functools import partial

from bot.domain.errors import Refusal
from bot.ports import Channel

log = logging.getLogger(__name__)

WITHIN = 3.0


class Doing(Enum):
    """What is done at a place; the two do not wait for each other."""

    SENDING = "sending"
    EDITING = "editing"


class Lines:
    """One task for each channel and thing done there, which outlives the beat that began it.

    *within* is how many seconds a beat waits for what it began.
    """

    def __init__(self, within: float = WITHIN) -> None:
        self._within = within
        self._tasks: dict[tuple[Doing, Channel], asyncio.Task[int]] = {}

    def busy(self, doing: Doing) -> set[Channel]:
        return {channel for what, channel in self._tasks if what is doing}

    async def run(self, doing: Doing, work: Mapping[Channel, Coroutine[None, None, int]]) -> int:
        """Begin *work*, none of it in a busy channel, and return how much was done of what ended while a beat waits."""
        begun = []
        for channel, line in work.items():
            place = (doing, channel)
            task = self._tasks[place] = asyncio.create_task(line, name=f"{doing.value} in {channel[1]}")
            task.add_done_callback(partial(self._ended, place))
            begun.append(task)
        if not begun:
            return 0
        ended, _ = await asyncio.wait(begun, timeout=self._within)
        return sum(task.result() for task in ended if not task.cancelled() and task.exception() is None)

    async def aclose(self, within: float) -> None:
        """Let what is being done end, in *within* seconds at most, and end the rest."""
        if self._tasks:
            _, left = await asyncio.wait(list(self._tasks.values()), timeout=within)
            for task in left:
                task.cancel()

    def _ended(self, place: tuple[Doing, Channel], task: asyncio.Task[int]) -> None:
        del self._tasks[place]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("%s failed: %s", task.get_name(), error, exc_info=None if isinstance(error, Refusal) else error)

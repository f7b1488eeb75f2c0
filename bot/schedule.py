"""The metronome: wakes the due work and knows nothing about what is due, which stands in our own tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import Refusal
from bot.services.closing import close_due
from bot.services.delivery import deliver_due
from bot.services.digests import queue_due
from bot.services.fetching import fetch_due
from bot.services.forgetting import forget_answers
from bot.services.refreshing import refresh_postings
from bot.services.world import World

Beat = Callable[[World], Awaitable[int]]
BEATS: Sequence[tuple[Beat, float]] = (
    (close_due, 1),
    (queue_due, 1),
    (deliver_due, 1),
    (refresh_postings, 2),
    (fetch_due, 30),
    (forget_answers, 3600),
)
"""What is woken, and every how many seconds."""
FINISH_WITHIN = 2.0

log = logging.getLogger(__name__)


class Metronome:
    """Runs each beat again and again, never twice at once; a beat that fails is logged and the next one comes."""

    def __init__(self, world: World, beats: Sequence[tuple[Beat, float]] = BEATS) -> None:
        self._world = world
        self._running: set[asyncio.Task[None]] = set()
        self._failures: dict[str, int] = {}
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for beat, seconds in beats:
            self._scheduler.add_job(partial(self._wake, beat), "interval", seconds=seconds, id=beat.__name__)

    def start(self, now: datetime) -> None:
        """Begin, every beat at once; *now* is by the real clock, which the beats are counted on."""
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=now)
        self._scheduler.start()

    async def aclose(self) -> None:
        """Begin no more beats and let the running ones end, in two seconds at most."""
        if self._scheduler.running:
            self._scheduler.pause()
            if self._running:
                await asyncio.wait(self._running, timeout=FINISH_WITHIN)
            self._scheduler.shutdown(wait=False)

    async def _wake(self, beat: Beat) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        try:
            await beat(self._world)
        except Exception as error:
            self._note_failure(beat.__name__, error)
        else:
            if self._failures.pop(beat.__name__, 0):
                log.info("%s works again", beat.__name__)
        finally:
            self._running.discard(task)

    def _note_failure(self, name: str, error: Exception) -> None:
        """Log the 1st, 2nd, 4th, 8th … failure in a row: a database that is down for a night fills no disk."""
        count = self._failures[name] = self._failures.get(name, 0) + 1
        if count & (count - 1) == 0:
            expected = isinstance(error, Refusal)
            log.error("%s failed (%d in a row): %s", name, count, error, exc_info=None if expected else error)

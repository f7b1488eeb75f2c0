"""The metronome: wakes the due work and knows nothing about what is due, which stands in our own tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import Refusal
from bot.ports import Clock
from bot.services.amending import tell_voters
from bot.services.closing import close_due
from bot.services.delivery import deliver_due
from bot.services.digests import queue_due
from bot.services.fetching import fetch_due
from bot.services.forgetting import forget_answers, forget_contents
from bot.services.judging import judge_due
from bot.services.refreshing import refresh_postings
from bot.services.renewing import renew_due
from bot.services.world import World

Beat = Callable[[World], Awaitable[int]]
BEATS: Sequence[tuple[Beat, float]] = (
    (close_due, 1),
    (queue_due, 1),
    (tell_voters, 1),
    (deliver_due, 1),
    (refresh_postings, 2),
    (fetch_due, 30),
    (judge_due, 5),
    (renew_due, 30),
    (forget_answers, 3600),
    (forget_contents, 3600),
)
"""What is woken, and every how many seconds."""
FINISH_WITHIN = 2.0

log = logging.getLogger(__name__)


class _SteadyScheduler(AsyncIOScheduler):  # type: ignore[misc]  # APScheduler 3 has no types
    """Beats on though the wall clock, by which APScheduler plans, is put forward or back.

    After a step back each job would wait for the old time to come again; after a step forward every beat that was
    left out would be computed, one by one, on the event loop. The timer that brings us here is the event loop's, which
    no step moves, and it is never set for longer than the shortest interval.
    """

    def __init__(self, clock: Clock, **options: object) -> None:
        super().__init__(**options)
        self._clock = clock

    def _process_jobs(self) -> float | None:
        now = self._clock()
        for job in self.get_jobs():
            # A job that is paused has no time, and a job that is on time is never further off than its interval.
            if job.next_run_time is not None and abs(job.next_run_time - now) > job.trigger.interval:
                job.modify(next_run_time=now)
        wait: float | None = super()._process_jobs()
        return wait


class Metronome:
    """Runs each beat again and again, never twice at once; a beat that fails is logged and the next one comes.

    *clock* is the machine's, by which the beats are counted, whatever time the world believes it to be.
    """

    def __init__(self, world: World, clock: Clock, beats: Sequence[tuple[Beat, float]] = BEATS) -> None:
        self._world = world
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()
        self._failures: dict[str, int] = {}
        self._scheduler = _SteadyScheduler(
            clock, timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        for beat, seconds in beats:
            self._scheduler.add_job(partial(self._wake, beat), "interval", seconds=seconds, id=beat.__name__)

    def start(self) -> None:
        """Begin, every beat at once."""
        now = self._clock()
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

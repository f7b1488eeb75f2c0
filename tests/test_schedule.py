"""The metronome: every beat comes again, whatever became of the last one."""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial

import pytest

from bot.domain.errors import NotRecorded
from bot.schedule import BEATS, Metronome
from bot.services.world import World
from tests.servers.waiting import Pulse

WORLD = World(None, lambda: datetime.now(UTC), lambda size: bytes(size), {}, None, "", {})


class Beat:
    def __init__(self, *errors: Exception | None, length: float = 0.0) -> None:
        self.__name__ = "beat_due"
        self.errors = list(errors)
        self.length = length
        self.begun = self.ended = self.at_once = self.most_at_once = 0

    async def __call__(self, world: World) -> int:
        assert world is WORLD
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.length)
            if self.errors and (error := self.errors.pop(0)):
                raise error
        finally:
            self.at_once -= 1
        self.ended += 1
        return 1


def started(*beats: tuple[Beat, float]) -> Metronome:
    metronome = Metronome(WORLD, lambda: datetime.now(UTC), beats)
    metronome.start()
    return metronome


async def test_a_beat_that_fails_is_logged_and_the_next_one_comes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    beat = Beat(ValueError("odd"), None, *[NotRecorded("The database is busy.")] * 5)
    metronome = started((beat, 0.05))
    await Pulse().until(lambda: beat.ended >= 3, limit=10)
    await metronome.aclose()
    failures = [record for record in caplog.records if "failed" in record.message]
    assert [record.message for record in failures] == [
        "beat_due failed (1 in a row): odd",
        "beat_due failed (1 in a row): The database is busy.",
        "beat_due failed (2 in a row): The database is busy.",
        "beat_due failed (4 in a row): The database is busy.",
    ]
    assert failures[0].exc_info is not None
    assert all(record.exc_info is None for record in failures[1:])
    assert [record.message for record in caplog.records if "again" in record.message] == ["beat_due works again"] * 2


class WallClock(datetime):
    """The machine's clock, as the metronome and APScheduler read it, ahead of the real one."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead


def gone_on(beat: Beat, to: int) -> bool:
    return beat.ended >= to


async def test_the_beats_go_on_whatever_the_wall_clock_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WallClock, "ahead", timedelta())
    monkeypatch.setattr("apscheduler.schedulers.base.datetime", WallClock)
    monkeypatch.setattr("apscheduler.triggers.interval.datetime", WallClock)
    beat, rare = Beat(), Beat()
    rare.__name__ = "rare_due"
    metronome = Metronome(WORLD, lambda: WallClock.now(UTC), [(beat, 0.05), (rare, 1800)])
    metronome.start()
    await Pulse().until(lambda: beat.ended >= 2 and rare.ended == 1, limit=5)
    hour, year = timedelta(hours=1), timedelta(days=365)
    for ahead in (-hour, hour, timedelta(), year, timedelta(), -year, year):
        before, rare_before, begun = beat.ended, rare.ended, time.monotonic()
        WallClock.ahead = ahead
        await Pulse().until(partial(gone_on, beat, before + 3), limit=5, what=f"beats {ahead} from now")
        await Pulse().until(partial(gone_on, rare, rare_before + 1), limit=5, what=f"a rare beat {ahead} from now")
        assert time.monotonic() - begun < 3.0  # a year's worth of beats is not computed first
    assert beat.most_at_once == 1
    await metronome.aclose()


async def test_a_beat_of_an_hour_is_not_a_beat_of_each_look_at_the_clock() -> None:
    beat, rare = Beat(), Beat()
    rare.__name__ = "rare_due"
    metronome = started((beat, 0.05), (rare, 3600))
    await Pulse().until(lambda: beat.ended >= 25, limit=10)
    assert rare.begun == 1
    await metronome.aclose()


async def test_the_first_beat_comes_at_once() -> None:
    beat = Beat()
    metronome = started((beat, 3600))
    await Pulse().until(lambda: beat.ended == 1, limit=5)
    await metronome.aclose()


async def test_a_long_beat_neither_overlaps_itself_nor_keeps_others(caplog: pytest.LogCaptureFixture) -> None:
    long, short = Beat(length=0.5), Beat()
    short.__name__ = "other_due"
    metronome = started((long, 0.05), (short, 0.05))
    await Pulse().until(lambda: long.begun >= 2, limit=10)
    assert short.ended >= 3
    assert long.most_at_once == 1
    await metronome.aclose()


async def test_closing_lets_a_running_beat_end_and_begins_no_other() -> None:
    beat = Beat(length=0.3)
    metronome = started((beat, 0.05))
    await Pulse().until(lambda: beat.begun == 1, limit=5)
    await metronome.aclose()
    assert beat.begun == beat.ended


async def test_closing_does_not_wait_for_ever() -> None:
    beat = Beat(length=3600)
    metronome = started((beat, 0.05))
    await Pulse().until(lambda: beat.begun == 1, limit=5)
    await asyncio.wait_for(metronome.aclose(), 4)


async def test_a_metronome_that_was_never_started_can_be_closed() -> None:
    await Metronome(WORLD, lambda: datetime.now(UTC)).aclose()


def test_what_is_woken() -> None:
    assert {beat.__name__: seconds for beat, seconds in BEATS} == {
        "close_due": 1,
        "queue_due": 1,
        "tell_voters": 1,
        "deliver_due": 1,
        "refresh_postings": 2,
        "fetch_due": 30,
        "judge_due": 5,
        "renew_due": 30,
        "forget_answers": 3600,
        "forget_contents": 3600,
    }

"""However a process ends, what it acknowledged is kept, whole, and it does end."""

import asyncio
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine import open_engine

PROGRAM = Path(__file__).with_name("writing_program.py")


async def start(url: str, first: int) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), url, str(first), stdout=PIPE, stderr=PIPE, cwd=PROGRAM.parents[2]
    )


async def acknowledged(process: Process, enough: int) -> set[int]:
    """Return what *process* says is recorded, until it has said so *enough* times."""
    assert process.stdout is not None
    said: set[int] = set()
    while len(said) < enough:
        line = await process.stdout.readline()
        if not line:
            assert process.stderr is not None
            raise AssertionError((await process.stderr.read()).decode())
        said.add(int(line))
    return said


async def kept(url: str) -> tuple[set[int], set[int]]:
    """Return the first and the second halves of what was written."""
    engine = open_engine(url)
    async with engine.begin() as db:
        first = {row.number for row in await db.execute(text("SELECT number FROM first_halves"))}
        second = {row.number for row in await db.execute(text("SELECT number FROM second_halves"))}
    await engine.dispose()
    return first, second


async def kill_often(url: str, times: int, seed: int) -> None:
    points = random.Random(seed)
    said: set[int] = set()
    for time in range(times):
        process = await start(url, first=time * 1_000_000)
        said |= await acknowledged(process, points.randint(1, 150))
        process.kill()
        rest, _ = await process.communicate()
        # What was said before the kill may still have been on its way; a torn last line was never said.
        said |= {int(line) for line in rest.decode().split("\n")[:-1]}
        first, second = await kept(url)
        assert first == second, "half a transaction was kept"
        assert said <= first, f"acknowledged and lost: {sorted(said - first)}"


async def test_killed_at_any_point_nothing_acknowledged_is_lost(database_url: str) -> None:
    await kill_often(database_url, 4, seed=2)


@pytest.mark.soak
async def test_killed_at_a_thousand_points_nothing_acknowledged_is_lost(database_url: str) -> None:
    await kill_often(database_url, 1000, seed=3)


@pytest.mark.parametrize("how", ["close", "leave open"])
async def test_told_to_stop_under_load_it_ends_and_has_lost_nothing(database_url: str, how: str) -> None:
    process = await start(database_url, first=0 if how == "close" else -1)
    said = await acknowledged(process, 50)
    process.send_signal(signal.SIGTERM)
    rest, complaints = await asyncio.wait_for(process.communicate(), 10)
    said |= {int(line) for line in rest.decode().split("\n")[:-1]}
    assert process.returncode == 0
    if how == "close":
        assert complaints == b""
    first, second = await kept(database_url)
    assert first == second
    assert said <= first

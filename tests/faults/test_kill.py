"""Killed at random points under the load of ballots on both platforms: what people were told is recorded stays so."""

import asyncio
import os
from pathlib import Path

import pytest

from tests.end_to_end.town import Town
from tests.end_to_end.voters import Electorate

KILLS = int(os.environ.get("KILLS", "1000"))
BETWEEN = 40
"""Ballots at most between a start and the next kill."""


async def killed(directory: Path, database: str, kills: int, seed: int) -> None:
    print(f"seed {seed}")
    async with Town(directory, database) as town:
        electorate = Electorate(town, seed)
        await electorate.gather()
        chance = electorate.chance

        async def blows() -> None:
            for _ in range(kills):
                await electorate.progress(chance.randint(1, BETWEEN))
                await asyncio.sleep(chance.random() * 0.05)  # so that it falls anywhere in what is under way
                await town.kill()
                if chance.random() < 0.25:
                    await town.begin()
                    await asyncio.sleep(chance.random())  # anywhere in its starting, too
                    await town.kill()
                await town.start()

        await electorate.vote_while(blows)
        await electorate.decided(database)
        town.check()


@pytest.mark.timeout(240)
async def test_killed_under_load_nothing_told_is_lost_torn_or_doubled(tmp_path: Path, migrated_url: str) -> None:
    await killed(tmp_path, migrated_url, kills=10, seed=11)


@pytest.mark.soak
async def test_killed_a_thousand_times_nothing_told_is_lost_torn_or_doubled(tmp_path: Path, migrated_url: str) -> None:
    await killed(tmp_path, migrated_url, KILLS, seed=12)

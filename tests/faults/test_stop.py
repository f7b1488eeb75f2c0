"""Told to end under the load of ballots on both platforms, it ends in time and has lost nothing."""

from pathlib import Path

from tests.end_to_end.town import Town
from tests.end_to_end.voters import Electorate


async def test_told_to_end_under_load_it_ends_in_time_and_loses_nothing(tmp_path: Path, migrated_url: str) -> None:
    async with Town(tmp_path, migrated_url) as town:
        electorate = Electorate(town, seed=21)
        await electorate.gather()

        async def ends_and_begins() -> None:
            await electorate.progress(30)
            assert await town.stop() < 10
            await town.start()
            await electorate.progress(10)

        await electorate.vote_while(ends_and_begins)
        await electorate.decided(migrated_url)
        town.check()

"""Random schedules of links, bridges, arrivals, votes and closes, many things at once, against a pure model."""

import os

import pytest

from storage.open import open_store
from tests.schedules.hall import Hall, Schedule

FIRST = int(os.environ.get("FIRST_SCHEDULE", "1"))
"""Another number plays other schedules."""


async def play(url: str, count: int) -> None:
    store = await open_store(url)
    try:
        hall = Hall(store)
        for seed in range(FIRST, FIRST + count):
            try:
                await Schedule(hall, seed).play()
            except AssertionError as error:
                raise AssertionError(f"schedule {seed}: {error}") from error
    finally:
        await store.aclose()


async def test_no_schedule_doubles_or_loses_a_ballot(migrated_url):
    await play(migrated_url, 20)


@pytest.mark.soak
async def test_no_schedule_of_ten_thousand_doubles_or_loses_a_ballot(migrated_url):
    await play(migrated_url, 10_000)

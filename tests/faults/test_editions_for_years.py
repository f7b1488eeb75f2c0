"""Weekly digests in six zones through years of restarts, stalls, downtime and wrong clocks."""

import asyncio
import random
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.domain.editions import Edition, Stage
from bot.domain.ids import CommunityId
from bot.ports import Store
from bot.services.delivery import deliver_due
from bot.services.digests import SETTLING, queue_due
from bot.services.fetching import fetch_due
from bot.services.judging import judge_due
from storage.open import open_store
from tests.scenarios.table import Table

FEEDS = [f"https://{name}.example.org/feed" for name in "abcde"]
"""Enough that no edition leaves a story out because its outlet leads two others."""
BEGIN = datetime(2026, 1, 5, 12, tzinfo=UTC)
WHEN = (
    "sun 02:30 Europe/Berlin",
    "mon 09:00 America/New_York",
    "sun 02:15 Australia/Lord_Howe",
    "wed 23:59 Asia/Kolkata",
    "fri 00:00 America/Sao_Paulo",
    "sat 12:00 Pacific/Apia",
)
HOUR = timedelta(hours=1)


class Years:
    """Six channels that are subscribed, a feed into which a story is put each week, and all that can go wrong."""

    def __init__(self, table: Table, url: str, seed: int) -> None:
        self.table, self.url = table, url
        self.chance = random.Random(seed)
        self.true = BEGIN
        self.astray = timedelta(0)
        self.planted: list[tuple[datetime, str]] = []
        self.opened: Store | None = None

    async def begin(self) -> None:
        shelf = self.table.world.feeds
        for feed in FEEDS:
            shelf.titles[feed], shelf.names[feed] = [], feed.split("/")[2]
            await self.table.says("alice", f"feed add {feed}")
        for number, when in enumerate(WHEN):
            self.table.channel = f"channel{number}"
            assert "This channel now gets" in await self.table.says("alice", f"digest subscribe weekly {when}")

    async def lives(self, weeks: int) -> None:
        end = BEGIN + timedelta(weeks=weeks)
        planted = BEGIN
        while self.true < end:
            self.true += self._step()
            while planted <= self.true:
                self._plant(planted)
                planted += timedelta(weeks=1)
            await self._wakes()
        self.astray = timedelta(0)
        for _ in range(16):  # all is well at last, and two weeks end
            self.true += timedelta(days=1)
            await self._wakes()

    def _step(self) -> timedelta:
        """Return how long nobody looks: a beat or some, a stall, a night, or a time that the process is down."""
        kind = self.chance.random()
        if kind < 0.1:
            return timedelta(days=self.chance.uniform(2, 18))
        if kind < 0.2:
            return timedelta(seconds=self.chance.randrange(1, 120))
        return timedelta(hours=self.chance.uniform(2, 40))

    def _plant(self, at: datetime) -> None:
        number = len(self.planted)
        titles = self.table.world.feeds.titles[FEEDS[number % len(FEEDS)]]
        told = f"Lab {number} halts the training"
        titles.append((f"{told} of a frontier AI model over a red line", at))
        self.planted.append((at, told))

    async def _wakes(self) -> None:
        table = self.table
        if self.chance.random() < 0.15:
            self.astray = self.chance.choice((-HOUR, HOUR, timedelta(0)))
        if self.chance.random() < 0.1:
            await self._restarts()
        table.now = self.true + self.astray
        await fetch_due(table.world)
        await judge_due(table.world)
        if self.chance.random() < 0.2:
            await asyncio.gather(*(queue_due(table.world) for _ in range(3)))
        else:
            await queue_due(table.world)
        if self.chance.random() < 0.9:  # else it dies before it sends what it has queued
            await deliver_due(table.world)

    async def _restarts(self) -> None:
        await self.ends()
        self.opened = await open_store(self.url)
        self.table.world = replace(self.table.world, store=self.opened)

    async def ends(self) -> None:
        if self.opened is not None:
            await self.opened.aclose()


async def live(table: Table, url: str, weeks: int, seed: int) -> None:
    years = Years(table, url, seed)
    try:
        await years.begin()
        await years.lives(weeks)
        await check(years, weeks)
    finally:
        await years.ends()


async def all_editions(table: Table, community: CommunityId) -> list[Edition]:
    """Return every edition, the first one first, read some at a time."""
    found: list[Edition] = []
    before = None
    while some := await table.world.store.read(
        lambda tx, before=before: tx.editions.listed(community, None, 50, before)
    ):
        found += some
        before = some[-1].number
    return found[::-1]


async def check(years: Years, weeks: int) -> None:
    table = years.table
    read = table.world.store.read
    spaces = await read(lambda tx: tx.communities.every_space())
    subscriptions = await read(lambda tx: tx.subscriptions.listed(spaces[0].community))
    assert len(subscriptions) == len(WHEN)
    every = await all_editions(table, spaces[0].community)
    for one in subscriptions:
        editions = [made for made in every if made.subscription == one.id and made.stage is Stage.QUEUED]
        assert len(editions) > weeks / 3
        assert max(Counter(edition.period for edition in editions).values()) == 1
        windows = [edition.contents.window for edition in editions]
        for earlier, later in pairwise(windows):
            # A clock that ran ahead is set back, by two hours at most, and what came in them is told by the next one.
            assert timedelta(0) <= earlier.until - later.since <= 2 * HOUR + SETTLING
        told = Counter(
            number
            for edition in editions
            for story in edition.contents.stories or ()
            for item in story.items
            for number in re.findall(r"Lab \d+ halts the training", item.title)
        )
        wanted = [
            number for at, number in years.planted if windows[0].since < at < windows[-1].until - timedelta(days=3)
        ]
        assert {number: told[number] for number in wanted} == dict.fromkeys(wanted, 1), one.recurrence
        posted = [message for message in table.wall.messages if message.channel == one.channel]
        assert len(posted) == len(editions)
        assert all("Pause digest" in message.text for message in posted)


async def test_ten_weeks_have_one_edition_a_period_and_tell_each_story_once(table, migrated_url):
    await live(table, migrated_url, 10, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 5))
async def test_ten_years_have_one_edition_a_period_and_tell_each_story_once(table, migrated_url, seed):
    await live(table, migrated_url, 520, seed)

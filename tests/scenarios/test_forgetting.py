"""What is kept for a while only, and beats that find nothing to do."""

import asyncio
import sqlite3
import time
from contextlib import asynccontextmanager, closing
from datetime import timedelta

import asyncpg

from bot.domain.delivering import DeliveryKind
from bot.ports import DeliveryState
from bot.schedule import BEATS
from bot.services import forgetting
from storage.engine import database
from tests.scenarios.table import NOON

FEED = "https://example.org/feed"
UNDATED = "Lab A and Lab B agree on red lines for frontier AI"


async def outcome(table):
    """Return the one message that tells an outcome."""
    space = (await table.world.store.read(lambda tx: tx.communities.every_space()))[0]
    states = tuple(DeliveryState)
    found = await table.world.store.read(lambda tx: tx.outbox.in_state(space.community, states, None, 99))
    (delivery,) = (delivery for delivery in found if delivery.kind is DeliveryKind.OUTCOME)
    return delivery


async def test_what_a_sent_message_said_is_forgotten_after_two_weeks_and_no_sooner(table):
    await table.opens("alice")
    await table.passes(days=7)
    sent = await outcome(table)
    assert (sent.state, sent.due) == (DeliveryState.SENT, table.now)
    await table.passes(days=14)
    assert (await outcome(table)).card == sent.card is not None
    await table.passes(seconds=1)
    assert (await outcome(table)).card is None
    assert "No quorum" in await table.says("alice", "results 1")


async def test_an_entry_that_a_feed_still_has_after_nine_weeks_is_not_told_of_again(table, shelf, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_ONCE", 1)
    shelf.titles[FEED] = []
    await table.says("alice", f"feed add {FEED}")
    shelf.titles[FEED] = [(UNDATED, None), ("Another " + UNDATED, None)]
    await table.passes(hours=2)
    assert UNDATED in await table.says("alice", "digest preview")
    for week in range(10):
        shelf.titles[FEED].append(
            (f"Filler {week}", NOON - timedelta(days=30))
        )  # the feed is read anew, not "not modified"
        await table.passes(weeks=1)
    assert UNDATED not in await table.says("alice", "digest preview")


@asynccontextmanager
async def writer(url: str):
    """Hold what a writer of ours needs."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(database(url).database))) as db:
            db.isolation_level = None
            db.execute("BEGIN IMMEDIATE")
            yield
        return
    other = await asyncpg.connect(url.replace("+asyncpg", ""))
    async with other.transaction():
        await other.execute("LOCK TABLE outbox, postings, feeds, entries, votes, subscriptions IN EXCLUSIVE MODE")
        yield
    await other.close()


async def test_beats_that_find_nothing_to_do_take_no_lock(table, migrated_url):
    await table.opens("alice")
    await table.passes(minutes=1)
    idle = [beat for beat, seconds in BEATS if seconds <= 60]
    assert len(idle) == 8
    async with writer(migrated_url):
        begun = time.monotonic()
        done = await asyncio.gather(*(beat(table.world) for beat in idle))
    assert done == [0] * len(idle)
    assert time.monotonic() - begun < 1

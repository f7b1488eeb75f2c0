"""Reading the feeds that are due."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from bot.domain.feeds import FeedFault, Fetched
from bot.ports import Feed, Transaction
from bot.services.feeds import EVERY, keep_entries
from bot.services.world import World

LONGEST_WAIT = timedelta(hours=24)
CLAIM = timedelta(minutes=2)
AT_ONCE = 20

log = logging.getLogger(__name__)


async def fetch_due(world: World) -> int:
    """Read the feeds that are due and return how many were; a failing one waits longer each time."""
    now = world.clock()
    if not await world.store.read(lambda tx: tx.feeds.waits(now)):
        return 0
    due = await world.store.write(lambda tx: tx.feeds.claim(now, now + CLAIM, AT_ONCE))
    done = await asyncio.gather(*(_fetch(world, feed) for feed in due))
    return sum(done)


async def _fetch(world: World, feed: Feed) -> bool:
    now = world.clock()
    fetched: Fetched | None = None
    try:
        found = await world.feeds.read(feed.url, feed.validators, now)
        if isinstance(found, Fetched):
            fetched = found
            feed = replace(feed, url=found.url, title=found.title or feed.title, validators=found.validators)
        feed = replace(feed, due=now + EVERY, failures=0, fault="", read=now)
    except FeedFault as fault:
        wait = min(EVERY * 2 ** min(feed.failures, 5), LONGEST_WAIT)
        feed = replace(feed, due=now + wait, failures=feed.failures + 1, fault=fault.reason)
    except Exception:
        log.exception("feed %s could not be read", feed.id)
        return False

    async def keep(tx: Transaction) -> None:
        await tx.feeds.keep(feed)
        if fetched is not None:
            # Seen now, after the reading: an edition that was made meanwhile ends before.
            await keep_entries(tx, feed, fetched.entries, world.clock(), first=False)

    try:
        await world.store.write(keep)
    except Exception:
        log.exception("what feed %s said could not be kept", feed.id)
        return False
    return True

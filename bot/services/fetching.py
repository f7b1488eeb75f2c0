"""Reading the feeds that are due."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from bot.domain.feeds import FeedFault, Fetched, NotModified
from bot.domain.rhythm import drawn
from bot.ports import Feed, Transaction
from bot.services import readings
from bot.services.feeds import keep_entries, twin
from bot.services.world import World

CLAIM = timedelta(minutes=15)
"""How long a claimed feed is nobody else's: longer than it takes to read all that are claimed at once."""
AT_ONCE = 100
OF_ONE_HOST = 8
"""How many feeds of one host are read in a round, one after another; a slow host keeps the rest no longer than that."""
GIVEN_BACK = timedelta(minutes=2)

log = logging.getLogger(__name__)


async def fetch_due(world: World) -> int:
    """Read the feeds that are due and return how many were; a failing one waits longer each time."""
    now = world.clock()
    if not await world.store.read(lambda tx: tx.feeds.waits(now)):
        return 0
    count = 0
    turn = asyncio.Lock()
    while True:
        lines = await world.store.write(lambda tx: _claim(tx, world))
        count += sum(await asyncio.gather(*(_read_line(world, line, turn) for line in lines)))
        if sum(map(len, lines)) < AT_ONCE // 2:
            return count


async def _claim(tx: Transaction, world: World) -> Sequence[Sequence[Feed]]:
    """Return feeds that are due, those of one host together, and give back what is too much for it."""
    now = world.clock()
    lines: dict[str, list[Feed]] = {}
    for feed in await tx.feeds.claim(now, now + CLAIM, AT_ONCE):
        line = lines.setdefault(urlsplit(feed.url).hostname or "", [])
        if len(line) < OF_ONE_HOST:
            line.append(feed)
        else:
            await tx.feeds.keep(replace(feed, due=now + GIVEN_BACK))
    return list(lines.values())


async def _read_line(world: World, line: Sequence[Feed], turn: asyncio.Lock) -> int:
    return sum([await _read(world, feed, turn) for feed in line])


async def _read(world: World, feed: Feed, turn: asyncio.Lock) -> bool:
    """Read *feed*, keep what it said in its *turn*, and return whether that was done.

    Of what many feeds said at once one is kept after the other, so that no member waits behind them all.
    """
    now, draw = world.clock(), drawn(world.entropy)
    try:
        found: Fetched | NotModified | FeedFault = await world.feeds.read(feed.url, feed.validators, now)
    except FeedFault as fault:
        found = fault
    except Exception:
        log.exception("feed %s could not be read", feed.id)
        return False

    async def keep(tx: Transaction) -> None:
        match found:
            case NotModified():
                await tx.feeds.keep(readings.unchanged(feed, now, draw))
            case FeedFault():
                await tx.feeds.keep(readings.failed(feed, found, now, draw))
            case Fetched():
                # Seen now, after the reading: an edition that was made meanwhile ends before.
                fresh = await keep_entries(tx, feed, found.entries, world.clock(), first=feed.read is None)
                after = readings.read(feed, found, fresh, now, draw)
                same = await twin(tx, feed, found.entries) if fresh else feed.twin
                await tx.feeds.keep(replace(after, twin=same))

    try:
        async with turn:
            await world.store.write(keep)
    except Exception:
        log.exception("what feed %s said could not be kept", feed.id)
        return False
    return True

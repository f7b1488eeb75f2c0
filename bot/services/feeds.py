"""A community's feeds: added, removed, and read when they are due."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import NotFound, NotNow
from bot.domain.feeds import Entry, FeedFault, Fetched, Validators
from bot.domain.ids import Entropy, FeedId, new_id
from bot.domain.people import Actor
from bot.domain.record import Secret, SecretKind
from bot.ports import Feed, Transaction
from bot.services.recording import record
from bot.services.world import World

EVERY = timedelta(hours=1)
LONGEST_WAIT = timedelta(hours=24)
CLAIM = timedelta(minutes=2)
AT_ONCE = 20
MOST_FEEDS = 200
FRESH = timedelta(days=7)

log = logging.getLogger(__name__)


async def add(tx: Transaction, actor: Actor, url: str, fetched: Fetched, now: datetime, entropy: Entropy) -> Feed:
    """Add the feed that was read at *url*; what it held already is news only if it is a week old at most."""
    held = await tx.feeds.listed(actor.community)
    for feed in held:
        if feed.url in (url, fetched.url):
            raise NotNow(f"{feed.title} is feed {feed.number} already.")
    if len(held) >= MOST_FEEDS:
        raise NotNow(f"There are {MOST_FEEDS} feeds already; `feed remove` one first.")
    feed = Feed(
        id=FeedId(new_id(entropy)),
        community=actor.community,
        number=await tx.feeds.next_number(actor.community),
        url=fetched.url,
        title=fetched.title or fetched.url,
        validators=fetched.validators,
        due=now + EVERY,
        read=now,
    )
    await tx.feeds.add(feed)
    await _keep_entries(tx, feed, fetched.entries, now, first=True)
    await record(
        tx,
        actor.community,
        "feed.added",
        {
            "feed": feed.id,
            "url": Secret(SecretKind.TEXT, feed.url),
            "by": Secret(SecretKind.IDENTITY, actor.member),
        },
        now,
        entropy,
    )
    return feed


async def remove(tx: Transaction, actor: Actor, ref: "int | str", now: datetime, entropy: Entropy) -> Feed:
    """Remove the feed that *ref*, its number or its address, names.

    :raises NotFound: where there is none.
    """
    for feed in await tx.feeds.listed(actor.community):
        if ref in (feed.number, feed.url):
            await tx.feeds.remove(feed.id)
            await record(
                tx,
                actor.community,
                "feed.removed",
                {"feed": feed.id, "by": Secret(SecretKind.IDENTITY, actor.member)},
                now,
                entropy,
            )
            return feed
    raise NotFound(f"There is no feed {ref} here. `feed list` shows them with their numbers.")


async def fetch_due(world: World) -> int:
    """Read the feeds that are due and return how many were; a failing one waits longer each time."""
    now = world.clock()
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
            await _keep_entries(tx, feed, fetched.entries, now, first=False)

    try:
        await world.store.write(keep)
    except Exception:
        log.exception("what feed %s said could not be kept", feed.id)
        return False
    return True


async def _keep_entries(tx: Transaction, feed: Feed, entries: Sequence[Entry], now: datetime, *, first: bool) -> None:
    """Keep new entries as seen now; of a first reading, and of old ones brought up again, only the fresh are news."""
    fresh, old = [], []
    for entry in entries:
        known_old = entry.published is not None and now - entry.published > FRESH
        (old if known_old or (first and entry.published is None) else fresh).append(entry)
    await tx.feeds.keep_entries(feed.id, fresh, now)
    await tx.feeds.keep_entries(feed.id, old, now - timedelta(days=3650))


NOTHING_KNOWN = Validators(None, None)

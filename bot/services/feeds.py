"""A community's feeds: which there are, and what of them is news."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.directions import isolated
from bot.domain.errors import NotFound, NotNow
from bot.domain.feeds import Entry, Fetched, Validators
from bot.domain.ids import Entropy, FeedId, new_id
from bot.domain.people import Actor
from bot.domain.record import Plain, Secret, SecretKind
from bot.ports import Feed, Transaction
from bot.services.acting import Scope, act

EVERY = timedelta(hours=1)
MOST_FEEDS = 200
FRESH = timedelta(days=7)


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
    await keep_entries(tx, feed, fetched.entries, now, first=True)
    data: dict[str, Plain | Secret] = {"feed": feed.id, "url": Secret(SecretKind.TEXT, feed.url)}
    await act(tx, actor, Scope.COMMUNITY, "feed.added", data, f"added the feed {isolated(feed.title)}", now, entropy)
    return feed


async def remove(tx: Transaction, actor: Actor, ref: int | str, now: datetime, entropy: Entropy) -> Feed:
    """Remove the feed that *ref*, its number or its address, names.

    :raises NotFound: where there is none.
    """
    for feed in await tx.feeds.listed(actor.community):
        if ref in (feed.number, feed.url):
            await tx.feeds.remove(feed.id)
            did = f"removed the feed {isolated(feed.title)}"
            await act(tx, actor, Scope.COMMUNITY, "feed.removed", {"feed": feed.id}, did, now, entropy)
            return feed
    raise NotFound(f"There is no feed {ref} here. `feed list` shows them with their numbers.")


async def keep_entries(tx: Transaction, feed: Feed, entries: Sequence[Entry], now: datetime, *, first: bool) -> None:
    """Keep new entries as seen now; of a first reading, and of old ones brought up again, only the fresh are news."""
    fresh: list[Entry] = []
    old: list[Entry] = []
    for entry in entries:
        known_old = entry.published is not None and now - entry.published > FRESH
        (old if known_old or (first and entry.published is None) else fresh).append(entry)
    await tx.feeds.keep_entries(feed.id, fresh, now)
    await tx.feeds.keep_entries(feed.id, old, now - timedelta(days=3650))


NOTHING_KNOWN = Validators(None, None)

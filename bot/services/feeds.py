"""A community's feeds: which there are, and what of them is news."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from bot.domain.directions import isolated
from bot.domain.errors import NotFound, NotNow
from bot.domain.feeds import Entry, Fetched
from bot.domain.ids import CommunityId, Entropy, FeedId, new_id
from bot.domain.pages import page
from bot.domain.people import Actor
from bot.domain.record import Plain, Secret, SecretKind
from bot.domain.rhythm import FIRST, MOST_ASKED, drawn
from bot.ports import Feed, Transaction
from bot.services import readings
from bot.services.acting import Scope, act

MOST_FEEDS = 500
FRESH = timedelta(days=7)
COMPARED = 50
ALIKE = Fraction(4, 5)
"""The share of its newest entries, three at least, that another feed of one community has too if both are the same."""


async def add(tx: Transaction, actor: Actor, url: str, fetched: Fetched, now: datetime, entropy: Entropy) -> Feed:
    """Add the feed that was read at *url*; what it held already is news only if it is a week old at most.

    One that had stopped goes on.
    """
    held = await tx.feeds.listed(actor.community)
    for feed in held:
        if {feed.url, feed.added} & {url, fetched.url}:
            if not feed.stopped:
                raise NotNow(f"{feed.title} is feed {feed.number} already.")
            return await _resume(tx, actor, feed, fetched, now, entropy)
    if len(held) >= MOST_FEEDS:
        raise NotNow(f"There are {MOST_FEEDS} feeds already; `feed remove` one first.")
    feed = replace(
        described(actor.community, url, fetched, now),
        id=FeedId(new_id(entropy)),
        number=await tx.feeds.next_number(actor.community),
    )
    feed = replace(feed, twin=await twin(tx, feed, fetched.entries))
    await tx.feeds.add(feed)
    await keep_entries(tx, feed, fetched.entries, now, first=True)
    data: dict[str, Plain | Secret] = {"feed": feed.id, "url": Secret(SecretKind.TEXT, feed.url)}
    await act(tx, actor, Scope.COMMUNITY, "feed.added", data, f"added the feed {isolated(feed.title)}", now, entropy)
    return feed


def described(community: CommunityId, url: str, fetched: Fetched, now: datetime) -> Feed:
    """Return the feed that was read at *url*, as one that is not added: without an id and a number."""
    return Feed(
        id=FeedId(""),
        community=community,
        number=0,
        url=fetched.url,
        title=fetched.title or fetched.url,
        validators=fetched.validators,
        due=now + max(FIRST, min(fetched.asked, MOST_ASKED)),
        read=now,
        added=url,
        asked=fetched.asked,
        size=len(fetched.entries),
    )


async def remove(tx: Transaction, actor: Actor, ref: int | str, now: datetime, entropy: Entropy) -> Feed:
    """Remove the feed that *ref*, its number or its address, names.

    :raises NotFound: where there is none.
    """
    for feed in await tx.feeds.listed(actor.community):
        if ref in (feed.number, feed.url, feed.added):
            await tx.feeds.remove(feed.id)
            did = f"removed the feed {isolated(feed.title)}"
            await act(tx, actor, Scope.COMMUNITY, "feed.removed", {"feed": feed.id}, did, now, entropy)
            return feed
    raise NotFound(f"There is no feed {ref} here. `feed list` shows them with their numbers.")


async def _resume(tx: Transaction, actor: Actor, feed: Feed, fetched: Fetched, now: datetime, entropy: Entropy) -> Feed:
    fresh = await keep_entries(tx, feed, fetched.entries, now, first=False)
    feed = readings.read(feed, fetched, fresh, now, drawn(entropy))
    await tx.feeds.keep(feed)
    did = f"had the feed {isolated(feed.title)} read again"
    await act(tx, actor, Scope.COMMUNITY, "feed.resumed", {"feed": feed.id}, did, now, entropy)
    return feed


async def keep_entries(tx: Transaction, feed: Feed, entries: Sequence[Entry], now: datetime, *, first: bool) -> int:
    """Keep new entries as seen now, and return how many these are.

    Of a first reading, and of old ones brought up again, only the fresh are news; after a time in which nobody read,
    all are that came in it.
    """
    since = (feed.read if feed.read is not None and not first else now) - FRESH
    fresh: list[Entry] = []
    old: list[Entry] = []
    for entry in entries:
        known_old = entry.published is not None and entry.published < since
        (old if known_old or (first and entry.published is None) else fresh).append(entry)
    added = await tx.feeds.keep_entries(feed.id, fresh, now)
    return added + await tx.feeds.keep_entries(feed.id, old, now - timedelta(days=3650))


async def twin(tx: Transaction, feed: Feed, entries: Sequence[Entry]) -> FeedId | None:
    """Return the feed of the same community that has the same entries, at another address or in another language."""
    newest = [entry for entry in entries if entry.url][:COMPARED]
    if len(newest) < 3:
        return None
    shares = await tx.feeds.sharing(feed, newest)
    pages = len({page(entry.url) for entry in newest})
    alike = [(count, other) for other, count in shares.items() if count >= 3 and count >= ALIKE * pages]
    return max(alike)[1] if alike else None

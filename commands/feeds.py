"""News sources of a community."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from bot.domain.errors import NotNow
from bot.domain.feeds import Entry, FeedFault, Fetched
from bot.domain.news import Judgement, judge
from bot.domain.people import Actor
from bot.ports import Transaction
from bot.services import feeds as services
from bot.views import feeds as views
from bot.views.elements import Card, Code, Strong, note
from commands.context import Context
from commands.spec import Param, Who, command
from commands.suggesting import known_feeds
from commands.types import FeedRef, FeedUrl


@command("feed add", "Add a news source: RSS, Atom or JSON Feed", who=Who.FACILITATOR)
async def add(ctx: Context, url: Annotated[FeedUrl, Param("The address of the feed", limit=2000)]) -> Card:
    fetched = await _read(ctx, url)
    judged = await _judge(fetched)

    async def keep(tx: Transaction, actor: Actor) -> Card:
        feed = await services.add(tx, actor, url, fetched, ctx.now, ctx.world.entropy)
        return views.added(feed.number, feed.title, fetched, judged)

    return await ctx.write(keep)


@command("feed list", "The news sources, and which of them fail")
async def listing(ctx: Context) -> Card:
    held = await ctx.read(lambda tx, here: tx.feeds.listed(here.community))
    if not held:
        return note("There is no feed yet. ", Code(f"{ctx.prefix}feed add"), " with an address adds one.")
    return views.feeds([(feed.number, feed.title, feed.url, feed.read, feed.fault) for feed in held])


@command("feed remove", "Remove a news source", who=Who.FACILITATOR)
async def remove(
    ctx: Context,
    feed: Annotated[FeedRef, Param("Its number or its address", limit=2000, suggest=known_feeds)],
) -> Card:
    async def drop(tx: Transaction, actor: Actor) -> Card:
        gone = await services.remove(tx, actor, feed, ctx.now, ctx.world.entropy)
        return note(Strong(gone.title), " is removed. Digests no longer read it.")

    return await ctx.write(drop)


@command("feed test", "What an address would bring, without adding it", who=Who.FACILITATOR)
async def test(ctx: Context, url: Annotated[FeedUrl, Param("The address of the feed", limit=2000)]) -> Card:
    fetched = await _read(ctx, url)
    return views.tested(url, fetched, await _judge(fetched), ctx.prefix)


async def _read(ctx: Context, url: str) -> Fetched:
    """Fetch *url*; this may take as long as the reader's own limit.

    :raises NotNow: where it is no feed or does not answer, with the reason.
    """
    try:
        found = await ctx.world.feeds.read(url, services.NOTHING_KNOWN, ctx.now)
    except FeedFault as fault:
        raise NotNow(f"{url} could not be read. {fault.reason}") from fault
    assert isinstance(found, Fetched), "nothing was known of it that it could be unchanged from"
    return found


async def _judge(fetched: Fetched) -> Sequence[tuple[Entry, Judgement]]:
    """Judge every entry, off the loop: hundreds of long ones take a tenth of a second."""
    return await asyncio.to_thread(lambda: [(entry, judge(entry)) for entry in fetched.entries])

"""News sources of a community."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from bot.domain.errors import NotNow
from bot.domain.feeds import NOTHING_KNOWN, Entry, FeedFault, Fetched
from bot.domain.ids import CommunityId, FeedId
from bot.domain.news import Judgement
from bot.domain.people import Actor
from bot.ports import Feed, Transaction
from bot.services import feeds as services
from bot.services.judging import judge_due, judged_for
from bot.services.people import Here
from bot.services.tracing import stories_of
from bot.views import feeds as views
from bot.views import sources
from bot.views.elements import Card, Strong, note
from commands.context import Context
from commands.spec import Param, Who, command
from commands.suggesting import known_feeds
from commands.types import FeedRef, FeedUrl


@command("feed add", "Add a news source: RSS, Atom or JSON Feed", who=Who.FACILITATOR)
async def add(ctx: Context, url: Annotated[FeedUrl, Param("The address of the feed", limit=2000)]) -> Card:
    fetched = await _read(ctx, url)
    judged = await _judge(ctx, fetched)

    async def keep(tx: Transaction, actor: Actor) -> Card:
        feed = await services.add(tx, actor, url, fetched, ctx.now, ctx.world.entropy)
        return views.added(feed.number, feed.title, fetched, judged, await _twin(tx, feed))

    return await ctx.write(keep)


@command("feed list", "The news sources, those that fail first, and why")
async def listing(ctx: Context, page: Annotated[int, Param("Which page, where there is more than one")] = 1) -> Card:
    held = await ctx.read(lambda tx, here: tx.feeds.listed(here.community))
    numbers = {feed.id: feed.number for feed in held}
    return sources.listing([_source(feed, numbers) for feed in held], page, ctx.prefix)


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
    judged = await _judge(ctx, fetched)
    twin = await ctx.read(lambda tx, here: _same(tx, here, url, fetched, ctx.now))
    community = await ctx.read(_community)
    await judge_due(ctx.world)
    newest = fetched.entries[: views.TESTED]
    stories = await stories_of(ctx.world, community, newest, ctx.now)
    return views.tested(url, fetched, judged, stories, twin, ctx.prefix)


async def _read(ctx: Context, url: str) -> Fetched:
    """Fetch *url*; this may take as long as the reader's own limit.

    :raises NotNow: where it is no feed or does not answer, with the reason.
    """
    try:
        found = await ctx.world.feeds.read(url, NOTHING_KNOWN, ctx.now)
    except FeedFault as fault:
        raise NotNow(f"{url} could not be read. {fault.reason}") from fault
    assert isinstance(found, Fetched), "nothing was known of it that it could be unchanged from"
    return found


async def _judge(ctx: Context, fetched: Fetched) -> Sequence[tuple[Entry, Judgement]]:
    """Judge every entry as this community does, off the loop: hundreds of long ones take a tenth of a second."""
    return await judged_for(ctx.world, await ctx.read(_community), fetched.entries)


async def _community(_: Transaction, here: Here) -> CommunityId:
    return here.community


async def _same(tx: Transaction, here: Here, url: str, fetched: Fetched, now: datetime) -> views.Twin | None:
    """Return the feed that has what was read at *url*, by its entries."""
    tried = services.described(here.community, url, fetched, now)
    return await _twin(tx, replace(tried, twin=await services.twin(tx, tried, fetched.entries)))


async def _twin(tx: Transaction, feed: Feed) -> views.Twin | None:
    held = await tx.feeds.listed(feed.community)
    return next((views.Twin(one.number, one.title) for one in held if one.id == feed.twin), None)


def _source(feed: Feed, numbers: Mapping[FeedId, int]) -> sources.Source:
    moved_from = feed.added if feed.added not in ("", feed.url) else ""
    twin = numbers.get(feed.twin) if feed.twin else None
    return sources.Source(
        feed.number, feed.title, feed.url, _health(feed), feed.read, feed.fault, feed.faulty, feed.due, moved_from, twin
    )


def _health(feed: Feed) -> sources.Health:
    match feed:
        case Feed(stopped=True):
            return sources.Health.STOPPED
        case Feed(fault=str(fault)) if fault:
            return sources.Health.FAILING if feed.failures else sources.Health.SHRUNK
        case Feed(read=None):
            return sources.Health.UNREAD
    return sources.Health.WELL

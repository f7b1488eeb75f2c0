"""Many news sources at once: lists of feeds in and out, and feeds to begin with."""

from collections.abc import Sequence
from typing import Annotated

from bot.domain.errors import NotNow
from bot.domain.feeds import FeedFault, Outline
from bot.domain.ids import CommunityId
from bot.domain.pages import is_address
from bot.domain.people import Actor
from bot.ports import Transaction
from bot.services.importing import take
from bot.views import lists_of_feeds as views
from bot.views.elements import Card
from commands.context import Context
from commands.feeds import add
from commands.spec import Param, Who, command
from commands.suggested import Suggested, suggested, suggestion
from commands.types import FeedUrl


@command("feed import", "Add the feeds of a list (OPML)", who=Who.FACILITATOR)
async def import_list(
    ctx: Context,
    source: Annotated[
        str,
        Param("A link to an OPML file, or what stands in it, or addresses", "list", rest=True, long=True, limit=20_000),
    ],
) -> Card:
    bare = source.strip().strip("<>")  # the marks that Slack and Discord put around a link are not part of it
    source = bare if is_address(bare) else source
    try:
        outlines = await ctx.world.feeds.outlines(source, ctx.now)
    except FeedFault as fault:
        raise NotNow(f"This list could not be read. {fault.reason}") from fault
    return await _take(ctx, outlines)


@command("feed export", "The feeds as a list that other readers take (OPML)")
async def export(ctx: Context) -> Card:
    count, community = await ctx.read(lambda tx, here: _counted(tx, here.community))
    return views.exported(count, f"{ctx.world.register_url}/c/{community}/feeds.opml", ctx.prefix)


@command("feed suggest", "Feeds to begin with")
async def suggest(ctx: Context, page: Annotated[int, Param("Which page, where there is more than one")] = 1) -> Card:
    missing = await ctx.read(lambda tx, here: _missing(tx, here.community))
    rows = [views.Offer(one.id, one.name, one.about, one.source, one.retrieved, one.first) for one in missing]
    return views.suggestions(rows, len(suggested()), page, ctx.prefix)


@command("feed take", "Add a feed that is suggested", who=Who.FACILITATOR, listed=False)
async def take_one(ctx: Context, name: Annotated[str, Param("Which one")]) -> Card:
    return await add(ctx, FeedUrl(suggestion(name).url))


@command("feed begin", "Add the feeds to begin with", who=Who.FACILITATOR, listed=False)
async def take_first(ctx: Context) -> Card:
    return await _take(ctx, [one.outline for one in suggested() if one.first])


async def _take(ctx: Context, outlines: Sequence[Outline]) -> Card:
    async def keep(tx: Transaction, actor: Actor) -> Card:
        became = await take(tx, actor, outlines, ctx.now, ctx.world.entropy)
        refused = [(outline.title, outline.url, why) for outline, why in became.refused]
        return views.imported(became.added, became.known, refused, ctx.prefix)

    return await ctx.write(keep)


async def _counted(tx: Transaction, community: CommunityId) -> tuple[int, CommunityId]:
    return len(await tx.feeds.listed(community)), community


async def _missing(tx: Transaction, community: CommunityId) -> Sequence[Suggested]:
    held = {address for feed in await tx.feeds.listed(community) for address in (feed.url, feed.added)}
    return [one for one in suggested() if one.url not in held]

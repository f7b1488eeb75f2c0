"""What the feeds brought, what became of it, and what curators choose."""

from datetime import timedelta
from typing import Annotated

from bot.domain.editions import Choice
from bot.domain.errors import Misread, NotAllowed
from bot.domain.feeds import Entry
from bot.domain.ids import CommunityId
from bot.domain.news import PRODUCT, Phrase
from bot.domain.people import Actor
from bot.domain.verdicts import Verdict
from bot.ports import Transaction
from bot.services import curating, listing, phrasing, submitting, tracing
from bot.services.editions import MEMORY
from bot.services.judging import judge_due, judged_for
from bot.services.people import Here
from bot.services.renewing import renew_due
from bot.views import news as views
from bot.views import phrasing as phrases
from bot.views import submissions
from bot.views.choosing import picked as picked_card
from bot.views.elements import Card
from commands.context import Context
from commands.spec import Param, Who, command
from commands.suggesting import known_entries
from commands.text import clean
from commands.types import EntryCode, FeedUrl, PhraseAct, Phrasing, Points

WEEK = timedelta(days=7)
MOMENT = timedelta(seconds=1)

CODE = "Its code, which `news list` and near-misses show"


@command("news list", "What the feeds brought: kept, nearly kept, and not")
async def listed(
    ctx: Context,
    window: Annotated[timedelta, Param("How far back, such as 14d; eight weeks at most")] = WEEK,
    only: Annotated[
        Verdict | None, Param("Only what was kept, near, weak, dropped, or has no points", named=True)
    ] = None,
    page: Annotated[int, Param("Which page", named=True)] = 1,
) -> Card:
    if not timedelta(hours=1) <= window <= MEMORY:
        raise Misread("Name from an hour to eight weeks, such as `news list 14d`: what is older is not kept.")
    await judge_due(ctx.world)
    since, until = ctx.now - window, ctx.now + MOMENT  # what was read in this very second too
    found = await ctx.read(lambda tx, here: listing.page(tx, here.community, since, until, only, page))
    return views.listing(found, window, only, curates=await ctx.facilitates())


@command("news show", "What became of an entry, and why")
async def show(ctx: Context, entry: Annotated[EntryCode, Param(CODE, suggest=known_entries)]) -> Card:
    await judge_due(ctx.world)
    found = await ctx.read(lambda tx, here: tracing.look(tx, here.community, entry, ctx.now))
    return views.entry(await tracing.whole(found), curates=await ctx.facilitates())


@command("news pin", "Put an entry first in the next edition", who=Who.FACILITATOR)
async def pin(ctx: Context, entry: Annotated[EntryCode, Param(CODE, suggest=known_entries)]) -> Card:
    return await _chosen(ctx, entry, Choice.PINNED)


@command("news add", "Tell of an entry that was not kept", who=Who.FACILITATOR)
async def add(ctx: Context, entry: Annotated[EntryCode, Param(CODE, suggest=known_entries)]) -> Card:
    return await _chosen(ctx, entry, Choice.ADDED)


@command("news drop", "Leave out an entry, and what else tells of the same event", who=Who.FACILITATOR)
async def drop(ctx: Context, entry: Annotated[EntryCode, Param(CODE, suggest=known_entries)]) -> Card:
    return await _chosen(ctx, entry, Choice.DROPPED)


@command("news restore", "Take back what was chosen for an entry", who=Who.FACILITATOR)
async def restore(ctx: Context, entry: Annotated[EntryCode, Param(CODE, suggest=known_entries)]) -> Card:
    return await _chosen(ctx, entry, None)


@command("news submit", "Put a page forward for the digest", who=Who.MEMBER)
async def submit(
    ctx: Context,
    url: Annotated[FeedUrl, Param("The address of the page", limit=2000)],
    title: Annotated[str, Param("Its title; else the page is asked for it", rest=True, limit=300)] = "",
) -> Card:
    await judge_due(ctx.world)
    here_already = await ctx.read(lambda tx, here: submitting.known(tx, here.community, url, ctx.now))
    if here_already is not None:
        return submissions.known(*here_already)
    found = await submitting.described(ctx.world, url, " ".join(clean(title).split()), ctx.now)
    entry = Entry("", found.title, found.url, found.summary, None)
    community = await ctx.read(_community)
    ((_, judged),) = await judged_for(ctx.world, community, [entry])

    async def keep(tx: Transaction, actor: Actor) -> Card:
        kept = await submitting.submit(tx, actor, found, ctx.now, ctx.world.entropy)
        if not isinstance(kept, str):
            found_now, seen = kept  # somebody may have put it forward this very moment
            return submissions.known(found_now, seen, judged=bool(found_now.reasons) or seen < ctx.now - MOMENT)
        return submissions.submitted(kept, judged.kept, judged.points, judged.reasons)

    return await ctx.write(keep)


@command("news phrase", "This community's own phrases, by which its news is judged")
async def phrase(
    ctx: Context,
    act: Annotated[PhraseAct, Param("Whether to add one, remove one, or list them")],
    words: Annotated[Phrasing | None, Param("The phrase, such as compute cap", name="phrase")] = None,
    points: Annotated[Points | None, Param("What an entry gains by it, such as 6, or loses, such as -6")] = None,
) -> Card:
    if act is PhraseAct.LIST:
        said = await ctx.read(lambda tx, here: tx.phrases.of([here.community]))
        return phrases.listing([one for each in said.values() for one in each.phrases], PRODUCT.keep, ctx.prefix)
    if words is None:
        raise Misread(f"Say which phrase: `news phrase {act.value} compute cap{' 6' if act is PhraseAct.ADD else ''}`.")
    if act is PhraseAct.ADD and points is None:
        raise Misread("Say how many points it gives, after the phrase: `news phrase add compute cap 6`.")
    if not await ctx.facilitates():
        raise NotAllowed(
            "Phrases are for facilitators of this community and admins of this space to change. "
            "`facilitator list` shows who helps to run it."
        )

    async def put(tx: Transaction, actor: Actor) -> Card:
        if points is None or act is PhraseAct.REMOVE:
            gone = await phrasing.remove(tx, actor, words, ctx.now, ctx.world.entropy)
            return phrases.removed(gone.phrase, gone.waiting, gone.held)
        made = await phrasing.add(tx, actor, Phrase(words, points), ctx.now, ctx.world.entropy)
        return phrases.added(made.phrase, made.before, made.waiting, made.held)

    card = await ctx.write(put)
    await judge_due(ctx.world)
    await renew_due(ctx.world)
    return card


async def _chosen(ctx: Context, entry: str, choice: Choice | None) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        picked = await curating.choose(tx, actor, entry, choice, ctx.now, ctx.world.entropy)
        return picked_card(picked.entry, picked.choice, picked.waiting, picked.held)

    card = await ctx.write(put)
    await renew_due(ctx.world)
    return card


async def _community(_: Transaction, here: Here) -> CommunityId:
    return here.community

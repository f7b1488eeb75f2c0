"""What one member missed."""

from datetime import timedelta
from typing import Annotated

from bot.domain.composing import USUAL
from bot.domain.editions import DEFAULT_SECTIONS, Window
from bot.domain.errors import Misread
from bot.domain.people import Actor
from bot.ports import Transaction
from bot.services import editions
from bot.services.editions import MEMORY, Gathered
from bot.services.judging import judge_due
from bot.services.people import Here
from bot.views import editions as views
from bot.views.elements import Card, note
from commands.context import Context
from commands.spec import Param, Who, command

WEEK = timedelta(days=7)


@command("digest catchup", "The digest of what came since you last looked, to you alone", who=Who.MEMBER)
async def catchup(
    ctx: Context,
    back: Annotated[
        timedelta | None, Param("How far back, such as 14d; else since you last looked", name="for", lead="for")
    ] = None,
    part: Annotated[int, Param("Which of its messages, where it takes several")] = 1,
) -> Card:
    if back is not None and not timedelta(minutes=1) <= back <= MEMORY:
        raise Misread("Name up to eight weeks, such as `digest catchup for 14d`: what is older is not kept.")
    await judge_due(ctx.world)

    async def look(tx: Transaction, here: Here) -> tuple[Gathered, str]:
        last = await tx.subscriptions.caught_up(here.member) if here.member is not None else None
        if part > 1 and last is not None:
            window = last
        elif back is None and last is not None:
            window = Window(max(last.until, ctx.now - MEMORY), ctx.now)
        else:
            window = Window(ctx.now - (back or WEEK), ctx.now)
        return await editions.gather(tx, here.community, None, window), here.community

    gathered, community = await ctx.read(look)
    contents = await editions.composed(gathered, USUAL, DEFAULT_SECTIONS)

    async def keep(tx: Transaction, actor: Actor) -> Card:
        await tx.subscriptions.catch_up(actor.member, gathered.window)
        zone = actor.space.habits.zone or "UTC"
        if not (contents.stories or contents.table):
            return note("Nothing came since you last looked. `digest catchup for 7d` goes back further.")
        table_url = f"{ctx.world.register_url}/c/{community}"
        messages = views.cards(contents, table_url, zone, ctx.request.platform)
        return views.part_of("digest catchup", {}, messages, part)

    return await ctx.write(keep)

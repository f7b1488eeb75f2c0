"""What one member missed."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from bot.domain.editions import Window
from bot.domain.errors import Misread, NotNow
from bot.domain.people import Actor
from bot.ports import Transaction
from bot.services import catchups
from bot.services.editions import MEMORY, Gathered
from bot.services.judging import judge_due
from bot.services.people import Here
from bot.views import catchups as views
from bot.views.editions import part_of
from bot.views.elements import Card, Small
from commands.context import Context
from commands.spec import Param, Who, command

NAME = "digest catchup"


@command(NAME, "The digest of what came since you last looked, to you alone", who=Who.MEMBER)
async def catchup(
    ctx: Context,
    back: Annotated[
        timedelta | None, Param("How far back, such as 14d; else since you last looked", name="for", lead="for")
    ] = None,
    part: Annotated[
        int | None, Param("Which message of what you were shown last; nothing for what is new", named=True)
    ] = None,
) -> Card:
    if back is not None and not timedelta(minutes=1) <= back <= MEMORY:
        raise Misread("Name up to eight weeks, such as `digest catchup for 14d`: what is older is not kept.")
    if part is None and (before := await ctx.answered()) is not None:
        return before  # delivered again, it asks what was new then
    await judge_due(ctx.world)

    async def look(tx: Transaction, here: Here) -> tuple[Here, Window | None, Gathered]:
        last = await tx.subscriptions.caught_up(here.member) if here.member is not None else None
        if part is None:
            window = catchups.unseen(last, ctx.now, back)
        elif last is not None:
            window = last
        else:
            raise NotNow("You have been shown nothing yet: `digest catchup` shows what is new.")
        return here, last, await catchups.missed(tx, here.community, window)

    here, last, gathered = await ctx.read(look)
    contents = await catchups.told(gathered)
    table_url = f"{ctx.world.register_url}/c/{here.community}"
    messages = views.cards(contents, table_url, here.space.habits.zone or "UTC", ctx.request.platform)
    if part is not None:
        return part_of(NAME, {}, messages, part)
    if last is not None and back is None and not catchups.is_news(contents):
        return views.nothing(last.until, ctx.prefix)
    card = part_of(NAME, {}, messages, 1)
    if back is None and (why := views.beginning(gathered.window, last)) is not None:
        heading, *rest = card.elements
        card = replace(card, elements=(heading, Small((why,)), *rest))

    async def mark(tx: Transaction, actor: Actor) -> Card:
        await tx.subscriptions.catch_up(actor.member, gathered.window)
        return card

    return await ctx.write(mark)

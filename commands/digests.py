"""Digest subscriptions of channels."""

from datetime import time
from typing import Annotated

from bot.domain.errors import Misread
from bot.domain.people import Actor
from bot.domain.periods import Weekday, Weekly
from bot.ports import Transaction
from bot.services import subscriptions
from bot.services.people import Here
from bot.views import digests as views
from bot.views.elements import Card, Strong, note
from commands.context import Context
from commands.spec import Param, Who, command
from commands.suggesting import known_subscriptions
from commands.types import Every, Zone


@command("digest subscribe", "Send this channel a weekly digest", who=Who.ADMIN)
async def subscribe(
    ctx: Context,
    every: Annotated[Every, Param("How often: weekly")],
    day: Annotated[Weekday, Param("The day of the week, such as mon")],
    at: Annotated[time, Param("The time of day there, such as 09:00", name="time")],
    zone: Annotated[Zone | None, Param("The time zone, such as Europe/Berlin; else this space's")] = None,
) -> Card:
    async def keep(tx: Transaction, actor: Actor) -> Card:
        kept = zone or actor.space.habits.zone
        if kept is None:
            raise Misread(
                "This space has set no time zone, so name one, such as "
                "`digest subscribe weekly mon 09:00 Europe/Berlin`. `settings zone Europe/Berlin` sets it for good."
            )
        made = await subscriptions.subscribe(tx, actor, ctx.place(), Weekly(day, at, kept), ctx.now, ctx.world.entropy)
        feeds = await tx.feeds.listed(actor.community)
        return views.subscribed(made.subscription.number, made.subscription.weekly, made.coming, len(feeds), ctx.prefix)

    return await ctx.write(keep)


@command("digest list", "The subscriptions, and when each is next due")
async def listing(ctx: Context) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        names = {space.id: space.name for space in await tx.communities.spaces(here.community)}
        return views.subscriptions(
            [
                (
                    held.number,
                    held.weekly,
                    names[held.space],
                    held.channel if held.space == here.space.id else None,
                    held.due,
                )
                for held in await tx.subscriptions.listed(here.community)
            ],
            ctx.prefix,
        )

    return await ctx.read(look)


@command("digest unsubscribe", "End a subscription", who=Who.ADMIN)
async def unsubscribe(
    ctx: Context,
    subscription: Annotated[int, Param("Its number in `digest list`", suggest=known_subscriptions)],
) -> Card:
    async def end(tx: Transaction, actor: Actor) -> Card:
        ended = await subscriptions.unsubscribe(tx, actor, subscription, ctx.now, ctx.world.entropy)
        return note(Strong(f"Subscription {ended.number} has ended."), " No further digest is sent for it.")

    return await ctx.write(end)

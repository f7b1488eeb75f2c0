"""Subscriptions to the digest: of channels, and of members by direct message."""

from dataclasses import replace
from datetime import time
from typing import Annotated

from bot.domain.composing import MOST_STORIES
from bot.domain.errors import Misread, NotAllowed
from bot.domain.people import Actor, Standing
from bot.domain.periods import Every, Recurrence, Weekday
from bot.domain.subscriptions import Subscription
from bot.ports import Transaction
from bot.services import subscriptions
from bot.services.people import Here
from bot.views import digests as views
from bot.views.elements import Card, Code, Strong, note
from commands.context import Context
from commands.spec import Param, Who, command
from commands.suggesting import known_subscriptions
from commands.types import Day, Sections, Sources, Switch, Zone

EVERY = Param("How often: daily, weekly or monthly")
DAY = Param("The day of the week, such as mon, or of the month, such as 15 or last")
TIME = Param("The time of day there, such as 09:00", name="time")
ZONE = Param("The time zone, such as Europe/Berlin; else this space's")
NUMBER = Param("Its number in `digest list`", suggest=known_subscriptions)


@command("digest subscribe", "Send this channel a digest; written to the bot alone, send it to you", who=Who.MEMBER)
async def subscribe(
    ctx: Context,
    *,
    every: Annotated[Every, EVERY],
    day: Annotated[Day | None, DAY] = None,
    at: Annotated[time, TIME],
    zone: Annotated[Zone | None, ZONE] = None,
) -> Card:
    if not ctx.request.channel:  # what is said to the bot alone is said of oneself
        return await _follow(ctx, every, day, at, zone)
    if not await _is_admin(ctx):
        raise NotAllowed(
            "Only an admin of this space subscribes a channel. `digest follow` sends you one, by direct message."
        )

    async def keep(tx: Transaction, actor: Actor) -> Card:
        recurrence = _recurrence(every, day, at, _zone(zone, actor, "subscribe"))
        made = await subscriptions.subscribe(tx, actor, ctx.place(), recurrence, ctx.now, ctx.world.entropy)
        feeds = await tx.feeds.listed(actor.community)
        return views.subscribed(made.subscription, made.coming, len(feeds), ctx.prefix)

    return await ctx.write(keep)


@command("digest follow", "Send yourself a digest, by direct message", who=Who.MEMBER)
async def follow(
    ctx: Context,
    *,
    every: Annotated[Every, EVERY],
    day: Annotated[Day | None, DAY] = None,
    at: Annotated[time, TIME],
    zone: Annotated[Zone | None, ZONE] = None,
) -> Card:
    return await _follow(ctx, every, day, at, zone)


@command("digest list", "The subscriptions, what each holds, and when it is next due")
async def listing(ctx: Context) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        names = {space.id: space.name for space in await tx.communities.spaces(here.community)}
        lines = [
            views.Line(
                subscription=one.subscription,
                space=names[one.subscription.space],
                channel=one.subscription.channel if one.subscription.space == here.space.id else None,
                number=one.last.number if one.last else None,
                stage=one.last.stage if one.last else None,
                delivery=one.delivery.state.value if one.delivery else None,
            )
            for one in await subscriptions.standings(tx, here.community, here.member, ctx.now)
        ]
        return views.subscriptions(lines, ctx.prefix)

    return await ctx.read(look)


@command("digest edit", "Change when a digest comes and what it holds", who=Who.MEMBER)
async def edit(
    ctx: Context,
    subscription: Annotated[int, NUMBER],
    every: Annotated[Every | None, Param("How often: daily, weekly or monthly", named=True)] = None,
    day: Annotated[Day | None, Param("The day of the week or of the month", named=True)] = None,
    at: Annotated[time | None, Param("The time of day, such as 09:00", name="time", named=True)] = None,
    zone: Annotated[Zone | None, Param("The time zone, such as Europe/Berlin", named=True)] = None,
    sections: Annotated[Sections | None, Param("Of table, news and near-misses those it has", named=True)] = None,
    minimum: Annotated[int | None, Param("The least points that a story has", named=True)] = None,
    sources: Annotated[Sources | None, Param("The feeds whose news it tells, by number, or all", named=True)] = None,
    length: Annotated[int | None, Param("The most stories that it tells, from 1 to 10", named=True)] = None,
    approve: Annotated[Switch | None, Param("Whether you approve each edition before it goes", named=True)] = None,
) -> Card:
    if length is not None and not 1 <= length <= MOST_STORIES:
        raise Misread(f"A digest tells from 1 to {MOST_STORIES} stories.")

    def change(one: Subscription) -> Subscription:
        taste = one.taste
        if minimum is not None:
            taste = replace(taste, minimum=minimum)
        if sources is not None:
            taste = replace(taste, sources=sources)
        if length is not None:
            taste = replace(taste, length=length)
        return replace(
            one,
            recurrence=_changed(one.recurrence, every, day, at, zone),
            taste=taste,
            sections=one.sections if sections is None else sections,
            approve=one.approve if approve is None else approve is Switch.ON,
        )

    asked = (every, day, at, zone, sections, minimum, sources, length, approve)
    if all(value is None for value in asked):
        return await _as_it_is(ctx, subscription)
    admin = await _is_admin(ctx)

    async def keep(tx: Transaction, actor: Actor) -> Card:
        held = await subscriptions.edit(tx, actor, subscription, change, ctx.now, ctx.world.entropy, admin=admin)
        return views.changed(held)

    return await ctx.write(keep)


@command("digest pause", "Let a digest not come until it is resumed", who=Who.MEMBER)
async def pause(ctx: Context, subscription: Annotated[int, NUMBER]) -> Card:
    admin = await _is_admin(ctx)

    async def keep(tx: Transaction, actor: Actor) -> Card:
        held = await subscriptions.pause(tx, actor, subscription, ctx.now, ctx.world.entropy, admin=admin)
        line = Code(f"{ctx.prefix}digest resume {held.number}")
        return note(Strong(f"Subscription {held.number} is paused."), " ", line, " lets it go on.")

    return await ctx.write(keep)


@command("digest resume", "Let a paused digest come again", who=Who.MEMBER)
async def resume(ctx: Context, subscription: Annotated[int, NUMBER]) -> Card:
    admin = await _is_admin(ctx)

    async def keep(tx: Transaction, actor: Actor) -> Card:
        held = await subscriptions.resume(tx, actor, subscription, ctx.now, ctx.world.entropy, admin=admin)
        return views.resumed(held, ctx.prefix)

    return await ctx.write(keep)


@command("digest unsubscribe", "End a subscription", who=Who.MEMBER)
async def unsubscribe(ctx: Context, subscription: Annotated[int, NUMBER]) -> Card:
    admin = await _is_admin(ctx)

    async def end(tx: Transaction, actor: Actor) -> Card:
        ended = await subscriptions.unsubscribe(tx, actor, subscription, ctx.now, ctx.world.entropy, admin=admin)
        return note(Strong(f"Subscription {ended.number} has ended."), " No further digest is sent for it.")

    return await ctx.write(end)


async def _follow(ctx: Context, every: Every, day: Day | None, at: time, zone: Zone | None) -> Card:
    async def keep(tx: Transaction, actor: Actor) -> Card:
        recurrence = _recurrence(every, day, at, _zone(zone, actor, "follow"))
        made = await subscriptions.follow(tx, actor, ctx.request.handle, recurrence, ctx.now, ctx.world.entropy)
        feeds = await tx.feeds.listed(actor.community)
        return views.subscribed(made.subscription, made.coming, len(feeds), ctx.prefix)

    return await ctx.write(keep)


async def _as_it_is(ctx: Context, number: int) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        one = await subscriptions.numbered(tx, here.community, number, here.member)
        return views.as_it_is(one, ctx.prefix)

    return await ctx.read(look)


async def _is_admin(ctx: Context) -> bool:
    profile = await ctx.known()
    return profile is not None and profile.admin and profile.standing is Standing.FULL


def _zone(zone: Zone | None, actor: Actor, verb: str) -> str:
    kept = zone or actor.space.habits.zone
    if kept is None:
        raise Misread(
            f"This space has set no time zone, so name one, such as `digest {verb} weekly mon 09:00 Europe/Berlin`. "
            "`settings zone Europe/Berlin` sets it for good."
        )
    return kept


def _recurrence(every: Every, day: Day | None, at: time, zone: str) -> Recurrence:
    """Return what recurs so.

    :raises Misread: where the day does not go with how often it is.
    """
    match every, day:
        case Every.DAILY, None:
            return Recurrence(every, 0, at, zone)
        case Every.WEEKLY, Weekday():
            return Recurrence(every, day, at, zone)
        case Every.MONTHLY, int() if not isinstance(day, Weekday):
            return Recurrence(every, day, at, zone)
        case Every.DAILY, _:
            raise Misread("A daily digest comes every day: leave the day out.")
        case Every.WEEKLY, _:
            raise Misread("A weekly digest needs a day of the week, such as `weekly mon 09:00`.")
        case _:
            raise Misread(
                "A monthly digest needs a day of the month, such as `monthly 1 09:00` or `monthly last 09:00`."
            )


def _changed(held: Recurrence, every: Every | None, day: Day | None, at: time | None, zone: Zone | None) -> Recurrence:
    wanted = every or held.every
    if day is None and wanted is held.every:
        day = _day(held)
    return _recurrence(wanted, day, held.wall if at is None else at, zone or held.zone)


def _day(held: Recurrence) -> Day | None:
    match held.every:
        case Every.DAILY:
            return None
        case Every.WEEKLY:
            return Weekday(held.day)
        case Every.MONTHLY:
            return held.day

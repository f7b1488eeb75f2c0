"""Editions of the digest: previewed, looked at again, approved, skipped and corrected."""

from datetime import timedelta
from typing import Annotated

from bot.domain.composing import USUAL
from bot.domain.editions import Section, Window
from bot.domain.people import Actor
from bot.domain.subscriptions import Subscription
from bot.ports import Transaction
from bot.services import editions, issuing, subscriptions
from bot.services.editions import Gathered
from bot.services.judging import judge_due
from bot.services.people import Here
from bot.views import editions as views
from bot.views.choosing import curating
from bot.views.elements import Card, Strong, Tone, note
from bot.views.phrases import counted
from commands.context import Context
from commands.spec import Param, Who, command
from commands.suggesting import held_editions, known_editions, known_subscriptions
from commands.text import clean

WEEK = timedelta(days=7)
UNSAID = (USUAL, frozenset(Section), "UTC")
"""What is previewed where no subscription says what it wants: all there is."""


@command("digest preview", "The digest as it would be sent now")
async def preview(
    ctx: Context,
    subscription: Annotated[
        int | None, Param("Its number in `digest list`; else this channel's", suggest=known_subscriptions)
    ] = None,
    part: Annotated[int, Param("Which of its messages, where it takes several")] = 1,
) -> Card:
    await judge_due(ctx.world)
    place = ctx.request.channel

    async def look(tx: Transaction, here: Here) -> tuple[Gathered, str, Subscription | None]:
        held: Subscription | None
        if subscription is not None:
            held = await subscriptions.numbered(tx, here.community, subscription, here.member)
        else:
            held = await subscriptions.of_channel(tx, here.community, here.space.id, place) if place else None
        since = ctx.now - WEEK if held is None else held.sent_to
        until = ctx.now + timedelta(seconds=1)  # what was read in this very second too
        gathered = await editions.gather(tx, here.community, held.id if held else None, Window(since, until))
        return gathered, here.community, held

    gathered, community, held = await ctx.read(look)
    taste, sections, zone = (held.taste, held.sections, held.recurrence.zone) if held else UNSAID
    curates = await ctx.facilitates()
    sections = sections | {Section.NEAR} if curates else sections - {Section.NEAR}
    contents = await editions.composed(gathered, taste, sections)
    messages = views.cards(contents, f"{ctx.world.register_url}/c/{community}", zone, ctx.request.platform)
    named = {} if subscription is None else {"subscription": str(subscription)}
    card = views.part_of("digest preview", named, messages, part)
    return curating(card, contents.stories or ()) if curates else card


@command("digest approve", "Send an edition that waits for approval", who=Who.FACILITATOR)
async def approve(
    ctx: Context,
    edition: Annotated[int, Param("Its number, which stands in `digest list`", suggest=held_editions)],
) -> Card:
    async def send(tx: Transaction, actor: Actor) -> Card:
        await issuing.approve(tx, ctx.world, actor, edition, ctx.now)
        return note(Strong(f"Edition {edition} is approved."), " It goes out now, as it was shown.", tone=Tone.GOOD)

    return await ctx.write(send)


@command("digest skip", "Let an edition that waits for approval not go out", who=Who.FACILITATOR)
async def skip(
    ctx: Context,
    edition: Annotated[int, Param("Its number, which stands in `digest list`", suggest=held_editions)],
) -> Card:
    async def leave(tx: Transaction, actor: Actor) -> Card:
        await issuing.skip(tx, ctx.world, actor, edition, ctx.now)
        return note(Strong(f"Edition {edition} is skipped."), " The next one tells of what comes after it.")

    return await ctx.write(leave)


@command("digest show", "An edition as it was sent, or would be")
async def show(
    ctx: Context,
    edition: Annotated[int, Param("Its number", suggest=known_editions)],
    part: Annotated[int, Param("Which of its messages, where it takes several")] = 1,
) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        messages = await issuing.messages(tx, ctx.world, here.community, edition, here.member)
        return views.part_of("digest show", {"edition": str(edition)}, messages, part)

    return await ctx.read(look)


@command("digest correct", "Put a dated note on a story that was told", who=Who.FACILITATOR)
async def correct(
    ctx: Context,
    edition: Annotated[int, Param("The number of the edition", suggest=known_editions)],
    story: Annotated[int, Param("The number of the story in it")],
    said: Annotated[str, Param("What was not so, and what is", name="note", rest=True, long=True, limit=300)],
) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        told = await issuing.correct(tx, ctx.world, actor, edition, story, clean(said), ctx.now)
        return note(
            Strong("Corrected."),
            f" The note is shown in {counted(told, 'edition')}, and the next one repeats it.",
            tone=Tone.GOOD,
        )

    return await ctx.write(put)

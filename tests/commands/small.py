"""A small catalogue: one command of each shape that a declaration can have."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Annotated

from bot.domain.charter import Unset
from bot.domain.errors import FormFaults as DomainFaults
from bot.domain.errors import NotNow, NotRecorded
from bot.domain.people import Actor
from bot.domain.periods import Every, Weekday
from bot.domain.proposals import ProposalRef
from bot.domain.record import Secret, SecretKind
from bot.domain.rules import Quorum
from bot.domain.voting import Choice
from bot.ports import Impossible, Transaction
from bot.services.people import Here
from bot.services.recording import record
from bot.views.elements import Card, Field, Form, note, runs
from commands import help as helping
from commands.context import Context
from commands.spec import Answers, Catalogue, FormFaults, Param, Who
from commands.types import ChannelKey, FeedRef, FeedUrl, Zone

SMALL = Catalogue()
command = SMALL.command

A_PROPOSAL = Param("Its number, such as 12 or RL-12")


def said(name: str, *values: object) -> Card:
    """Return a card that tells which handler ran, and with what."""
    return note(f"{name}: {values!r}")


@command("propose red-line", "Propose a red line")
async def propose(ctx: Context, template: Annotated[str, Param("A template", limit=80)] = "") -> Form:
    return Form("New red line", runs("draft save", kind="red line"), ((Field("title", "Title", value=template),),))


@command("open", "Open a vote", who=Who.MEMBER)
async def open_vote(
    ctx: Context,
    proposal: Annotated[ProposalRef, A_PROPOSAL],
    period: Annotated[timedelta | None, Param("How long: 20m, 7d", name="for", lead="for")] = None,
) -> Card:
    return said("open", proposal, period)


@command("vote", "Cast or change your ballot")
async def vote(
    ctx: Context,
    proposal: Annotated[ProposalRef, A_PROPOSAL],
    choice: Annotated[Choice, Param("How you vote")],
    reason: Annotated[str, Param("Why, if you like", rest=True, long=True)] = "",
) -> Card:
    return said("vote", proposal, choice, reason)


@command("proposals", "What there is")
async def proposals(ctx: Context) -> Card:
    return said("proposals", ctx.now)


@command("settings", "See or change the settings", who=Who.ADMIN)
async def settings(
    ctx: Context,
    quorum: Annotated[Quorum | Unset | None, Param("Ballots needed", named=True)] = None,
    voting_period: Annotated[timedelta | None, Param("How long votes stay open", named=True)] = None,
    channel: Annotated[ChannelKey | Unset | None, Param("Where cards stand", named=True)] = None,
) -> Card:
    return said("settings", quorum, voting_period, channel)


@command("digest subscribe", "Send a digest here", who=Who.ADMIN)
async def subscribe(
    ctx: Context,
    every: Annotated[Every, Param("How often: weekly")],
    day: Annotated[Weekday, Param("The day of the week")],
    at: Annotated[time, Param("The time of day there", name="time")],
    zone: Annotated[Zone, Param("The time zone")],
) -> Card:
    return said("digest subscribe", every, day, at, zone)


@command("digest list", "The subscriptions")
async def digests(ctx: Context) -> Card:
    return said("digest list")


async def _subscriptions(ctx: Context, text: str) -> Sequence[tuple[str, str]]:
    spaces = await ctx.read(lambda tx, here: tx.communities.spaces(here.community))
    return [(str(number), space.name) for number, space in enumerate(spaces, 1)]


@command("digest unsubscribe", "End a subscription", who=Who.ADMIN)
async def unsubscribe(ctx: Context, subscription: Annotated[int, Param("Its number", suggest=_subscriptions)]) -> Card:
    return said("digest unsubscribe", subscription)


@command("feed add", "Add a news source", who=Who.ADMIN)
async def add(ctx: Context, url: Annotated[FeedUrl, Param("Its address", limit=2000)]) -> Card:
    return said("feed add", url)


async def _feeds(ctx: Context, text: str) -> Sequence[tuple[str, str]]:
    if text == "slow":
        await asyncio.sleep(60)
    if text == "bug":
        raise KeyError("a bug")
    many = [(str(n), f"Feed {n} {'x' * 200}") for n in range(1, 100)]
    return [("y" * 101, "a value that is too long"), *many]


@command("feed remove", "Remove a news source", who=Who.ADMIN)
async def remove(
    ctx: Context, feed: Annotated[FeedRef, Param("Its number or address", limit=2000, suggest=_feeds)]
) -> Card:
    return said("feed remove", feed)


@command("note", "Keep a note on the record")
async def keep_note(
    ctx: Context,
    text: Annotated[str, Param("What to keep", rest=True, long=True, limit=200)],
) -> Card:
    """Append to the record, then fail in the way that *text* names: each effect can be counted."""

    async def keep(tx: Transaction, actor: Actor) -> Card:
        index = await record(
            tx, actor.community, "note", {"text": Secret(SecretKind.TEXT, text)}, ctx.now, ctx.world.entropy
        )
        match text:
            case "refuse":
                raise NotNow(f"Not now: it would have been entry {index}.")
            case "faulty":
                raise DomainFaults({"text": "Say something else."})
            case "unrecorded":
                raise NotRecorded("Not recorded: the store is busy. Try again in a minute.")
            case "bug":
                raise KeyError(text)
        return note(f"Kept as entry {index}.")

    if text == "trouble":
        raise Impossible("the channel is gone")
    card = await ctx.write(keep)
    if text == "twice":
        return await ctx.write(keep)
    if text == "form":
        raise FormFaults({"title": "Title is needed."}, runs("draft save", kind="red line"))
    return card


@command("entries", "How many entries the record has")
async def entries(ctx: Context) -> Card:
    async def count(tx: Transaction, here: Here) -> Card:
        return note(f"{len(await tx.record.leaves(here.community))} entries, member {here.member is not None}")

    return await ctx.read(count)


@command("draft save", "Keep what a form holds", listed=False)
async def save(
    ctx: Context,
    kind: Annotated[str, Param("The kind")],
    answers: Annotated[Answers, Param("What was typed")],
) -> Card:
    mapping: Mapping[str, str] = answers
    return said("draft save", kind, dict(mapping))


command("help", "What you can do here, and how")(helping.tell)

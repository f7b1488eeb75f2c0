"""Bringing spaces to one table, and taking them away."""

from typing import Annotated

from bot.domain.codes import OneTimeCode, Purpose
from bot.domain.ids import CommunityId
from bot.domain.people import Actor
from bot.domain.proposals import Proposal, State
from bot.ports import Transaction
from bot.services import bridging
from bot.services.luggage import Luggage
from bot.services.people import Here
from bot.views import bridges
from bot.views.elements import Card
from bot.views.phrases import enumerated
from commands.context import Context
from commands.motions import moved
from commands.redeeming import redeemed
from commands.spec import Param, Who, command
from commands.types import CodeText

DECIDED = (State.ADOPTED, State.REJECTED, State.NO_QUORUM)


@command("bridge create", "Make a code that brings another space to this table", who=Who.ADMIN)
async def create(ctx: Context) -> Card:
    async def make(tx: Transaction, actor: Actor) -> Card:
        made = await bridging.offer(tx, actor, ctx.place(actor.space), ctx.now, ctx.world.entropy)
        if isinstance(made, Proposal):
            return await moved(ctx, tx, actor, made)
        return bridges.code(made, ctx.prefixes)

    return await ctx.write(make)


@command("bridge join", "Bring this space to another table, by its code", who=Who.ADMIN)
async def join(ctx: Context, code: Annotated[CodeText, Param("The code that its admin made")]) -> Card:
    async def look(tx: Transaction, actor: Actor, found: OneTimeCode) -> Card:
        made = await bridging.crossing(tx, actor, found)
        decided = len(await tx.proposals.listed(made.old, DECIDED))
        return bridges.joining(made.space, made.spaces, made.maker.name, found, _luggage(made.luggage), decided)

    return await redeemed(ctx, code, Purpose.BRIDGE, look)


@command("bridge cross", "Join the table of a code", who=Who.ADMIN, listed=False)
async def cross(ctx: Context, code: Annotated[CodeText, Param("The code")]) -> Card:
    async def go(tx: Transaction, actor: Actor, found: OneTimeCode) -> Card:
        made = await bridging.cross(tx, actor, found, ctx.place(actor.space), ctx.now, ctx.world.entropy)
        decided = await tx.proposals.listed(made.old, DECIDED)
        return bridges.joined(made.space, made.spaces, ctx.prefix, _page(ctx, made.old) if decided else None)

    return await redeemed(ctx, code, Purpose.BRIDGE, go)


@command("bridge leave", "Take this space away to a table of its own", who=Who.ADMIN)
async def leave(ctx: Context) -> Card:
    async def look(tx: Transaction, actor: Actor) -> Card:
        going = await bridging.departure(tx, actor)
        labels = [proposal.label for proposal in going.open_votes]
        return bridges.leaving(going.space, going.spaces, _luggage(going.luggage), labels)

    return await ctx.write(look)


@command("bridge depart", "Leave the table", who=Who.ADMIN, listed=False)
async def depart(ctx: Context) -> Card:
    async def go(tx: Transaction, actor: Actor) -> Card:
        gone = await bridging.depart(tx, actor, ctx.now, ctx.world.entropy)
        return bridges.left(gone.space, gone.spaces, _page(ctx, gone.old))

    return await ctx.write(go)


@command("bridge list", "The spaces that share this table")
async def listing(ctx: Context) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        spaces = [
            (space, (await tx.communities.seats(space.id))[-1].since)
            for space in await tx.communities.spaces(here.space.community)
        ]
        seats = await tx.communities.seats(here.space.id)
        left = list(dict.fromkeys(seat.community for seat in seats if seat.community != here.space.community))
        names = await tx.communities.names(left)
        before = [
            (enumerated(names[community]), _page(ctx, community))
            for community in left
            if await tx.proposals.listed(community, (State.VOTING, *DECIDED))
        ]
        return bridges.seated(spaces, before, ctx.prefix)

    return await ctx.read(look)


def _luggage(carried: Luggage) -> list[str]:
    return list(bridges.luggage(carried.drafts, carried.digests, carried.feeds))


def _page(ctx: Context, community: CommunityId) -> str:
    return f"{ctx.world.register_url}/c/{community}/"

"""Facilitators, who help to run a community without being admins of a space."""

from typing import Annotated

from bot.domain.acts import FacilitatorAdded, FacilitatorRemoved
from bot.domain.people import Actor, MemberRef
from bot.ports import Transaction
from bot.services.authority import decide
from bot.services.members import find_member
from bot.views.elements import Card, Code, Heading, Items, Moment, Small, Strong, note
from bot.views.phrases import counted
from commands.context import Context
from commands.motions import answered
from commands.spec import Param, Who, command
from commands.suggesting import facilitators, members


@command("facilitator add", "Appoint somebody who may admit members and keep feeds", who=Who.ADMIN)
async def add(ctx: Context, member: Annotated[MemberRef, Param("Who it is", suggest=members)]) -> Card:
    return await _decided(ctx, member, FacilitatorAdded)


@command("facilitator remove", "Let somebody be a facilitator no more", who=Who.ADMIN)
async def remove(ctx: Context, member: Annotated[MemberRef, Param("Who it is", suggest=facilitators)]) -> Card:
    return await _decided(ctx, member, FacilitatorRemoved)


@command("facilitator list", "Who helps to run this community")
async def listing(ctx: Context) -> Card:
    found = await ctx.read(lambda tx, here: tx.facilitators.listed(here.community))
    if not found:
        return note("There is no facilitator. ", Code(f"{ctx.prefix}facilitator add"), " appoints one.")
    return Card(
        counted(len(found), "facilitator"),
        (
            Heading("Facilitators"),
            Items(tuple((Strong(one.name), " since ", Moment(one.since)) for one in found)),
            Small(("They admit members to the registered roll and keep the feeds, as admins of a space can.",)),
        ),
    )


async def _decided(ctx: Context, member: MemberRef, what: type[FacilitatorAdded] | type[FacilitatorRemoved]) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        found = await find_member(tx, actor.community, member, ctx.request.handle, ctx.now, ctx.world.entropy)
        acted = await decide(tx, actor, what(found), ctx.request.channel, ctx.now, ctx.world.entropy)
        return await answered(ctx, tx, actor, acted)

    return await ctx.write(put)

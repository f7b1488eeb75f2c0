"""The registered roll: joined beforehand, left, admitted to."""

from typing import Annotated

from bot.domain.people import Actor, MemberRef
from bot.ports import Transaction
from bot.services import registering
from bot.services.members import find_member
from bot.services.people import Here
from bot.views import rolls as views
from bot.views.elements import Card, Strong, note
from commands.context import Context
from commands.spec import Param, Who, command
from commands.suggesting import registered


@command("join", "Join the registered roll, to vote in what opens from now on", who=Who.MEMBER)
async def join(ctx: Context) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        made = await registering.join(tx, actor, ctx.now, ctx.world.entropy)
        return views.joined(made.admitted is None, (await tx.communities.charter(actor.community)).roll)

    return await ctx.write(put)


@command("leave", "Leave the registered roll; votes that are open keep you")
async def leave(ctx: Context) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        await registering.leave(tx, actor, ctx.now, ctx.world.entropy)
        return note(Strong("You are off the roll of later votes."), " On the rolls of votes that are open you stay.")

    return await ctx.write(put)


@command("roll show", "Who is on the registered roll, and who waits")
async def show(ctx: Context) -> Card:
    admits = await ctx.facilitates()

    async def look(tx: Transaction, here: Here) -> Card:
        now = await registering.roll_now(tx, here.community)
        return views.roll(
            now.charter.roll,
            now.charter.admission,
            now.asking,
            now.members,
            now.waiting,
            now.without_role,
            now.gone,
            admits,
        )

    return await ctx.read(look)


@command("roll admit", "Admit somebody who waits to the registered roll", who=Who.FACILITATOR)
async def admit(ctx: Context, member: Annotated[MemberRef, Param("Who waits", suggest=registered)]) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        found = await find_member(tx, actor.community, member, ctx.request.handle, ctx.now, ctx.world.entropy)
        name = await registering.admit(tx, actor, found, ctx.now, ctx.world.entropy)
        return note(Strong(f"{name} is admitted."), " Votes that open from now on include them.")

    return await ctx.write(put)


@command("roll remove", "Take somebody off the roll of later votes", who=Who.FACILITATOR)
async def remove(ctx: Context, member: Annotated[MemberRef, Param("Who is on it", suggest=registered)]) -> Card:
    async def put(tx: Transaction, actor: Actor) -> Card:
        found = await find_member(tx, actor.community, member, ctx.request.handle, ctx.now, ctx.world.entropy)
        name = await registering.remove(tx, actor, found, ctx.now, ctx.world.entropy)
        return note(Strong(f"{name} is off the roll of later votes."), " Those that are open keep them.")

    return await ctx.write(put)

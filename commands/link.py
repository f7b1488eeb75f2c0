"""Linking the accounts of one person, so that they are one member with one vote."""

from typing import Annotated

from bot.domain.codes import OneTimeCode, Purpose
from bot.domain.people import Actor
from bot.ports import Transaction
from bot.services import codes, linking
from bot.views import links
from bot.views.elements import Card
from commands.context import Context
from commands.redeeming import redeemed
from commands.spec import Param, Who, command
from commands.types import CodeText


@command("link", "Make your accounts on two platforms one member with one vote", who=Who.MEMBER)
async def link(
    ctx: Context,
    code: Annotated[CodeText | None, Param("The code that your other account was shown")] = None,
) -> Card:
    async def show(tx: Transaction, actor: Actor, found: OneTimeCode) -> Card:
        other = await linking.linkable(tx, actor, found, ctx.now, ctx.world.entropy)
        own = await tx.people.accounts(actor.community, actor.member)
        here = next(one.account for one in own if one.account.id == actor.account)
        return links.confirming(linking.named([here]), linking.named([other.account]), found)

    async def begin(tx: Transaction, actor: Actor) -> Card:
        accounts = [own.account for own in await tx.people.accounts(actor.community, actor.member)]
        return links.already(accounts, ctx.prefix) if len(accounts) > 1 else await _make(ctx, tx, actor)

    return await ctx.write(begin) if code is None else await redeemed(ctx, code, Purpose.LINK, show)


@command("link another", "Make a code that links one more account", who=Who.MEMBER, listed=False)
async def another(ctx: Context) -> Card:
    return await ctx.write(lambda tx, actor: _make(ctx, tx, actor))


@command("link confirm", "Link the account that made a code", who=Who.MEMBER, listed=False)
async def confirm(ctx: Context, code: Annotated[CodeText, Param("The code")]) -> Card:
    async def join(tx: Transaction, actor: Actor, found: OneTimeCode) -> Card:
        struck = await linking.link(tx, actor, found, ctx.world.clock, ctx.world.entropy)
        member = await tx.people.current(actor.member)
        accounts = [own.account for own in await tx.people.accounts(actor.community, member)]
        return links.linked(linking.named(accounts), [one.proposal.label for one in struck])

    return await redeemed(ctx, code, Purpose.LINK, join)


@command("unlink", "Make this account a member by itself again", who=Who.MEMBER)
async def unlink(ctx: Context) -> Card:
    async def part(tx: Transaction, actor: Actor) -> Card:
        others = await linking.unlink(tx, actor, ctx.now, ctx.world.entropy)
        return links.unlinked(linking.named([own.account for own in others]))

    return await ctx.write(part)


async def _make(ctx: Context, tx: Transaction, actor: Actor) -> Card:
    made = await codes.make(tx, actor, Purpose.LINK, ctx.request.channel, ctx.now, ctx.world.entropy)
    return links.code(made, ctx.prefixes)

"""Redeeming a one-time code, with the tries counted."""

from collections.abc import Awaitable, Callable

from bot.domain.codes import OneTimeCode, Purpose
from bot.domain.people import Actor
from bot.ports import Transaction
from bot.services import codes
from bot.services.codes import NoSuchCode
from bot.views.codes import wrong
from bot.views.elements import Card
from commands.context import Context

Use = Callable[[Transaction, Actor, OneTimeCode], Awaitable[Card]]


async def redeemed(ctx: Context, text: str, purpose: Purpose, use: Use) -> Card:
    """Return what *use* makes of the code that *text* is, or say that there is no such code."""

    async def redeem(tx: Transaction, actor: Actor) -> Card:
        found = await codes.redeemable(tx, actor, text, purpose, ctx.now)
        return wrong(found.left) if isinstance(found, NoSuchCode) else await use(tx, actor, found)

    return await ctx.write(redeem)

"""What is asked of the platforms before a vote opens."""

from collections.abc import Awaitable, Callable, Sequence

from bot.domain.errors import NotNow, NotRecorded, Refusal
from bot.domain.people import Space
from bot.domain.proposals import Kind, Proposal
from bot.domain.rules import RollKind
from bot.ports import Transaction, Trouble
from bot.services.people import Here, note_roll
from bot.services.voting import outlook
from commands.context import Context

Check = Callable[..., Awaitable[Proposal]]
"""Whether somebody may open a vote now: it refuses where they may not."""


async def roll_refused(ctx: Context, check: Check) -> Refusal | None:
    """Ask each platform that keeps no join dates who is in its spaces, and note it, before the roll is fixed.

    Return why the vote is not opened, where it is not: one never is on a roll that nobody could read.
    """

    async def look(tx: Transaction, here: Here) -> Sequence[Space]:
        await check(tx, here.community, asking=here.member, now=ctx.now)
        return await tx.communities.spaces(here.community)

    try:
        for space in await ctx.read(look):
            await _read_roll(ctx, space)
    except NotRecorded:
        raise
    except Refusal as refusal:
        return refusal
    return None


async def roll_counted(ctx: Context, kind: Kind) -> bool:
    """Return whether all who are there are noted, as far as platforms tell that, before a vote on *kind* is looked at.

    The platforms are asked only where a vote could not be decided by those who are noted so far.
    """

    async def look(tx: Transaction, here: Here) -> Sequence[Space]:
        opening = await outlook(tx, here.community, kind, ctx.now)
        asked = opening.roll_kind is RollKind.OPEN and not opening.can_decide
        return await tx.communities.spaces(here.community) if asked else ()

    try:
        for space in await ctx.read(look):
            await _read_roll(ctx, space)
    except Refusal:
        return False
    return True


async def _read_roll(ctx: Context, space: Space) -> None:
    messenger = ctx.world.messengers.get(space.platform)
    if messenger is None:
        raise NotNow(f"The roll of {space.name} could not be read: it is not connected. The vote is not open.")
    try:
        people = await messenger.roll(space)
    except Trouble as trouble:
        raise NotNow(
            f"The roll of {space.name} could not be read ({trouble.reason}). The vote is not open; try again."
        ) from trouble
    if people is not None:
        await note_roll(ctx.world, space, people)

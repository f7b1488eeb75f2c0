"""The charter and the channel of a space."""

from datetime import timedelta
from typing import Annotated

from bot.domain.ids import CommunityId
from bot.domain.people import Actor
from bot.domain.rules import Quorum
from bot.ports import Transaction
from bot.services import settings as services
from bot.views import admin
from bot.views.elements import Card
from commands.context import Context
from commands.spec import Param, Who, command
from commands.types import ChannelKey


@command("settings", "See or change the quorum, the voting period, the channel", who=Who.ADMIN)
async def settings(
    ctx: Context,
    quorum: Annotated[Quorum | None, Param("Ballots that a vote needs, such as 3", named=True)] = None,
    voting_period: Annotated[
        timedelta | None, Param("How long votes stay open: 20m, 7d", name="voting-period", named=True)
    ] = None,
    channel: Annotated[ChannelKey | None, Param("Where the cards of this space stand", named=True)] = None,
) -> Card:
    async def change(tx: Transaction, actor: Actor) -> Card:
        now, entropy = ctx.now, ctx.world.entropy
        if quorum is not None or voting_period is not None:
            await services.change_charter(tx, actor, quorum, voting_period, now, entropy)
        if channel is not None:
            await services.set_channel(tx, actor, channel, now, entropy)
        charter = await tx.communities.charter(actor.community)
        return admin.settings(charter, channel or actor.space.channel, changed=True)

    if quorum is None and voting_period is None and channel is None:
        return await ctx.read(lambda tx, here: _shown(tx, here.community, here.space.channel))
    return await ctx.write(change)


async def _shown(tx: Transaction, community: CommunityId, channel: str | None) -> Card:
    return admin.settings(await tx.communities.charter(community), channel, changed=False)

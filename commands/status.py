"""The state of the service, for admins."""

from importlib.metadata import version
from typing import Annotated

from bot.domain.errors import NotFound
from bot.domain.ids import DeliveryId
from bot.domain.people import Actor
from bot.domain.proposals import State
from bot.ports import DeliveryState, Transaction
from bot.services import delivery as services
from bot.services.people import Here
from bot.views import admin
from bot.views.elements import Card, note
from commands.context import Context
from commands.spec import Param, Who, command

TOLD = (
    DeliveryState.WAITING,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.FAILED,
    DeliveryState.MISSED,
)


@command("status", "Messages, feeds, record and version", who=Who.ADMIN)
async def status(ctx: Context) -> Card:
    async def look(tx: Transaction, here: Here) -> Card:
        community = here.space.community
        deliveries = await tx.outbox.in_state(community, TOLD)
        feeds = await tx.feeds.listed(community)
        return admin.status(
            version("moratorium"),
            len(await tx.proposals.listed(community, [State.VOTING])),
            await tx.record.size(community),
            [(d.id, d.kind.value, d.channel, d.state.value, d.note, d.due) for d in deliveries],
            [(feed.title, feed.fault) for feed in feeds if feed.fault],
        )

    return await ctx.read(look)


@command("resend", "Send an uncertain message once more", who=Who.ADMIN, listed=False)
async def resend(ctx: Context, delivery: Annotated[str, Param("The delivery's id", limit=26)]) -> Card:
    async def again(tx: Transaction, actor: Actor) -> Card:
        if not await services.resend(tx, actor.community, DeliveryId(delivery), ctx.now):
            raise NotFound("This message is not waiting for you any more. `status` shows how things stand.")
        return note("It is on its way again.")

    return await ctx.write(again)

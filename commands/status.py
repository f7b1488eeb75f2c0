"""The state of the service, for admins."""

from datetime import timedelta
from importlib.metadata import version
from typing import Annotated

from bot.domain.errors import NotFound
from bot.domain.ids import DeliveryId, PostingId
from bot.domain.people import Actor
from bot.domain.proposals import State
from bot.ports import DeliveryState, Posting, Transaction
from bot.services import delivery as services
from bot.services import refreshing
from bot.services.people import Here
from bot.views import admin
from bot.views.elements import Card, note
from commands.context import Context
from commands.spec import Param, Who, command

STUCK = (DeliveryState.UNCERTAIN, DeliveryState.FAILED, DeliveryState.MISSED)
UNDERWAY = (DeliveryState.SENDING, DeliveryState.WAITING)
TOLD_FOR = timedelta(days=14)
LISTED = 10
"""Of each sort."""


@command("status", "Messages, feeds, record and version", who=Who.ADMIN)
async def status(ctx: Context) -> Card:
    since = ctx.now - TOLD_FOR

    async def look(tx: Transaction, here: Here) -> Card:
        community = here.community
        stuck = await tx.outbox.in_state(community, STUCK, since, LISTED + 1)
        underway = await tx.outbox.in_state(community, UNDERWAY, None, LISTED + 1)
        cards = await tx.postings.given_up(community, since, LISTED + 1)
        feeds = await tx.feeds.listed(community)
        return admin.status(
            version("moratorium"),
            len(await tx.proposals.listed(community, [State.VOTING])),
            await tx.record.size(community),
            [
                (d.id, d.kind.value, d.channel, d.state.value, d.note, d.due, services.resendable(d))
                for d in (*stuck[:LISTED], *underway[:LISTED])
            ],
            [await _told(tx, posting) for posting in cards[:LISTED]],
            [(feed.title, feed.fault) for feed in feeds if feed.fault],
            max(len(stuck), len(underway), len(cards)) > LISTED,
        )

    return await ctx.read(look)


async def _told(tx: Transaction, posting: Posting) -> tuple[str, str, str, str]:
    proposal = await tx.proposals.by_id(posting.proposal)
    assert proposal is not None
    return posting.id, proposal.label, posting.channel, posting.given_up or ""


@command("resend", "Send an uncertain message once more", who=Who.ADMIN, listed=False)
async def resend(ctx: Context, delivery: Annotated[str, Param("The delivery's id", limit=26)]) -> Card:
    async def again(tx: Transaction, actor: Actor) -> Card:
        if not await services.resend(tx, actor, DeliveryId(delivery), ctx.now, ctx.world.entropy):
            raise NotFound("This message is not waiting for you any more. `status` shows how things stand.")
        return note("It is on its way again.")

    return await ctx.write(again)


@command("retry", "Bring a card up to date that was given up", who=Who.ADMIN, listed=False)
async def retry(ctx: Context, card: Annotated[str, Param("The id of where the card stands", limit=26)]) -> Card:
    async def again(tx: Transaction, actor: Actor) -> Card:
        if not await refreshing.resume(tx, actor.community, PostingId(card)):
            raise NotFound("This card is not given up any more. `status` shows how things stand.")
        return note("The card is brought up to date now. If that fails, `status` says why.")

    return await ctx.write(again)

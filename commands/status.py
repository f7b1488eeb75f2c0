"""The state of the service, for admins."""

from datetime import timedelta
from importlib.metadata import version
from typing import Annotated

from bot.domain.addresses import person_in
from bot.domain.errors import NotFound
from bot.domain.ids import DeliveryId, PostingId, SpaceId
from bot.domain.people import Actor
from bot.domain.proposals import State
from bot.ports import Delivery, DeliveryState, Posting, Transaction
from bot.services import refreshing, resending
from bot.services.people import Here
from bot.services.queueing import awaiting
from bot.views import status as views
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
        spaces = {space.id: space for space in await tx.communities.spaces(community)}
        stuck = await tx.outbox.in_state(community, STUCK, since, LISTED + 1)
        underway = await tx.outbox.in_state(community, UNDERWAY, None, LISTED + 1)
        cards = await tx.postings.given_up(community, since, LISTED + 1)
        obstacles = await tx.obstacles.of(community)
        feeds = await tx.feeds.listed(community)

        async def where(space: SpaceId, channel: str) -> views.Where:
            if person_in(channel) is not None:
                return views.Where(None)
            if space == here.space.id:
                return views.Where(channel)
            return views.Where(channel, (await tx.communities.space_by_id(space)).name)

        async def unsent(one: Delivery) -> views.Unsent:
            again = resending.resendable(one)
            place = await where(one.space, one.channel)
            why = one.note or await awaiting(tx, one)
            return views.Unsent(one.id, one.kind.value, place, one.state.value, why, one.due, again)

        async def given_up(one: Posting) -> views.GivenUp:
            proposal = await tx.proposals.by_id(one.proposal)
            assert proposal is not None
            return views.GivenUp(one.id, proposal.label, await where(one.space, one.channel), one.given_up or "")

        return views.status(
            views.Status(
                version=version("moratorium"),
                open_votes=len(await tx.proposals.listed(community, [State.VOTING])),
                leaves=await tx.record.size(community),
                lost=[(space.name, space.lost) for space in spaces.values() if space.lost is not None],
                obstacles=[(spaces[one.space].name, one.reason) for one in obstacles[:LISTED]],
                unsent=[await unsent(one) for one in (*stuck[:LISTED], *underway[:LISTED])],
                cards=[await given_up(one) for one in cards[:LISTED]],
                held=[one.number for one in await tx.editions.held(community)],
                failing=[(feed.title, feed.fault) for feed in feeds if feed.fault],
                quiet_until=here.space.quiet_until(ctx.now),
                more=max(len(stuck), len(underway), len(cards), len(obstacles)) > LISTED,
            )
        )

    return await ctx.read(look)


@command("resend", "Send an uncertain message once more", who=Who.ADMIN, listed=False)
async def resend(ctx: Context, delivery: Annotated[str, Param("The delivery's id", limit=26)]) -> Card:
    async def again(tx: Transaction, actor: Actor) -> Card:
        if not await resending.resend(tx, actor, DeliveryId(delivery), ctx.now, ctx.world.entropy):
            raise NotFound("This message is not waiting for you any more. `status` shows how things stand.")
        return note("It is on its way again.")

    return await ctx.write(again)


@command("retry", "Bring a card up to date that was given up", who=Who.ADMIN, listed=False)
async def retry(ctx: Context, card: Annotated[str, Param("The id of where the card stands", limit=26)]) -> Card:
    async def again(tx: Transaction, actor: Actor) -> Card:
        if not await refreshing.resume(tx, actor, PostingId(card), ctx.now, ctx.world.entropy):
            raise NotFound("This card is not given up any more. `status` shows how things stand.")
        return note("The card is brought up to date now. If that fails, `status` says why.")

    return await ctx.write(again)

"""What goes now and what waits: under the platforms' limits, the most important first."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.addresses import person_in
from bot.domain.delivering import DeliveryKind
from bot.domain.ids import DeliveryId, PostingId, SpaceId
from bot.domain.pacing import Haste, Ration, Ticket
from bot.domain.people import Space
from bot.ports import Due, Stale
from bot.services.world import World


def deliveries_now(
    world: World, due: Sequence[Due], spaces: Mapping[SpaceId, Space], now: datetime
) -> dict[DeliveryId, Ticket]:
    """Return which of *due* go now, each with its leave to be sent, in the order in which they go.

    Outcomes and warnings go before cards, notes and digests, and what single people are told goes last, where it leaves
    room for the others. In a channel nothing overtakes what it stands behind.
    """
    tickets: dict[DeliveryId, Ticket] = {}
    full: set[tuple[SpaceId, str]] = set()
    for delivery in sorted(due, key=_weight):
        line = (delivery.space, delivery.channel)
        if line in full:
            continue
        haste = Haste.AT_ONCE if person_in(delivery.channel) is None else Haste.IN_TURN
        ticket = world.pacing.take(send_rations(world, spaces[delivery.space], delivery.channel), now, haste)
        if ticket is None:
            full.add(line)
        else:
            tickets[delivery.id] = ticket
    return tickets


def edits_now(
    world: World, stale: Sequence[Stale], spaces: Mapping[SpaceId, Space], now: datetime
) -> dict[PostingId, Ticket]:
    """Return which of *stale* are edited now, each with its leave, in order; new states go before turnout, which leaves
    room for them."""
    tickets: dict[PostingId, Ticket] = {}
    for one in stale:
        posting = one.posting
        messenger = world.messengers.get(spaces[posting.space].platform)
        if messenger is None:
            continue
        assert posting.reference is not None
        rations = messenger.edit_rations(spaces[posting.space], posting.channel, posting.reference, now)
        ticket = world.pacing.take(rations, now, Haste.IN_TURN if one.turnout_only else Haste.AT_ONCE)
        if ticket is not None:
            tickets[posting.id] = ticket
    return tickets


def send_rations(world: World, space: Space, channel: str) -> Sequence[Ration]:
    messenger = world.messengers.get(space.platform)
    return () if messenger is None else messenger.send_rations(space, channel)


def _weight(delivery: Due) -> int:
    if person_in(delivery.channel) is not None:
        return 2
    return 0 if delivery.urgent or delivery.kind is DeliveryKind.NOTICE else 1

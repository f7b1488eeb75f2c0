"""What goes now and what waits: under the platforms' limits, the most important first."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from bot.domain.addresses import person_in
from bot.domain.delivering import DeliveryKind
from bot.domain.ids import DeliveryId, PostingId, SpaceId
from bot.domain.pacing import Haste, Ration, Ticket
from bot.domain.people import Space
from bot.ports import Channel, Delivery, Due, Posting, Stale, Transaction
from bot.services.lines import Doing
from bot.services.world import World

P = TypeVar("P", Delivery, Posting)


def deliveries_now(
    world: World, due: Sequence[Due], spaces: Mapping[SpaceId, Space], now: datetime
) -> dict[DeliveryId, Ticket]:
    """Return which of *due* go now, each with its leave to be sent, in the order in which they go.

    Outcomes and warnings go before cards, notes and digests, and what single people are told goes last, where it leaves
    room for the others. In a channel nothing overtakes what it stands behind, but posts and edits do not wait for each
    other.
    """
    tickets: dict[DeliveryId, Ticket] = {}
    full: set[tuple[SpaceId, str, bool]] = set()
    for delivery in sorted(due, key=_weight):
        line = (delivery.space, delivery.channel, delivery.kind is DeliveryKind.CORRECTION)
        if line in full:
            continue
        haste = Haste.AT_ONCE if person_in(delivery.channel) is None else Haste.IN_TURN
        ticket = world.pacing.take(_rations(world, spaces[delivery.space], delivery, now), now, haste)
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


async def run_claimed(
    world: World,
    doing: Doing,
    tickets: Mapping[Any, Ticket],
    claim: Callable[[Transaction, Sequence[Any]], Awaitable[Sequence[P]]],
    work: Callable[[World, Sequence[tuple[P, Ticket]]], Coroutine[None, None, int]],
) -> int:
    """Claim what has leave, by its id in *tickets*, let *work* do it channel by channel, and return how much was done.

    The leave of what another process has is given back. Where nothing has leave, nothing is written: a write would take
    the lock each second.
    """
    if not tickets:
        return 0
    claimed: Sequence[P] = ()
    try:
        claimed = await world.store.write(lambda tx: claim(tx, list(tickets)))
    finally:
        for left in tickets.keys() - {one.id for one in claimed}:
            world.pacing.give_back(tickets[left])
    lines: dict[Channel, list[tuple[P, Ticket]]] = defaultdict(list)
    for one in claimed:
        lines[one.space, one.channel].append((one, tickets[one.id]))
    return await world.lines.run(doing, {channel: work(world, line) for channel, line in lines.items()})


def _rations(world: World, space: Space, delivery: Due, now: datetime) -> Sequence[Ration]:
    messenger = world.messengers.get(space.platform)
    if messenger is None:
        return ()
    if delivery.edits is not None:
        return messenger.edit_rations(space, delivery.channel, delivery.edits, now)
    return messenger.send_rations(space, delivery.channel)


def _weight(delivery: Due) -> int:
    if person_in(delivery.channel) is not None:
        return 2
    return 0 if delivery.urgent or delivery.kind is DeliveryKind.NOTICE else 1

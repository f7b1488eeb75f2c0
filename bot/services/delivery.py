"""The outbox: what was queued with a change is sent after its commit, once as far as a platform lets us know."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.delivering import Next, after_doubt, patience
from bot.domain.ids import CommunityId, DeliveryId
from bot.ports import (
    Ambiguous,
    Delivery,
    DeliveryState,
    Impossible,
    Messenger,
    NotSent,
    Posting,
    Transaction,
)
from bot.services.finding import listed
from bot.services.world import World
from bot.views import proposals as views
from bot.views.elements import Card
from bot.views.proposals import Listed

CLAIM = timedelta(seconds=90)
"""Longer than any send may take; a claim that outlasts it belongs to a process that died in mid-send."""
AT_ONCE = 50
UNSERVED = timedelta(minutes=1)

log = logging.getLogger(__name__)


async def deliver_due(world: World) -> int:
    """Send what is due and return how many were sent; channels do not wait for each other."""
    now = world.clock()
    claimed = await world.store.write(lambda tx: tx.outbox.claim(now, now + CLAIM, AT_ONCE))
    lines: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    for delivery in claimed:
        lines[delivery.space, delivery.channel].append(delivery)
    sent = await asyncio.gather(*(_deliver_line(world, line) for line in lines.values()))
    return sum(sent)


async def _deliver_line(world: World, line: Sequence[Delivery]) -> int:
    """Deliver to one channel, in order."""
    sent = 0
    for delivery in line:
        try:
            sent += await _deliver(world, delivery)
        except Exception:
            log.exception("delivery %s failed; it is tried again when its claim runs out", delivery.id)
    return sent


async def _deliver(world: World, delivery: Delivery) -> bool:
    now = world.clock()
    space = await world.store.read(lambda tx: tx.communities.space_by_id(delivery.space))
    messenger = world.messengers.get(space.platform)
    if messenger is None:
        await _settle(world, _later(delivery, f"{space.platform.value} is not connected", now + UNSERVED))
        return False
    first = delivery.first or now
    if delivery.state is DeliveryState.SENDING and delivery.first is not None:
        # Its sender died in mid-send, and nobody knows how far it came.
        delivery = replace(delivery, attempts=delivery.attempts + 1, first=first)
        if _give_up(delivery, messenger, world):
            await _settle(world, _uncertain(delivery, "the process ended while it was being sent"))
            return False
    elif delivery.first is None:
        delivery = replace(delivery, first=first)
        await world.store.write(lambda tx: tx.outbox.begin(delivery.id, first))
    card, posted = await _compose(world, delivery)
    try:
        reference = await messenger.send(space, delivery.channel, card, delivery.id[:25])
    except NotSent as trouble:
        wait = trouble.after if trouble.after is not None else patience(first, world.clock())
        await _settle(world, _later(delivery, trouble.reason, world.clock() + wait))
        return False
    except Impossible as trouble:
        log.warning("delivery %s to %s is impossible: %s", delivery.id, space.name, trouble.reason)
        await _settle(world, replace(delivery, state=DeliveryState.FAILED, note=trouble.reason))
        return False
    except Ambiguous as trouble:
        delivery = replace(delivery, attempts=delivery.attempts + 1)
        if _give_up(delivery, messenger, world):
            log.warning("delivery %s to %s is uncertain: %s", delivery.id, space.name, trouble.reason)
            await _settle(world, _uncertain(delivery, trouble.reason))
        else:
            again = world.clock() + min(patience(first, world.clock()), timedelta(seconds=10))
            await _settle(world, _later(delivery, trouble.reason, again))
        return False
    await _sent(world, delivery, reference, posted)
    return True


async def resend(tx: Transaction, community: CommunityId, id: DeliveryId, now: datetime) -> bool:
    """Queue an uncertain or failed delivery once more, at an admin's word; return False where there is none such."""
    delivery = await tx.outbox.get(community, id)
    if delivery is None or delivery.state not in (DeliveryState.UNCERTAIN, DeliveryState.FAILED):
        return False
    waiting = replace(delivery, state=DeliveryState.WAITING, due=now, attempts=0, first=None, note="")
    await tx.outbox.settle(waiting)
    return True


def _give_up(delivery: Delivery, messenger: Messenger, world: World) -> bool:
    assert delivery.first is not None
    following = after_doubt(delivery.kind, delivery.attempts, delivery.first, world.clock(), messenger.repeats_within)
    return following is Next.UNCERTAIN


async def _compose(world: World, delivery: Delivery) -> tuple[Card, Listed | None]:
    """Return what to send: a proposal's card as things stand now, or the card that was queued."""
    if delivery.card is not None:
        return delivery.card, None
    assert delivery.posting is not None
    shown = await world.store.read(lambda tx: _shown(tx, delivery))
    return views.card(shown, world.register_url), shown


async def _shown(tx: Transaction, delivery: Delivery) -> Listed:
    assert delivery.posting is not None
    posting = await tx.postings.get(delivery.posting)
    assert posting is not None
    return await shown(tx, posting)


async def shown(tx: Transaction, posting: Posting) -> Listed:
    """Return what the card at *posting* is to show now."""
    proposal = await tx.proposals.by_id(posting.proposal)
    assert proposal is not None
    return await listed(tx, proposal)


async def _sent(world: World, delivery: Delivery, reference: str, posted: Listed | None) -> None:
    now = world.clock()

    async def keep(tx: Transaction) -> None:
        await tx.outbox.settle(replace(delivery, state=DeliveryState.SENT, note=""))
        if posted is not None and delivery.posting is not None:
            proposal = posted.proposal
            await tx.postings.posted(delivery.posting, reference, proposal.revision, proposal.state, now)

    await world.store.write(keep)


async def _settle(world: World, delivery: Delivery) -> None:
    await world.store.write(lambda tx: tx.outbox.settle(delivery))


def _later(delivery: Delivery, reason: str, due: datetime) -> Delivery:
    return replace(delivery, state=DeliveryState.WAITING, due=due, note=reason)


def _uncertain(delivery: Delivery, reason: str) -> Delivery:
    return replace(delivery, state=DeliveryState.UNCERTAIN, note=reason)

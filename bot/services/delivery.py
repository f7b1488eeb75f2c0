"""The outbox: what was queued with a change is sent after its commit, once as far as a platform lets us know."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.delivering import Next, after_doubt, patience
from bot.domain.ids import SpaceId
from bot.domain.pacing import Ticket
from bot.domain.people import Space
from bot.ports import (
    Ambiguous,
    Cause,
    Channel,
    Delivery,
    DeliveryState,
    Due,
    Impossible,
    Messenger,
    NotSent,
    Posting,
    Transaction,
)
from bot.services.finding import listed
from bot.services.keeping import keep
from bot.services.lines import Doing
from bot.services.losing import lose
from bot.services.moving import undeliverable
from bot.services.pacing import deliveries_now, run_claimed
from bot.services.world import World
from bot.views import proposals as views
from bot.views.elements import Card
from bot.views.proposals import Listed

CLAIM = timedelta(seconds=90)
"""Longer than any send may take; a claim that outlasts it belongs to a process that died in mid-send."""
UNSERVED = timedelta(minutes=1)
UNNAMED = "what it follows was sent by another version of Moratorium, which did not keep where it is"

log = logging.getLogger(__name__)


async def deliver_due(world: World) -> int:
    """Send what is due and what the platforms take now; return how many were sent. Channels do not wait for each other,
    nor the next call for a channel that hangs; each is sent to in order, one message at a time."""
    now = world.clock()
    due, spaces = await world.store.read(partial(_due, busy=world.lines.busy(Doing.SENDING), now=now))
    tickets = deliveries_now(world, due, spaces, now)
    until = now + CLAIM
    return await run_claimed(
        world, Doing.SENDING, tickets, lambda tx, ids: tx.outbox.claim(ids, now, until), _deliver_line
    )


async def _due(
    tx: Transaction, busy: Collection[Channel], now: datetime
) -> tuple[Sequence[Due], Mapping[SpaceId, Space]]:
    """Return what is due outside quiet hours, and the spaces in which it is."""
    quiet = [space.id for space in await tx.communities.with_quiet_hours() if space.quiet_until(now)]
    due = await tx.outbox.due(now, busy, quiet)
    return due, await tx.communities.spaces_by_id({delivery.space for delivery in due})


async def _deliver_line(world: World, line: Sequence[tuple[Delivery, Ticket]]) -> int:
    """Deliver to one channel, in order: what cannot be settled now holds up what comes after it."""
    sent = 0
    try:
        for place, (delivery, ticket) in enumerate(line):
            try:
                end = await _deliver(world, delivery, ticket)
                if end is None or end is DeliveryState.WAITING:
                    await _put_back(world, [behind for behind, _ in line[place + 1 :]])
                    break
                sent += end is DeliveryState.SENT
            except Exception:
                log.exception("delivery %s failed; it is tried again when its claim runs out", delivery.id)
                break
    finally:
        for _, ticket in line:
            world.pacing.give_back(ticket)
    return sent


async def _put_back(world: World, line: Sequence[Delivery]) -> None:
    async def settle(tx: Transaction) -> None:
        for delivery in line:
            await tx.outbox.settle(delivery)

    if line:
        await world.store.write(settle)


async def _deliver(world: World, delivery: Delivery, ticket: Ticket) -> DeliveryState | None:
    """Try once and return what became of it; None where another process has it."""
    now = world.clock()
    space, followed = await world.store.read(lambda tx: _where(tx, delivery))
    messenger = world.messengers.get(space.platform)
    if messenger is None:
        return await _settle(world, _later(delivery, f"{space.platform.value} is not connected", now + UNSERVED))
    first = delivery.first or now
    delivery = replace(delivery, first=first)
    if delivery.state is DeliveryState.SENDING:
        # Its sender died in mid-send, and nobody knows how far it came.
        delivery = replace(delivery, attempts=delivery.attempts + 1)
        if _give_up(delivery, messenger, world):
            return await _settle(world, _uncertain(delivery, "the process ended while it was being sent"))
    if followed is not None and followed.reference is None:
        return await _settle(world, _failed(delivery, UNNAMED))
    # All that can fail of itself comes before a try begins: after that a failure is a doubt.
    card, posted = await _compose(world, delivery)
    begun, until = delivery, world.clock() + CLAIM
    if not await world.store.write(lambda tx: tx.outbox.begin(begun, until)):
        return None
    delivery = replace(delivery, claimed_until=until)
    try:
        try:
            reference = await _show(messenger, space, delivery, card, followed)
        finally:
            world.pacing.spent(ticket, world.clock())
    except NotSent as trouble:
        if trouble.after is not None:
            world.pacing.hold(ticket.rations, world.clock(), trouble.after)
        wait = trouble.after if trouble.after is not None else patience(first, world.clock())
        return await _settle(world, _later(delivery, trouble.reason, world.clock() + wait))
    except Impossible as trouble:
        if trouble.cause is Cause.SPACE:
            await lose(world, space.platform, space.key, trouble.reason)
            return await _settle(world, _later(delivery, trouble.reason, world.clock()))
        return await undeliverable(world, delivery, trouble)
    except Ambiguous as trouble:
        delivery = replace(delivery, attempts=delivery.attempts + 1)
        if _give_up(delivery, messenger, world):
            log.warning("delivery %s to %s is uncertain: %s", delivery.id, space.name, trouble.reason)
            return await _settle(world, _uncertain(delivery, trouble.reason))
        wait = patience(first, world.clock())
        if delivery.edits is None:  # it has to be sent again while a repeat is recognised
            wait = min(wait, timedelta(seconds=10))
        return await _settle(world, _later(delivery, trouble.reason, world.clock() + wait))
    return await _sent(world, delivery, reference, posted)


async def _where(tx: Transaction, delivery: Delivery) -> tuple[Space, Delivery | None]:
    """Return the space of *delivery*, and what it follows."""
    followed = await tx.outbox.find(delivery.follows) if delivery.follows is not None else None
    return await tx.communities.space_by_id(delivery.space), followed


async def _show(messenger: Messenger, space: Space, delivery: Delivery, card: Card, followed: Delivery | None) -> str:
    """Post *card*, or show it where it belongs, and return the message's reference.

    :raises Trouble: where that did not work.
    """
    under = followed.reference if followed is not None else None
    if delivery.edits is None or under is None:
        return await messenger.send(space, delivery.channel, card, delivery.id[:25], under)
    await messenger.edit(space, delivery.channel, under, card)
    return under


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


async def _sent(world: World, delivery: Delivery, reference: str, posted: Listed | None) -> DeliveryState | None:
    now = world.clock()
    sent = replace(delivery, state=DeliveryState.SENT, note="", reference=reference)

    async def note(tx: Transaction) -> bool:
        if not await tx.outbox.settle(sent):
            return False
        await tx.obstacles.clear(delivery.space, delivery.channel)
        if posted is not None and delivery.posting is not None:
            proposal = posted.proposal
            await tx.postings.posted(delivery.posting, reference, proposal.revision, proposal.state, now)
        return True

    return sent.state if await keep(world.store, note) else None


async def _settle(world: World, delivery: Delivery) -> DeliveryState | None:
    """Keep *delivery* and return its state; None where another process has it."""
    kept = await keep(world.store, lambda tx: tx.outbox.settle(delivery))
    return delivery.state if kept else None


def _later(delivery: Delivery, reason: str, due: datetime) -> Delivery:
    return replace(delivery, state=DeliveryState.WAITING, due=due, note=reason)


def _failed(delivery: Delivery, reason: str) -> Delivery:
    return replace(delivery, state=DeliveryState.FAILED, note=reason)


def _uncertain(delivery: Delivery, reason: str) -> Delivery:
    return replace(delivery, state=DeliveryState.UNCERTAIN, note=reason)

"""What cannot stand where it should goes to the next place that can hold it, and an admin is told what to mend."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.domain.delivering import DeliveryKind
from bot.domain.ids import PostingId, SpaceId
from bot.domain.moves import again, left, moved, was_again
from bot.domain.people import Space
from bot.domain.proposals import Proposal, State
from bot.domain.record import instant
from bot.ports import Cause, Delivery, DeliveryState, Impossible, Obstacle, Posting, Transaction, Trouble
from bot.services.keeping import keep
from bot.services.posting import post_anew
from bot.services.queueing import queue
from bot.services.subscriptions import pause_unreachable
from bot.services.warning import warn, warned
from bot.services.world import World
from bot.views.obstacles import obstacle

log = logging.getLogger(__name__)

ELSEWHERE = (Cause.CHANNEL, Cause.PERMISSION)
"""What another channel may do where this one does not."""
MOVABLE = (DeliveryKind.CARD, DeliveryKind.OUTCOME, DeliveryKind.NOTE)


@dataclass(frozen=True, slots=True)
class _About:
    """What a message is about, where its card stands now, and the space as it is now.

    *taken* are channels where another card of the proposal stands, *blocked* those with something in the way.
    """

    space: Space
    proposal: Proposal | None
    posting: Posting | None
    taken: Collection[str]
    blocked: Collection[str]


async def undeliverable(world: World, delivery: Delivery, trouble: Impossible) -> DeliveryState | None:
    """Settle *delivery*, which *trouble* keeps from its channel: elsewhere it goes on, and an admin is told.

    Return what became of it; None where another process has it.
    """
    about = await world.store.read(lambda tx: _about(tx, delivery.space, delivery.posting))
    refused, warning = trouble.cause in ELSEWHERE, warned(delivery.key)
    place = None
    if warning is not None:
        place = await _next_place(world, about, {delivery.channel, *about.blocked})
    elif refused and delivery.kind in MOVABLE and delivery.follows is None:
        place = await _next_place(world, about, {delivery.channel, *left(delivery.key)})
    moves = place is not None and delivery.kind in MOVABLE
    settled = replace(delivery, state=DeliveryState.MOVED if moves else DeliveryState.FAILED, note=trouble.reason)

    async def note(tx: Transaction) -> bool:
        if not await tx.outbox.settle(settled):
            return False
        now = world.clock()
        if moves and place is not None:
            await _go_on(tx, world, delivery, place, now)
        if warning is not None and delivery.card is not None:
            owner = _owner(world, about.space)
            await warn(tx, about.space, delivery.card, warning, owner, place, now, world.entropy, delivery.posting)
        elif trouble.cause is Cause.PERSON and delivery.kind is DeliveryKind.DIGEST:
            await pause_unreachable(tx, delivery.space, delivery.channel, trouble.reason)
        elif refused:
            await _tell(tx, world, about, delivery.channel, trouble.reason, _what(delivery.kind, about), place, now)
        return True

    log.warning("a delivery to %s is %s: %s", about.space.name, settled.state.value, trouble.reason)
    return settled.state if await keep(world.store, note) else None


async def stranded(world: World, posting: Posting, trouble: Impossible) -> None:
    """Post the card at *posting*, which *trouble* keeps from being edited, anew where it can stand, and tell an admin.

    One that was deleted is posted again where it stood, once. Only open votes need a card that is up to date; what can
    be done for no card is given up, and `status` says so.
    """
    last = await world.store.read(lambda tx: tx.outbox.card_of(posting.id))
    about = await world.store.read(lambda tx: _about(tx, posting.space, posting.id))
    key = last.key if last is not None else f"card:{posting.id}"
    wanted = about.proposal is not None and about.proposal.state is State.VOTING
    place, new_key = None, None
    if wanted and trouble.cause in ELSEWHERE:
        place = await _next_place(world, about, {posting.channel, *left(key)})
        new_key = moved(key, posting.channel)
    elif wanted and trouble.cause is Cause.MESSAGE and not was_again(key):
        place, new_key = posting.channel, again(key)

    async def note(tx: Transaction) -> None:
        now = world.clock()
        if place is None or new_key is None:
            await tx.postings.give_up(posting.id, trouble.reason)
        else:
            await post_anew(tx, posting, place, new_key, now, world.entropy)
        if wanted and trouble.cause in ELSEWHERE:
            what = _what(DeliveryKind.CARD, about)
            await _tell(tx, world, about, posting.channel, trouble.reason, what, place, now)

    log.warning("a card in %s cannot be edited: %s", about.space.name, trouble.reason)
    await keep(world.store, note)


async def _about(tx: Transaction, space: SpaceId, posting: PostingId | None) -> _About:
    stands = await tx.postings.get(posting) if posting is not None else None
    proposal = await tx.proposals.by_id(stands.proposal) if stands is not None else None
    others = await tx.postings.of(proposal.id) if proposal is not None else ()
    taken = {one.channel for one in others if one.space == space and one.id != posting}
    there = await tx.communities.space_by_id(space)
    blocked = {one.channel for one in await tx.obstacles.of(there.community) if one.space == space}
    return _About(there, proposal, stands, taken, blocked)


async def _next_place(world: World, about: _About, left_behind: Collection[str]) -> str | None:
    """Return the next channel for what cannot stand in those *left_behind*.

    That is where its card has gone already, else the channel that the space has set, else where it was proposed, else
    one that the platform suggests.
    """
    space = about.space
    avoided = {*left_behind, *about.taken}
    wanted = [
        about.posting.channel if about.posting is not None else None,
        space.channel,
        about.proposal.channel if about.proposal is not None and about.proposal.space == space.id else None,
    ]
    for place in wanted:
        if place and place not in avoided:
            return place
    messenger = world.messengers.get(space.platform)
    if messenger is None:
        return None
    try:
        return await messenger.another_place(space, avoided)
    except Trouble as trouble:
        log.warning("no other channel of %s can be found: %s", space.name, trouble.reason)
        return None


async def _go_on(tx: Transaction, world: World, delivery: Delivery, place: str, now: datetime) -> None:
    if delivery.kind is DeliveryKind.CARD and delivery.posting is not None:
        await tx.postings.move(delivery.posting, place)
    key = moved(delivery.key, delivery.channel)
    await tx.outbox.redirect(delivery.key, key, place)
    await queue(
        tx,
        delivery.kind,
        delivery.space,
        place,
        delivery.card,
        key,
        now,
        world.entropy,
        posting=delivery.posting,
        urgent=delivery.urgent,
    )


async def _tell(
    tx: Transaction, world: World, about: _About, channel: str, reason: str, what: str, place: str | None, now: datetime
) -> None:
    """Note that something is in the way in *channel*, and tell an admin of it where it is new."""
    space = about.space
    if await tx.obstacles.note(Obstacle(space.id, channel, reason, now)):
        status = f"{world.prefixes.get(space.platform, '')}status"
        card = obstacle(space.name, reason, what, place, status)
        key = f"obstacle:{space.id}:{channel}:{instant(now)}"
        posting = about.posting.id if about.posting is not None else None
        await warn(tx, space, card, key, _owner(world, space), place, now, world.entropy, posting)


def _owner(world: World, space: Space) -> str | None:
    messenger = world.messengers.get(space.platform)
    return None if messenger is None else messenger.owner(space)


def _what(kind: DeliveryKind, about: _About) -> str:
    label = about.proposal.label if about.proposal is not None else None
    match kind:
        case DeliveryKind.CARD:
            return f"the card of {label}"
        case DeliveryKind.OUTCOME:
            return f"the outcome of {label}" if label else "an outcome"
        case DeliveryKind.NOTE:
            return "what an admin did"
        case DeliveryKind.DIGEST:
            return "the digest"
        case DeliveryKind.NOTICE:
            return "a notice"
        case DeliveryKind.CORRECTION:
            return "a correction"
        case _:
            assert_never(kind)

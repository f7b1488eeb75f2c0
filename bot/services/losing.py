"""Spaces from which the bot was removed, and those to which it comes back."""

import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.delivering import DeliveryKind
from bot.domain.people import Platform, Space
from bot.domain.proposals import State
from bot.ports import Delivery, DeliveryState, Transaction
from bot.services.keeping import keep
from bot.services.world import World

log = logging.getLogger(__name__)

OF_USE = timedelta(hours=12)
"""Notes, notices and digests that waited longer in a lost space are not sent any more."""


async def note_lost(tx: Transaction, platform: Platform, key: str, reason: str) -> bool:
    """Note that nothing can be sent in a space; return False where we do not know it, or knew that.

    What is to be sent there waits, untried. Its votes, rolls and ballots are as they were.
    """
    space = await tx.communities.space(platform, key)
    if space is None or space.lost is not None:
        return False
    await tx.record.lock(space.community)
    await tx.communities.set_lost(space.id, reason)
    return True


async def note_found(tx: Transaction, platform: Platform, key: str, now: datetime) -> bool:
    """Note that a space can be sent to again; return False where we do not know it, or had not lost it."""
    space = await tx.communities.space(platform, key)
    if space is None or space.lost is None:
        return False
    await tx.record.lock(space.community)
    await resume(tx, space, now)
    return True


async def resume(tx: Transaction, space: Space, now: datetime) -> None:
    """Send in *space* again: cards are posted or edited as they stand, and outcomes told that nobody there heard of.

    What has been of no use for long is not sent. The caller holds the community's record.
    """
    await tx.communities.set_lost(space.id, None)
    await tx.obstacles.clear(space.id)
    for delivery in await tx.outbox.unsettled_in(space.id):
        if delivery.state is DeliveryState.WAITING and await _is_over(tx, delivery, now):
            await tx.outbox.settle(replace(delivery, state=DeliveryState.MISSED))


async def lose(world: World, platform: Platform, key: str, reason: str) -> None:
    """Note, as ``note_lost`` does, that nothing can be sent in a space."""
    if await keep(world.store, lambda tx: note_lost(tx, platform, key, reason)):
        log.warning("a space on %s is lost: %s", platform.value, reason)


async def reconcile(world: World, platform: Platform, present: Collection[str], reason: str) -> None:
    """Lose, for *reason*, the spaces of *platform* whose keys are not *present*, and find those that are."""
    for space in await world.store.read(lambda tx: tx.communities.every_space()):
        if space.platform is not platform or (space.key in present) == (space.lost is None):
            continue
        if space.key not in present:
            await lose(world, platform, space.key, reason)
        elif await keep(world.store, partial(note_found, platform=platform, key=space.key, now=world.clock())):
            log.info("%s on %s is served again", space.name, platform.value)


async def _is_over(tx: Transaction, delivery: Delivery, now: datetime) -> bool:
    """Return whether *delivery* is of no use any more."""
    match delivery.kind:
        case DeliveryKind.CARD:
            posting = await tx.postings.get(delivery.posting) if delivery.posting is not None else None
            proposal = await tx.proposals.by_id(posting.proposal) if posting is not None else None
            if posting is None or (proposal is not None and proposal.state is State.VOTING):
                return False
            await tx.postings.give_up(posting.id, "its vote was over before it could be posted")
            return True
        case DeliveryKind.OUTCOME | DeliveryKind.CORRECTION:
            return False
        case _:
            return now - delivery.due > OF_USE

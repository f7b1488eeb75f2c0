"""The digests that are due: an edition for each period, composed, kept and queued, or held until it is approved."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.composing import Taste
from bot.domain.editions import Contents, Edition, Stage, Window
from bot.domain.ids import EditionId, SubscriptionId, new_id
from bot.domain.people import Space
from bot.domain.record import instant
from bot.ports import DeliveryState, Subscription, Transaction
from bot.services.editions import Gathered, composed, gather
from bot.services.issuing import issue
from bot.services.judging import judge_due
from bot.services.world import World

WEEK = timedelta(days=7)
LATE = timedelta(minutes=10)
SETTLING = timedelta(minutes=2)
"""An edition ends so long ago: what was being kept as it was made falls into the next one."""
AT_ONCE = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an edition was made from: if any of it has changed since, another process was faster."""

    subscription: Subscription
    space: Space
    gathered: Gathered


async def queue_due(world: World) -> int:
    """Make the editions that are due and return how many were queued."""
    now = world.clock()
    horizon = now + WEEK + timedelta(hours=3)
    due = await world.store.read(lambda tx: tx.subscriptions.due(now, horizon, AT_ONCE))
    if due:
        await judge_due(world)
    queued = 0
    for subscription in due:
        try:
            queued += await _make(world, subscription)
        except Exception:
            log.exception("the digest of subscription %s could not be made; it is tried again", subscription)
    return queued


async def preview(world: World, gathered: Gathered) -> Contents:
    """Return what an edition would say of what was gathered."""
    return await composed(gathered, Taste(), table=True, news=True, near=True)


async def _make(world: World, id: SubscriptionId) -> bool:
    """Make one edition for the period that is due, or mark the period missed; it is asked once for each."""
    now = world.clock()
    seen = await world.store.read(partial(_look, id=id, now=now))
    period = seen.subscription.weekly.last_until(now)
    contents = await composed(seen.gathered, Taste(), table=True, news=True, near=False)

    async def keep(tx: Transaction) -> bool:
        held = await tx.subscriptions.locked(id)
        if held != seen.subscription or held.ended:  # another process was faster, or it was ended meanwhile
            return False
        following = held.weekly.next_after(now)
        if held.due > now:  # it was set by a clock that ran ahead
            back = replace(held, due=min(held.due, following), sent_to=min(held.sent_to, now))
            await tx.subscriptions.change(back)
            return False
        there = await tx.communities.space_by_id(held.space)
        missed = now - period >= WEEK / 2 or there.lost is not None
        edition = Edition(
            id=EditionId(new_id(world.entropy)),
            subscription=id,
            number=await tx.editions.next_number(there.community),
            period=instant(period),
            made=now,
            stage=Stage.QUEUED,
            contents=contents,
        )
        if missed:
            await issue(tx, world, edition, held, now, DeliveryState.MISSED)
            await tx.subscriptions.change(replace(held, due=following))
            return False
        fresh = await tx.editions.add(edition, there.community) and await issue(tx, world, edition, held, now)
        sent_to = contents.window.until if fresh else held.sent_to
        await tx.subscriptions.change(replace(held, due=following, sent_to=sent_to))
        return fresh

    return await world.store.write(keep)


async def _look(tx: Transaction, id: SubscriptionId, now: datetime) -> _Seen:
    subscription = await tx.subscriptions.get(id)
    space = await tx.communities.space_by_id(subscription.space)
    period = subscription.weekly.last_until(now)
    window = Window(subscription.sent_to, now - SETTLING, period if now - period > LATE else None)
    return _Seen(subscription, space, await gather(tx, space.community, id, window))

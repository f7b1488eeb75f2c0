"""The digests that are due: an edition for each period, composed, kept and queued, or held until it is approved."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.editions import Edition, Stage, Window
from bot.domain.ids import EditionId, SubscriptionId, new_id
from bot.domain.people import Space
from bot.domain.periods import Every
from bot.domain.record import instant
from bot.domain.subscriptions import Subscription
from bot.ports import DeliveryState, Transaction
from bot.services.editions import Gathered, composed, gather
from bot.services.issuing import ask, issue, let_go
from bot.services.judging import judge_due
from bot.services.world import World

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
    """Make the editions that are due and return how many were queued, or are held until somebody approves them."""
    now = world.clock()
    horizons = {every: now + every.longest for every in Every}
    due = await world.store.read(lambda tx: tx.subscriptions.due(now, horizons, AT_ONCE))
    if due:
        await judge_due(world)
    made = 0
    for subscription in due:
        try:
            made += await _make(world, subscription)
        except Exception:
            log.exception("the digest of subscription %s could not be made; it is tried again", subscription)
    return made


async def _make(world: World, id: SubscriptionId) -> bool:
    """Make one edition for the period that is due, or mark the period missed; it is asked once for each."""
    now = world.clock()
    seen = await world.store.read(partial(_look, id=id, now=now))
    wanted = seen.subscription
    period, following = wanted.recurrence.last_until(now), wanted.recurrence.next_after(now)
    contents = await composed(seen.gathered, wanted.taste, wanted.sections)

    async def keep(tx: Transaction) -> bool:
        held = await tx.subscriptions.locked(id)
        if held != wanted or held.ended or held.paused is not None:  # it was changed, or another process was faster
            return False
        if held.due > now or held.sent_to > now:  # it was set by a clock that ran ahead
            back = replace(held, due=min(held.due, following), sent_to=min(held.sent_to, now))
            await tx.subscriptions.change(back)
            return False
        there = await tx.communities.space_by_id(held.space)
        missed = now - period >= (following - period) / 2 or there.lost is not None
        edition = Edition(
            id=EditionId(new_id(world.entropy)),
            subscription=id,
            number=await tx.editions.next_number(there.community),
            period=instant(period),
            made=now,
            stage=Stage.HELD if held.approve else Stage.QUEUED,
            contents=contents,
        )
        if missed:
            await issue(tx, world, edition, held, now, DeliveryState.MISSED)
            await tx.subscriptions.change(replace(held, due=following))
            return False
        fresh = await tx.editions.add(edition, there.community)
        if fresh:
            await let_go(tx, there.community, id, Stage.JOINED, but=edition.id)  # nobody approved that in time
            fresh = await (ask if held.approve else issue)(tx, world, edition, held, now)
        sent_to = contents.window.until if fresh and not held.approve else held.sent_to
        await tx.subscriptions.change(replace(held, due=following, sent_to=sent_to))
        return fresh

    return await world.store.write(keep)


async def _look(tx: Transaction, id: SubscriptionId, now: datetime) -> _Seen:
    subscription = await tx.subscriptions.get(id)
    space = await tx.communities.space_by_id(subscription.space)
    period = subscription.recurrence.last_until(now)
    window = Window(subscription.sent_to, now - SETTLING, period if now - period > LATE else None)
    return _Seen(subscription, space, await gather(tx, space.community, id, window))

"""Editions of digests: gathered, judged, and queued once a period."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.delivering import DeliveryKind
from bot.domain.ids import CommunityId, SubscriptionId
from bot.domain.news import judge
from bot.domain.proposals import State
from bot.domain.record import instant
from bot.ports import DeliveryState, KeptEntry, Subscription, Transaction
from bot.services.queueing import queue
from bot.services.register import with_votes
from bot.services.world import World
from bot.views.digests import Edition, Story, digest_card
from bot.views.proposals import Listed

WEEK = timedelta(days=7)
LATE = timedelta(minutes=10)
SETTLING = timedelta(minutes=2)
"""An edition ends so long ago: what was being kept as it was made falls into the next one."""
AT_ONCE = 20
MOST_STORIES = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What happened in [since, until), not judged yet."""

    since: datetime
    until: datetime
    entries: Sequence[KeptEntry]
    open_now: Sequence[Listed]
    decided: Sequence[Listed]


async def gather(tx: Transaction, community: CommunityId, since: datetime, until: datetime) -> Gathered:
    open_now = await with_votes(tx, await tx.proposals.listed(community, [State.VOTING]))
    decided = await with_votes(tx, await tx.proposals.decided(community, since, until))
    return Gathered(since, until, await tx.feeds.entries(community, since, until), open_now, decided)


async def edit(gathered: Gathered, late: datetime | None = None) -> Edition:
    """Judge what was gathered, off the loop: thousands of entries take their time.

    *late* is when the edition should have gone out, where it did not.
    """
    stories = await asyncio.to_thread(_stories, gathered.entries)
    return Edition(
        gathered.since,
        gathered.until,
        gathered.open_now,
        gathered.decided,
        stories[:MOST_STORIES],
        len(stories),
        len(gathered.entries),
        late,
    )


async def queue_due(world: World) -> int:
    """Make the editions that are due and return how many were queued."""
    now = world.clock()
    horizon = now + WEEK + timedelta(hours=3)
    due = await world.store.read(lambda tx: tx.subscriptions.due(now, horizon, AT_ONCE))
    queued = 0
    for subscription in due:
        try:
            queued += await _queue(world, subscription)
        except Exception:
            log.exception("the digest of subscription %s could not be made; it is tried again", subscription)
    return queued


async def _queue(world: World, id: SubscriptionId) -> bool:
    """Queue one edition for the period that is due, or mark the period missed; it is asked once for each."""
    now = world.clock()
    seen, gathered = await world.store.read(partial(_look, id=id, now=now))
    period = seen.weekly.last_until(now)
    made = await edit(gathered, period if now - period > LATE else None)

    async def keep(tx: Transaction) -> bool:
        held = await tx.subscriptions.locked(id)
        if held != seen or held.ended:  # another process was faster, or it was ended meanwhile
            return False
        following = held.weekly.next_after(now)
        if held.due > now:  # it was set by a clock that ran ahead
            back = replace(held, due=min(held.due, following), sent_to=min(held.sent_to, now))
            await tx.subscriptions.change(back)
            return False
        there = await tx.communities.space_by_id(held.space)
        missed = now - period >= WEEK / 2 or there.lost is not None
        fresh = await queue(
            tx,
            DeliveryKind.DIGEST,
            held.space,
            held.channel,
            digest_card(made, world.register_url, held.weekly.zone),
            f"digest:{held.id}:{instant(period)}",
            now,
            world.entropy,
            state=DeliveryState.MISSED if missed else DeliveryState.WAITING,
        )
        sent_to = held.sent_to if missed or not fresh else gathered.until
        await tx.subscriptions.change(replace(held, due=following, sent_to=sent_to))
        return fresh and not missed

    return await world.store.write(keep)


async def _look(tx: Transaction, id: SubscriptionId, now: datetime) -> tuple[Subscription, Gathered]:
    subscription = await tx.subscriptions.get(id)
    space = await tx.communities.space_by_id(subscription.space)
    return subscription, await gather(tx, space.community, subscription.sent_to, now - SETTLING)


def _stories(entries: Sequence[KeptEntry]) -> list[Story]:
    """Return the entries worth keeping, the weightiest first and of equal ones the newest."""
    judged = [(judge(kept.entry), kept.entry.published or kept.seen, kept) for kept in entries]
    weighed = sorted((row for row in judged if row[0].kept), key=lambda row: (row[0].points, row[1]), reverse=True)
    return [
        Story(kept.entry.title, kept.entry.url, kept.source, at, tuple(verdict.reasons))
        for verdict, at, kept in weighed
    ]

"""Digests: what a channel subscribed to, made once a period."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from bot.domain.delivering import DeliveryKind
from bot.domain.errors import NotFound, NotNow
from bot.domain.ids import CommunityId, DeliveryId, Entropy, SubscriptionId, new_id
from bot.domain.news import judge
from bot.domain.people import Actor
from bot.domain.periods import Weekly
from bot.domain.proposals import State
from bot.domain.record import Secret, SecretKind, instant
from bot.ports import Delivery, DeliveryState, Subscription, Transaction
from bot.services.finding import listed
from bot.services.recording import record
from bot.services.world import World
from bot.views.digests import Edition, Story, digest_card
from bot.views.proposals import Listed

WEEK = timedelta(days=7)
LATE = timedelta(minutes=10)
AT_ONCE = 20
MOST_STORIES = 10
MOST_SUBSCRIPTIONS = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subscribed:
    subscription: Subscription
    coming: Sequence[datetime]


async def subscribe(
    tx: Transaction, actor: Actor, channel: str, weekly: Weekly, now: datetime, entropy: Entropy
) -> Subscribed:
    """Subscribe *channel* and return the next three times.

    :raises NotNow: where the channel has the same subscription already.
    """
    held = await tx.subscriptions.listed(actor.community)
    for other in held:
        if (other.space, other.channel, other.weekly) == (actor.space.id, channel, weekly):
            raise NotNow(f"This channel has that digest already: it is subscription {other.number}.")
    if len(held) >= MOST_SUBSCRIPTIONS:
        raise NotNow(f"There are {MOST_SUBSCRIPTIONS} subscriptions already; `digest unsubscribe` one first.")
    coming = list(islice(weekly.after(now), 3))
    subscription = Subscription(
        id=SubscriptionId(new_id(entropy)),
        space=actor.space.id,
        channel=channel,
        number=await tx.subscriptions.next_number(actor.community),
        weekly=weekly,
        due=coming[0],
        sent_to=now - WEEK,
    )
    await tx.subscriptions.add(subscription)
    await _record(tx, actor, "digest.subscribed", subscription, now, entropy)
    return Subscribed(subscription, coming)


async def unsubscribe(tx: Transaction, actor: Actor, number: int, now: datetime, entropy: Entropy) -> Subscription:
    """End a subscription.

    :raises NotFound: where there is none of that number.
    """
    for subscription in await tx.subscriptions.listed(actor.community):
        if subscription.number == number:
            await tx.subscriptions.change(replace(subscription, ended=True))
            await _record(tx, actor, "digest.unsubscribed", subscription, now, entropy)
            return subscription
    raise NotFound(f"There is no subscription {number} here. `digest list` shows them.")


async def edition(
    tx: Transaction, community: CommunityId, since: datetime, until: datetime, late: datetime | None = None
) -> Edition:
    """Return what happened in [since, until): the table's own business and the entries worth keeping.

    *late* is when it should have gone out, where it did not.
    """
    entries = await tx.feeds.entries(community, since, until)
    judged = [(judge(kept.entry), kept) for kept in entries]
    weighed = sorted(
        (
            (verdict.points, kept.entry.published or kept.seen, kept, verdict)
            for verdict, kept in judged
            if verdict.kept
        ),
        key=lambda row: row[:2],
        reverse=True,
    )
    stories = [
        Story(kept.entry.title, kept.entry.url, kept.source, at, tuple(verdict.reasons))
        for _, at, kept, verdict in weighed
    ]
    open_now = [await listed(tx, p) for p in await tx.proposals.listed(community, [State.VOTING])]
    decided = [
        entry
        for p in await tx.proposals.listed(community, [State.ADOPTED, State.REJECTED, State.NO_QUORUM])
        if _closed_in(entry := await listed(tx, p), since, until)
    ]
    return Edition(since, until, open_now, decided, stories[:MOST_STORIES], len(stories), len(entries), late)


async def queue_due(world: World) -> int:
    """Make the editions that are due and return how many were queued."""
    now = world.clock()
    horizon = now + WEEK + timedelta(hours=3)
    due = await world.store.read(lambda tx: tx.subscriptions.due(now, horizon, AT_ONCE))
    queued = 0
    for subscription in due:
        try:
            queued += await world.store.write(partial(_queue, id=subscription, world=world))
        except Exception:
            log.exception("the digest of subscription %s could not be made; it is tried again", subscription)
    return queued


async def _queue(tx: Transaction, id: SubscriptionId, world: World) -> bool:
    """Queue one edition for the period that is due, or mark the period missed; it is asked once for each."""
    subscription = await tx.subscriptions.locked(id)
    now = world.clock()
    following = subscription.weekly.next_after(now)
    if subscription.ended:
        return False
    if subscription.due > now:  # it was set by a clock that ran ahead
        held = replace(subscription, due=min(subscription.due, following), sent_to=min(subscription.sent_to, now))
        await tx.subscriptions.change(held)
        return False
    period = subscription.weekly.last_until(now)
    missed = now - period >= WEEK / 2
    space = await tx.communities.space_by_id(subscription.space)
    made = await edition(tx, space.community, subscription.sent_to, now, period if now - period > LATE else None)
    fresh = await tx.outbox.put(
        Delivery(
            id=DeliveryId(new_id(world.entropy)),
            key=f"digest:{subscription.id}:{instant(period)}",
            kind=DeliveryKind.DIGEST,
            space=subscription.space,
            channel=subscription.channel,
            card=digest_card(made, world.register_url, subscription.weekly.zone),
            posting=None,
            state=DeliveryState.MISSED if missed else DeliveryState.WAITING,
            due=now,
        )
    )
    sent_to = subscription.sent_to if missed or not fresh else now
    await tx.subscriptions.change(replace(subscription, due=following, sent_to=sent_to))
    return fresh and not missed


def _closed_in(entry: Listed, since: datetime, until: datetime) -> bool:
    return entry.vote is not None and entry.vote.closed is not None and since <= entry.vote.closed < until


async def _record(
    tx: Transaction, actor: Actor, event: str, subscription: Subscription, now: datetime, entropy: Entropy
) -> None:
    weekly = subscription.weekly
    await record(
        tx,
        actor.community,
        event,
        {
            "subscription": subscription.id,
            "space": subscription.space,
            "channel": subscription.channel,
            "weekly": f"{weekly.day.name.lower()} {weekly.wall:%H:%M} {weekly.zone}",
            "by": Secret(SecretKind.IDENTITY, actor.member),
        },
        now,
        entropy,
    )

"""Which channels get a digest, and when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from bot.domain.errors import NotFound, NotNow
from bot.domain.ids import CommunityId, Entropy, SpaceId, SubscriptionId, new_id
from bot.domain.people import Actor
from bot.domain.periods import Weekly
from bot.ports import Subscription, Transaction
from bot.services.acting import Scope, act
from bot.services.digests import WEEK

MOST_SUBSCRIPTIONS = 50


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
        sent_to=coming[0] - WEEK,
    )
    await tx.subscriptions.add(subscription)
    did = f"subscribed a channel to the digest: {weekly}"
    await _act(tx, actor, "digest.subscribed", subscription, did, now, entropy)
    return Subscribed(subscription, coming)


async def unsubscribe(tx: Transaction, actor: Actor, number: int, now: datetime, entropy: Entropy) -> Subscription:
    """End a subscription.

    :raises NotFound: where there is none of that number.
    """
    for subscription in await tx.subscriptions.listed(actor.community):
        if subscription.number == number:
            await tx.subscriptions.change(replace(subscription, ended=True))
            did = f"ended a channel's digest: {subscription.weekly}"
            await _act(tx, actor, "digest.unsubscribed", subscription, did, now, entropy)
            return subscription
    raise NotFound(f"There is no subscription {number} here. `digest list` shows them.")


async def of_channel(tx: Transaction, community: CommunityId, space: SpaceId, channel: str) -> Subscription | None:
    """Return the first subscription of a channel, None where it has none."""
    held = await tx.subscriptions.listed(community)
    return next((one for one in held if (one.space, one.channel) == (space, channel)), None)


async def _act(
    tx: Transaction, actor: Actor, event: str, subscription: Subscription, did: str, now: datetime, entropy: Entropy
) -> None:
    data = {
        "subscription": subscription.id,
        "space": subscription.space,
        "channel": subscription.channel,
        "weekly": written(subscription.weekly),
    }
    await act(tx, actor, Scope.SPACE, event, data, did, now, entropy)


def written(weekly: Weekly) -> str:
    """Return ``mon 09:00 Europe/Berlin``."""
    return f"{weekly.day.name.lower()} {weekly.wall:%H:%M} {weekly.zone}"

"""Who gets a digest, when, and what it holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from bot.domain.addresses import to_person
from bot.domain.directions import isolated
from bot.domain.editions import Edition, Stage
from bot.domain.errors import NotAllowed, NotFound, NotNow
from bot.domain.ids import CommunityId, Entropy, MemberId, SpaceId, SubscriptionId, new_id
from bot.domain.people import Actor, Handle
from bot.domain.periods import Recurrence
from bot.domain.record import Plain, Secret
from bot.domain.subscriptions import Subscription
from bot.ports import Delivery, Transaction
from bot.services.acting import Scope, act
from bot.services.editions import MEMORY
from bot.services.issuing import key_of, let_go

MOST_SUBSCRIPTIONS = 50
MOST_OF_ONE_MEMBER = 5


@dataclass(frozen=True, slots=True)
class Subscribed:
    subscription: Subscription
    coming: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """A subscription with its last edition, and what became of that one's first message, where there are any."""

    subscription: Subscription
    last: Edition | None = None
    delivery: Delivery | None = None


async def subscribe(
    tx: Transaction, actor: Actor, channel: str, recurrence: Recurrence, now: datetime, entropy: Entropy
) -> Subscribed:
    """Subscribe *channel* and return the next three times.

    :raises NotNow: where the channel has the same subscription already, or there are too many.
    """
    held = [one for one in await tx.subscriptions.listed(actor.community) if not one.is_personal]
    if len(held) >= MOST_SUBSCRIPTIONS:
        raise NotNow(f"There are {MOST_SUBSCRIPTIONS} subscriptions already; `digest unsubscribe` one first.")
    made = await _add(tx, actor, channel, recurrence, held, "This channel has", now, entropy)
    did = f"subscribed a channel to the digest: {recurrence}"
    await _act(tx, actor, "digest.subscribed", made.subscription, did, now, entropy)
    return made


async def follow(
    tx: Transaction, actor: Actor, handle: Handle, recurrence: Recurrence, now: datetime, entropy: Entropy
) -> Subscribed:
    """Subscribe *actor*, whom *handle* names, by direct message, and return the next three times.

    :raises NotNow: where they have the same subscription already, or too many.
    """
    held = [
        one
        for one in await tx.subscriptions.listed(actor.community)
        if one.is_personal and one.is_shown_to(actor.member)
    ]
    if len(held) >= MOST_OF_ONE_MEMBER:
        raise NotNow(f"You have {len(held)} digests of your own already; `digest unsubscribe` one first.")
    return await _add(tx, actor, to_person(handle.user), recurrence, held, "You have", now, entropy)


async def _add(
    tx: Transaction,
    actor: Actor,
    channel: str,
    recurrence: Recurrence,
    held: Sequence[Subscription],
    who_has: str,
    now: datetime,
    entropy: Entropy,
) -> Subscribed:
    for other in held:
        if (other.space, other.channel, other.recurrence) == (actor.space.id, channel, recurrence):
            raise NotNow(f"{who_has} that digest already: it is subscription {other.number}.")
    coming = list(islice(recurrence.after(now), 3))
    subscription = Subscription(
        id=SubscriptionId(new_id(entropy)),
        space=actor.space.id,
        channel=channel,
        number=await tx.subscriptions.next_number(actor.community),
        recurrence=recurrence,
        due=coming[0],
        sent_to=recurrence.before(coming[0]),
        owner=actor.member,
    )
    await tx.subscriptions.add(subscription)
    return Subscribed(subscription, coming)


async def unsubscribe(
    tx: Transaction, actor: Actor, number: int, now: datetime, entropy: Entropy, *, admin: bool
) -> Subscription:
    """End a subscription; *admin* is whether *actor* is one of the space where they are.

    :raises NotFound: where there is none of that number.
    :raises NotAllowed: where it is a channel's, and *actor* no admin of its space.
    """
    found = await _changeable(tx, actor, number, admin=admin)
    await tx.subscriptions.change(replace(found, ended=True))
    await let_go(tx, actor.community, found.id, Stage.SKIPPED)
    if not found.is_personal:
        did = f"ended a channel's digest: {found.recurrence}"
        await _act(tx, actor, "digest.unsubscribed", found, did, now, entropy)
    return found


async def edit(
    tx: Transaction,
    actor: Actor,
    number: int,
    change: Callable[[Subscription], Subscription],
    now: datetime,
    entropy: Entropy,
    *,
    admin: bool,
) -> Subscription:
    """Let *change* change a subscription, and return it as it is then.

    Who asks for approval is whom it is asked of.

    :raises NotFound: where there is none of that number, or no such feed.
    :raises NotNow: where it is to be approved, and goes to one member alone.
    :raises NotAllowed: where it is a channel's, and *actor* no admin of its space.
    """
    found = await _changeable(tx, actor, number, admin=admin)
    edited = change(found)
    known = {feed.number for feed in await tx.feeds.listed(actor.community)}
    if missing := sorted(edited.taste.sources - known):
        raise NotFound(f"There is no feed {missing[0]} here. `feed list` shows them.")
    if edited.approve and edited.is_personal:
        raise NotNow("That digest goes to you alone, so nobody approves it first. `digest preview` shows the next one.")
    if edited.approve:
        edited = replace(edited, owner=actor.member)
    if edited.recurrence != found.recurrence:
        edited = replace(edited, due=edited.recurrence.next_after(now))
    await _keep(tx, actor, found, edited, "changed", now, entropy)
    return edited


async def pause(
    tx: Transaction, actor: Actor, number: int, now: datetime, entropy: Entropy, *, admin: bool
) -> Subscription:
    """Let a subscription send nothing until it is resumed.

    :raises NotFound: where there is none of that number.
    :raises NotAllowed: where it is a channel's, and *actor* no admin of its space.
    :raises NotNow: where it is paused already.
    """
    found = await _changeable(tx, actor, number, admin=admin)
    if found.paused is not None:
        raise NotNow(f"Subscription {number} is paused already: {found.paused}. `digest resume {number}` goes on.")
    paused = replace(found, paused=f"by {isolated(actor.name)}")
    await _keep(tx, actor, found, paused, "paused", now, entropy)
    return paused


async def resume(
    tx: Transaction, actor: Actor, number: int, now: datetime, entropy: Entropy, *, admin: bool
) -> Subscription:
    """Let a paused subscription go on with the period that runs now; what came before it is not told.

    :raises NotFound: where there is none of that number.
    :raises NotAllowed: where it is a channel's, and *actor* no admin of its space.
    :raises NotNow: where it is not paused.
    """
    found = await _changeable(tx, actor, number, admin=admin)
    if found.paused is None:
        raise NotNow(f"Subscription {number} is not paused.")
    due = found.recurrence.next_after(now)
    sent_to = max(found.sent_to, found.recurrence.before(due))
    resumed = replace(found, paused=None, due=due, sent_to=min(sent_to, now))
    await _keep(tx, actor, found, resumed, "resumed", now, entropy)
    return resumed


async def pause_unreachable(tx: Transaction, space: SpaceId, channel: str, reason: str) -> None:
    """Pause what goes to one person at *channel*, who cannot be written to for *reason*."""
    there = await tx.communities.space_by_id(space)
    for one in await tx.subscriptions.listed(there.community):
        if one.is_personal and (one.space, one.channel) == (space, channel) and one.paused is None:
            await tx.subscriptions.change(replace(one, paused=f"you could not be written to ({reason})"))


async def standings(tx: Transaction, community: CommunityId, asking: MemberId | None, now: datetime) -> list[Standing]:
    """Return the subscriptions of channels and those of *asking* alone, by number."""
    found = []
    for one in await tx.subscriptions.listed(community):
        if not one.is_shown_to(asking):
            continue
        last = next(iter(await tx.editions.of(one.id, now - MEMORY)), None)
        delivery = await tx.outbox.find(key_of(last)) if last is not None else None
        found.append(Standing(one, last, delivery))
    return found


async def of_channel(tx: Transaction, community: CommunityId, space: SpaceId, channel: str) -> Subscription | None:
    """Return the first subscription of a channel, None where it has none."""
    held = await tx.subscriptions.listed(community)
    return next((one for one in held if (one.space, one.channel) == (space, channel)), None)


async def numbered(tx: Transaction, community: CommunityId, number: int, asking: MemberId | None) -> Subscription:
    """Return the subscription of that number: one of a channel, or of *asking* alone.

    :raises NotFound: where there is none.
    """
    for one in await tx.subscriptions.listed(community):
        if one.number == number and one.is_shown_to(asking):
            return one
    raise NotFound(f"There is no subscription {number} here. `digest list` shows them.")


async def _changeable(tx: Transaction, actor: Actor, number: int, *, admin: bool) -> Subscription:
    found = await numbered(tx, actor.community, number, actor.member)
    if not found.is_personal:
        there = await tx.communities.space_by_id(found.space)
        if not admin or there.id != actor.space.id:
            where = "this space" if there.id == actor.space.id else isolated(there.name)
            raise NotAllowed(f"Subscription {number} is a channel's, so an admin of {where} changes it.")
    return await tx.subscriptions.locked(found.id)


async def _keep(
    tx: Transaction, actor: Actor, before: Subscription, after: Subscription, did: str, now: datetime, entropy: Entropy
) -> None:
    """Keep *after* in the place of *before*; of a channel's that is told, of a member's own it is nobody's business."""
    await tx.subscriptions.change(after)
    if not after.is_personal:
        told = f"{did} a channel's digest (subscription {after.number})"
        await _act(tx, actor, f"digest.{did}", after, told, now, entropy)


async def _act(
    tx: Transaction, actor: Actor, event: str, subscription: Subscription, did: str, now: datetime, entropy: Entropy
) -> None:
    data: dict[str, Plain | Secret] = {
        "subscription": subscription.id,
        "space": subscription.space,
        "channel": subscription.channel,
        subscription.recurrence.every.value: written(subscription.recurrence),
    }
    if event == "digest.changed":
        data |= {
            "minimum": subscription.taste.minimum,
            "length": subscription.taste.length,
            "sources": ",".join(map(str, sorted(subscription.taste.sources))),
            "sections": ",".join(sorted(section.value for section in subscription.sections)),
            "approve": subscription.approve,
        }
    await act(tx, actor, Scope.SPACE, event, data, did, now, entropy)


def written(recurrence: Recurrence) -> str:
    """Return ``mon 09:00 Europe/Berlin``, as the record has it; of a month its day as a number, of a day none."""
    return " ".join(filter(None, (recurrence.on, f"{recurrence.wall:%H:%M}", recurrence.zone)))

"""Issuing an edition: queued as messages, held until somebody approves it, skipped, corrected."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.domain.delivering import DeliveryKind
from bot.domain.editions import Edition, Stage, Story
from bot.domain.errors import NotNow
from bot.domain.ids import CommunityId, EditionId, Entropy, MemberId, SubscriptionId
from bot.domain.people import Actor
from bot.domain.record import Plain, Secret, SecretKind
from bot.domain.subscriptions import Subscription
from bot.ports import DeliveryState, Transaction
from bot.services.acting import Scope, act
from bot.services.editions import MEMORY, corrected, numbered, story_of
from bot.services.queueing import queue
from bot.services.telling import tell
from bot.services.world import World
from bot.views.editions import asked, cards
from bot.views.elements import Card


async def issue(
    tx: Transaction,
    world: World,
    edition: Edition,
    subscription: Subscription,
    now: datetime,
    state: DeliveryState = DeliveryState.WAITING,
) -> bool:
    """Queue the edition's messages, those after the first to go on from it; return False where they were before."""
    place = subscription.space, subscription.channel
    for part, card in enumerate(await _cards(tx, world, edition, subscription), 1):
        after = key_of(edition) if part > 1 else None
        key = key_of(edition, part)
        if not await queue(tx, DeliveryKind.DIGEST, *place, card, key, now, world.entropy, state=state, after=after):
            return False
        if state is not DeliveryState.WAITING:
            break  # what is not sent stands in the outbox by its name alone
    return True


async def ask(tx: Transaction, world: World, edition: Edition, subscription: Subscription, now: datetime) -> bool:
    """Ask whoever set *subscription* up whether its edition may go out; return True, for it is held either way.

    Where nothing reaches them, lists show that it waits.
    """
    if subscription.owner is not None:
        space = await tx.communities.space_by_id(subscription.space)
        card = asked(edition, await _cards(tx, world, edition, subscription), subscription.recurrence.next_after(now))
        await tell(tx, space.community, subscription.owner, card, f"held:{edition.id}", now, world.entropy)
    return True


async def ask_again(tx: Transaction, world: World, edition: Edition, subscription: Subscription, now: datetime) -> None:
    """Let the message that asked show *edition* as it is now."""
    if subscription.owner is None:
        return
    asking = await tx.outbox.find(f"told:held:{edition.id}:{subscription.owner}")
    if asking is None:
        return
    card = asked(edition, await _cards(tx, world, edition, subscription), subscription.recurrence.next_after(now))
    place = asking.space, asking.channel
    key = f"{asking.key}:{edition.composed}"
    await queue(tx, DeliveryKind.CORRECTION, *place, card, key, now, world.entropy, edits=asking.key)


async def let_go(
    tx: Transaction, community: CommunityId, subscription: SubscriptionId, stage: Stage, but: EditionId | None = None
) -> None:
    """Let what *subscription* holds wait for nobody any more, save the edition *but*, and stand as *stage*."""
    for held in await tx.editions.held(community):
        if held.subscription == subscription and held.id != but:
            await tx.editions.change(held.id, stage, held.contents)


def key_of(edition: Edition, part: int = 1) -> str:
    """Return the key of the delivery of one of the edition's messages."""
    key = f"digest:{edition.subscription}:{edition.period}"
    return key if part == 1 else f"{key}:{part}"


async def approve(tx: Transaction, world: World, actor: Actor, number: int, now: datetime) -> Edition:
    """Send a held edition as it was shown.

    :raises NotFound: where there is none of that number.
    :raises NotNow: where it is not held, or does not follow yet what curators chose.
    """
    edition = await _held(tx, actor, number)
    if edition.composed != edition.revision:
        raise NotNow(
            f"Edition {number} is being composed anew with what curators chose. Look at it in a moment: "
            f"`digest show {number}`."
        )
    subscription = await tx.subscriptions.locked(edition.subscription)
    approved = replace(edition, stage=Stage.QUEUED)
    await tx.editions.change(edition.id, Stage.QUEUED, edition.contents)
    await tx.subscriptions.change(_told_until(subscription, edition))
    await issue(tx, world, approved, subscription, now)
    await _act(tx, actor, "digest.approved", edition, f"approved edition {number} of the digest", now, world.entropy)
    return approved


async def skip(tx: Transaction, world: World, actor: Actor, number: int, now: datetime) -> Edition:
    """Let a held edition not go out, nor what it tells go into the next one.

    :raises NotFound: where there is none of that number.
    :raises NotNow: where it is not held.
    """
    edition = await _held(tx, actor, number)
    subscription = await tx.subscriptions.locked(edition.subscription)
    await tx.editions.change(edition.id, Stage.SKIPPED, edition.contents)
    await tx.subscriptions.change(_told_until(subscription, edition))
    await _act(tx, actor, "digest.skipped", edition, f"skipped edition {number} of the digest", now, world.entropy)
    return replace(edition, stage=Stage.SKIPPED)


async def correct(
    tx: Transaction, world: World, actor: Actor, number: int, story: int, note: str, now: datetime
) -> int:
    """Put a dated *note* on a story wherever the community's editions of eight weeks tell of it; return in how many.

    What was sent is edited; the next edition of each subscription repeats the note.

    :raises NotFound: where there is no such edition, or no such story in it.
    :raises NotNow: where it has that note wherever it is told.
    """
    _, subscription = await numbered(tx, actor.community, number, actor.member)
    codes = set((await story_of(tx, actor.community, number, story, actor.member)).codes)
    told = [
        (other, place)
        for other in await tx.editions.since(actor.community, now - MEMORY)
        if other.stage in (Stage.HELD, Stage.QUEUED)
        for place in _places(other.contents.stories or (), codes)
        if not any((one.story, one.note) == (place, note) for one in other.contents.corrections)
    ]
    if not told:
        raise NotNow(f"Story {story} of edition {number} has that note already.")
    for other, place in told:
        await _note(tx, world, other, place, note, now)
    data: dict[str, Plain | Secret] = {"note": Secret(SecretKind.TEXT, note)}
    if subscription.is_personal:  # of one's own digest others are told nothing
        did = "corrected a story of the digest"
    else:
        did = f"corrected story {story} of edition {number} of the digest"
        data |= {"edition": number, "story": story}
    await act(tx, actor, Scope.LISTED, "digest.corrected", data, did, now, world.entropy)
    return len(told)


def _places(stories: Iterable[Story], codes: set[str]) -> list[int]:
    """Return the numbers of the stories that tell of any of *codes*: one at most."""
    return [place for place, story in enumerate(stories, 1) if codes & set(story.codes)][:1]


async def _note(tx: Transaction, world: World, edition: Edition, story: int, note: str, now: datetime) -> None:
    contents = corrected(edition, story, note, now)
    await tx.editions.change(edition.id, edition.stage, contents)
    if edition.stage is not Stage.QUEUED:
        return
    subscription = await tx.subscriptions.get(edition.subscription)
    place = subscription.space, subscription.channel
    sent = await _cards(tx, world, edition, subscription)
    version = len(contents.corrections)
    for part, card in enumerate(await _cards(tx, world, replace(edition, contents=contents), subscription), 1):
        if part > len(sent):
            key, first = key_of(edition, part), key_of(edition)
            await queue(tx, DeliveryKind.DIGEST, *place, card, key, now, world.entropy, after=first)
        elif card != sent[part - 1]:
            key = f"{key_of(edition, part)}:corrected:{version}"
            edits = key_of(edition, part)
            await queue(tx, DeliveryKind.CORRECTION, *place, card, key, now, world.entropy, edits=edits)


async def _cards(tx: Transaction, world: World, edition: Edition, subscription: Subscription) -> tuple[Card, ...]:
    space = await tx.communities.space_by_id(subscription.space)
    table_url = f"{world.register_url}/c/{space.community}"
    public = edition.stage is Stage.QUEUED and not subscription.is_personal
    page = f"{table_url}/digests/{edition.number}" if public else None
    return cards(edition.contents, table_url, subscription.recurrence.zone, space.platform, edition.number, page)


async def messages(
    tx: Transaction, world: World, community: CommunityId, number: int, asking: MemberId | None
) -> tuple[Card, ...]:
    """Return an edition as it goes out, with what has been corrected since.

    :raises NotFound: where there is none of that number, or it is somebody's own who is not *asking*.
    """
    edition, subscription = await numbered(tx, community, number, asking)
    return await _cards(tx, world, edition, subscription)


async def _held(tx: Transaction, actor: Actor, number: int) -> Edition:
    edition, _ = await numbered(tx, actor.community, number, actor.member)
    if edition.stage is not Stage.HELD:
        raise NotNow(f"Edition {number} does not wait for approval: {_SETTLED[edition.stage]}.")
    return edition


def _told_until(subscription: Subscription, edition: Edition) -> Subscription:
    """Return *subscription* as having told of what *edition* did: one that was resumed meanwhile may be past that."""
    return replace(subscription, sent_to=max(subscription.sent_to, edition.contents.window.until))


_SETTLED = {
    Stage.QUEUED: "it was sent, or is about to be",
    Stage.SKIPPED: "it was skipped",
    Stage.JOINED: "what it told went into the next one",
}


async def _act(
    tx: Transaction, actor: Actor, event: str, edition: Edition, did: str, now: datetime, entropy: Entropy
) -> None:
    data: dict[str, Plain | Secret] = {"edition": edition.number, "subscription": edition.subscription}
    await act(tx, actor, Scope.LISTED, event, data, did, now, entropy)

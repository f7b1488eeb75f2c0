"""Held editions are composed anew once something was chosen that they do not follow yet."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.domain.composing import headline
from bot.domain.editions import Contents, Edition, Stage
from bot.domain.ids import CommunityId
from bot.domain.subscriptions import Subscription
from bot.ports import Transaction
from bot.services.editions import Gathered, composed, gather
from bot.services.issuing import ask_again
from bot.services.judging import judge_due
from bot.services.world import World

TRIES = 3
MOMENT = timedelta(seconds=1)
"""What was chosen in this very second counts too."""


async def renew_due(world: World) -> int:
    """Compose anew every held edition that curators chose something for since, and return how many were."""
    renewed = 0
    outdated = await world.store.read(lambda tx: tx.editions.outdated())
    if outdated:
        await judge_due(world)  # phrases may have changed
    for community, number in outdated:
        for _ in range(TRIES):  # whoever chooses again meanwhile makes what was composed old
            if await _renew(world, community, number):
                renewed += 1
                break
    return renewed


async def _renew(world: World, community: CommunityId, number: int) -> bool:
    """Compose one edition anew; return False where it changed meanwhile."""
    found = await world.store.read(partial(_look, world=world, community=community, number=number))
    if found is None:
        return True
    held, subscription, gathered = found
    contents = _noted(held, await composed(gathered, subscription.taste, subscription.sections))

    async def keep(tx: Transaction) -> bool:
        await tx.record.lock(community)  # nobody chooses, approves or corrects until this is kept
        if await tx.editions.numbered(community, number) != held:
            return False
        fresh = replace(held, contents=contents, composed=held.revision)
        await tx.editions.renew(fresh)
        await ask_again(tx, world, fresh, subscription, world.clock())
        return True

    return await world.store.write(keep)


async def _look(
    tx: Transaction, world: World, community: CommunityId, number: int
) -> tuple[Edition, Subscription, Gathered] | None:
    held = await tx.editions.numbered(community, number)
    if held is None or held.stage is not Stage.HELD or held.composed == held.revision:
        return None
    subscription = await tx.subscriptions.get(held.subscription)
    window, chosen = held.contents.window, world.clock() + MOMENT
    return held, subscription, await gather(tx, community, subscription.id, window, chosen)


def _noted(held: Edition, contents: Contents) -> Contents:
    """Return *contents* with the notes on stories of *held* that it still tells, by their numbers in it."""
    places = {headline(story.lead): place for place, story in enumerate(contents.stories or (), 1)}
    notes = held.contents.corrections
    kept = tuple(replace(one, story=places[one.headline]) for one in notes if one.headline in places)
    return replace(contents, corrections=kept)

"""What became of an entry: in each edition that weighed it, and what it waits for."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.composing import headline
from bot.domain.editions import Became, Candidate, Edition, Fate, Stage
from bot.domain.feeds import Entry
from bot.domain.ids import CommunityId
from bot.domain.stories.gathering import gather
from bot.domain.stories.items import Item
from bot.domain.stories.links import plain_link
from bot.domain.stories.nearness import WINDOW
from bot.domain.subscriptions import Subscription
from bot.domain.traces import Appearance, Trace, Waiting
from bot.ports import Transaction, Weighed
from bot.services.curating import entry_of
from bot.services.editions import MEMORY, SHOWN, candidate
from bot.services.world import World

MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Traced:
    """A trace whose story is still to be gathered, from what came near it."""

    trace: Trace
    near: Sequence[Candidate]


async def look(tx: Transaction, community: CommunityId, code: str, now: datetime) -> Traced:
    """Read what became of an entry.

    :raises NotFound: where none of that code came in eight weeks.
    """
    entry = await entry_of(tx, community, code, now)
    history = await tx.choices.history(entry)
    instants = [entry.seen, *(one.at for one in history)]
    shared = {one.id: one for one in await tx.subscriptions.listed(community) if not one.is_personal}
    editions = [one for one in await tx.editions.covering(community, instants) if await _is_shared(tx, one)]
    appearances = [found for edition in editions if (found := _appearance(edition, entry)) is not None]
    near = await tx.entries.weighed(community, max(entry.seen - 2 * WINDOW, now - MEMORY), entry.seen + 2 * WINDOW)
    waits = [Waiting(one.number, one.due) for one in shared.values() if _waits(one, entry, editions)]
    trace = Trace(candidate(entry), entry.seen, history, appearances, waits)
    return Traced(trace, [candidate(one) for one in near if one.code != entry.code])


async def whole(traced: Traced) -> Trace:
    """Return the trace with its story, which is gathered off the loop."""
    return replace(traced.trace, story=await asyncio.to_thread(_story, traced.trace.entry, traced.near))


async def stories_of(
    world: World, community: CommunityId, entries: Sequence[Entry], now: datetime
) -> Sequence[Sequence[Item]]:
    """Return for each of *entries* what came in eight weeks that tells of the same event, the weightiest first.

    They are those of a feed that the community does not read.
    """
    weighed = await world.store.read(lambda tx: tx.entries.weighed(community, now - MEMORY, now + MOMENT))
    items = [Item(one.title, one.summary, plain_link(one.url), "", one.published or now, 0) for one in entries]
    return await asyncio.to_thread(_joined, items, [candidate(one).item for one in weighed])


def _joined(fresh: Sequence[Item], known: Sequence[Item]) -> Sequence[Sequence[Item]]:
    items = [*fresh, *known]
    found: list[Sequence[Item]] = [()] * len(fresh)
    for group in gather(items):
        told = sorted((items[at] for at in group if at >= len(fresh)), key=_weight)
        for place in group:
            if place < len(fresh):
                found[place] = told
    return found


def _weight(item: Item) -> tuple[int, datetime]:
    return -item.points, item.at


def _story(entry: Candidate, near: Sequence[Candidate]) -> Sequence[Item]:
    items = [entry.item, *(one.item for one in near)]
    story = next(group for group in gather(items) if 0 in group)
    return sorted((items[place] for place in story if place), key=_weight)


async def _is_shared(tx: Transaction, edition: Edition) -> bool:
    """Return whether it is no single member's own."""
    return not (await tx.subscriptions.get(edition.subscription)).is_personal


def _appearance(edition: Edition, entry: Weighed) -> Appearance | None:
    """Return how *edition* weighed the entry; None where it came before and only others were weighed again."""
    became = edition.contents.became.get(entry.code)
    window = edition.contents.window
    if became is None and not window.since <= entry.seen < window.until:
        return None
    story = ""
    if became is not None and became.story is not None:
        story = headline((edition.contents.stories or ())[became.story - 1].lead)
    return Appearance(edition.number, edition.made, edition.stage, became, story)


def _waits(subscription: Subscription, entry: Weighed, editions: Sequence[Edition]) -> bool:
    weighed = [one for one in editions if one.subscription == subscription.id]
    if subscription.paused is not None or any(one.stage is Stage.HELD for one in weighed):
        return False
    if entry.seen >= subscription.sent_to:
        return True
    shown = any(one.stage is Stage.QUEUED and _is_shown(one, entry) for one in weighed)
    return entry.chosen is not None and entry.chosen >= subscription.sent_to and not shown and entry.is_wanted


def _is_shown(edition: Edition, entry: Weighed) -> bool:
    became = edition.contents.became.get(entry.code, Became(Fate.WEAK))
    return became.fate in SHOWN

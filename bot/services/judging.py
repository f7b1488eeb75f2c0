"""Judging what the feeds brought, by the product's phrases and the community's own, before any edition asks."""

import asyncio
from collections.abc import Mapping, Sequence

from bot.domain.feeds import Entry
from bot.domain.ids import CommunityId
from bot.domain.news import PRODUCT, Judgement, Vocabulary, extended, judge
from bot.ports import Said, Transaction, Unjudged
from bot.services.world import World

AT_ONCE = 200
"""So many in one transaction, so that no member waits for it."""

Judged = Sequence[tuple[Unjudged, Judgement]]


async def judge_due(world: World) -> int:
    """Judge every entry that waits for it, off the loop, and return how many did.

    One whose community changes its phrases meanwhile waits on.
    """
    total = 0
    while found := await world.store.read(_waiting):
        some, said = found
        judged = await asyncio.to_thread(_judge, some, said)
        total += await _keep(world, judged, {community: one.revision for community, one in said.items()})
    return total


async def judged_for(world: World, community: CommunityId, entries: Sequence[Entry]) -> list[tuple[Entry, Judgement]]:
    """Judge *entries* as they would be in *community*, off the loop."""
    said = await world.store.read(lambda tx: tx.phrases.of([community]))

    def each() -> list[tuple[Entry, Judgement]]:
        vocabulary = vocabulary_of(said[community])
        return [(entry, judge(entry, vocabulary)) for entry in entries]

    return await asyncio.to_thread(each)


def vocabulary_of(said: Said) -> Vocabulary:
    return extended(PRODUCT, said.phrases) if said.phrases else PRODUCT


async def _waiting(tx: Transaction) -> tuple[Sequence[Unjudged], Mapping[CommunityId, Said]] | None:
    some = await tx.entries.unjudged(AT_ONCE)
    return (some, await tx.phrases.of({one.community for one in some})) if some else None


def _judge(entries: Sequence[Unjudged], said: Mapping[CommunityId, Said]) -> Judged:
    vocabularies = {community: vocabulary_of(one) for community, one in said.items()}
    return [(one, judge(one.entry, vocabularies[one.community])) for one in entries]


async def _keep(world: World, judged: Judged, revisions: Mapping[CommunityId, int]) -> int:
    """Keep what was judged by the phrases that hold now, and return how many that were."""

    async def keep(tx: Transaction) -> int:
        held = await tx.phrases.held(revisions)
        still = [(one, judgement) for one, judgement in judged if held[one.community] == revisions[one.community]]
        await tx.entries.keep_judgements(still)
        return len(still)

    return await world.store.write(keep)

"""Judging what the feeds brought, before any edition asks."""

import asyncio
from collections.abc import Sequence

from bot.domain.news import Judgement, judge
from bot.ports import Transaction, Unjudged
from bot.services.world import World

AT_ONCE = 200
"""So many in one transaction, so that no member waits for it."""


async def judge_due(world: World) -> int:
    """Judge every entry that waits for it, off the loop, and return how many did."""
    total = 0
    while some := await world.store.read(lambda tx: tx.entries.unjudged(AT_ONCE)):
        judged = await asyncio.to_thread(_judge, some)
        await _keep(world, judged)
        total += len(some)
    return total


def _judge(entries: Sequence[Unjudged]) -> list[tuple[Unjudged, Judgement]]:
    return [(one, judge(one.entry)) for one in entries]


async def _keep(world: World, judged: Sequence[tuple[Unjudged, Judgement]]) -> None:
    async def keep(tx: Transaction) -> None:
        await tx.entries.keep_judgements(judged)

    await world.store.write(keep)

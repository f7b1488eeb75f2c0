"""What is kept for a while only."""

from datetime import timedelta

from bot.ports import Transaction
from bot.services.world import World

ANSWERS_FOR = timedelta(hours=48)
"""Longer than any platform goes on delivering an event."""


async def forget_answers(world: World) -> int:
    """Forget what requests were answered so long ago that none of them can come again; return 1 for done."""
    before = world.clock() - ANSWERS_FOR

    async def forget(tx: Transaction) -> None:
        await tx.inbox.forget(before)
        await tx.codes.forget(before)

    await world.store.write(forget)
    return 1

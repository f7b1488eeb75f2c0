"""What is kept for a while only."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.ports import Transaction
from bot.services.world import World

ANSWERS_FOR = timedelta(hours=48)
"""Longer than any platform goes on delivering an event."""

SENT_FOR = timedelta(days=14)
"""What a message said is of use for as long as somebody may ask what became of it."""

ENTRIES_FOR = timedelta(weeks=9)
"""Longer than any digest looks back, had it been missed for two months."""

AT_ONCE = 500
"""So many in one transaction, so that no member waits for it."""


async def forget_answers(world: World) -> int:
    """Forget what requests were answered so long ago that none of them can come again; return 1 for done."""
    before = world.clock() - ANSWERS_FOR

    async def forget(tx: Transaction) -> None:
        await tx.inbox.forget(before)
        await tx.codes.forget(before)

    await world.store.write(forget)
    return 1


async def forget_contents(world: World) -> int:
    """Forget what messages that were sent, and old entries of feeds, said; return of how many. Both stay known by name:
    none is sent or told of again. Nor is what has waited as long for a message that was not sent."""
    now = world.clock()
    await _all(world, lambda tx: tx.outbox.abandon(now - SENT_FOR, AT_ONCE))
    sent = await _all(world, lambda tx: tx.outbox.forget_cards(now - SENT_FOR, AT_ONCE))
    return sent + await _all(world, lambda tx: tx.feeds.forget_entries(now - ENTRIES_FOR, AT_ONCE))


async def _all(world: World, forget: Callable[[Transaction], Awaitable[int]]) -> int:
    total = some = await world.store.write(forget)
    while some == AT_ONCE:
        total += (some := await world.store.write(forget))
    return total

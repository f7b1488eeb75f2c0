"""Keeping what happened outside, which cannot be undone where it cannot be kept."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.domain.errors import NotRecorded
from bot.ports import Store, Transaction

T = TypeVar("T")

PAUSES = (0.2, 1.0, 3.0)
"""Seconds between the tries; all of it ends well before a claim does."""


async def keep(store: Store, fn: Callable[[Transaction], Awaitable[T]]) -> T:
    """Write as ``store.write`` does, and where the store does not take it try again a few times."""
    for pause in PAUSES:
        try:
            return await store.write(fn)
        except NotRecorded:
            await asyncio.sleep(pause)
    return await store.write(fn)

"""Which channels get a digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId, SpaceId, SubscriptionId
from bot.domain.periods import Weekly


@dataclass(frozen=True, slots=True)
class Subscription:
    """A digest for a channel. *sent_to* is the end of the window that the last edition covered."""

    id: SubscriptionId
    space: SpaceId
    channel: str
    number: int
    weekly: Weekly
    due: datetime
    sent_to: datetime
    ended: bool = False


class Subscriptions(Protocol):
    async def add(self, subscription: Subscription) -> None: ...

    async def listed(self, community: CommunityId) -> Sequence[Subscription]:
        """Return those that have not ended, by number."""
        ...

    async def next_number(self, community: CommunityId) -> int: ...

    async def due(self, now: datetime, horizon: datetime, limit: int) -> Sequence[SubscriptionId]:
        """Return those due by *now*, and those due later than *horizon*, whose clock must have been wrong."""
        ...

    async def get(self, id: SubscriptionId) -> Subscription: ...

    async def locked(self, id: SubscriptionId) -> Subscription:
        """Return it; no other transaction changes it until this one ends."""
        ...

    async def move(self, id: SubscriptionId, community: CommunityId, number: int) -> None:
        """Let it be of *community*, with the number that it has there."""
        ...

    async def change(self, subscription: Subscription) -> None: ...

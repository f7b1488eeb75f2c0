"""Which channels and members get a digest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.editions import Window
from bot.domain.ids import CommunityId, MemberId, SubscriptionId
from bot.domain.periods import Every
from bot.domain.subscriptions import Subscription


class Subscriptions(Protocol):
    async def add(self, subscription: Subscription) -> None: ...

    async def listed(self, community: CommunityId) -> Sequence[Subscription]:
        """Return those that have not ended, by number."""
        ...

    async def next_number(self, community: CommunityId) -> int: ...

    async def due(self, now: datetime, horizons: Mapping[Every, datetime], limit: int) -> Sequence[SubscriptionId]:
        """Return those due by *now*, and those due later than their horizon or sent to later than *now*: there a clock
        was wrong.

        What is paused is not due.
        """
        ...

    async def get(self, id: SubscriptionId) -> Subscription: ...

    async def locked(self, id: SubscriptionId) -> Subscription:
        """Return it; no other transaction changes it until this one ends."""
        ...

    async def move(self, id: SubscriptionId, community: CommunityId, number: int) -> None:
        """Let it be of *community*, with the number that it has there."""
        ...

    async def change(self, subscription: Subscription) -> None: ...

    async def caught_up(self, member: MemberId) -> Window | None:
        """Return the window that *member* was shown last, None where they never looked."""
        ...

    async def catch_up(self, member: MemberId, window: Window) -> None: ...

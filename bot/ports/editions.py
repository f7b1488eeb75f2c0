"""Editions of digests, as they were made."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.editions import Contents, Edition, Stage
from bot.domain.ids import CommunityId, EditionId, SubscriptionId


class Editions(Protocol):
    async def add(self, edition: Edition, community: CommunityId) -> bool:
        """Keep it; return False, and keep nothing, where its subscription has one for its period."""
        ...

    async def next_number(self, community: CommunityId) -> int: ...

    async def numbered(self, community: CommunityId, number: int) -> Edition | None: ...

    async def listed(self, community: CommunityId, limit: int, before: int | None = None) -> Sequence[Edition]:
        """Return the latest, and of those only the ones numbered below *before*, the latest first."""
        ...

    async def of(self, subscription: SubscriptionId, since: datetime) -> Sequence[Edition]:
        """Return those whose window ends later than *since*, the latest first."""
        ...

    async def since(self, community: CommunityId, instant: datetime) -> Sequence[Edition]:
        """Return those that were made later than then, the latest first."""
        ...

    async def held(self, community: CommunityId) -> Sequence[Edition]:
        """Return those that wait for approval, by number."""
        ...

    async def change(self, id: EditionId, stage: Stage, contents: Contents) -> None: ...

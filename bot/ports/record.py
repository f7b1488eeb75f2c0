"""The append-only record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId
from bot.domain.record import Leaf, Opening


class Records(Protocol):
    async def lock(self, community: CommunityId) -> int:
        """Take the log for this transaction and return its size: the index of the next leaf."""
        ...

    async def size(self, community: CommunityId) -> int: ...

    async def append(
        self, community: CommunityId, leaf: Leaf, openings: Sequence[Opening], event: str, at: datetime
    ) -> None:
        """Keep *leaf* and what opens it.

        :raises ValueError: where its index is not the log's size.
        """
        ...

    async def leaves(self, community: CommunityId, start: int = 0) -> Sequence[Leaf]: ...

    async def opening(self, commitment: str) -> Opening | None: ...

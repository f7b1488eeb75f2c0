"""What admins, or votes in their place, have done; for every member to see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId, MemberId, SpaceId


@dataclass(frozen=True, slots=True)
class Done:
    """An act on *community* or one of its spaces. *leaf* is its index in the record, *told* the sentence that says it.

    *member* did it, called *name* then, from *space*; of what a vote did, they proposed the motion.
    """

    community: CommunityId
    leaf: int
    at: datetime
    member: MemberId
    name: str
    space: SpaceId
    told: str


class Acts(Protocol):
    async def add(self, done: Done) -> None: ...

    async def latest_in(self, space: SpaceId) -> Done | None:
        """Return the last one that was done from *space*, at whatever table it sat."""
        ...

    async def latest(self, community: CommunityId, limit: int) -> Sequence[Done]:
        """Return the last ones, the latest first."""
        ...

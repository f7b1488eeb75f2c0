"""What keeps the bot from channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId, SpaceId


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Since when, and why, nothing can be posted in a channel; *reason* says what an admin can mend."""

    space: SpaceId
    channel: str
    reason: str
    since: datetime


class Obstacles(Protocol):
    async def note(self, obstacle: Obstacle) -> bool:
        """Keep it; return False where there was one in that channel already, whose reason this one's takes the place
        of."""
        ...

    async def clear(self, space: SpaceId, channel: str | None = None) -> None:
        """Note that nothing is in the way any more: in *channel*, or in all of *space*."""
        ...

    async def of(self, community: CommunityId) -> Sequence[Obstacle]:
        """Return those in the spaces of *community*, the latest first."""
        ...

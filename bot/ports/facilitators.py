"""Who helps to run a community without being an admin of a space."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId, MemberId


@dataclass(frozen=True, slots=True)
class Facilitator:
    member: MemberId
    name: str
    since: datetime


class Facilitators(Protocol):
    async def add(self, community: CommunityId, member: MemberId, now: datetime) -> None: ...

    async def remove(self, community: CommunityId, member: MemberId) -> None: ...

    async def includes(self, community: CommunityId, member: MemberId) -> bool: ...

    async def listed(self, community: CommunityId) -> Sequence[Facilitator]:
        """Return them in the order in which they were appointed."""
        ...

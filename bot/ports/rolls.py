"""Registered rolls: who joined, and who was on one when it was fixed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId, MemberId, VoteId
from bot.domain.rolls import RegisteredRoll, Registration


class Rolls(Protocol):
    """Members are those who stand for others where a link made several one: what one of them has, all have."""

    async def join(
        self, community: CommunityId, member: MemberId, now: datetime, admitted: datetime | None
    ) -> None: ...

    async def leave(self, community: CommunityId, member: MemberId) -> None:
        """Take them off; rolls that were fixed keep them."""
        ...

    async def admit(self, community: CommunityId, member: MemberId, now: datetime) -> None: ...

    async def registration(self, community: CommunityId, member: MemberId) -> Registration | None: ...

    async def registered(self, community: CommunityId) -> Sequence[Registration]:
        """Return who joined, in the order in which they did, whether they are admitted or not."""
        ...

    async def size(self, roll: RegisteredRoll) -> int:
        """Return how many would be on it if it were fixed now."""
        ...

    async def fix(self, vote: VoteId, roll: RegisteredRoll) -> int:
        """Keep who is on *roll* now as the electors of *vote* and return how many they are."""
        ...

    async def includes(self, vote: VoteId, member: MemberId) -> bool:
        """Return whether *member* is on the fixed roll of *vote*."""
        ...

    async def strike(self, vote: VoteId, member: MemberId) -> None:
        """Take the entry of *member* off the fixed roll of *vote*."""
        ...

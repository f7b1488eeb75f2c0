"""What curators chose of the news."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.editions import Choice
from bot.domain.ids import CommunityId
from bot.domain.traces import Chosen
from bot.ports.entries import Weighed


class Choices(Protocol):
    async def choose(self, entry: Weighed, choice: Choice | None, at: datetime, leaf: int) -> None:
        """Let *choice* hold for the entry, none where it is None; *leaf* is the act's, in its community's record."""
        ...

    async def history(self, entry: Weighed) -> Sequence[Chosen]:
        """Return what was chosen for the entry, the latest first."""
        ...

    async def late(
        self, community: CommunityId, since: datetime, until: datetime, memory: datetime
    ) -> Sequence[Weighed]:
        """Return what was pinned or added in [since, until) though it had been seen before, in [memory, since)."""
        ...

    async def dropped(self, community: CommunityId, since: datetime, until: datetime) -> Sequence[Weighed]:
        """Return what was seen in [since, until) and is dropped."""
        ...

"""Communities, their charters, and the spaces that sit at their tables."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.charter import Charter
from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Habits, Platform, Seat, Space


class Communities(Protocol):
    async def space(self, platform: Platform, key: str) -> Space | None: ...

    async def space_by_id(self, id: SpaceId) -> Space: ...

    async def spaces_by_id(self, ids: Collection[SpaceId]) -> Mapping[SpaceId, Space]: ...

    async def spaces(self, community: CommunityId) -> Sequence[Space]:
        """Return those that sit at its table now, the founding one first and then as they came."""
        ...

    async def languages(self) -> Mapping[SpaceId, str]:
        """Return the language tags of the spaces that have set one."""
        ...

    async def every_space(self) -> Sequence[Space]:
        """Return the spaces of all communities."""
        ...

    async def with_quiet_hours(self) -> Sequence[Space]:
        """Return the spaces of all communities that have set quiet hours."""
        ...

    async def names(self, of: Collection[CommunityId] | None = None) -> Mapping[CommunityId, tuple[str, ...]]:
        """Return the names of the spaces at the table of each community, or of each in *of* that there is; where none
        is left, that of the one that was."""
        ...

    async def found(self, community: CommunityId, name: str, now: datetime) -> None:
        """Make a community with an empty record, the default charter and nobody at its table."""
        ...

    async def add_space(self, space: Space, now: datetime) -> None:
        """Add a space, which takes its first seat."""
        ...

    async def name_space(self, space: SpaceId, name: str) -> None: ...

    async def set_habits(self, space: SpaceId, habits: Habits) -> None: ...

    async def set_lost(self, space: SpaceId, reason: str | None) -> None: ...

    async def move(self, space: SpaceId, community: CommunityId, now: datetime) -> None:
        """End the seat that *space* has and give it one at the table of *community*."""
        ...

    async def seats(self, space: SpaceId) -> Sequence[Seat]:
        """Return every seat that *space* has had, in order; the last one is open."""
        ...

    async def charter(self, community: CommunityId) -> Charter: ...

    async def set_charter(self, community: CommunityId, charter: Charter) -> None: ...

    async def bridges_allowed(self, community: CommunityId) -> int:
        """Return how many spaces a vote allowed to be brought to the table and nobody has made a code for."""
        ...

    async def allow_bridges(self, community: CommunityId, more: int) -> None:
        """Add *more*, which may be negative, to that number."""
        ...

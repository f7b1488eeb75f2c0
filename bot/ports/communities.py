"""Communities, their charters and their spaces."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Platform, Space
from bot.domain.rules import Charter


class Communities(Protocol):
    async def space(self, platform: Platform, key: str) -> Space | None: ...

    async def space_by_id(self, id: SpaceId) -> Space: ...

    async def spaces(self, community: CommunityId) -> Sequence[Space]: ...

    async def every_space(self) -> Sequence[Space]:
        """Return the spaces of all communities."""
        ...

    async def found(self, space: Space, now: datetime) -> None:
        """Keep *space* and its community, which is new and has an empty record and the default charter."""
        ...

    async def name_space(self, space: SpaceId, name: str) -> None: ...

    async def set_channel(self, space: SpaceId, channel: str | None) -> None: ...

    async def charter(self, community: CommunityId) -> Charter: ...

    async def set_charter(self, community: CommunityId, charter: Charter) -> None: ...

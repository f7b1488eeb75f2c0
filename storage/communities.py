"""Communities, their charters and their spaces."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Platform, Space
from bot.domain.rules import Charter, Quorum, Threshold
from storage.tables import charters, communities, record_heads, spaces


@dataclass(frozen=True, slots=True)
class SqlCommunities:
    db: AsyncConnection

    async def space(self, platform: Platform, key: str) -> Space | None:
        found = await self.db.execute(select(spaces).where(spaces.c.platform == platform, spaces.c.key == key))
        row = found.one_or_none()
        return _space(row) if row else None

    async def space_by_id(self, id: SpaceId) -> Space:
        return _space((await self.db.execute(select(spaces).where(spaces.c.id == id))).one())

    async def spaces(self, community: CommunityId) -> Sequence[Space]:
        rows = await self.db.execute(
            select(spaces).where(spaces.c.community == community).order_by(spaces.c.platform, spaces.c.key)
        )
        return [_space(row) for row in rows]

    async def every_space(self) -> Sequence[Space]:
        rows = await self.db.execute(select(spaces).order_by(spaces.c.platform, spaces.c.key))
        return [_space(row) for row in rows]

    async def found(self, space: Space, now: datetime) -> None:
        await self.db.execute(insert(communities), {"id": space.community, "name": space.name, "founded": now})
        await self.db.execute(insert(charters), {"community": space.community, **_charter_columns(Charter())})
        await self.db.execute(insert(record_heads), {"community": space.community, "size": 0})
        await self.db.execute(
            insert(spaces),
            {
                "id": space.id,
                "community": space.community,
                "platform": space.platform,
                "key": space.key,
                "name": space.name,
                "channel": space.channel,
            },
        )

    async def name_space(self, space: SpaceId, name: str) -> None:
        await self.db.execute(update(spaces).where(spaces.c.id == space).values(name=name))

    async def set_channel(self, space: SpaceId, channel: str | None) -> None:
        await self.db.execute(update(spaces).where(spaces.c.id == space).values(channel=channel))

    async def charter(self, community: CommunityId) -> Charter:
        row = (await self.db.execute(select(charters).where(charters.c.community == community))).one()
        return Charter(Quorum.parse(row.quorum), Threshold.parse(row.threshold), timedelta(seconds=row.voting_seconds))

    async def set_charter(self, community: CommunityId, charter: Charter) -> None:
        await self.db.execute(
            update(charters).where(charters.c.community == community).values(_charter_columns(charter))
        )


def _charter_columns(charter: Charter) -> dict[str, Any]:
    return {
        "quorum": str(charter.quorum),
        "threshold": str(charter.threshold),
        "voting_seconds": int(charter.voting_period.total_seconds()),
    }


def _space(row: Row[Any]) -> Space:
    return Space(row.id, row.community, row.platform, row.key, row.name, row.channel)

"""What keeps the bot from channels."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, SpaceId
from bot.ports import Obstacle
from storage.statements import inserting
from storage.tables import obstacles, spaces


@dataclass(frozen=True, slots=True)
class SqlObstacles:
    db: AsyncConnection

    async def note(self, obstacle: Obstacle) -> bool:
        fresh = await self.db.scalar(
            inserting(self.db, obstacles)
            .values(space=obstacle.space, channel=obstacle.channel, reason=obstacle.reason, since=obstacle.since)
            .on_conflict_do_nothing()
            .returning(obstacles.c.channel)
        )
        if fresh is None:
            there = (obstacles.c.space == obstacle.space) & (obstacles.c.channel == obstacle.channel)
            await self.db.execute(update(obstacles).where(there).values(reason=obstacle.reason))
        return fresh is not None

    async def clear(self, space: SpaceId, channel: str | None = None) -> None:
        there = [obstacles.c.space == space] + ([] if channel is None else [obstacles.c.channel == channel])
        await self.db.execute(delete(obstacles).where(*there))

    async def of(self, community: CommunityId) -> Sequence[Obstacle]:
        rows = await self.db.execute(
            select(obstacles)
            .join(spaces, spaces.c.id == obstacles.c.space)
            .where(spaces.c.community == community)
            .order_by(obstacles.c.since.desc(), obstacles.c.space, obstacles.c.channel)
        )
        return [Obstacle(SpaceId(row.space), row.channel, row.reason, row.since) for row in rows]

"""What was done to a community or to a space of it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, SpaceId
from bot.ports import Done
from storage.tables import acts


@dataclass(frozen=True, slots=True)
class SqlActs:
    db: AsyncConnection

    async def add(self, done: Done) -> None:
        await self.db.execute(insert(acts), asdict(done))

    async def latest_in(self, space: SpaceId) -> Done | None:
        found = await self.db.execute(
            select(acts).where(acts.c.space == space).order_by(acts.c.at.desc(), acts.c.leaf.desc()).limit(1)
        )
        row = found.mappings().one_or_none()
        return None if row is None else Done(**row)

    async def latest(self, community: CommunityId, limit: int) -> Sequence[Done]:
        rows = await self.db.execute(
            select(acts).where(acts.c.community == community).order_by(acts.c.leaf.desc()).limit(limit)
        )
        return [Done(**row) for row in rows.mappings()]

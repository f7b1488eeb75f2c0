"""The record: each community's append-only log, and what opens its commitments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId
from bot.domain.record import Leaf, Opening
from storage.tables import leaves, record_heads
from storage.tables import openings as kept_openings


async def locked_head(db: AsyncConnection, community: CommunityId) -> int:
    """Take the community's log for this transaction and return its size.

    On PostgreSQL whoever asks next waits; on SQLite the whole transaction has no other beside it.
    """
    found = await db.execute(select(record_heads.c.size).where(record_heads.c.community == community).with_for_update())
    size: int = found.scalar_one()
    return size


@dataclass(frozen=True, slots=True)
class SqlRecords:
    db: AsyncConnection

    async def lock(self, community: CommunityId) -> int:
        return await locked_head(self.db, community)

    async def size(self, community: CommunityId) -> int:
        found = await self.db.execute(select(record_heads.c.size).where(record_heads.c.community == community))
        size: int = found.scalar_one()
        return size

    async def append(
        self, community: CommunityId, leaf: Leaf, openings: Sequence[Opening], event: str, at: datetime
    ) -> None:
        """Keep *leaf* and what opens it.

        :raises ValueError: where its index is not the log's size, so that it would leave a gap or hide a leaf.
        """
        raised = await self.db.execute(
            update(record_heads)
            .where(record_heads.c.community == community, record_heads.c.size == leaf.index)
            .values(size=leaf.index + 1)
        )
        if raised.rowcount != 1:
            raise ValueError(f"leaf {leaf.index} is not the next one in the log of {community}")
        await self.db.execute(
            insert(leaves),
            {
                "community": community,
                "index": leaf.index,
                "event": event,
                "at": at,
                "body": leaf.body.decode(),
                "hash": leaf.hash,
            },
        )
        if openings:
            await self.db.execute(
                insert(kept_openings),
                [
                    {
                        "commitment": opening.commitment,
                        "community": community,
                        "kind": opening.kind,
                        "salt": opening.salt,
                        "value": opening.value,
                    }
                    for opening in openings
                ],
            )

    async def leaves(self, community: CommunityId, start: int = 0) -> Sequence[Leaf]:
        rows = await self.db.execute(
            select(leaves.c["index"], leaves.c.body, leaves.c.hash)
            .where(leaves.c.community == community, leaves.c["index"] >= start)
            .order_by(leaves.c["index"])
        )
        return [Leaf(index, body.encode(), digest) for index, body, digest in rows]

    async def opening(self, commitment: str) -> Opening | None:
        found = await self.db.execute(
            select(kept_openings.c.kind, kept_openings.c.salt, kept_openings.c.value).where(
                kept_openings.c.commitment == commitment
            )
        )
        row = found.one_or_none()
        return Opening(commitment, row.kind, row.salt, row.value) if row else None

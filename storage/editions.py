"""Editions as rows, with what they say as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.editions import Contents, Edition, Stage
from bot.domain.ids import CommunityId, EditionId, SubscriptionId
from storage.contents import read_contents, write_contents
from storage.record import locked_head
from storage.statements import inserting
from storage.tables import editions


@dataclass(frozen=True, slots=True)
class SqlEditions:
    db: AsyncConnection

    async def add(self, edition: Edition, community: CommunityId) -> bool:
        added = await self.db.execute(
            inserting(self.db, editions).on_conflict_do_nothing(
                index_elements=[editions.c.subscription, editions.c.period]
            ),
            {
                "id": edition.id,
                "community": community,
                "subscription": edition.subscription,
                "number": edition.number,
                "period": edition.period,
                "since": edition.contents.window.since,
                "until": edition.contents.window.until,
                "made": edition.made,
                "stage": edition.stage,
                "body": write_contents(edition.contents),
            },
        )
        return bool(added.rowcount)

    async def next_number(self, community: CommunityId) -> int:
        await locked_head(self.db, community)
        last = await self.db.scalar(select(func.max(editions.c.number)).where(editions.c.community == community))
        return (last or 0) + 1

    async def numbered(self, community: CommunityId, number: int) -> Edition | None:
        found = await self.db.execute(
            select(editions).where(editions.c.community == community, editions.c.number == number)
        )
        row = found.one_or_none()
        return None if row is None else _edition(row)

    async def listed(self, community: CommunityId, limit: int, before: int | None = None) -> Sequence[Edition]:
        wanted = select(editions).where(editions.c.community == community)
        if before is not None:
            wanted = wanted.where(editions.c.number < before)
        rows = await self.db.execute(wanted.order_by(editions.c.number.desc()).limit(limit))
        return [_edition(row) for row in rows]

    async def of(self, subscription: SubscriptionId, since: datetime) -> Sequence[Edition]:
        rows = await self.db.execute(
            select(editions)
            .where(editions.c.subscription == subscription, editions.c.until > since)
            .order_by(editions.c.number.desc())
        )
        return [_edition(row) for row in rows]

    async def since(self, community: CommunityId, instant: datetime) -> Sequence[Edition]:
        rows = await self.db.execute(
            select(editions)
            .where(editions.c.community == community, editions.c.made > instant)
            .order_by(editions.c.number.desc())
        )
        return [_edition(row) for row in rows]

    async def held(self, community: CommunityId) -> Sequence[Edition]:
        rows = await self.db.execute(
            select(editions)
            .where(editions.c.community == community, editions.c.stage == Stage.HELD)
            .order_by(editions.c.number)
        )
        return [_edition(row) for row in rows]

    async def change(self, id: EditionId, stage: Stage, contents: Contents) -> None:
        await self.db.execute(
            update(editions)
            .where(editions.c.id == id)
            .values(
                stage=stage, body=write_contents(contents), since=contents.window.since, until=contents.window.until
            )
        )


def _edition(row: Row[Any]) -> Edition:
    return Edition(
        id=EditionId(row.id),
        subscription=SubscriptionId(row.subscription),
        number=row.number,
        period=row.period,
        made=row.made,
        stage=row.stage,
        contents=read_contents(row.body),
    )

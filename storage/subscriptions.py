"""Channels that receive a digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, SubscriptionId
from bot.domain.periods import Weekday, Weekly
from bot.ports import Subscription
from storage.record import locked_head
from storage.statements import passing_locked
from storage.tables import spaces, subscriptions


@dataclass(frozen=True, slots=True)
class SqlSubscriptions:
    db: AsyncConnection

    async def add(self, subscription: Subscription) -> None:
        community = select(spaces.c.community).where(spaces.c.id == subscription.space).scalar_subquery()
        await self.db.execute(
            insert(subscriptions).values(
                id=subscription.id,
                community=community,
                number=subscription.number,
                space=subscription.space,
                **_changing(subscription),
            )
        )

    async def listed(self, community: CommunityId) -> Sequence[Subscription]:
        rows = await self.db.execute(
            select(subscriptions)
            .where(subscriptions.c.community == community, subscriptions.c.ended.is_(False))
            .order_by(subscriptions.c.number)
        )
        return [_subscription(row) for row in rows]

    async def next_number(self, community: CommunityId) -> int:
        await locked_head(self.db, community)
        last = await self.db.scalar(
            select(func.max(subscriptions.c.number)).where(subscriptions.c.community == community)
        )
        return (last or 0) + 1

    async def due(self, now: datetime, horizon: datetime, limit: int) -> Sequence[SubscriptionId]:
        rows = await self.db.scalars(
            passing_locked(
                self.db,
                select(subscriptions.c.id)
                .where(
                    subscriptions.c.ended.is_(False),
                    or_(subscriptions.c.due <= now, subscriptions.c.due > horizon),
                )
                .order_by(subscriptions.c.due)
                .limit(limit),
            )
        )
        return list(map(SubscriptionId, rows))

    async def get(self, id: SubscriptionId) -> Subscription:
        found = await self.db.execute(select(subscriptions).where(subscriptions.c.id == id))
        return _subscription(found.one())

    async def locked(self, id: SubscriptionId) -> Subscription:
        found = await self.db.execute(select(subscriptions).where(subscriptions.c.id == id).with_for_update())
        return _subscription(found.one())

    async def move(self, id: SubscriptionId, community: CommunityId, number: int) -> None:
        await self.db.execute(
            update(subscriptions).where(subscriptions.c.id == id).values(community=community, number=number)
        )

    async def change(self, subscription: Subscription) -> None:
        await self.db.execute(
            update(subscriptions).where(subscriptions.c.id == subscription.id).values(_changing(subscription))
        )


def _changing(subscription: Subscription) -> dict[str, Any]:
    return {
        "channel": subscription.channel,
        "day": int(subscription.weekly.day),
        "wall": subscription.weekly.wall.isoformat(),
        "zone": subscription.weekly.zone,
        "due": subscription.due,
        "sent_to": subscription.sent_to,
        "ended": subscription.ended,
    }


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        space=row.space,
        channel=row.channel,
        number=row.number,
        weekly=Weekly(Weekday(row.day), time.fromisoformat(row.wall), row.zone),
        due=row.due,
        sent_to=row.sent_to,
        ended=row.ended,
    )

"""Channels and members that receive a digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.composing import Taste
from bot.domain.editions import Section, Window
from bot.domain.ids import CommunityId, MemberId, SubscriptionId
from bot.domain.periods import Every, Recurrence
from bot.domain.subscriptions import Subscription
from storage.people import who_stands_for
from storage.record import locked_head
from storage.statements import inserting, passing_locked
from storage.tables import catchups, members, spaces, subscriptions


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
            _whole()
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

    async def due(self, now: datetime, horizons: Mapping[Every, datetime], limit: int) -> Sequence[SubscriptionId]:
        ahead = (
            and_(subscriptions.c.every == every, subscriptions.c.due > horizon) for every, horizon in horizons.items()
        )
        rows = await self.db.scalars(
            passing_locked(
                self.db,
                select(subscriptions.c.id)
                .where(
                    subscriptions.c.ended.is_(False),
                    subscriptions.c.paused.is_(None),
                    or_(subscriptions.c.due <= now, subscriptions.c.sent_to > now, *ahead),
                )
                .order_by(subscriptions.c.due)
                .limit(limit),
            )
        )
        return list(map(SubscriptionId, rows))

    async def get(self, id: SubscriptionId) -> Subscription:
        found = await self.db.execute(_whole().where(subscriptions.c.id == id))
        return _subscription(found.one())

    async def locked(self, id: SubscriptionId) -> Subscription:
        await self.db.execute(select(subscriptions.c.id).where(subscriptions.c.id == id).with_for_update())
        return await self.get(id)

    async def move(self, id: SubscriptionId, community: CommunityId, number: int) -> None:
        await self.db.execute(
            update(subscriptions).where(subscriptions.c.id == id).values(community=community, number=number)
        )

    async def change(self, subscription: Subscription) -> None:
        await self.db.execute(
            update(subscriptions).where(subscriptions.c.id == subscription.id).values(_changing(subscription))
        )

    async def caught_up(self, member: MemberId) -> Window | None:
        found = await self.db.execute(select(catchups).where(catchups.c.member == member))
        row = found.one_or_none()
        return None if row is None else Window(row.since, row.until)

    async def catch_up(self, member: MemberId, window: Window) -> None:
        values = {"since": window.since, "until": window.until}
        kept = inserting(self.db, catchups).values(member=member, **values)
        await self.db.execute(kept.on_conflict_do_update(index_elements=[catchups.c.member], set_=values))


def _whole() -> Select[Any]:
    owner = who_stands_for(members).label("owned_by")
    return select(subscriptions, owner).outerjoin(members, members.c.id == subscriptions.c.owner)


def _changing(subscription: Subscription) -> dict[str, Any]:
    return {
        "channel": subscription.channel,
        "every": subscription.recurrence.every,
        "day": int(subscription.recurrence.day),
        "wall": subscription.recurrence.wall.isoformat(),
        "zone": subscription.recurrence.zone,
        "due": subscription.due,
        "sent_to": subscription.sent_to,
        "owner": subscription.owner,
        "minimum": subscription.taste.minimum,
        "sources": ",".join(map(str, sorted(subscription.taste.sources))),
        "length": subscription.taste.length,
        "sections": ",".join(sorted(section.value for section in subscription.sections)),
        "approve": subscription.approve,
        "paused": subscription.paused,
        "ended": subscription.ended,
    }


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        space=row.space,
        channel=row.channel,
        number=row.number,
        recurrence=Recurrence(row.every, row.day, time.fromisoformat(row.wall), row.zone),
        due=row.due,
        sent_to=row.sent_to,
        owner=row.owned_by,
        taste=Taste(row.minimum, frozenset(map(int, filter(None, row.sources.split(",")))), row.length),
        sections=frozenset(map(Section, filter(None, row.sections.split(",")))),
        approve=row.approve,
        paused=row.paused,
        ended=row.ended,
    )

"""Messages that are to be sent once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, DeliveryId
from bot.ports import Delivery, DeliveryState
from storage.cards import read_card, write_card
from storage.statements import inserting, passing_locked
from storage.tables import outbox, spaces


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    db: AsyncConnection

    async def put(self, delivery: Delivery) -> bool:
        fresh = await self.db.scalar(
            inserting(self.db, outbox)
            .values(
                id=delivery.id,
                key=delivery.key,
                kind=delivery.kind,
                space=delivery.space,
                channel=delivery.channel,
                card=None if delivery.card is None else write_card(delivery.card),
                posting=delivery.posting,
                state=delivery.state,
                due=delivery.due,
                attempts=delivery.attempts,
                first=delivery.first,
                note=delivery.note,
            )
            .on_conflict_do_nothing(index_elements=[outbox.c.key])
            .returning(outbox.c.id)
        )
        return fresh is not None

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        rows = await self.db.execute(
            passing_locked(
                self.db,
                select(outbox)
                .where(
                    or_(
                        and_(outbox.c.state == DeliveryState.WAITING, outbox.c.due <= now),
                        and_(outbox.c.state == DeliveryState.SENDING, outbox.c.claimed_until <= now),
                    )
                )
                .order_by(outbox.c.due, outbox.c.id)
                .limit(limit),
            )
        )
        claimed = [_delivery(row) for row in rows]
        if claimed:
            await self.db.execute(
                update(outbox)
                .where(outbox.c.id.in_([delivery.id for delivery in claimed]))
                .values(state=DeliveryState.SENDING, claimed_until=until)
            )
        return claimed

    async def begin(self, id: DeliveryId, at: datetime) -> None:
        await self.db.execute(update(outbox).where(outbox.c.id == id).values(first=at))

    async def settle(self, delivery: Delivery) -> None:
        await self.db.execute(
            update(outbox)
            .where(outbox.c.id == delivery.id)
            .values(
                state=delivery.state,
                due=delivery.due,
                attempts=delivery.attempts,
                first=delivery.first,
                note=delivery.note,
                claimed_until=None,
            )
        )

    async def get(self, community: CommunityId, id: DeliveryId) -> Delivery | None:
        found = await self.db.execute(
            select(outbox)
            .join(spaces, spaces.c.id == outbox.c.space)
            .where(spaces.c.community == community, outbox.c.id == id)
        )
        row = found.one_or_none()
        return _delivery(row) if row else None

    async def in_state(self, community: CommunityId, states: Sequence[DeliveryState]) -> Sequence[Delivery]:
        rows = await self.db.execute(
            select(outbox)
            .join(spaces, spaces.c.id == outbox.c.space)
            .where(spaces.c.community == community, outbox.c.state.in_(states))
            .order_by(outbox.c.due, outbox.c.id)
        )
        return [_delivery(row) for row in rows]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        kind=row.kind,
        space=row.space,
        channel=row.channel,
        card=None if row.card is None else read_card(row.card),
        posting=row.posting,
        state=row.state,
        due=row.due,
        attempts=row.attempts,
        first=row.first,
        note=row.note,
    )

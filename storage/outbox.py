"""Messages that are to be sent once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, DeliveryId
from bot.ports import Channel, Delivery, DeliveryState
from bot.views.elements import Card
from storage.cards import read_card, write_card
from storage.statements import inserting, passing_locked
from storage.tables import outbox, spaces

UNSETTLED = (DeliveryState.WAITING, DeliveryState.SENDING)
OVER = (DeliveryState.SENT, DeliveryState.MISSED)
HORIZON = timedelta(days=1)
"""Nothing is put off for longer: what is due later was put off by a clock that ran ahead."""
UNREADABLE = "another version of Moratorium queued it, and this one cannot read it"


@dataclass(frozen=True, slots=True)
class SqlOutbox:
    db: AsyncConnection

    async def put(self, delivery: Delivery) -> bool:
        # Two transactions at once may count the same; then neither was queued before the other.
        last = select(func.coalesce(func.max(outbox.c.sequence), 0)).scalar_subquery()
        fresh = await self.db.scalar(
            inserting(self.db, outbox)
            .values(
                id=delivery.id,
                key=delivery.key,
                sequence=last + 1,
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

    async def waits(self, now: datetime, busy: Collection[Channel] = ()) -> bool:
        return await self.db.scalar(select(outbox.c.id).where(*_next_in_line(now, busy)).limit(1)) is not None

    async def claim(
        self, now: datetime, until: datetime, limit: int, busy: Collection[Channel] = ()
    ) -> Sequence[Delivery]:
        free = select(outbox).where(*_next_in_line(now, busy)).order_by(outbox.c.sequence, outbox.c.id).limit(limit)
        rows = await self.db.execute(passing_locked(self.db, free))
        found = rows.all()
        if not found:
            return []
        first_left = await self._first_left([row.id for row in found])
        claimed = []
        for row in found:
            if row.sequence > first_left.get((row.space, row.channel), row.sequence):
                continue
            try:
                card = _card(row)
            except (ValueError, KeyError, TypeError):
                await self._fail(row.id, UNREADABLE)
            else:
                claimed.append(replace(_delivery(row, card), claimed_until=until))
        if claimed:
            await self.db.execute(
                update(outbox).where(outbox.c.id.in_([one.id for one in claimed])).values(claimed_until=until)
            )
        return claimed

    async def _first_left(self, ids: Sequence[str]) -> dict[Channel, int]:
        """Return the earliest unsettled place in each channel's line beside *ids*: another transaction is taking it."""
        taken = outbox.alias("taken")
        rows = await self.db.execute(
            select(outbox.c.space, outbox.c.channel, func.min(outbox.c.sequence))
            .where(
                outbox.c.state.in_(UNSETTLED),
                outbox.c.id.not_in(ids),
                exists().where(
                    taken.c.id.in_(ids), taken.c.space == outbox.c.space, taken.c.channel == outbox.c.channel
                ),
            )
            .group_by(outbox.c.space, outbox.c.channel)
        )
        return {(space, channel): sequence for space, channel, sequence in rows}

    async def _fail(self, id: str, note: str) -> None:
        await self.db.execute(
            update(outbox).where(outbox.c.id == id).values(state=DeliveryState.FAILED, note=note, claimed_until=None)
        )

    async def begin(self, delivery: Delivery, until: datetime) -> bool:
        return await self._change(
            delivery,
            state=DeliveryState.SENDING,
            attempts=delivery.attempts,
            first=delivery.first,
            claimed_until=until,
        )

    async def settle(self, delivery: Delivery) -> bool:
        return await self._change(
            delivery,
            state=delivery.state,
            due=delivery.due,
            attempts=delivery.attempts,
            first=delivery.first,
            note=delivery.note,
            claimed_until=None,
        )

    async def _change(self, delivery: Delivery, **values: Any) -> bool:
        """Keep *values* where the delivery is still held as it says."""
        changed = await self.db.scalar(
            update(outbox)
            .where(outbox.c.id == delivery.id, outbox.c.claimed_until.is_not_distinct_from(delivery.claimed_until))
            .values(values)
            .returning(outbox.c.id)
        )
        return changed is not None

    async def get(self, community: CommunityId, id: DeliveryId) -> Delivery | None:
        found = await self.db.execute(
            select(outbox)
            .join(spaces, spaces.c.id == outbox.c.space)
            .where(spaces.c.community == community, outbox.c.id == id)
        )
        row = found.one_or_none()
        return _delivery(row, _readable_card(row)) if row else None

    async def in_state(
        self, community: CommunityId, states: Sequence[DeliveryState], since: datetime | None, limit: int
    ) -> Sequence[Delivery]:
        rows = await self.db.execute(
            select(outbox)
            .join(spaces, spaces.c.id == outbox.c.space)
            .where(
                spaces.c.community == community,
                outbox.c.state.in_(states),
                *([outbox.c.due >= since] if since is not None else []),
            )
            .order_by(outbox.c.due.desc(), outbox.c.sequence.desc())
            .limit(limit)
        )
        return [_delivery(row, _readable_card(row)) for row in rows]

    async def forget_cards(self, before: datetime, limit: int) -> int:
        over = (
            select(outbox.c.id)
            .where(outbox.c.state.in_(OVER), outbox.c.due < before, outbox.c.card.is_not(None))
            .limit(limit)
        )
        forgotten = await self.db.execute(update(outbox).where(outbox.c.id.in_(over)).values(card=None))
        return forgotten.rowcount


def _next_in_line(now: datetime, busy: Collection[Channel]) -> Sequence[ColumnElement[bool]]:
    """Return the conditions of what is due, held by nobody, in no *busy* channel and behind nothing that is held up."""
    earlier = outbox.alias("earlier")
    held_up = exists().where(
        earlier.c.space == outbox.c.space,
        earlier.c.channel == outbox.c.channel,
        earlier.c.state.in_(UNSETTLED),
        earlier.c.sequence < outbox.c.sequence,
        ~_free(earlier, now),
    )
    found = [outbox.c.state.in_(UNSETTLED), _free(outbox, now), ~held_up]
    return [*found, tuple_(outbox.c.space, outbox.c.channel).not_in(list(busy))] if busy else found


def _free(line: FromClause, now: datetime) -> ColumnElement[bool]:
    """Return whether an unsettled row is due and nobody holds it."""
    return and_(
        or_(line.c.due <= now, line.c.due > now + HORIZON, line.c.state == DeliveryState.SENDING),
        or_(line.c.claimed_until.is_(None), line.c.claimed_until <= now, line.c.claimed_until > now + HORIZON),
    )


def _card(row: Row[Any]) -> Card | None:
    return None if row.card is None else read_card(row.card)


def _readable_card(row: Row[Any]) -> Card | None:
    try:
        return _card(row)
    except (ValueError, KeyError, TypeError):
        return None


def _delivery(row: Row[Any], card: Card | None) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        kind=row.kind,
        space=row.space,
        channel=row.channel,
        card=card,
        posting=row.posting,
        state=row.state,
        due=row.due,
        attempts=row.attempts,
        first=row.first,
        note=row.note,
        claimed_until=row.claimed_until,
    )

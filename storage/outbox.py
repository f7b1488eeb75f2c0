"""Messages that are to be sent once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, and_, case, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.addresses import to_person
from bot.domain.delivering import DeliveryKind
from bot.domain.ids import CommunityId, DeliveryId, PostingId, SpaceId
from bot.ports import Channel, Delivery, DeliveryState, Due
from bot.views.elements import Card
from storage.cards import read_card, write_card
from storage.statements import inserting, passing_locked
from storage.tables import outbox, spaces

UNSETTLED = (DeliveryState.WAITING, DeliveryState.SENDING)
OVER = (DeliveryState.SENT, DeliveryState.MISSED, DeliveryState.MOVED)
HORIZON = timedelta(days=1)
"""Nothing is put off for longer: what is due later was put off by a clock that ran ahead."""
OF_A_CHANNEL = 20
OF_A_SPACE = 200
"""What is looked at in one go: more than any platform takes in a second, and no more than one space's share. What goes
to single people has a share of its own."""
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
                urgent=delivery.urgent,
            )
            .on_conflict_do_nothing(index_elements=[outbox.c.key])
            .returning(outbox.c.id)
        )
        return fresh is not None

    async def due(
        self, now: datetime, busy: Collection[Channel] = (), quiet: Collection[SpaceId] = ()
    ) -> Sequence[Due]:
        earlier = outbox.alias("earlier")
        held_up = exists().where(_ahead_of(earlier, outbox), ~_free(earlier, now))
        order = (_rank(outbox), outbox.c.sequence, outbox.c.id)
        person = outbox.c.channel.startswith(to_person(""))
        lines = (
            select(
                outbox.c.id,
                outbox.c.kind,
                outbox.c.space,
                outbox.c.channel,
                outbox.c.urgent,
                _rank(outbox).label("rank"),
                outbox.c.sequence,
                func.row_number().over(partition_by=(outbox.c.space, outbox.c.channel), order_by=order).label("place"),
                func.row_number().over(partition_by=(outbox.c.space, person), order_by=order).label("share"),
            )
            .join(spaces, spaces.c.id == outbox.c.space)
            .where(
                outbox.c.state.in_(UNSETTLED),
                _free(outbox, now),
                ~held_up,
                spaces.c.lost.is_(None),
                *([tuple_(outbox.c.space, outbox.c.channel).not_in(list(busy))] if busy else []),
                *([or_(outbox.c.space.not_in(list(quiet)), outbox.c.kind == DeliveryKind.NOTICE)] if quiet else []),
            )
            .subquery("lines")
        )
        rows = await self.db.execute(
            select(lines)
            .where(lines.c.place <= OF_A_CHANNEL, lines.c.share <= OF_A_SPACE)
            .order_by(lines.c.rank, lines.c.sequence, lines.c.id)
        )
        return [Due(row.id, row.kind, row.space, row.channel, row.urgent) for row in rows]

    async def claim(self, ids: Sequence[DeliveryId], now: datetime, until: datetime) -> Sequence[Delivery]:
        free = select(outbox).where(outbox.c.id.in_(ids), outbox.c.state.in_(UNSETTLED), _free(outbox, now))
        rows = await self.db.execute(passing_locked(self.db, free))
        found = {DeliveryId(row.id): row for row in rows}
        if not found:
            return []
        behind = await self._behind_others(list(found))
        claimed = []
        for row in (found[one] for one in ids if one in found and one not in behind):
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

    async def _behind_others(self, ids: Sequence[DeliveryId]) -> set[str]:
        """Return those of *ids* with another unsettled one before them in their channel: another transaction has it."""
        other = outbox.alias("other")
        held_up = exists().where(_ahead_of(other, outbox), other.c.id.not_in(ids))
        return set(await self.db.scalars(select(outbox.c.id).where(outbox.c.id.in_(ids), held_up)))

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
            channel=delivery.channel,
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

    async def unsettled_in(self, space: SpaceId) -> Sequence[Delivery]:
        rows = await self.db.execute(
            select(outbox)
            .where(outbox.c.space == space, outbox.c.state.in_(UNSETTLED))
            .order_by(outbox.c.sequence, outbox.c.id)
        )
        return [_delivery(row, _readable_card(row)) for row in rows]

    async def card_of(self, posting: PostingId) -> Delivery | None:
        found = await self.db.execute(
            select(outbox)
            .where(outbox.c.posting == posting, outbox.c.kind == DeliveryKind.CARD)
            .order_by(outbox.c.sequence.desc(), outbox.c.id)
            .limit(1)
        )
        row = found.one_or_none()
        return _delivery(row, None) if row else None

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


def _rank(line: FromClause) -> ColumnElement[int]:
    """Return what a row's place in its channel goes by, before the order in which rows were queued."""
    return case((line.c.kind == DeliveryKind.NOTICE, 0), (line.c.urgent, 1), else_=2)


def _ahead_of(earlier: FromClause, later: FromClause) -> ColumnElement[bool]:
    """Return whether the row *earlier* is unsettled and goes before *later* in the same channel."""
    return and_(
        earlier.c.space == later.c.space,
        earlier.c.channel == later.c.channel,
        earlier.c.state.in_(UNSETTLED),
        or_(
            _rank(earlier) < _rank(later),
            and_(_rank(earlier) == _rank(later), earlier.c.sequence < later.c.sequence),
        ),
    )


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
        urgent=row.urgent,
    )

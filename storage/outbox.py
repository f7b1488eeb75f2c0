"""Messages that are to be sent once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.addresses import to_person
from bot.domain.delivering import DeliveryKind
from bot.domain.ids import CommunityId, DeliveryId, PostingId, SpaceId
from bot.ports import Channel, Delivery, DeliveryState, Due
from storage.cards import write_card
from storage.deliveries import card_in, delivery_in, readable_card
from storage.precedence import UNSETTLED, ahead_of, free, in_vain, rank
from storage.statements import inserting, passing_locked
from storage.tables import outbox, spaces

OVER = (DeliveryState.SENT, DeliveryState.MISSED, DeliveryState.MOVED)
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
                reference=delivery.reference,
                after=_first(outbox.c.after, delivery.after),
                edits=_first(outbox.c.edits, delivery.edits),
            )
            .on_conflict_do_nothing(index_elements=[outbox.c.key])
            .returning(outbox.c.id)
        )
        return fresh is not None

    async def due(
        self, now: datetime, busy: Collection[Channel] = (), quiet: Collection[SpaceId] = ()
    ) -> Sequence[Due]:
        earlier, edited = outbox.alias("earlier"), outbox.alias("edited")
        held_up = exists().where(ahead_of(earlier, outbox), ~free(earlier, now))
        order = (rank(outbox), outbox.c.sequence, outbox.c.id)
        line = (outbox.c.space, outbox.c.channel, outbox.c.edits.is_(None))
        person = outbox.c.channel.startswith(to_person(""))
        lines = (
            select(
                outbox.c.id,
                outbox.c.kind,
                outbox.c.space,
                outbox.c.channel,
                outbox.c.urgent,
                edited.c.reference.label("edits"),
                rank(outbox).label("rank"),
                outbox.c.sequence,
                func.row_number().over(partition_by=line, order_by=order).label("place"),
                func.row_number().over(partition_by=(outbox.c.space, person), order_by=order).label("share"),
            )
            .join(spaces, spaces.c.id == outbox.c.space)
            .outerjoin(edited, edited.c.key == outbox.c.edits)
            .where(
                outbox.c.state.in_(UNSETTLED),
                free(outbox, now),
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
        return [Due(row.id, row.kind, row.space, row.channel, row.urgent, row.edits) for row in rows]

    async def claim(self, ids: Sequence[DeliveryId], now: datetime, until: datetime) -> Sequence[Delivery]:
        takeable = select(outbox).where(outbox.c.id.in_(ids), outbox.c.state.in_(UNSETTLED), free(outbox, now))
        rows = await self.db.execute(passing_locked(self.db, takeable))
        found = {DeliveryId(row.id): row for row in rows}
        if not found:
            return []
        behind = await self._behind_others(list(found))
        claimed = []
        for row in (found[one] for one in ids if one in found and one not in behind):
            try:
                card = card_in(row)
            except (ValueError, KeyError, TypeError):
                await self._fail(row.id, UNREADABLE)
            else:
                claimed.append(replace(delivery_in(row, card), claimed_until=until))
        if claimed:
            await self.db.execute(
                update(outbox).where(outbox.c.id.in_([one.id for one in claimed])).values(claimed_until=until)
            )
        return claimed

    async def _behind_others(self, ids: Sequence[DeliveryId]) -> set[str]:
        """Return those of *ids* with another unsettled one before them in their channel: another transaction has it."""
        other = outbox.alias("other")
        held_up = exists().where(ahead_of(other, outbox), other.c.id.not_in(ids))
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
            reference=delivery.reference,
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
        joined = select(outbox).join(spaces, spaces.c.id == outbox.c.space)
        return await self._one(joined.where(spaces.c.community == community, outbox.c.id == id))

    async def find(self, key: str) -> Delivery | None:
        return await self._one(select(outbox).where(outbox.c.key == key))

    async def _one(self, query: Select[Any]) -> Delivery | None:
        row = (await self.db.execute(query)).one_or_none()
        return delivery_in(row, readable_card(row)) if row else None

    async def redirect(self, key: str, to: str, channel: str) -> None:
        for follows in (outbox.c.after, outbox.c.edits):
            waiting = update(outbox).where(follows == key, outbox.c.state.in_(UNSETTLED))
            await self.db.execute(waiting.values({follows.name: to, "channel": channel}))

    async def unsettled_in(self, space: SpaceId) -> Sequence[Delivery]:
        rows = await self.db.execute(
            select(outbox)
            .where(outbox.c.space == space, outbox.c.state.in_(UNSETTLED))
            .order_by(outbox.c.sequence, outbox.c.id)
        )
        return [delivery_in(row, readable_card(row)) for row in rows]

    async def card_of(self, posting: PostingId) -> Delivery | None:
        found = await self.db.execute(
            select(outbox)
            .where(outbox.c.posting == posting, outbox.c.kind == DeliveryKind.CARD)
            .order_by(outbox.c.sequence.desc(), outbox.c.id)
            .limit(1)
        )
        row = found.one_or_none()
        return delivery_in(row, None) if row else None

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
        return [delivery_in(row, readable_card(row)) for row in rows]

    async def abandon(self, before: datetime, limit: int) -> int:
        waiting = (outbox.c.state == DeliveryState.WAITING, outbox.c.due < before, in_vain(outbox))
        vain = select(outbox.c.id).where(*waiting).limit(limit)
        abandoned = await self.db.execute(
            update(outbox).where(outbox.c.id.in_(vain)).values(state=DeliveryState.MISSED)
        )
        return abandoned.rowcount

    async def forget_cards(self, before: datetime, limit: int) -> int:
        over = (
            select(outbox.c.id)
            .where(outbox.c.state.in_(OVER), outbox.c.due < before, outbox.c.card.is_not(None))
            .limit(limit)
        )
        forgotten = await self.db.execute(update(outbox).where(outbox.c.id.in_(over)).values(card=None))
        return forgotten.rowcount


def _first(column: Column[Any], key: str | None) -> str | ColumnElement[Any] | None:
    """Return what *key* itself names in *column*, else *key*: all replies and corrections are to one message."""
    if key is None:
        return None
    named = outbox.alias()
    return func.coalesce(select(named.c[column.name]).where(named.c.key == key).scalar_subquery(), key)

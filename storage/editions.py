"""Editions as rows, with what they say as JSON."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, false, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.addresses import to_person
from bot.domain.editions import Contents, Edition, Stage
from bot.domain.ids import CommunityId, EditionId, MemberId, SubscriptionId
from bot.ports import DeliveryState, Published
from storage.contents import read_contents, read_told, write_contents
from storage.record import locked_head
from storage.statements import inserting
from storage.tables import editions, outbox, spaces, subscriptions
from storage.tables.news import OUTDATED

THERE = (DeliveryState.SENT, DeliveryState.UNCERTAIN)
"""What became of a delivery that somebody may have seen."""


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

    async def listed(
        self, community: CommunityId, asking: MemberId | None, limit: int, before: int | None = None
    ) -> Sequence[Edition]:
        shown = ~subscriptions.c.channel.startswith(to_person(""))
        if asking is not None:
            shown = or_(shown, subscriptions.c.owner == asking)
        wanted = (
            select(editions)
            .join(subscriptions, subscriptions.c.id == editions.c.subscription)
            .where(editions.c.community == community, shown)
        )
        if before is not None:
            wanted = wanted.where(editions.c.number < before)
        rows = await self.db.execute(wanted.order_by(editions.c.number.desc()).limit(limit))
        return [_edition(row) for row in rows]

    async def published(
        self, community: CommunityId, limit: int, before: int | None = None, digest: int | None = None
    ) -> Sequence[Published]:
        wanted = _published(community)
        if before is not None:
            wanted = wanted.where(editions.c.number < before)
        if digest is not None:
            wanted = wanted.where(subscriptions.c.number == digest)
        rows = await self.db.execute(wanted.order_by(editions.c.number.desc()).limit(limit))
        found = rows.all()
        return await asyncio.to_thread(lambda: [_as_published(row) for row in found])  # it may take a second

    async def published_as(self, community: CommunityId, number: int) -> Published | None:
        found = await self.db.execute(_published(community).where(editions.c.number == number))
        row = found.one_or_none()
        return None if row is None else _as_published(row)

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

    async def covering(self, community: CommunityId, instants: Sequence[datetime]) -> Sequence[Edition]:
        holds = or_(false(), *(and_(editions.c.since <= at, editions.c.until > at) for at in instants))
        rows = await self.db.execute(
            select(editions).where(editions.c.community == community, holds).order_by(editions.c.number.desc())
        )
        return [_edition(row) for row in rows]

    async def held(self, community: CommunityId) -> Sequence[Edition]:
        rows = await self.db.execute(
            select(editions)
            .where(editions.c.community == community, editions.c.stage == Stage.HELD)
            .order_by(editions.c.number)
        )
        return [_edition(row) for row in rows]

    async def revise(self, community: CommunityId) -> Sequence[int]:
        held = (editions.c.community == community, editions.c.stage == Stage.HELD)
        await self.db.execute(update(editions).where(*held).values(revision=editions.c.revision + 1))
        numbers = await self.db.scalars(select(editions.c.number).where(*held).order_by(editions.c.number))
        return list(numbers)

    async def outdated(self) -> Sequence[tuple[CommunityId, int]]:
        rows = await self.db.execute(
            select(editions.c.community, editions.c.number)
            .where(OUTDATED, editions.c.stage == Stage.HELD)
            .order_by(editions.c.community, editions.c.number)
        )
        return [(CommunityId(row.community), row.number) for row in rows]

    async def renew(self, edition: Edition) -> None:
        await self.db.execute(
            update(editions)
            .where(editions.c.id == edition.id)
            .values(body=write_contents(edition.contents), composed=edition.composed)
        )

    async def change(self, id: EditionId, stage: Stage, contents: Contents) -> None:
        await self.db.execute(
            update(editions)
            .where(editions.c.id == id)
            .values(
                stage=stage, body=write_contents(contents), since=contents.window.since, until=contents.window.until
            )
        )


def _published(community: CommunityId) -> Select[Any]:
    first_message = literal("digest:") + editions.c.subscription + ":" + editions.c.period
    person = to_person("")
    return (
        select(
            editions,
            subscriptions.c.number.label("digest"),
            subscriptions.c.zone,
            spaces.c.name.label("space"),
            func.coalesce(outbox.c.first, editions.c.made).label("sent"),
        )
        .join(subscriptions, subscriptions.c.id == editions.c.subscription)
        .join(spaces, spaces.c.id == subscriptions.c.space)
        .join(outbox, outbox.c.key == first_message)
        .where(
            editions.c.community == community,
            editions.c.stage == Stage.QUEUED,
            outbox.c.state.in_(THERE),
            ~outbox.c.channel.startswith(person),
            ~subscriptions.c.channel.startswith(person),
        )
    )


def _as_published(row: Row[Any]) -> Published:
    return Published(_edition(row, read_told), row.digest, row.space, row.zone, row.sent)


def _edition(row: Row[Any], read: Callable[[str], Contents] = read_contents) -> Edition:
    return Edition(
        id=EditionId(row.id),
        subscription=SubscriptionId(row.subscription),
        number=row.number,
        period=row.period,
        made=row.made,
        stage=row.stage,
        contents=read(row.body),
        revision=row.revision,
        composed=row.composed,
    )

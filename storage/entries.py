"""Entries as they wait to be judged and were."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, FeedId
from bot.domain.news import Judgement
from bot.ports import Unjudged, Weighed
from storage.feeds import FORGOTTEN, read_entry
from storage.tables import entries, feeds

HASH = 10
"""So many characters of an entry's hash name it beside its feed's number."""


@dataclass(frozen=True, slots=True)
class SqlEntries:
    db: AsyncConnection

    async def unjudged(self, limit: int) -> Sequence[Unjudged]:
        rows = await self.db.execute(
            select(entries.c.feed, entries.c.digest, entries.c.body, feeds.c.community)
            .join(feeds, feeds.c.id == entries.c.feed)
            .where(entries.c.judged.is_(False), entries.c.body != FORGOTTEN)
            .order_by(entries.c.seen.desc(), entries.c.digest)
            .limit(limit)
        )
        return [
            Unjudged(FeedId(row.feed), row.digest, CommunityId(row.community), read_entry(row.body)) for row in rows
        ]

    async def keep_judgements(self, judged: Sequence[tuple[Unjudged, Judgement]]) -> None:
        if not judged:
            return
        await self.db.execute(
            update(entries)
            .where(entries.c.feed == bindparam("of"), entries.c.digest == bindparam("named"))
            .values(
                judged=True,
                points=bindparam("worth"),
                kept=bindparam("keep"),
                reasons=bindparam("because"),
            ),
            [
                {
                    "of": one.feed,
                    "named": one.digest,
                    "worth": judgement.points,
                    "keep": judgement.kept,
                    "because": json.dumps(list(judgement.reasons), ensure_ascii=False),
                }
                for one, judgement in judged
            ],
        )

    async def weighed(self, community: CommunityId, since: datetime, until: datetime) -> Sequence[Weighed]:
        rows = await self.db.execute(
            select(entries, feeds.c.number, feeds.c.title)
            .join(feeds, feeds.c.id == entries.c.feed)
            .where(
                _within(community, since, until),
                entries.c.body != FORGOTTEN,
                or_(entries.c.points > 0, entries.c.choice.is_not(None)),
            )
            .order_by(entries.c.seen.desc(), entries.c.digest)
        )
        return [
            Weighed(
                code=f"{row.number}-{row.digest[:HASH]}",
                feed=row.number,
                source=row.title,
                entry=read_entry(row.body),
                seen=row.seen,
                judgement=Judgement(row.kept, row.points, tuple(json.loads(row.reasons))),
                choice=row.choice,
            )
            for row in rows
        ]

    async def count(self, community: CommunityId, since: datetime, until: datetime) -> int:
        found = await self.db.scalar(
            select(func.count())
            .select_from(entries.join(feeds, feeds.c.id == entries.c.feed))
            .where(_within(community, since, until))
        )
        return found or 0


def _within(community: CommunityId, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(feeds.c.community == community, entries.c.seen >= since, entries.c.seen < until)

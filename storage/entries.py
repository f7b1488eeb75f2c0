"""Entries as they wait to be judged and were."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.editions import Choice
from bot.domain.ids import CommunityId, FeedId
from bot.domain.news import Judgement
from bot.domain.stories.links import host_of
from bot.domain.verdicts import NEAR, Verdict
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
            .where(text("NOT entries.judged"), entries.c.body != FORGOTTEN)  # as its index has it, word for word
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
            told(community)
            .where(seen_in(since, until), or_(entries.c.points > 0, entries.c.choice.is_not(None)))
            .order_by(entries.c.seen.desc(), entries.c.digest)
        )
        return [weighed(row) for row in rows]

    async def count(self, community: CommunityId, since: datetime, until: datetime) -> int:
        found = await self.db.scalar(
            select(func.count())
            .select_from(entries.join(feeds, feeds.c.id == entries.c.feed))
            .where(feeds.c.community == community, seen_in(since, until))
        )
        return found or 0

    async def named(self, community: CommunityId, code: str) -> Weighed | None:
        number, _, begins = code.partition("-")
        rows = await self.db.execute(
            told(community)
            .where(feeds.c.number == int(number), entries.c.digest >= begins, entries.c.digest < begins + "g")
            .limit(1)
        )
        row = rows.one_or_none()
        return None if row is None else weighed(row)

    async def counts(self, community: CommunityId, since: datetime, until: datetime) -> Mapping[Verdict, int]:
        verdict = case(*_VERDICTS).label("verdict")
        rows = await self.db.execute(
            select(verdict, func.count())
            .join(feeds, feeds.c.id == entries.c.feed)
            .where(feeds.c.community == community, seen_in(since, until), entries.c.body != FORGOTTEN)
            .group_by(verdict)
        )
        return {Verdict(row[0]): row[1] for row in rows}

    async def ranked(
        self,
        community: CommunityId,
        since: datetime,
        until: datetime,
        verdicts: Sequence[Verdict],
        limit: int,
        after: int = 0,
    ) -> Sequence[Weighed]:
        place = case(*_VERDICTS).label("verdict")
        pinned = case((entries.c.choice == Choice.PINNED, 0), else_=1)
        order = case({verdict.value: rank for rank, verdict in enumerate(verdicts)}, value=place)
        rows = await self.db.execute(
            told(community)
            .where(seen_in(since, until), place.in_([verdict.value for verdict in verdicts]))
            .order_by(order, pinned, entries.c.points.desc(), entries.c.seen.desc(), entries.c.digest)
            .limit(limit)
            .offset(after)
        )
        return [weighed(row) for row in rows]


_VERDICTS: Sequence[tuple[ColumnElement[bool], str]] = (
    (entries.c.choice == Choice.DROPPED, Verdict.DROPPED.value),
    (or_(entries.c.choice.is_not(None), entries.c.kept), Verdict.KEPT.value),
    (entries.c.points >= NEAR, Verdict.NEAR.value),
    (entries.c.points > 0, Verdict.WEAK.value),
    (entries.c.points <= 0, Verdict.NONE.value),
)


def told(community: CommunityId) -> Select[Any]:
    """Return the query for a community's entries, as ``weighed`` reads them, less what is forgotten."""
    return (
        select(entries, feeds.c.number, feeds.c.title)
        .join(feeds, feeds.c.id == entries.c.feed)
        .where(feeds.c.community == community, entries.c.body != FORGOTTEN)
    )


def seen_in(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(entries.c.seen >= since, entries.c.seen < until)


def weighed(row: Row[Any]) -> Weighed:
    entry = read_entry(row.body)
    return Weighed(
        code=f"{row.number}-{row.digest[:HASH]}",
        origin=FeedId(row.feed),
        digest=row.digest,
        feed=row.number,
        source=row.title if row.by is None else host_of(entry.url),
        entry=entry,
        seen=row.seen,
        judgement=Judgement(row.kept, row.points, tuple(json.loads(row.reasons))),
        choice=row.choice,
        chosen=row.chosen,
        by=row.by or "",
    )

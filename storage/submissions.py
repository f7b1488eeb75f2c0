"""What members put forward: entries of a feed of each community's own, number 0, that is neither listed nor read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.feeds import Entry
from bot.domain.ids import CommunityId, FeedId
from bot.ports import Weighed
from storage.entries import HASH, told, weighed
from storage.feeds import digest_of, place_of, write_entry
from storage.statements import inserting
from storage.tables import entries, feeds

NUMBER = 0


@dataclass(frozen=True, slots=True)
class SqlSubmissions:
    db: AsyncConnection

    async def add(self, community: CommunityId, entry: Entry, by: str, seen: datetime, spare: FeedId) -> str:
        digest = digest_of(entry.id)
        row = {
            "feed": await self._feed(community, seen, spare),
            "digest": digest,
            "body": write_entry(entry),
            "seen": seen,
            "place": place_of(entry),
            "by": by,
        }
        anew = {"judged": False, "points": 0, "kept": False, "reasons": "[]", "choice": None, "chosen": None}
        await self.db.execute(
            inserting(self.db, entries).on_conflict_do_update(
                index_elements=[entries.c.feed, entries.c.digest], set_=row | anew
            ),
            row,
        )
        return f"{NUMBER}-{digest[:HASH]}"

    async def count(self, community: CommunityId, since: datetime) -> int:
        found = await self.db.scalar(
            select(func.count())
            .select_from(entries.join(feeds, feeds.c.id == entries.c.feed))
            .where(feeds.c.community == community, feeds.c.number == NUMBER, entries.c.seen >= since)
        )
        return found or 0

    async def known(self, community: CommunityId, url: str, since: datetime) -> Weighed | None:
        rows = await self.db.execute(
            told(community)
            .where(entries.c.place == place_of(Entry("", "", url, "", None)), entries.c.seen >= since)
            .order_by(entries.c.seen, entries.c.digest)
            .limit(1)
        )
        row = rows.one_or_none()
        return None if row is None else weighed(row)

    async def _feed(self, community: CommunityId, now: datetime, spare: FeedId) -> FeedId:
        own = (feeds.c.community == community, feeds.c.number == NUMBER)
        blank = {"url": "", "title": "", "due": now, "failures": 0, "fault": "", "removed": True}
        await self.db.execute(
            inserting(self.db, feeds).on_conflict_do_nothing(index_elements=[feeds.c.community, feeds.c.number]),
            {"id": spare, "community": community, "number": NUMBER, **blank},
        )
        return FeedId((await self.db.execute(select(feeds.c.id).where(*own))).scalar_one())

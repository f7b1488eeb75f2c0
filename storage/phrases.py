"""Communities' own phrases, and how often each community changed them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId
from bot.domain.news import Phrase
from bot.ports import Said
from storage.tables import communities as known
from storage.tables import entries, feeds, phrases


@dataclass(frozen=True, slots=True)
class SqlPhrases:
    db: AsyncConnection

    async def of(self, communities: Collection[CommunityId]) -> Mapping[CommunityId, Said]:
        revisions = await self.db.execute(select(known.c.id, known.c.phrased).where(known.c.id.in_(communities)))
        rows = await self.db.execute(
            select(phrases).where(phrases.c.community.in_(communities)).order_by(phrases.c.community, phrases.c.key)
        )
        said: defaultdict[str, list[Phrase]] = defaultdict(list)
        for row in rows:
            said[row.community].append(Phrase(row.words, row.points))
        return {CommunityId(row.id): Said(row.phrased, tuple(said[row.id])) for row in revisions}

    async def held(self, communities: Collection[CommunityId]) -> Mapping[CommunityId, int]:
        rows = await self.db.execute(
            select(known.c.id, known.c.phrased)
            .where(known.c.id.in_(communities))
            .order_by(known.c.id)
            .with_for_update(read=True)
        )
        return {CommunityId(row.id): row.phrased for row in rows}

    async def put(self, community: CommunityId, key: str, phrase: Phrase, now: datetime) -> Phrase | None:
        before = await self.remove(community, key)
        row = {"community": community, "key": key, "words": phrase.words, "points": phrase.points, "added": now}
        await self.db.execute(insert(phrases), row)
        return before

    async def remove(self, community: CommunityId, key: str) -> Phrase | None:
        await self._lock(community)
        here = (phrases.c.community == community, phrases.c.key == key)
        row = (await self.db.execute(select(phrases).where(*here))).one_or_none()
        if row is None:
            return None
        await self.db.execute(delete(phrases).where(*here))
        return Phrase(row.words, row.points)

    async def judge_anew(self, community: CommunityId, since: datetime) -> int:
        # The revision first: who keeps judgements meanwhile waits for it, or is waited for.
        await self.db.execute(update(known).where(known.c.id == community).values(phrased=known.c.phrased + 1))
        own = select(feeds.c.id).where(feeds.c.community == community)
        waiting = await self.db.execute(
            update(entries).where(entries.c.feed.in_(own), entries.c.seen >= since).values(judged=False)
        )
        return waiting.rowcount

    async def _lock(self, community: CommunityId) -> None:
        """Let nobody else change the community's phrases until this transaction ends."""
        await self.db.execute(select(known.c.id).where(known.c.id == community).with_for_update())

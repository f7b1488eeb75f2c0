"""What curators chose: how it stands with the entries, and each choice with the act by which it was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.editions import Choice
from bot.domain.ids import CommunityId
from bot.domain.traces import Chosen
from bot.ports import Weighed
from storage.entries import seen_in, told, weighed
from storage.tables import acts, choices, entries, feeds


@dataclass(frozen=True, slots=True)
class SqlChoices:
    db: AsyncConnection

    async def choose(self, entry: Weighed, choice: Choice | None, at: datetime, leaf: int) -> None:
        await self.db.execute(
            update(entries)
            .where(entries.c.feed == entry.origin, entries.c.digest == entry.digest)
            .values(choice=choice, chosen=None if choice is None else at)
        )
        row = {"feed": entry.origin, "digest": entry.digest, "leaf": leaf, "choice": choice}
        await self.db.execute(insert(choices), row)

    async def history(self, entry: Weighed) -> Sequence[Chosen]:
        rows = await self.db.execute(
            select(choices.c.choice, acts.c.name, acts.c.at)
            .join(feeds, feeds.c.id == choices.c.feed)
            .join(acts, and_(acts.c.community == feeds.c.community, acts.c.leaf == choices.c.leaf))
            .where(choices.c.feed == entry.origin, choices.c.digest == entry.digest)
            .order_by(choices.c.leaf.desc())
        )
        return [Chosen(row.choice, row.name, row.at) for row in rows]

    async def late(
        self, community: CommunityId, since: datetime, until: datetime, memory: datetime
    ) -> Sequence[Weighed]:
        rows = await self.db.execute(
            told(community)
            .where(
                entries.c.chosen >= since,
                entries.c.chosen < until,
                entries.c.choice.in_([Choice.PINNED, Choice.ADDED]),
                seen_in(memory, since),
            )
            .order_by(entries.c.seen.desc(), entries.c.digest)
        )
        return [weighed(row) for row in rows]

    async def dropped(self, community: CommunityId, since: datetime, until: datetime) -> Sequence[Weighed]:
        rows = await self.db.execute(
            told(community)
            .where(entries.c.chosen.is_not(None), entries.c.choice == Choice.DROPPED, seen_in(since, until))
            .order_by(entries.c.seen.desc(), entries.c.digest)
        )
        return [weighed(row) for row in rows]

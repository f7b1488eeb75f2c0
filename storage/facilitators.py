"""Facilitators of a community."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, MemberId
from bot.ports import Facilitator
from storage.people import own_names, stood_for_by, who_stands_for
from storage.tables import facilitators, members


@dataclass(frozen=True, slots=True)
class SqlFacilitators:
    db: AsyncConnection

    async def add(self, community: CommunityId, member: MemberId, now: datetime) -> None:
        await self.db.execute(insert(facilitators), {"community": community, "member": member, "since": now})

    async def remove(self, community: CommunityId, member: MemberId) -> None:
        await self.db.execute(
            delete(facilitators).where(
                facilitators.c.community == community, facilitators.c.member.in_(stood_for_by(member))
            )
        )

    async def includes(self, community: CommunityId, member: MemberId) -> bool:
        found = await self.db.scalar(
            select(facilitators.c.member)
            .where(facilitators.c.community == community, facilitators.c.member.in_(stood_for_by(member)))
            .limit(1)
        )
        return found is not None

    async def listed(self, community: CommunityId) -> Sequence[Facilitator]:
        names = own_names(community)
        they = who_stands_for(members)
        since = func.min(facilitators.c.since)
        rows = await self.db.execute(
            select(they.label("who"), names.c.name, since.label("appointed"))
            .select_from(facilitators)
            .join(members, members.c.id == facilitators.c.member)
            .join(names, names.c.member == they)
            .where(facilitators.c.community == community)
            .group_by(they, names.c.name)
            .order_by(since, names.c.name)
        )
        return [Facilitator(MemberId(row.who), row.name, row.appointed) for row in rows]

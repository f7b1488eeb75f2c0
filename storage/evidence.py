"""What is attached to proposals, as rows; what was removed stays, so that no number is given twice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.evidence import Evidence
from bot.domain.ids import MemberId, ProposalId
from storage.people import who_stands_for
from storage.tables import evidence, members


@dataclass(frozen=True, slots=True)
class SqlEvidence:
    db: AsyncConnection

    async def add(self, proposal: ProposalId, attached: Evidence) -> None:
        await self.db.execute(
            insert(evidence),
            {
                "proposal": proposal,
                "number": attached.number,
                "title": attached.title,
                "source": attached.source,
                "url": attached.url,
                "published": attached.published,
                "member": attached.by,
                "name": attached.name,
                "added": attached.added,
                "removed": False,
            },
        )

    async def next_number(self, proposal: ProposalId) -> int:
        last = await self.db.scalar(select(func.max(evidence.c.number)).where(evidence.c.proposal == proposal))
        return (last or 0) + 1

    async def of(self, proposals: Sequence[ProposalId]) -> Mapping[ProposalId, Sequence[Evidence]]:
        rows = await self.db.execute(
            select(evidence, who_stands_for(members).label("attached_by"))
            .join(members, members.c.id == evidence.c.member)
            .where(evidence.c.proposal.in_(proposals), evidence.c.removed.is_(False))
            .order_by(evidence.c.proposal, evidence.c.number)
        )
        found: defaultdict[ProposalId, list[Evidence]] = defaultdict(list)
        for row in rows:
            found[ProposalId(row.proposal)].append(
                Evidence(
                    number=row.number,
                    title=row.title,
                    source=row.source,
                    url=row.url,
                    published=row.published,
                    by=MemberId(row.attached_by),
                    name=row.name,
                    added=row.added,
                )
            )
        return found

    async def remove(self, proposal: ProposalId, number: int) -> None:
        await self.db.execute(
            update(evidence).where(evidence.c.proposal == proposal, evidence.c.number == number).values(removed=True)
        )

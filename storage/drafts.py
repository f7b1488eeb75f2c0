"""What people have typed into forms so far."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import AccountId, ProposalId, SpaceId
from bot.domain.proposals import Draft, Kind
from storage.statements import inserting
from storage.tables import drafts

NEW = ""


@dataclass(frozen=True, slots=True)
class SqlDrafts:
    db: AsyncConnection

    async def get(self, account: AccountId, space: SpaceId, kind: Kind, proposal: ProposalId | None) -> Draft | None:
        found = await self.db.execute(select(drafts.c.text, drafts.c.saved).where(_of(account, space, kind, proposal)))
        row = found.one_or_none()
        return Draft(account, space, kind, json.loads(row.text), proposal, row.saved) if row else None

    async def begun(self, account: AccountId, space: SpaceId) -> Sequence[Draft]:
        rows = await self.db.execute(
            select(drafts.c.kind, drafts.c.proposal, drafts.c.text, drafts.c.saved)
            .where(drafts.c.account == account, drafts.c.space == space)
            .order_by(drafts.c.saved.desc(), drafts.c.kind, drafts.c.proposal)
        )
        return [
            Draft(account, space, row.kind, json.loads(row.text), ProposalId(row.proposal) or None, row.saved)
            for row in rows
        ]

    async def save(self, draft: Draft) -> None:
        content: dict[str, Any] = {"text": json.dumps(dict(draft.text)), "saved": draft.saved}
        kept = inserting(self.db, drafts).values(
            account=draft.account,
            space=draft.space,
            kind=draft.kind,
            proposal=draft.proposal or NEW,
            **content,
        )
        await self.db.execute(kept.on_conflict_do_update(index_elements=list(drafts.primary_key.columns), set_=content))

    async def discard(self, account: AccountId, space: SpaceId, kind: Kind, proposal: ProposalId | None) -> None:
        await self.db.execute(delete(drafts).where(_of(account, space, kind, proposal)))


def _of(account: AccountId, space: SpaceId, kind: Kind, proposal: ProposalId | None) -> ColumnElement[bool]:
    return and_(
        drafts.c.account == account,
        drafts.c.space == space,
        drafts.c.kind == kind,
        drafts.c.proposal == (proposal or NEW),
    )

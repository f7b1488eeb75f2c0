"""Proposals and the versions of their text."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Row,
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import AccountId, CommunityId, MemberId, ProposalId, SpaceId
from bot.domain.proposals import Kind, Proposal, State, Titled
from bot.domain.texts import Text as Said
from storage.people import who_stands_for
from storage.record import locked_head
from storage.statements import inserting
from storage.tables import member_accounts, members, proposals, versions, votes
from storage.votes import last_round


@dataclass(frozen=True, slots=True)
class SqlProposals:
    db: AsyncConnection

    async def next_number(self, community: CommunityId) -> int:
        await locked_head(self.db, community)
        last = await self.db.scalar(select(func.max(proposals.c.number)).where(proposals.c.community == community))
        return (last or 0) + 1

    async def add(self, proposal: Proposal) -> None:
        await self.db.execute(
            insert(proposals),
            {
                "id": proposal.id,
                "community": proposal.community,
                "number": proposal.number,
                "kind": proposal.kind,
                "state": proposal.state,
                "version": proposal.version,
                "revision": proposal.revision,
                "proposer": proposal.proposer,
                "author": proposal.author,
                "space": proposal.space,
                "channel": proposal.channel,
                "created": proposal.created,
                "unshown": True,
                "act": proposal.act,
            },
        )
        await self._keep_text(proposal)

    async def get(self, community: CommunityId, number: int) -> Proposal | None:
        return await self._one(_with_text().where(proposals.c.community == community, proposals.c.number == number))

    async def by_id(self, id: ProposalId) -> Proposal | None:
        return await self._one(_with_text().where(proposals.c.id == id))

    async def locked(self, id: ProposalId) -> Proposal:
        # The row is taken first and read by a statement of its own: a join read while waiting for the row would pair
        # the new version with the text as it stood when the wait began.
        await self.db.execute(select(proposals.c.id).where(proposals.c.id == id).with_for_update())
        return _proposal((await self.db.execute(_with_text().where(proposals.c.id == id))).one())

    async def change(self, proposal: Proposal) -> None:
        await self.db.execute(
            update(proposals)
            .where(proposals.c.id == proposal.id)
            .values(state=proposal.state, version=proposal.version, revision=proposal.revision, unshown=True)
        )
        await self._keep_text(proposal)

    async def touch(self, id: ProposalId) -> None:
        await self.db.execute(
            update(proposals).where(proposals.c.id == id).values(revision=proposals.c.revision + 1, unshown=True)
        )

    async def move(self, proposal: Proposal) -> None:
        await self.db.execute(
            update(proposals)
            .where(proposals.c.id == proposal.id)
            .values(community=proposal.community, number=proposal.number, proposer=proposal.proposer)
        )

    async def drafted_in(self, space: SpaceId) -> Sequence[tuple[Proposal, AccountId]]:
        rows = await self.db.execute(
            _with_text()
            .add_columns(member_accounts.c.account)
            .join(member_accounts, member_accounts.c.member == proposals.c.proposer)
            .where(proposals.c.space == space, proposals.c.state == State.DRAFT, proposals.c.act.is_(None))
            .order_by(proposals.c.number)
        )
        return [(_proposal(row), AccountId(row.account)) for row in rows]

    async def listed(
        self, community: CommunityId, states: Sequence[State], drafts_of: MemberId | None = None
    ) -> Sequence[Proposal]:
        seen = proposals.c.state != State.DRAFT
        if drafts_of is not None:
            seen = or_(seen, who_stands_for(members) == drafts_of)
        rows = await self.db.execute(
            _with_text()
            .where(proposals.c.community == community, proposals.c.state.in_(states), seen)
            .order_by(proposals.c.number.desc())
        )
        return [_proposal(row) for row in rows]

    async def titles(
        self, community: CommunityId, member: MemberId | None, states: Sequence[State], kind: Kind | None, own: bool
    ) -> Sequence[Titled]:
        of_member = who_stands_for(members) == member if member is not None else false()
        opened = exists().where(votes.c.proposal == proposals.c.id)
        statement = (
            select(proposals.c.id, proposals.c.number, proposals.c.kind, _TITLE.label("title"))
            .join(versions, and_(versions.c.proposal == proposals.c.id, versions.c.version == proposals.c.version))
            .join(members, members.c.id == proposals.c.proposer)
            .where(
                proposals.c.community == community,
                proposals.c.state.in_(states),
                or_(opened, and_(proposals.c.state == State.DRAFT, of_member)),
                of_member if own else true(),
            )
            .order_by(proposals.c.number.desc())
        )
        if kind is not None:
            statement = statement.where(proposals.c.kind == kind)
        rows = await self.db.execute(statement)
        return [Titled(row.id, row.number, row.kind, row.title) for row in rows]

    async def several(self, ids: Sequence[ProposalId]) -> Sequence[Proposal]:
        rows = await self.db.execute(_with_text().where(proposals.c.id.in_(ids)))
        return [_proposal(row) for row in rows]

    async def texts(self, id: ProposalId, wanted: Sequence[int]) -> Mapping[int, Said]:
        rows = await self.db.execute(
            select(versions.c.version, versions.c.text).where(versions.c.proposal == id, versions.c.version.in_(wanted))
        )
        return {row.version: json.loads(row.text) for row in rows}

    async def decided(self, community: CommunityId, since: datetime, until: datetime) -> Sequence[Proposal]:
        rows = await self.db.execute(
            _with_text()
            .join(votes, votes.c.proposal == proposals.c.id)
            .where(
                proposals.c.community == community,
                proposals.c.state.in_([State.ADOPTED, State.REJECTED, State.NO_QUORUM]),
                votes.c.closed >= since,
                votes.c.closed < until,
                votes.c.round == last_round(proposals.c.id),
            )
            .order_by(proposals.c.number.desc())
        )
        return [_proposal(row) for row in rows]

    async def _one(self, statement: Select[Any]) -> Proposal | None:
        row = (await self.db.execute(statement)).one_or_none()
        return _proposal(row) if row else None

    async def _keep_text(self, proposal: Proposal) -> None:
        text = json.dumps(dict(proposal.text))
        kept = inserting(self.db, versions).values(proposal=proposal.id, version=proposal.version, text=text)
        await self.db.execute(
            kept.on_conflict_do_update(index_elements=[versions.c.proposal, versions.c.version], set_={"text": text})
        )


_TITLE = type_coerce(cast(versions.c.text, Text().with_variant(JSON(), "postgresql")), JSON())["title"].as_string()
"""The title out of a kept text, so that a list need not read the rest of it."""


def _with_text() -> Select[Any]:
    return (
        select(proposals, versions.c.text, who_stands_for(members).label("proposed_by"))
        .join(versions, and_(versions.c.proposal == proposals.c.id, versions.c.version == proposals.c.version))
        .join(members, members.c.id == proposals.c.proposer)
    )


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id,
        community=row.community,
        number=row.number,
        kind=row.kind,
        state=row.state,
        version=row.version,
        revision=row.revision,
        text=json.loads(row.text),
        proposer=row.proposed_by,
        author=row.author,
        space=row.space,
        channel=row.channel,
        created=row.created,
        act=row.act,
    )

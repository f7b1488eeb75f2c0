"""Where cards stand, and what they last showed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, insert, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import CommunityId, PostingId, ProposalId
from bot.domain.proposals import State
from bot.ports import Channel, Posting, Stale
from storage.statements import passing_locked
from storage.tables import postings, proposals, spaces

OF_A_SPACE = 60
"""What is looked at in one go: more than any platform takes in a minute, and no more than one space's share."""


@dataclass(frozen=True, slots=True)
class SqlPostings:
    db: AsyncConnection

    async def add(self, posting: Posting) -> None:
        await self.db.execute(
            insert(postings),
            {
                "id": posting.id,
                "proposal": posting.proposal,
                "space": posting.space,
                "channel": posting.channel,
                "reference": posting.reference,
                "shown": posting.shown,
                "state": posting.state,
                "edited": posting.edited,
            },
        )

    async def get(self, id: PostingId) -> Posting | None:
        row = (await self.db.execute(select(postings).where(postings.c.id == id))).one_or_none()
        return _posting(row) if row else None

    async def of(self, proposal: ProposalId) -> Sequence[Posting]:
        rows = await self.db.execute(select(postings).where(postings.c.proposal == proposal).order_by(postings.c.id))
        return [_posting(row) for row in rows]

    async def stale(self, turnout_before: datetime, now: datetime, busy: Collection[Channel] = ()) -> Sequence[Stale]:
        turnout_only = postings.c.state.is_not_distinct_from(proposals.c.state)
        order = (turnout_only, postings.c.edited, postings.c.id)
        lines = (
            select(
                postings,
                turnout_only.label("turnout_only"),
                func.row_number().over(partition_by=postings.c.space, order_by=order).label("share"),
            )
            .join(proposals, proposals.c.id == postings.c.proposal)
            .join(spaces, spaces.c.id == postings.c.space)
            .where(
                proposals.c.unshown.is_(True),
                postings.c.reference.is_not(None),
                postings.c.given_up.is_(None),
                or_(postings.c.retry_at.is_(None), postings.c.retry_at <= now),
                or_(
                    ~turnout_only,
                    and_(postings.c.shown < proposals.c.revision, postings.c.edited <= turnout_before),
                ),
                spaces.c.lost.is_(None),
                *([tuple_(postings.c.space, postings.c.channel).not_in(list(busy))] if busy else []),
            )
            .subquery("lines")
        )
        rows = await self.db.execute(
            select(lines).where(lines.c.share <= OF_A_SPACE).order_by(lines.c.turnout_only, lines.c.edited, lines.c.id)
        )
        return [Stale(_posting(row), bool(row.turnout_only)) for row in rows]

    async def claim(self, ids: Sequence[PostingId], now: datetime, until: datetime) -> Sequence[Posting]:
        free = or_(postings.c.retry_at.is_(None), postings.c.retry_at <= now)
        rows = await self.db.execute(
            passing_locked(self.db, select(postings).where(postings.c.id.in_(ids), free, postings.c.given_up.is_(None)))
        )
        claimed = [replace(_posting(row), retry_at=until) for row in rows]
        if claimed:
            await self.db.execute(
                update(postings).where(postings.c.id.in_([one.id for one in claimed])).values(retry_at=until)
            )
        return sorted(claimed, key=lambda one: ids.index(one.id))

    async def renew(self, posting: Posting, until: datetime) -> bool:
        held = await self.db.scalar(
            update(postings)
            .where(postings.c.id == posting.id, postings.c.retry_at.is_not_distinct_from(posting.retry_at))
            .values(retry_at=until)
            .returning(postings.c.id)
        )
        return held is not None

    async def shown(
        self, id: PostingId, revision: int, state: State, at: datetime, claim: datetime | None = None
    ) -> bool:
        await self._hold_proposal(id)
        held = await self.db.scalar(select(postings.c.retry_at).where(postings.c.id == id).with_for_update())
        if held == claim:
            await self._settle(id, shown=revision, state=state, edited=at, retry_at=None)
            return True
        # Ending the other's claim too makes it find out the same, should it come last.
        await self._settle(id, state=None, edited=at, retry_at=None)
        return False

    async def posted(self, id: PostingId, reference: str, revision: int, state: State, at: datetime) -> None:
        await self._settle(
            id, reference=reference, shown=revision, state=state, edited=at, retry_at=None, given_up=None
        )

    async def hurry(self, proposal: ProposalId) -> None:
        # An edit that is under way shows what was: without its claim it finds out, and the card is stale again at once.
        hurried = update(postings).where(postings.c.proposal == proposal).values(state=None, retry_at=None)
        await self.db.execute(hurried)

    async def move(self, id: PostingId, channel: str) -> None:
        await self._settle(
            id, channel=channel, reference=None, shown=0, state=None, edited=None, retry_at=None, given_up=None
        )

    async def retry(self, id: PostingId, at: datetime) -> None:
        await self.db.execute(update(postings).where(postings.c.id == id).values(retry_at=at))

    async def give_up(self, id: PostingId, reason: str) -> None:
        await self._settle(id, given_up=reason)

    async def resume(self, id: PostingId) -> None:
        await self._settle(id, given_up=None, retry_at=None)

    async def given_up(self, community: CommunityId, since: datetime, limit: int) -> Sequence[Posting]:
        rows = await self.db.execute(
            select(postings)
            .join(proposals, proposals.c.id == postings.c.proposal)
            .where(
                proposals.c.community == community,
                postings.c.given_up.is_not(None),
                or_(proposals.c.state == State.VOTING, postings.c.edited >= since),
            )
            .order_by(postings.c.edited.desc(), postings.c.id)
            .limit(limit)
        )
        return [_posting(row) for row in rows]

    async def _settle(self, id: PostingId, **values: Any) -> None:
        """Keep *values*, and note whether a card of its proposal shows too little.

        The proposal's row is held first. PostgreSQL, which waits for a row that is being changed, would afterwards test
        the new row against the postings as they stood before: a change during an edit would go unseen.
        """
        proposal = await self._hold_proposal(id)
        await self.db.execute(update(postings).where(postings.c.id == id).values(values))
        lagging = exists().where(
            postings.c.proposal == proposals.c.id,
            postings.c.given_up.is_(None),
            or_(
                postings.c.reference.is_(None),
                postings.c.shown < proposals.c.revision,
                postings.c.state.is_distinct_from(proposals.c.state),
            ),
        )
        await self.db.execute(update(proposals).where(proposals.c.id == proposal).values(unshown=lagging))

    async def _hold_proposal(self, id: PostingId) -> ProposalId | None:
        of = select(postings.c.proposal).where(postings.c.id == id).scalar_subquery()
        return await self.db.scalar(select(proposals.c.id).where(proposals.c.id == of).with_for_update())


def _posting(row: Row[Any]) -> Posting:
    return Posting(
        id=row.id,
        proposal=row.proposal,
        space=row.space,
        channel=row.channel,
        reference=row.reference,
        shown=row.shown,
        state=row.state,
        edited=row.edited,
        retry_at=row.retry_at,
        given_up=row.given_up,
    )

"""Votes, their electors and their ballots."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, distinct, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import AccountId, CommunityId, ElectorId, MemberId, ProposalId, VoteId
from bot.domain.rules import Quorum, Rule, Threshold
from bot.domain.voting import Ballot, CastBallot, Choice, Outcome, Tally, Vote
from bot.ports import Voter
from storage.people import who_stands_for
from storage.statements import passing_locked
from storage.tables import accounts, ballots, electors, members, proposals, votes

_COUNTS = and_(electors.c.vote == ballots.c.vote, electors.c.elector == ballots.c.elector, electors.c.struck.is_(False))
_AT_ONCE = 5_000  # proposals asked for by one statement: both databases take some 32,000 parameters


def last_round(proposal: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the round of the latest vote on *proposal*, a column of the statement in which this stands."""
    other = votes.alias("other")
    return select(func.max(other.c.round)).where(other.c.proposal == proposal).scalar_subquery()


@dataclass(frozen=True, slots=True)
class SqlVotes:
    db: AsyncConnection

    async def open(self, vote: Vote) -> None:
        last = await self.db.scalar(select(func.max(votes.c.round)).where(votes.c.proposal == vote.proposal))
        await self.db.execute(
            insert(votes),
            {
                "id": vote.id,
                "proposal": vote.proposal,
                "round": (last or 0) + 1,  # not by instants: clocks go backwards
                "version": vote.version,
                "quorum": str(vote.rule.quorum),
                "threshold": str(vote.rule.threshold),
                "opened": vote.opened,
                "closes": vote.closes,
                "roll_kind": vote.roll_kind,
                "roll": vote.roll,
            },
        )

    async def of(self, proposal: ProposalId) -> Vote | None:
        found = await self.db.execute(
            select(votes).where(votes.c.proposal == proposal).order_by(votes.c.round.desc()).limit(1)
        )
        row = found.one_or_none()
        return _vote(row) if row else None

    async def latest(self, proposals: Sequence[ProposalId]) -> Mapping[ProposalId, tuple[Vote, int]]:
        turnout = (
            select(func.count(distinct(ballots.c.elector)))
            .join(electors, _COUNTS)
            .where(ballots.c.vote == votes.c.id)
            .scalar_subquery()
        ).label("turnout")
        found: dict[ProposalId, tuple[Vote, int]] = {}
        for start in range(0, len(proposals), _AT_ONCE):
            rows = await self.db.execute(
                select(votes, turnout).where(
                    votes.c.proposal.in_(proposals[start : start + _AT_ONCE]),
                    votes.c.round == last_round(votes.c.proposal),
                )
            )
            found |= {row.proposal: (_vote(row), row.turnout) for row in rows}
        return found

    async def rounds(self, proposal: ProposalId) -> Sequence[Vote]:
        rows = await self.db.execute(select(votes).where(votes.c.proposal == proposal).order_by(votes.c.round))
        return [_vote(row) for row in rows]

    async def get(self, id: VoteId) -> Vote:
        return _vote((await self.db.execute(select(votes).where(votes.c.id == id))).one())

    async def locked(self, id: VoteId) -> Vote:
        return _vote((await self.db.execute(select(votes).where(votes.c.id == id).with_for_update())).one())

    async def close(self, vote: Vote) -> None:
        """Keep how it ended.

        :raises ValueError: where it has ended already.
        """
        counts = {choice.value: count for choice, count in vote.tally.counts.items()} if vote.tally else None
        closed = await self.db.execute(
            update(votes)
            .where(votes.c.id == vote.id, votes.c.outcome.is_(None))
            .values(
                outcome=vote.outcome,
                counts=None if counts is None else json.dumps(counts),
                closed=vote.closed,
                told_to=0 if vote.outcome is Outcome.SUPERSEDED else None,
            )
        )
        if closed.rowcount != 1:
            raise ValueError(f"vote {vote.id} is not open")

    async def due(self, now: datetime, limit: int) -> Sequence[VoteId]:
        rows = await self.db.scalars(
            passing_locked(
                self.db,
                select(votes.c.id)
                .where(votes.c.outcome.is_(None), votes.c.closes <= now)
                .order_by(votes.c.closes)
                .limit(limit),
            )
        )
        return list(map(VoteId, rows))

    async def open_in(self, community: CommunityId) -> Sequence[Vote]:
        rows = await self.db.execute(
            select(votes)
            .join(proposals, proposals.c.id == votes.c.proposal)
            .where(proposals.c.community == community, votes.c.outcome.is_(None))
            .order_by(votes.c.opened, votes.c.id)
        )
        return [_vote(row) for row in rows]

    async def elector(self, vote: VoteId, member: MemberId) -> ElectorId | None:
        found: str | None = await self.db.scalar(
            select(electors.c.elector)
            .join(members, members.c.id == electors.c.member)
            .where(electors.c.vote == vote, who_stands_for(members) == member, electors.c.struck.is_(False))
        )
        return ElectorId(found) if found is not None else None

    async def enrol(self, vote: VoteId, member: MemberId, elector: ElectorId) -> None:
        await self.db.execute(insert(electors), {"vote": vote, "member": member, "elector": elector, "struck": False})

    async def strike(self, vote: VoteId, elector: ElectorId) -> None:
        await self.db.execute(
            update(electors).where(electors.c.vote == vote, electors.c.elector == elector).values(struck=True)
        )

    async def last_sequence(self, vote: VoteId, elector: ElectorId) -> int | None:
        found: int | None = await self.db.scalar(
            select(func.max(ballots.c.sequence)).where(ballots.c.vote == vote, ballots.c.elector == elector)
        )
        return found

    async def resize(self, vote: VoteId, roll: int) -> None:
        await self.db.execute(update(votes).where(votes.c.id == vote).values(roll=roll))

    async def cast(
        self, vote: VoteId, ballot: Ballot, reason: str, account: AccountId, now: datetime, version: int
    ) -> None:
        await self.db.execute(
            insert(ballots),
            {
                "vote": vote,
                "sequence": ballot.sequence,
                "elector": ballot.elector,
                "choice": ballot.choice,
                "reason": reason,
                "account": account,
                "cast_at": now,
                "version": version,
            },
        )

    async def ballots(self, vote: VoteId) -> Sequence[Ballot]:
        rows = await self.db.execute(
            select(ballots.c.sequence, ballots.c.elector, ballots.c.choice)
            .join(electors, _COUNTS)
            .where(ballots.c.vote == vote)
            .order_by(ballots.c.sequence)
        )
        return [Ballot(sequence, elector, choice) for sequence, elector, choice in rows]

    async def turnout(self, vote: VoteId) -> int:
        counted = await self.db.scalar(
            select(func.count(distinct(ballots.c.elector))).join(electors, _COUNTS).where(ballots.c.vote == vote)
        )
        return counted or 0

    async def cast_by(self, vote: VoteId, member: MemberId) -> CastBallot | None:
        found = await self.db.execute(
            _with_caster()
            .join(electors, _COUNTS)
            .join(members, members.c.id == electors.c.member)
            .where(electors.c.vote == vote, who_stands_for(members) == member)
            .order_by(ballots.c.sequence.desc())
            .limit(1)
        )
        row = found.one_or_none()
        return _cast(row) if row else None

    async def cast_in(self, votes: Sequence[VoteId], member: MemberId) -> Mapping[VoteId, CastBallot]:
        found: dict[VoteId, CastBallot] = {}
        for start in range(0, len(votes), _AT_ONCE):
            rows = await self.db.execute(
                _with_caster()
                .add_columns(ballots.c.vote)
                .join(electors, _COUNTS)
                .join(members, members.c.id == electors.c.member)
                .where(electors.c.vote.in_(votes[start : start + _AT_ONCE]), who_stands_for(members) == member)
                .order_by(ballots.c.sequence)  # the last one of each vote stays
            )
            found |= {VoteId(row.vote): _cast(row) for row in rows}
        return found

    async def untold(self, limit: int) -> Sequence[tuple[VoteId, int]]:
        rows = await self.db.execute(
            select(votes.c.id, votes.c.told_to)
            .where(votes.c.told_to.is_not(None))
            .order_by(votes.c.closed, votes.c.id)
            .limit(limit)
        )
        return [(VoteId(row.id), row.told_to) for row in rows]

    async def told(self, vote: VoteId, up_to: int | None) -> None:
        await self.db.execute(update(votes).where(votes.c.id == vote).values(told_to=up_to))

    async def voters(self, vote: VoteId, after: int, limit: int) -> Sequence[Voter]:
        latest = _latest(vote)
        rows = await self.db.execute(
            select(who_stands_for(members).label("member"), ballots.c.account, ballots.c.sequence)
            .join(latest, latest.c.sequence == ballots.c.sequence)
            .join(electors, and_(electors.c.vote == ballots.c.vote, electors.c.elector == ballots.c.elector))
            .join(members, members.c.id == electors.c.member)
            .where(ballots.c.vote == vote, ballots.c.sequence > after)
            .order_by(ballots.c.sequence)
            .limit(limit)
        )
        return [Voter(row.member, row.account, row.sequence) for row in rows]

    async def reasons(self, vote: VoteId) -> Sequence[CastBallot]:
        latest = _latest(vote)
        rows = await self.db.execute(
            _with_caster()
            .join(latest, latest.c.sequence == ballots.c.sequence)
            .where(ballots.c.vote == vote)
            .order_by(ballots.c.sequence)
        )
        return [_cast(row) for row in rows]


def _latest(vote: VoteId) -> Subquery:
    """Return the sequence of each elector's ballot that counts in *vote*."""
    return (
        select(func.max(ballots.c.sequence).label("sequence"))
        .join(electors, _COUNTS)
        .where(ballots.c.vote == vote)
        .group_by(ballots.c.elector)
        .subquery()
    )


def _with_caster() -> Select[Any]:
    return select(ballots.c.choice, ballots.c.reason, accounts.c.name, accounts.c.platform, ballots.c.cast_at).join(
        accounts, accounts.c.id == ballots.c.account
    )


def _cast(row: Row[Any]) -> CastBallot:
    return CastBallot(row.choice, row.reason, row.name, row.platform, row.cast_at)


def _vote(row: Row[Any]) -> Vote:
    tally = None
    if row.counts is not None:
        tally = Tally({Choice(choice): count for choice, count in json.loads(row.counts).items()})
    return Vote(
        id=row.id,
        proposal=row.proposal,
        version=row.version,
        rule=Rule(Quorum.parse(row.quorum), Threshold.parse(row.threshold)),
        opened=row.opened,
        closes=row.closes,
        roll=row.roll,
        outcome=row.outcome,
        tally=tally,
        closed=row.closed,
        roll_kind=row.roll_kind,
    )

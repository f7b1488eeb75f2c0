"""What is in force and what is at the table."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.ids import CommunityId, MemberId
from bot.domain.proposals import Proposal, State
from bot.domain.voting import CastBallot
from bot.ports import Transaction
from bot.views.proposals import Listed


@dataclass(frozen=True, slots=True)
class Register:
    """Newest first. Nothing here is anybody's secret: drafts are left out."""

    in_force: Sequence[Listed]
    at_table: Sequence[Listed]
    decided: Sequence[Listed]
    withdrawn: Sequence[Listed]


async def register(tx: Transaction, community: CommunityId) -> Register:
    decided = [State.REJECTED, State.NO_QUORUM]
    told = [State.ADOPTED, State.VOTING, State.WITHDRAWN, *decided]
    found = await with_votes(tx, await tx.proposals.listed(community, told))
    return Register(
        [entry for entry in found if entry.proposal.state is State.ADOPTED],
        [entry for entry in found if entry.proposal.state is State.VOTING],
        [entry for entry in found if entry.proposal.state in decided],
        # What was discarded as a draft was never put to a vote.
        [entry for entry in found if entry.proposal.state is State.WITHDRAWN and entry.vote is not None],
    )


async def ballots(tx: Transaction, entry: Listed) -> Sequence[CastBallot]:
    """Return the counting ballots of a closed vote; none while it is open, for they are sealed."""
    if entry.vote is None or entry.vote.tally is None:
        return ()
    return await tx.votes.reasons(entry.vote.id)


async def own_ballot(tx: Transaction, entry: Listed, member: MemberId | None) -> CastBallot | None:
    if entry.vote is None or member is None:
        return None
    return await tx.votes.cast_by(entry.vote.id, member)


async def with_votes(tx: Transaction, found: Sequence[Proposal]) -> Sequence[Listed]:
    """Return each with its latest vote and turnout, which are read together however many they are."""
    latest = await tx.votes.latest([proposal.id for proposal in found])
    return [Listed(proposal, *latest.get(proposal.id, (None, 0))) for proposal in found]

"""Finding a proposal by what somebody typed or pressed."""

from datetime import datetime

from bot.domain.errors import NotFound
from bot.domain.ids import CommunityId, MemberId
from bot.domain.proposals import Numbered, Proposal, ProposalRef, Seen, State
from bot.domain.voting import Vote
from bot.ports import Transaction
from bot.views.proposals import Listed
from bot.views.standing import AsItStands, standing


async def find(tx: Transaction, community: CommunityId, ref: ProposalRef, asking: MemberId | None) -> Proposal:
    """Return the proposal that *ref* names in *community*.

    A draft, and one discarded as such, is its proposer's alone: for anybody else there is none. A button
    from another community names nothing here.

    :raises NotFound: where there is none.
    """
    match ref:
        case Numbered(number, _):
            proposal = await tx.proposals.get(community, number)
            missing = f"There is no proposal {number} here. `proposals` lists them."
        case Seen(id, _):
            proposal = await tx.proposals.by_id(id)
            missing = "This button's proposal is not in this community. `proposals` lists those that are."
    if proposal is None or proposal.community != community:
        raise NotFound(missing)
    if proposal.proposer != asking and await _never_public(tx, proposal):
        raise NotFound(missing)
    if isinstance(ref, Numbered) and ref.kind not in (None, proposal.kind):
        raise NotFound(
            f"Number {ref.number} here is {proposal.label}, and no {ref.kind.value}. Nothing was done. "
            "`proposals` lists them all."
        )
    return proposal


async def voted_on(tx: Transaction, vote: Vote) -> Proposal:
    """Return the proposal on which *vote* is: there is always one."""
    proposal = await tx.proposals.by_id(vote.proposal)
    assert proposal is not None
    return proposal


async def _never_public(tx: Transaction, proposal: Proposal) -> bool:
    if proposal.state is State.WITHDRAWN:
        return await tx.votes.of(proposal.id) is None
    return proposal.state is State.DRAFT


async def check_seen(
    tx: Transaction, proposal: Proposal, ref: ProposalRef, asking: MemberId | None, now: datetime
) -> None:
    """Refuse to act on a version that is no longer the current one.

    :raises AsItStands: where the member saw another version.
    """
    if isinstance(ref, Seen) and ref.version != proposal.version:
        raise await as_it_stands(
            tx,
            proposal,
            asking,
            f"You saw version {ref.version} of {proposal.label}; it is now version {proposal.version}. Nothing was "
            f"done. Look at it again with `proposal {proposal.number}`, then decide.",
            now,
        )


async def as_it_stands(
    tx: Transaction, proposal: Proposal, asking: MemberId | None, message: str, now: datetime
) -> AsItStands:
    """Return the refusal that says *message*, how *proposal* stands, and what *asking* can do with it now."""
    return AsItStands(message, standing(await listed(tx, proposal), proposal.proposer == asking, now))


async def listed(tx: Transaction, proposal: Proposal) -> Listed:
    """Return *proposal* with its latest vote, its turnout and what is attached to it."""
    vote, turnout = (await tx.votes.latest([proposal.id])).get(proposal.id, (None, 0))
    return Listed(proposal, vote, turnout, (await tx.evidence.of([proposal.id])).get(proposal.id, ()))

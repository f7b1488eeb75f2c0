"""What needs a member: votes to cast or to change, and what they have begun themselves."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.ids import MemberId
from bot.domain.people import Profile
from bot.domain.proposals import Draft, Proposal, State
from bot.domain.rolls import Registration
from bot.domain.rules import RollKind
from bot.domain.voting import CastBallot
from bot.ports import Transaction
from bot.services.people import Here, presence
from bot.services.register import with_votes
from bot.services.registering import roll_now
from bot.services.rolls import takes_in
from bot.views.agenda import Agenda, Begun
from bot.views.proposals import Listed


async def agenda(tx: Transaction, here: Here, profile: Profile | None, now: datetime) -> Agenda:
    """Return what needs who asks from *here*; *profile* is theirs where the platform told it.

    Who waits for admission is in it whoever asks: whether they facilitate, a platform may have to be asked.
    """
    found = await with_votes(
        tx, await tx.proposals.listed(here.community, [State.DRAFT, State.VOTING], drafts_of=here.member)
    )
    opened = sorted(
        (entry for entry in found if entry.vote is not None and entry.vote.outcome is None and now < entry.vote.closes),
        key=lambda entry: entry.vote.closes if entry.vote else now,
    )
    cast = await _cast(tx, opened, here.member)
    return Agenda(
        to_vote=await _to_vote(tx, here, profile, [e for e in opened if e.proposal.id not in cast], now),
        voted=[(entry, cast[entry.proposal.id]) for entry in opened if entry.proposal.id in cast],
        begun=await _begun(tx, here),
        drafts=[entry.proposal for entry in found if entry.proposal.state is State.DRAFT],
        own=[entry for entry in opened if here.member is not None and entry.proposal.proposer == here.member],
        waiting=await _waiting(tx, here),
    )


async def _waiting(tx: Transaction, here: Here) -> Sequence[Registration]:
    charter = await tx.communities.charter(here.community)
    asked = charter.roll is RollKind.REGISTERED and charter.admission
    return (await roll_now(tx, here.community)).waiting if asked else ()


async def _cast(tx: Transaction, opened: Sequence[Listed], member: MemberId | None) -> dict[str, CastBallot]:
    """Return the ballots of *member* by proposal."""
    if member is None:
        return {}
    ballots = await tx.votes.cast_in([entry.vote.id for entry in opened if entry.vote], member)
    return {e.proposal.id: ballots[e.vote.id] for e in opened if e.vote and e.vote.id in ballots}


async def _to_vote(
    tx: Transaction, here: Here, profile: Profile | None, opened: Sequence[Listed], now: datetime
) -> Sequence[Listed]:
    was_present = await presence(tx, here, profile, now) if opened else ()
    return [e for e in opened if e.vote and await takes_in(tx, e.vote, here.member, was_present)]


async def _begun(tx: Transaction, here: Here) -> Sequence[Begun]:
    """Return the forms that were not finished, but for those about a text that no longer changes."""
    held = await tx.drafts.begun(here.account, here.space.id) if here.account is not None else ()
    begun = []
    for draft in held:
        edited = await _edited(tx, here, draft)
        if draft.proposal is None or edited is not None:
            begun.append(Begun(draft, edited))
    return begun


async def _edited(tx: Transaction, here: Here, draft: Draft) -> Proposal | None:
    found = await tx.proposals.by_id(draft.proposal) if draft.proposal is not None else None
    if found is None or found.community != here.community or not found.state.is_open:
        return None
    return found if found.proposer == here.member else None

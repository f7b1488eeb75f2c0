"""Changing the text of a proposal whose vote is open: that vote ends, uncounted, and a new one opens."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.domain.delivering import DeliveryKind
from bot.domain.differences import differences
from bot.domain.ids import CommunityId, Entropy, MemberId, VoteId
from bot.domain.people import Actor
from bot.domain.proposals import Draft, Proposal, ProposalRef, State
from bot.domain.record import Plain, Secret, SecretKind
from bot.domain.voting import Outcome, amendments_left
from bot.ports import Clock, Transaction
from bot.services.drafting import check_editable
from bot.services.finding import as_it_stands, check_seen, find, listed, voted_on
from bot.services.posting import post_beside
from bot.services.recording import record
from bot.services.telling import tell
from bot.services.versions import complete, next_version, since
from bot.services.voting import put_to_roll
from bot.services.world import World
from bot.views import changes
from bot.views.elements import Card, Invocation
from bot.views.proposals import Listed

VOTES_AT_ONCE = 5
VOTERS_AT_ONCE = 25
"""In one transaction, so that nobody waits long for the store meanwhile."""

log = logging.getLogger(__name__)


async def amendable(
    tx: Transaction, community: CommunityId, ref: ProposalRef, asking: MemberId | None, now: datetime
) -> Proposal:
    """Return the proposal that *ref* names, if *asking* may put another text of it to the vote now.

    :raises Refusal: where it is somebody else's, its vote is not open, it was changed too often, or since it was seen.
    """
    proposal = await find(tx, community, ref, asking)
    await check_editable(tx, proposal, asking, now)
    if proposal.state is not State.VOTING:
        told = f"{proposal.label} is a draft: it is edited without a new vote, for none is open."
        raise await as_it_stands(tx, proposal, asking, told, now)
    await check_seen(tx, proposal, ref, asking, now)
    return proposal


async def preview(tx: Transaction, proposal: Proposal, draft: Draft, back: Invocation) -> Card | Mapping[str, str]:
    """Return what putting *draft* to the vote would mean, or the faults that it has; *back* discards what was typed."""
    if found := proposal.kind.shape.faults(draft.text):
        return found
    text = complete(proposal.kind, draft.text)
    shown = await listed(tx, proposal)
    changed = differences(proposal.kind, proposal.text, text)
    if not changed:
        await tx.drafts.discard(draft.account, draft.space, draft.kind, proposal.id)
        return changes.nothing_changes(shown)
    left = amendments_left(await tx.votes.rounds(proposal.id)) - 1
    following = replace(proposal, text=text, version=proposal.version + 1)
    return changes.amendment(following, shown, changed, left, back)


async def amend(tx: Transaction, actor: Actor, ref: ProposalRef, clock: Clock, entropy: Entropy) -> Card:
    """End the open vote on what *ref* names as superseded, and open a new one on the text that *actor* typed.

    The ballots of the old vote are kept and count for nothing. The roll, the rule and the period of the new one are as
    if it were the first; the caller has noted what the platforms that keep no join dates say of who is there.

    :raises Refusal: where ``amendable`` refuses it, or what was typed is gone or not whole.
    """
    now = clock()
    proposal = await amendable(tx, actor.community, ref, actor.member, now)
    draft = await tx.drafts.get(actor.account, actor.space.id, proposal.kind, proposal.id)
    text = complete(proposal.kind, draft.text) if draft is not None else proposal.text
    changed = differences(proposal.kind, proposal.text, text)
    if not changed or proposal.kind.shape.faults(text):
        told = f"There is no other text of {proposal.label} that could be put to the vote: `edit {proposal.number}`."
        raise await as_it_stands(tx, proposal, actor.member, told, now)
    held = await tx.votes.of(proposal.id)
    assert held is not None
    vote = await tx.votes.locked(held.id)
    voters = await tx.votes.turnout(vote.id)
    await tx.votes.close(replace(vote, outcome=Outcome.SUPERSEDED, closed=now))
    by = Secret(SecretKind.IDENTITY, actor.member)
    ended: dict[str, Plain | Secret] = {
        "vote": vote.id, "proposal": proposal.id, "version": vote.version, "by": by
    }  # fmt: skip
    await record(tx, actor.community, "vote.superseded", ended, now, entropy)
    following = await next_version(tx, actor, proposal, text, now, entropy)
    opened = await put_to_roll(tx, actor, following, None, now, entropy)
    await tx.drafts.discard(actor.account, actor.space.id, proposal.kind, proposal.id)
    await tx.postings.hurry(proposal.id)
    shown = Listed(following, opened)
    card = changes.announcement(shown, vote.version, changed)
    await post_beside(tx, proposal, DeliveryKind.NOTE, f"superseded:{vote.id}", card, now, entropy)
    return changes.amended(shown, vote.version, voters)


async def tell_voters(world: World) -> int:
    """Tell those whose vote was superseded, some at a time; return how many were told."""
    told = 0
    for vote, after in await world.store.read(lambda tx: tx.votes.untold(VOTES_AT_ONCE)):
        try:
            told += await world.store.write(partial(_tell_some, id=vote, after=after, world=world))
        except Exception:
            log.exception("voters of the superseded vote %s could not be told; it is tried again", vote)
    return told


async def _tell_some(tx: Transaction, id: VoteId, after: int, world: World) -> int:
    vote = await tx.votes.get(id)
    proposal = await voted_on(tx, vote)
    await tx.record.lock(proposal.community)
    shown = await listed(tx, proposal)
    assert shown.vote is not None
    card = changes.told_voter(shown, vote.version, await since(tx, proposal, vote.version))
    voters = await tx.votes.voters(id, after, VOTERS_AT_ONCE)
    told = 0
    for voter in voters:
        knows = voter.member == proposal.proposer or await tx.votes.elector(shown.vote.id, voter.member) is not None
        if not knows:
            key = f"superseded:{id}"
            now = world.clock()
            told += await tell(
                tx, proposal.community, voter.member, card, key, now, world.entropy, account=voter.account
            )
    await tx.votes.told(id, voters[-1].sequence if len(voters) == VOTERS_AT_ONCE else None)
    return told

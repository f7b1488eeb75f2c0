"""Votes end at their stored instant, once, whatever the process was doing then."""

import logging
from dataclasses import replace
from functools import partial

from bot.domain.ids import VoteId
from bot.domain.proposals import State
from bot.domain.record import instant
from bot.domain.voting import Choice, Outcome, Tally, decide
from bot.ports import Transaction
from bot.services.finding import voted_on
from bot.services.motions import follow
from bot.services.posting import announce
from bot.services.recording import record
from bot.services.world import World
from bot.views.proposals import Listed
from bot.views.votes import outcome as outcome_card

STATES = {
    Outcome.ADOPTED: State.ADOPTED,
    Outcome.REJECTED: State.REJECTED,
    Outcome.TIE: State.REJECTED,
    Outcome.NO_QUORUM: State.NO_QUORUM,
}
AT_ONCE = 50

log = logging.getLogger(__name__)


async def close_due(world: World) -> int:
    """Close the votes whose instant has come and return how many this call closed."""
    now = world.clock()
    due = await world.store.read(lambda tx: tx.votes.due(now, AT_ONCE))
    closed = 0
    for vote in due:
        try:
            closed += await world.store.write(partial(close, id=vote, world=world))
        except Exception:
            log.exception("vote %s could not be closed; it is tried again", vote)
    return closed


async def close(tx: Transaction, id: VoteId, world: World) -> bool:
    """Count the vote, keep the outcome and queue its announcement; return False where there is nothing to close."""
    vote = await tx.votes.get(id)
    proposal = await voted_on(tx, vote)
    await tx.record.lock(proposal.community)
    vote = await tx.votes.locked(id)
    now = world.clock()
    if not vote.is_due(now):
        return False
    tally = Tally.of(await tx.votes.ballots(id))
    outcome = decide(vote.rule, tally, vote.roll)
    vote = replace(vote, outcome=outcome, tally=tally, closed=now)
    await tx.votes.close(vote)
    proposal = await tx.proposals.locked(proposal.id)
    proposal = replace(proposal, state=STATES[outcome], revision=proposal.revision + 1)
    await tx.proposals.change(proposal)
    await record(
        tx,
        proposal.community,
        "vote.closed",
        {
            "vote": vote.id,
            "proposal": proposal.id,
            "outcome": outcome.value,
            **{choice.value: tally[choice] for choice in Choice},
            "due": instant(vote.closes),
        },
        now,
        world.entropy,
    )
    followed = await follow(tx, proposal, now, world.entropy) if outcome is Outcome.ADOPTED else None
    card = outcome_card(Listed(proposal, vote, tally.turnout), world.register_url, followed)
    await announce(tx, proposal, vote, card, now, world.entropy)
    return True

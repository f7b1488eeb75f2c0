"""Linking two accounts into one member with one vote, and undoing it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.codes import OneTimeCode
from bot.domain.errors import NotAllowed, NotNow
from bot.domain.ids import Entropy, MemberId
from bot.domain.people import Account, Actor
from bot.domain.proposals import Proposal
from bot.domain.record import Secret, SecretKind
from bot.domain.voting import Vote
from bot.ports import Clock, OwnAccount, Transaction
from bot.services.codes import use_up
from bot.services.finding import voted_on
from bot.services.people import belong
from bot.services.recording import record
from bot.services.rolls import on_roll
from bot.views.phrases import end, enumerated


@dataclass(frozen=True, slots=True)
class Struck:
    """A vote in which the two had a ballot each, and have one now."""

    proposal: Proposal
    vote: Vote


async def linkable(tx: Transaction, actor: Actor, code: OneTimeCode, now: datetime, entropy: Entropy) -> OwnAccount:
    """Return the account that made *code*, and whose it is, if *actor* may become one with it.

    :raises Refusal: where it is their own, is linked already, or belongs to another table.
    """
    maker_space = await tx.communities.space_by_id(code.space)
    if code.account == actor.account:
        raise NotAllowed("This is the code of this very account. Type it from your other account.")
    if maker_space.community != actor.community:
        raise NotAllowed(
            f"This code was made in {maker_space.name}, which does not share a table with {actor.space.name}. "
            "Accounts are linked within one community: an admin can join the two with `bridge create`."
        )
    maker = await belong(tx, actor.community, code.account, now, entropy)  # their space may have come here since
    accounts = await tx.people.accounts(actor.community, maker)
    if maker == actor.member:
        raise NotNow(f"{named([own.account for own in accounts])} are linked already. `unlink` undoes it.")
    return next(own for own in accounts if own.account.id == code.account)


async def link(tx: Transaction, actor: Actor, code: OneTimeCode, clock: Clock, entropy: Entropy) -> Sequence[Struck]:
    """Let the member who made *code* stand for *actor*'s, and return the votes in which one ballot was struck.

    The clock is read here, while the record is held: in a vote whose hour has come nothing changes any more, though it
    is not counted yet.

    :raises Refusal: as ``linkable`` does.
    """
    now = clock()
    other = await linkable(tx, actor, code, now, entropy)
    standing = await tx.people.current(other.member)
    struck = [
        await _become_one_elector(tx, vote, standing, actor.member, now, entropy)
        for vote in await tx.votes.open_in(actor.community)
        if not vote.is_due(now)
    ]
    await tx.people.absorb(actor.member, into=standing)
    await use_up(tx, code, now)
    await record(
        tx,
        actor.community,
        "account.linked",
        {
            "member": Secret(SecretKind.IDENTITY, actor.member),
            "into": Secret(SecretKind.IDENTITY, standing),
        },
        now,
        entropy,
    )
    return [one for one in struck if one is not None]


async def unlink(tx: Transaction, actor: Actor, now: datetime, entropy: Entropy) -> Sequence[OwnAccount]:
    """Let *actor*'s account be a member by itself again, and return those it was linked with.

    :raises NotNow: where it is not linked, or while a vote is open: two would have a ballot where one had.
    """
    accounts = await tx.people.accounts(actor.community, actor.member)
    if len(accounts) == 1:
        raise NotNow("This account is not linked with another. `link` makes a code that links it.")
    for vote in await tx.votes.open_in(actor.community):
        proposal = await voted_on(tx, vote)
        raise NotNow(
            f"A link cannot be undone while a vote is open: {proposal.label} closes on {end(vote)}. "
            "Ask again after that."
        )
    leaving = next(own.member for own in accounts if own.account.id == actor.account)
    others = [own for own in accounts if own.account.id != actor.account]
    if leaving == actor.member:
        first, *rest = others
        await tx.people.release([first.member], None)
        if rest:
            await tx.people.release([own.member for own in rest], first.member)
    else:
        await tx.people.release([leaving], None)
    await record(
        tx, actor.community, "account.unlinked", {"member": Secret(SecretKind.IDENTITY, leaving)}, now, entropy
    )
    return others


def named(accounts: Sequence[Account]) -> str:
    """Return ``alice (Discord) and alice.b (Slack)``."""
    return enumerated([f"{account.name} ({account.handle.platform.value.capitalize()})" for account in accounts])


async def _become_one_elector(
    tx: Transaction, vote: Vote, standing: MemberId, absorbed: MemberId, now: datetime, entropy: Entropy
) -> Struck | None:
    """Leave one place on the roll, and one ballot: the one that was committed last."""
    proposal = await voted_on(tx, vote)
    both_on_roll = all([await on_roll(tx, proposal.community, vote, member) for member in (standing, absorbed)])
    vote = await tx.votes.locked(vote.id)
    if both_on_roll and vote.roll is not None:
        vote = replace(vote, roll=vote.roll - 1)
        assert vote.roll is not None
        await tx.votes.resize(vote.id, vote.roll)
        await tx.rolls.strike(vote.id, absorbed)
    electors = [await tx.votes.elector(vote.id, member) for member in (standing, absorbed)]
    cast = {
        await tx.votes.last_sequence(vote.id, elector) or -1: elector for elector in electors if elector is not None
    }
    earlier = cast[min(cast)] if len(cast) == 2 else None
    if earlier is not None:
        await tx.votes.strike(vote.id, earlier)
    if both_on_roll or earlier is not None:
        await record(
            tx,
            proposal.community,
            "roll.struck",
            {"vote": vote.id, "elector": earlier, "roll": vote.roll},
            now,
            entropy,
        )
        await tx.proposals.touch(proposal.id)
    return Struck(proposal, vote) if earlier is not None else None

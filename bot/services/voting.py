"""A vote's life: opened, voted on, withdrawn. ``closing`` ends it at its hour."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.domain.charter import Charter
from bot.domain.directions import isolated
from bot.domain.errors import NotAllowed, NotNow, Refusal
from bot.domain.ids import CommunityId, ElectorId, Entropy, MemberId, VoteId, new_id
from bot.domain.people import Actor, Platform, Profile
from bot.domain.proposals import Kind, Proposal, ProposalRef, Seen, State
from bot.domain.record import Secret, SecretKind, instant
from bot.domain.rules import RollKind, checked_period
from bot.domain.voting import Ballot, CastBallot, Choice, Outcome, Vote
from bot.ports import Clock, Presence, Transaction
from bot.services.finding import as_it_stands, check_seen, find
from bot.services.people import Here, presence
from bot.services.posting import post_card
from bot.services.recording import record
from bot.services.rolls import check_on_roll, registered_roll
from bot.services.versions import outdated
from bot.views.phrases import end, when
from bot.views.proposals import Listed
from bot.views.rules import Outlook
from bot.views.standing import stands

REASON_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Cast:
    proposal: Proposal
    vote: Vote
    choice: Choice
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """An open vote as one member is asked about it; *own* is their ballot that counts, if they have cast one."""

    proposal: Proposal
    vote: Vote
    own: CastBallot | None


async def openable(
    tx: Transaction, community: CommunityId, ref: ProposalRef, asking: MemberId | None, now: datetime
) -> Proposal:
    """Return the draft that *ref* names, if *asking* may open its vote now.

    :raises Refusal: where it is somebody else's, not a draft, or changed since it was seen.
    """
    proposal = await find(tx, community, ref, asking)
    if proposal.proposer != asking:
        raise NotAllowed(f"Only {isolated(proposal.author)}, who proposed {proposal.label}, can open its vote.")
    if proposal.state is not State.DRAFT:
        told = f"{stands(proposal)} already; its vote cannot be opened again."
        raise await as_it_stands(tx, proposal, asking, told, now)
    await check_seen(tx, proposal, ref, asking, now)
    return proposal


async def open_vote(
    tx: Transaction,
    actor: Actor,
    ref: ProposalRef,
    period: timedelta | None,
    channel: str,
    clock: Clock,
    entropy: Entropy,
) -> Listed:
    """Put a draft to the roll, for *period* or else for as long as the charter says; *channel* is where that is asked,
    empty where it was said to the bot alone.

    The roll is fixed here: who is known to have been in a space of the community by this instant, or who is on the
    registered roll. The caller has noted what the platforms that keep no join dates say of who is there.

    :raises Refusal: where it is somebody else's, not a draft, changed since it was seen, nobody is on the registered
        roll, there is nowhere for its card, or *period* is out of bounds.
    """
    now = clock()
    proposal = await openable(tx, actor.community, ref, actor.member, now)
    voting = replace(proposal, state=State.VOTING, revision=proposal.revision + 1)
    await tx.proposals.change(voting)
    vote = await put_to_roll(tx, actor, proposal, period, now, entropy)
    await post_card(tx, voting, {actor.space.id: channel}, now, entropy)
    return Listed(voting, vote)


async def put_to_roll(
    tx: Transaction, actor: Actor, proposal: Proposal, period: timedelta | None, now: datetime, entropy: Entropy
) -> Vote:
    """Open a vote on *proposal* as it is now, for *period* or else for as long as the charter says.

    :raises NotNow: where *actor*'s space has left the table that would vote: only a card or a draft of it stayed there.
    """
    if actor.space.community != actor.community:
        raise NotNow(
            f"{isolated(actor.space.name)} has left the table that {proposal.label} is of, so no vote on it is opened "
            "from here. Nothing was done."
        )
    charter = await tx.communities.charter(actor.community)
    terms = charter.terms(proposal.kind)
    vote = Vote(
        id=VoteId(new_id(entropy)),
        proposal=proposal.id,
        version=proposal.version,
        rule=terms.rule,
        opened=now,
        closes=now + checked_period(period or terms.voting_period),
        roll=None,
        roll_kind=charter.roll,
    )
    vote = await _on_fixed_roll(tx, proposal, vote, charter)
    await record(
        tx,
        actor.community,
        "vote.opened",
        {
            "vote": vote.id,
            "proposal": proposal.id,
            "version": vote.version,
            "quorum": str(vote.rule.quorum),
            "threshold": str(vote.rule.threshold),
            "secrecy": "sealed",
            "opened": instant(vote.opened),
            "closes": instant(vote.closes),
            "roll_kind": vote.roll_kind.value,
            "roll": vote.roll,
            "by": Secret(SecretKind.IDENTITY, actor.member),
        },
        now,
        entropy,
    )
    return vote


async def outlook(
    tx: Transaction, community: CommunityId, kind: Kind, now: datetime, *, counted: bool = True
) -> Outlook:
    """Return what a vote on a proposal of *kind* would be held under if it were opened *now*.

    *counted* is whether those who are noted in the spaces are all who are there, as far as platforms tell that.
    """
    charter = await tx.communities.charter(community)
    terms = charter.terms(kind)
    if charter.roll is RollKind.REGISTERED:
        roll: int | None = await tx.rolls.size(await registered_roll(tx, community, charter))
    else:
        roll = await _known_roll(tx, community, now) if counted else None
        if roll is not None and terms.rule.quorum.needed(roll) <= roll:
            roll = None  # who comes until it opens is on it too
    return Outlook(terms.rule, charter.roll, roll, now + terms.voting_period)


async def question(
    tx: Transaction,
    here: Here,
    profile: Profile | None,
    described: Profile | None,
    ref: ProposalRef,
    now: datetime,
) -> Question:
    """Return the open vote that *ref* names, where ``cast`` would take a ballot of who asks now.

    *profile* is what would be noted of them, *described* what they are told by.

    :raises Refusal: as ``cast`` does.
    """
    proposal = await find(tx, here.community, ref, here.member)
    held = await tx.votes.of(proposal.id)
    was_present = partial(presence, tx, here, profile, now)
    vote, elector = await check(tx, proposal, held, ref, here.member, was_present, described, now)
    own = None
    if here.member is not None and elector is not None:
        own = await tx.votes.cast_by(vote.id, here.member)
    return Question(proposal, vote, own)


async def check(
    tx: Transaction,
    proposal: Proposal,
    vote: Vote | None,
    ref: ProposalRef,
    member: MemberId | None,
    was_present: Callable[[], Awaitable[Sequence[Presence]]],
    described: Profile | None,
    now: datetime,
) -> tuple[Vote, ElectorId | None]:
    """Return *vote* if *member* may cast a ballot in it at *now*, and the elector they are if they have before.

    :raises Refusal: where it takes none, *member* is not on its roll, or saw another version.
    """
    told = _not_taken(proposal, vote, now)
    if vote is None or told is not None:
        raise await as_it_stands(tx, proposal, member, told or "", now)
    if isinstance(ref, Seen) and ref.version != vote.version:
        raise await outdated(tx, proposal, vote, ref.version, member, now)
    elector = await tx.votes.elector(vote.id, member) if member is not None else None
    if elector is None:
        await check_on_roll(tx, proposal, vote, member, was_present, described)
    return vote, elector


async def cast(
    tx: Transaction,
    actor: Actor,
    ref: ProposalRef,
    choice: Choice,
    reason: str,
    described: Profile | None,
    clock: Clock,
    entropy: Entropy,
) -> Cast:
    """Record *actor*'s ballot; it takes the place of an earlier one of theirs.

    The clock is read here, while the vote's row is held: a ballot at or after the closing instant is refused.

    :raises Refusal: where ``check`` refuses it, or the reason is too long.
    """
    proposal = await find(tx, actor.community, ref, actor.member)
    held = await tx.votes.of(proposal.id)
    if held is not None:
        held = await tx.votes.locked(held.id)
    now = clock()
    was_present = partial(tx.people.presence, actor.community, actor.member)
    vote, elector = await check(tx, proposal, held, ref, actor.member, was_present, described, now)
    if len(reason) > REASON_LIMIT:
        raise Refusal(
            f"Your reason has {len(reason):,} characters; {REASON_LIMIT:,} fit. Nothing was recorded; shorten it "
            "and vote again."
        )
    if elector is None:
        elector = ElectorId(new_id(entropy))
        await tx.votes.enrol(vote.id, actor.member, elector)
    sequence = await record(
        tx,
        actor.community,
        "ballot.cast",
        {
            "vote": vote.id,
            "version": vote.version,
            "elector": elector,
            "member": Secret(SecretKind.IDENTITY, actor.member),
            "choice": Secret(SecretKind.CHOICE, choice.value),
            "reason": Secret(SecretKind.TEXT, reason) if reason else None,
        },
        now,
        entropy,
    )
    await tx.votes.cast(vote.id, Ballot(sequence, elector, choice), reason, actor.account, now, vote.version)
    await tx.proposals.touch(proposal.id)
    return Cast(proposal, vote, choice, reason)


async def withdrawable(
    tx: Transaction, actor: Actor, ref: ProposalRef, clock: Clock
) -> tuple[Proposal, Vote | None, datetime]:
    """Return the proposal that *ref* names and its vote, whose row is held, if *actor* may take it back at the instant
    that is returned with them.

    :raises Refusal: where it is decided already, or somebody else's: not even an admin ends a vote before its hour.
    """
    proposal = await find(tx, actor.community, ref, actor.member)
    if proposal.proposer != actor.member:
        raise NotAllowed(f"Only {isolated(proposal.author)}, who proposed {proposal.label}, can withdraw it.")
    held = await tx.votes.of(proposal.id)
    vote = await tx.votes.locked(held.id) if held is not None else None
    now = clock()
    if not proposal.state.is_open:
        again = proposal.state is State.WITHDRAWN
        became = stands(proposal) if vote is not None else f"{proposal.label} is discarded"
        told = f"{became} already." if again else f"{stands(proposal)}; it can no longer be withdrawn."
        raise await as_it_stands(tx, proposal, actor.member, told, now)
    await check_seen(tx, proposal, ref, actor.member, now)
    if vote is not None and (vote.outcome is not None or now >= vote.closes):
        told = f"Voting on {proposal.label} closed on {end(vote)}; it can no longer be withdrawn."
        raise await as_it_stands(tx, proposal, actor.member, told, now)
    return proposal, vote, now


async def withdraw(tx: Transaction, actor: Actor, ref: ProposalRef, clock: Clock, entropy: Entropy) -> Proposal:
    """Take a proposal back; an open vote on it ends without being counted.

    :raises Refusal: where ``withdrawable`` refuses it.
    """
    proposal, vote, now = await withdrawable(tx, actor, ref, clock)
    if vote is not None:
        await tx.votes.close(replace(vote, outcome=Outcome.WITHDRAWN, closed=now))
    withdrawn = replace(proposal, state=State.WITHDRAWN, revision=proposal.revision + 1)
    await tx.proposals.change(withdrawn)
    await record(
        tx,
        actor.community,
        "proposal.withdrawn",
        {
            "proposal": proposal.id,
            "vote": vote.id if vote is not None else None,
            "by": Secret(SecretKind.IDENTITY, actor.member),
        },
        now,
        entropy,
    )
    return withdrawn


async def _on_fixed_roll(tx: Transaction, proposal: Proposal, vote: Vote, charter: Charter) -> Vote:
    """Open *vote* on the roll as it is at this instant and return it with the size of that, where it is known.

    :raises NotNow: where nobody is on the registered roll.
    """
    if charter.roll is RollKind.OPEN:
        vote = replace(vote, roll=await _known_roll(tx, proposal.community, vote.opened))
        await tx.votes.open(vote)
        return vote
    await tx.votes.open(vote)
    size = await tx.rolls.fix(vote.id, await registered_roll(tx, proposal.community, charter))
    if not size:
        raise NotNow(
            "Nobody is on the registered roll, so there is nobody to ask. `join` puts you on it; "
            "`roll show` shows what those who joined still lack."
        )
    await tx.votes.resize(vote.id, size)
    return replace(vote, roll=size)


async def _known_roll(tx: Transaction, community: CommunityId, now: datetime) -> int | None:
    """Return the number of electors, or None where a platform does not tell who is in a space."""
    spaces = await tx.communities.spaces(community)
    if any(space.platform is Platform.DISCORD for space in spaces):
        return None
    return await tx.people.count_present(community, now)


def _not_taken(proposal: Proposal, vote: Vote | None, now: datetime) -> str | None:
    """Return why a ballot is not taken at *now*, whoever casts it; None where it is."""
    label = proposal.label
    if vote is None:
        return f"The vote on {label} is not open yet."
    if vote.outcome is Outcome.WITHDRAWN:
        return f"{label} was withdrawn. Nothing was recorded."
    if vote.outcome is not None or now >= vote.closes:
        return f"Voting on {label} closed on {end(vote)}. Nothing was recorded."
    if now < vote.opened:
        return f"Voting on {label} opens on {when(vote.opened, seconds=vote.is_short)}. Nothing was recorded."
    return None

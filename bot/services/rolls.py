"""Who is on the roll of a vote, and why somebody is not."""

from collections.abc import Awaitable, Callable, Sequence

from bot.domain.charter import Charter
from bot.domain.errors import NotAllowed
from bot.domain.ids import CommunityId, MemberId
from bot.domain.people import Platform, Profile, Space, Standing
from bot.domain.proposals import Proposal
from bot.domain.rolls import RegisteredRoll, Registration
from bot.domain.rules import RollKind
from bot.domain.voting import Vote
from bot.ports import Presence, Transaction
from bot.views.phrases import when
from bot.views.rolls import role_places

NEXT = "The next vote includes you; `mine` will show it."


class NotOnRoll(NotAllowed):
    """Who asked may not vote; the message says which rule it is, and what they can do."""


async def registered_roll(tx: Transaction, community: CommunityId, charter: Charter) -> RegisteredRoll:
    """Return what it takes to be on the registered roll of *community* under *charter*."""
    return RegisteredRoll(community, charter.admission, bool(asking_for_role(await tx.communities.spaces(community))))


def asking_for_role(spaces: Sequence[Space]) -> Sequence[Space]:
    return [space for space in spaces if space.habits.role is not None]


async def on_roll(tx: Transaction, community: CommunityId, vote: Vote, member: MemberId) -> bool:
    """Return whether *member* may vote: whether they were on the roll when it was fixed, as the vote opened."""
    return await takes_in(tx, vote, member, await tx.people.presence(community, member))


async def takes_in(tx: Transaction, vote: Vote, member: MemberId | None, presence: Sequence[Presence]) -> bool:
    """Return whether the roll of *vote* takes in *member*, who was a full member as *presence* says."""
    if vote.roll_kind is RollKind.REGISTERED:
        return member is not None and await tx.rolls.includes(vote.id, member)
    return _covers(vote, presence)


async def check_on_roll(
    tx: Transaction,
    proposal: Proposal,
    vote: Vote,
    member: MemberId | None,
    was_present: Callable[[], Awaitable[Sequence[Presence]]],
    profile: Profile | None,
) -> None:
    """Let pass who is on the roll of *vote*; *profile* is theirs where it is known.

    :raises NotOnRoll: for anybody else.
    """
    match vote.roll_kind:
        case RollKind.REGISTERED:
            if member is None or not await tx.rolls.includes(vote.id, member):
                raise NotOnRoll(await _not_registered(tx, proposal, vote, member, profile))
        case RollKind.OPEN:
            presence = await was_present()
            if not _covers(vote, presence):
                raise NotOnRoll(_not_present(proposal, vote, presence, profile))


def _covers(vote: Vote, presence: Sequence[Presence]) -> bool:
    return any(interval.covers(vote.opened) for interval in presence)


def _not_a_full_member(proposal: Proposal, profile: Profile | None) -> str | None:
    match profile.standing if profile is not None else None:
        case Standing.BOT:
            return f"Bots are on no roll, so this account can't vote on {proposal.label}."
        case Standing.GUEST:
            return (
                f"You are a guest in this space, and guests are on no roll, so you can't vote on {proposal.label}. "
                "An admin of the space can make you a full member; the next vote after that includes you."
            )
        case _:
            return None


def _not_present(proposal: Proposal, vote: Vote, presence: Sequence[Presence], profile: Profile | None) -> str:
    if (told := _not_a_full_member(proposal, profile)) is not None:
        return told
    fixed = f"{proposal.label}'s roll was fixed on {when(vote.opened)}"
    joined = min((interval.since for interval in presence), default=vote.opened)
    if joined > vote.opened and profile is not None and profile.handle.platform is Platform.DISCORD:
        return f"You joined on {when(joined)}, after {fixed}, so you can't vote on it. {NEXT}"
    return f"{fixed}, and you were not among the full members of this space then, so you can't vote on it. {NEXT}"


async def _not_registered(
    tx: Transaction, proposal: Proposal, vote: Vote, member: MemberId | None, profile: Profile | None
) -> str:
    if (told := _not_a_full_member(proposal, profile)) is not None:
        return told
    charter = await tx.communities.charter(proposal.community)
    spaces = await tx.communities.spaces(proposal.community)
    held = await tx.rolls.registration(proposal.community, member) if member is not None else None
    if held is None:
        return (
            f"{proposal.label}'s roll was fixed on {when(vote.opened)} from those who had joined it, and you had not, "
            "so you can't vote on it. `join` puts you on the roll of later votes."
        )
    return _too_late(proposal, vote, held, bool(asking_for_role(spaces))) + _still_needed(held, charter, spaces)


def _too_late(proposal: Proposal, vote: Vote, held: Registration, by_role: bool) -> str:
    """Return what *held* lacked when the roll of *vote* was fixed; *by_role* is whether that takes a role."""
    fixed = f"{proposal.label}'s roll was fixed on {when(vote.opened)}"
    if held.joined > vote.opened:
        return f"You joined the roll on {when(held.joined)}, after {fixed}, so you can't vote on it."
    if held.admitted is None:
        return f"{fixed}, and you were waiting to be admitted to it, so you can't vote on it."
    if held.admitted > vote.opened:
        return f"You were admitted to the roll on {when(held.admitted)}, after {fixed}, so you can't vote on it."
    lacking = "to hold the role that it asks for" if by_role else "to be a full member of a space at this table"
    return f"{fixed}, and you were not known {lacking}, so you can't vote on it."


def _still_needed(held: Registration, charter: Charter, spaces: Sequence[Space]) -> str:
    """Return what it takes to be on the next roll."""
    needs = []
    if charter.admission and held.admitted is None:
        needs.append("a facilitator or an admin has admitted you (`roll admit`)")
    if (asking := asking_for_role(spaces)) and not held.holds_role:
        needs.append(f"you hold the role {role_places(asking)} and have typed `join` there since")
    return f" The next vote includes you{' once ' + ' and '.join(needs) if needs else ''}."

"""Bridges: spaces come to one table, and leave it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.codes import OneTimeCode, Purpose
from bot.domain.errors import NotNow
from bot.domain.ids import CommunityId, Entropy, new_id
from bot.domain.people import Account, Actor, Space
from bot.domain.proposals import Proposal
from bot.domain.record import Plain, Secret, SecretKind, instant
from bot.ports import Transaction
from bot.services.acting import Scope, act
from bot.services.authority import bridge_motion
from bot.services.codes import make, use_up
from bot.services.finding import voted_on
from bot.services.luggage import Luggage, carry_digests, carry_draft, carry_feeds, luggage_of
from bot.services.people import belong
from bot.services.recording import record
from bot.views.phrases import end, enumerated, when

MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A space that comes to a table: *spaces* sit there already, the founding one first.

    *maker* made the code; *old* is the community that *space* leaves behind.
    """

    space: Space
    old: CommunityId
    new: CommunityId
    spaces: Sequence[Space]
    maker: Account
    luggage: Luggage


async def offer(tx: Transaction, actor: Actor, channel: str, now: datetime, entropy: Entropy) -> OneTimeCode | Proposal:
    """Make a code that brings another space to the table of the community that *actor*'s space founded.

    Where the charter asks for a vote on that, and none has allowed it, draft the motion that does.

    :raises NotAllowed: where another space founded it.
    """
    if (motion := await bridge_motion(tx, actor, channel, now, entropy)) is not None:
        return motion
    code = await make(tx, actor, Purpose.BRIDGE, channel, now, entropy)
    did = f"made a code that brings another space to this table until {when(code.expires)}"
    await act(tx, actor, Scope.COMMUNITY, "bridge.offered", {"until": instant(code.expires)}, did, now, entropy)
    return code


async def crossing(tx: Transaction, actor: Actor, code: OneTimeCode) -> Crossing:
    """Return what redeeming *code* would do.

    :raises NotNow: where the spaces share a table already, *actor*'s shares one with others, or a vote is open.
    """
    maker_space = await tx.communities.space_by_id(code.space)
    target = maker_space.community
    if target == actor.space.community:
        raise NotNow(f"{actor.space.name} and {maker_space.name} share a table already. `bridge list` shows who does.")
    here = await tx.communities.spaces(actor.space.community)
    if len(here) > 1:
        names = ", ".join(space.name for space in here if space.id != actor.space.id)
        raise NotNow(
            f"{actor.space.name} shares a table with {names}. Leave that one first: `bridge leave`. Nothing was done."
        )
    for community in (target, actor.space.community):
        await _check_no_open_vote(tx, community)
    maker = await tx.people.member(target, code.account)
    accounts = await tx.people.accounts(target, maker) if maker else ()
    made_by = next((own.account for own in accounts if own.account.id == code.account), None)
    if made_by is None or target != code.community:
        raise NotNow(f"Since this code was made, {maker_space.name} has moved to another table. Ask for a new code.")
    spaces = await tx.communities.spaces(target)
    luggage = await luggage_of(tx, actor.space)
    return Crossing(actor.space, actor.space.community, target, spaces, made_by, luggage)


async def cross(
    tx: Transaction, actor: Actor, code: OneTimeCode, channel: str, now: datetime, entropy: Entropy
) -> Crossing:
    """Bring *actor*'s space to the table that *code* was made at; what it decided before stays as an archive.

    Cards have to stand somewhere in both: where a space has set no channel, that is the one where this was typed.

    :raises NotNow: as ``crossing`` does.
    """
    made = await crossing(tx, actor, code)
    await tx.record.lock(made.new)
    made = await crossing(tx, actor, code)  # a vote may have been opened there while we waited
    await use_up(tx, code, now)
    by = Secret(SecretKind.IDENTITY, actor.member)
    await record(tx, made.old, "bridge.left", {"space": actor.space.id, "for": made.new, "by": by}, now, entropy)
    there = await _moved(tx, actor, made.new, now, entropy)
    maker_space = await tx.communities.space_by_id(code.space)
    for space, place in ((maker_space, code.channel), (actor.space, channel)):
        if space.channel is None:
            await _set_channel(tx, there, space, place, now, entropy)
    names = enumerated([space.name for space in (*made.spaces, made.space)])
    did = (
        f"typed the code that {made.maker.name} ({maker_space.name}) had made: {names} now share one table. "
        f"It was founded by {made.spaces[0].name}; each space can leave it"
    )
    await act(tx, there, Scope.COMMUNITY, "bridge.joined", {**_about(made.space), "from": made.old}, did, now, entropy)
    return made


@dataclass(frozen=True, slots=True)
class Departure:
    """A space that leaves a table for one of its own; *spaces* stay, *open_votes* keep their roll."""

    space: Space
    old: CommunityId
    spaces: Sequence[Space]
    open_votes: Sequence[Proposal]
    luggage: Luggage


async def departure(tx: Transaction, actor: Actor) -> Departure:
    """Return what leaving would do.

    :raises NotNow: where nobody else sits at the table.
    """
    old = actor.space.community
    spaces = [space for space in await tx.communities.spaces(old) if space.id != actor.space.id]
    if not spaces:
        raise NotNow(f"{actor.space.name} shares its table with no other space: there is nothing to leave.")
    still_open = [await voted_on(tx, vote) for vote in await tx.votes.open_in(old)]
    return Departure(actor.space, old, spaces, still_open, await luggage_of(tx, actor.space))


async def depart(tx: Transaction, actor: Actor, now: datetime, entropy: Entropy) -> Departure:
    """Take *actor*'s space to an empty table of its own.

    :raises NotNow: as ``departure`` does.
    """
    left = await departure(tx, actor)
    new = CommunityId(new_id(entropy))
    did = (
        f"took it away from the table that it shared with {enumerated([space.name for space in left.spaces])}. "
        "Votes that are open keep their roll"
    )
    await act(tx, actor, Scope.COMMUNITY, "bridge.left", {"space": actor.space.id, "for": new}, did, now, entropy)
    await tx.communities.found(new, actor.space.name, now)
    await record(tx, new, "community.founded", _about(actor.space), now, entropy)
    await _moved(tx, actor, new, now, entropy)
    return left


async def _check_no_open_vote(tx: Transaction, community: CommunityId) -> None:
    for vote in await tx.votes.open_in(community):
        proposal = await voted_on(tx, vote)
        names = enumerated([space.name for space in await tx.communities.spaces(community)])
        raise NotNow(
            f"A bridge is made while no vote is open, so that no roll changes: {proposal.label} of {names} closes on "
            f"{end(vote)}. Type the code again after that, or ask for a new one."
        )


async def _moved(tx: Transaction, actor: Actor, new: CommunityId, now: datetime, entropy: Entropy) -> Actor:
    """Move *actor*'s space to *new*, with its luggage, and return the actor as a member there."""
    old, space = actor.space.community, actor.space
    drafts = await tx.proposals.drafted_in(space.id)
    # Whatever the clock does, who was there as a vote opened was there before they left.
    opened = [vote.opened + MOMENT for vote in await tx.votes.open_in(old)]
    await tx.communities.move(space.id, new, max([now, *opened]))
    for draft, account in drafts:
        await carry_draft(tx, draft, account, new, now, entropy)
    await carry_digests(tx, space, old, new, now, entropy)
    member = await belong(tx, new, actor.account, now, entropy)
    there = replace(actor, space=await tx.communities.space_by_id(space.id), community=new, member=member)
    await carry_feeds(tx, actor, there, now, entropy)
    return there


async def _set_channel(
    tx: Transaction, actor: Actor, space: Space, channel: str, now: datetime, entropy: Entropy
) -> None:
    await tx.communities.set_habits(space.id, replace(space.habits, channel=channel))
    by = Secret(SecretKind.IDENTITY, actor.member)
    data: dict[str, Plain | Secret] = {"space": space.id, "channel": channel, "by": by}
    await record(tx, actor.community, "space.settings", data, now, entropy)


def _about(space: Space) -> dict[str, Plain | Secret]:
    return {"space": space.id, "platform": space.platform.value, "name": Secret(SecretKind.TEXT, space.name)}

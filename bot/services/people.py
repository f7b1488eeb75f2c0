"""Who acts, and who was where when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.domain.directions import contained
from bot.domain.ids import AccountId, CommunityId, Entropy, MemberId, SpaceId, new_id
from bot.domain.people import Account, Actor, Handle, Platform, Profile, Space, Standing
from bot.domain.proposals import Seen
from bot.domain.record import Secret, SecretKind
from bot.ports import Presence, Transaction
from bot.services.losing import resume
from bot.services.recording import record
from bot.services.world import World

PART = 200
"""People who are noted in one transaction."""


@dataclass(frozen=True, slots=True)
class Here:
    """Where somebody asks from; *member* and *account* are None for one who has not acted yet.

    *community* is the space's own, or the one that a button names whose card still stands in the space.
    """

    space: Space
    community: CommunityId
    member: MemberId | None
    account: AccountId | None


async def here(
    tx: Transaction, platform: Platform, space_key: str, handle: Handle, about: Seen | None = None
) -> Here | None:
    """Return where a request comes from, or None where the space is not known yet; *about* is what its button names."""
    space = await tx.communities.space(platform, space_key)
    if space is None:
        return None
    community = await _community(tx, space, about)
    account = await tx.people.account(handle)
    member = await tx.people.member(community, account.id) if account else None
    return Here(space, community, member, account.id if account else None)


async def enter(
    tx: Transaction,
    platform: Platform,
    space_key: str,
    space_name: str,
    handle: Handle,
    name: str,
    profile: Profile | None,
    now: datetime,
    entropy: Entropy,
    about: Seen | None = None,
) -> Actor:
    """Return the actor, making the space, the account and the member that are new; *about* is what a button names.

    The community's record is locked first and held to the end: everything that a community does is done one by one, so
    transactions never wait for each other in a circle.
    """
    name, space_name = contained(name), contained(space_name)
    space = await tx.communities.space(platform, space_key)
    if space is None:
        space = await _found(tx, platform, space_key, space_name, now, entropy)
        community = space.community
    else:
        space, community = await _at_table(tx, space, about)
        if space.lost is not None:  # whoever is heard there is not out of reach
            await resume(tx, space, now)
        if space_name and space_name != space.name:
            await tx.communities.name_space(space.id, space_name)
    account, member = await meet(tx, community, handle, name, now, entropy)
    await tx.people.note_act(community, account, space.id, now)
    if profile is not None:
        await _note_presence(tx, space, account, profile, now)
    return Actor(account, member, space, community, name)


async def _community(tx: Transaction, space: Space, about: Seen | None) -> CommunityId:
    """Return whose business is done in *space*: its own community's, or that of the proposal on a card that stayed.

    When a space leaves a table, the cards that stand in it still belong to the community that it left.
    """
    if about is not None:
        proposal = await tx.proposals.by_id(about.id)
        if proposal is not None and proposal.community != space.community:
            seats = await tx.communities.seats(space.id)
            if any(seat.community == proposal.community for seat in seats):
                return proposal.community
    return space.community


async def _at_table(tx: Transaction, space: Space, about: Seen | None) -> tuple[Space, CommunityId]:
    """Lock the community's record and return the space as it is then: while we waited it may have moved."""
    while True:
        community = await _community(tx, space, about)
        await tx.record.lock(community)
        now = await tx.communities.space_by_id(space.id)
        if await _community(tx, now, about) == community:
            return now, community
        space = now


async def presence(tx: Transaction, here: Here, profile: Profile | None, now: datetime) -> Sequence[Presence]:
    """Return when somebody was a full member of any space, as it would stand once they have entered with *profile*."""
    known = await tx.people.presence(here.community, here.member) if here.member is not None else ()
    if profile is None or profile.standing is not Standing.FULL:
        return known
    last = await tx.people.last_presence(here.space.id, here.account) if here.account is not None else None
    return (*known, Presence.after(last, min(profile.since, now)))


async def note_roll(world: World, space: Space, people: Iterable[Profile]) -> None:
    """Note who of *people*, everybody a platform lists, is a full member of *space* and holds the role it asks for.

    Large spaces are noted part by part, so that nobody waits long for the store meanwhile.
    """
    full = {profile.handle: profile for profile in people if profile.standing is Standing.FULL}
    present = await world.store.read(lambda tx: tx.people.presences(space.id))
    changed = [
        profile
        for handle, profile in full.items()
        if handle not in present or present[handle].role != role_held(space, profile)
    ]
    gone = [known.account for handle, known in present.items() if handle not in full]

    async def note(tx: Transaction, arriving: Sequence[Profile], leaving: Sequence[AccountId]) -> None:
        await tx.record.lock(space.community)
        for profile in arriving:
            name = contained(profile.name)
            account, _ = await meet(tx, space.community, profile.handle, name, world.clock(), world.entropy)
            await tx.people.present(space.id, account, profile.since, role_held(space, profile))
        for account in leaving:
            await tx.people.absent(space.id, account, world.clock())

    for start in range(0, len(changed), PART):
        await world.store.write(partial(note, arriving=changed[start : start + PART], leaving=()))
    if gone:
        await world.store.write(partial(note, arriving=(), leaving=gone))


async def _found(tx: Transaction, platform: Platform, key: str, name: str, now: datetime, entropy: Entropy) -> Space:
    community = CommunityId(new_id(entropy))
    space = Space(SpaceId(new_id(entropy)), community, platform, key, name or key)
    await tx.communities.found(community, space.name, now)
    await tx.communities.add_space(space, now)
    await record(
        tx,
        community,
        "community.founded",
        {"space": space.id, "platform": platform.value, "name": Secret(SecretKind.TEXT, space.name)},
        now,
        entropy,
    )
    return space


async def belong(
    tx: Transaction, community: CommunityId, account: AccountId, now: datetime, entropy: Entropy
) -> MemberId:
    """Return whose *account* is in *community*, which it joins where it never acted there."""
    member = await tx.people.member(community, account)
    if member is None:
        member = MemberId(new_id(entropy))
        await tx.people.join(community, account, member, now)
    return member


async def meet(
    tx: Transaction, community: CommunityId, handle: Handle, name: str, now: datetime, entropy: Entropy
) -> tuple[AccountId, MemberId]:
    """Return the account and the member that *handle* is in *community*, making what is new."""
    account = await tx.people.account(handle)
    if account is None or (name and account.name != name):
        account = Account(account.id if account else AccountId(new_id(entropy)), handle, name or handle.user)
        await tx.people.keep(account)
    return account.id, await belong(tx, community, account.id, now, entropy)


async def _note_presence(tx: Transaction, space: Space, account: AccountId, profile: Profile, now: datetime) -> None:
    if profile.standing is Standing.FULL:
        await tx.people.present(space.id, account, min(profile.since, now), role_held(space, profile))
    else:
        await tx.people.absent(space.id, account, now)


def role_held(space: Space, profile: Profile) -> str | None:
    """Return the key of the role that *space* asks for, where *profile* holds it."""
    role = space.habits.role
    return role.key if role is not None and role.key in profile.roles else None

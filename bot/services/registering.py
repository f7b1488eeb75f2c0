"""Joining a registered roll beforehand, being admitted to it, and leaving it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.charter import Charter
from bot.domain.directions import isolated
from bot.domain.errors import NotAllowed, NotNow
from bot.domain.ids import CommunityId, Entropy, MemberId
from bot.domain.people import Actor, Space
from bot.domain.record import Plain, Secret, SecretKind
from bot.domain.rolls import RegisteredRoll, Registration
from bot.ports import Transaction
from bot.services.acting import Scope, act
from bot.services.members import name_of
from bot.services.recording import record
from bot.services.rolls import asking_for_role, registered_roll
from bot.views.phrases import when
from bot.views.rolls import role_places


@dataclass(frozen=True, slots=True)
class RollNow:
    """The registered roll as it would be fixed now, with everybody who joined it; *asking* spaces ask for a role."""

    charter: Charter
    roll: RegisteredRoll
    joined: Sequence[Registration]
    asking: Sequence[Space]

    @property
    def members(self) -> Sequence[Registration]:
        return [one for one in self.joined if self.roll.includes(one)]

    @property
    def waiting(self) -> Sequence[Registration]:
        return [one for one in self.joined if self.roll.admission and one.admitted is None]

    @property
    def without_role(self) -> Sequence[Registration]:
        if not self.roll.by_role:
            return ()
        return [one for one in self.joined if one.present and not one.holds_role and one not in self.waiting]

    @property
    def gone(self) -> Sequence[Registration]:
        return [one for one in self.joined if not one.present and one not in self.waiting]


async def roll_now(tx: Transaction, community: CommunityId) -> RollNow:
    charter = await tx.communities.charter(community)
    asking = asking_for_role(await tx.communities.spaces(community))
    roll = RegisteredRoll(community, charter.admission, bool(asking))
    return RollNow(charter, roll, await tx.rolls.registered(community), asking)


async def join(tx: Transaction, actor: Actor, now: datetime, entropy: Entropy) -> Registration:
    """Put *actor* on the roll of later votes, or let them wait for admission where the charter asks for it.

    :raises NotNow: where they joined it already.
    :raises NotAllowed: where they are not known to hold the role that a space asks for.
    """
    held = await tx.rolls.registration(actor.community, actor.member)
    if held is not None:
        waiting = (await tx.communities.charter(actor.community)).admission and held.admitted is None
        told = " You wait to be admitted." if waiting else ""
        raise NotNow(f"You joined the roll on {when(held.joined)}.{told} `roll show` shows who is on it.")
    charter = await tx.communities.charter(actor.community)
    own = await tx.people.own(actor.community, actor.account)
    await tx.rolls.join(actor.community, own, now, None if charter.admission else now)
    joined = await tx.rolls.registration(actor.community, actor.member)
    assert joined is not None, "they have just joined"
    if (await registered_roll(tx, actor.community, charter)).by_role and not joined.holds_role:
        asking = asking_for_role(await tx.communities.spaces(actor.community))
        raise NotAllowed(
            f"Only who holds the role {role_places(asking)} can join the roll, and you were not seen with it. Ask an "
            "admin there for it, then type `join` there."
        )
    data: dict[str, Plain | Secret] = {
        "member": Secret(SecretKind.IDENTITY, actor.member),
        "admitted": joined.admitted is not None,
    }
    await record(tx, actor.community, "roll.joined", data, now, entropy)
    return joined


async def leave(tx: Transaction, actor: Actor, now: datetime, entropy: Entropy) -> None:
    """Take *actor* off the roll of later votes; those that are fixed keep them.

    :raises NotNow: where they are not on it.
    """
    if await tx.rolls.registration(actor.community, actor.member) is None:
        raise NotNow("You are not on the registered roll. `join` puts you on it.")
    await tx.rolls.leave(actor.community, actor.member)
    data = {"member": Secret(SecretKind.IDENTITY, actor.member)}
    await record(tx, actor.community, "roll.left", data, now, entropy)


async def admit(tx: Transaction, actor: Actor, member: MemberId, now: datetime, entropy: Entropy) -> str:
    """Admit *member*, who waits, and return their name.

    :raises NotNow: where they do not wait.
    """
    name = await name_of(tx, actor.community, member)
    held = await tx.rolls.registration(actor.community, member)
    if held is None and member == actor.member:
        raise NotNow("You have not joined the roll; `join` does so. `roll show` shows who waits.")
    if held is None:
        raise NotNow(f"{isolated(name)} has not joined the roll; they do so with `join`. `roll show` shows who waits.")
    if held.admitted is not None:
        raise NotNow(f"{isolated(name)} was admitted on {when(held.admitted)} already.")
    await tx.rolls.admit(actor.community, member, now)
    data = {"member": Secret(SecretKind.IDENTITY, member)}
    await act(tx, actor, Scope.LISTED, "roll.admitted", data, f"admitted {isolated(name)} to the roll", now, entropy)
    return name


async def remove(tx: Transaction, actor: Actor, member: MemberId, now: datetime, entropy: Entropy) -> str:
    """Take *member* off the roll of later votes and return their name.

    :raises NotNow: where they are not on it.
    """
    name = await name_of(tx, actor.community, member)
    if await tx.rolls.registration(actor.community, member) is None:
        raise NotNow(f"{isolated(name)} has not joined the roll. `roll show` shows who has.")
    await tx.rolls.leave(actor.community, member)
    data = {"member": Secret(SecretKind.IDENTITY, member)}
    did = f"took {isolated(name)} off the roll of later votes"
    await act(tx, actor, Scope.COMMUNITY, "roll.removed", data, did, now, entropy)
    return name

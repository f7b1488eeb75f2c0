"""Facilitators: appointed, and dismissed."""

from datetime import datetime

from bot.domain.acts import FacilitatorAdded, FacilitatorRemoved
from bot.domain.directions import isolated
from bot.domain.errors import NotNow
from bot.domain.ids import CommunityId, Entropy
from bot.domain.record import Secret, SecretKind
from bot.ports import Transaction
from bot.services.acting import Agent, Scope, act
from bot.services.members import name_of
from bot.views.acts import did


async def appoint(
    tx: Transaction, agent: Agent, community: CommunityId, added: FacilitatorAdded, now: datetime, entropy: Entropy
) -> str:
    """Make a member a facilitator and return what was done.

    :raises NotNow: where they are one.
    """
    member = await tx.people.current(added.member)
    name = await name_of(tx, community, member)
    if await tx.facilitators.includes(community, member):
        raise NotNow(f"{isolated(name)} is a facilitator already. `facilitator list` shows who is.")
    await tx.facilitators.add(community, member, now)
    data = {"member": Secret(SecretKind.IDENTITY, member)}
    await act(tx, agent, Scope.COMMUNITY, "facilitator.added", data, did(added, name), now, entropy)
    return did(added, name)


async def dismiss(
    tx: Transaction, agent: Agent, community: CommunityId, removed: FacilitatorRemoved, now: datetime, entropy: Entropy
) -> str:
    """Let a facilitator be one no more and return what was done.

    :raises NotNow: where they are none.
    """
    member = await tx.people.current(removed.member)
    name = await name_of(tx, community, member)
    if not await tx.facilitators.includes(community, member):
        raise NotNow(f"{isolated(name)} is not a facilitator. `facilitator list` shows who is.")
    await tx.facilitators.remove(community, member)
    data = {"member": Secret(SecretKind.IDENTITY, member)}
    await act(tx, agent, Scope.COMMUNITY, "facilitator.removed", data, did(removed, name), now, entropy)
    return did(removed, name)

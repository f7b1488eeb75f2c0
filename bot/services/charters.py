"""Changing a community's charter."""

from datetime import datetime

from bot.domain.acts import charter_data
from bot.domain.charter import CharterChange
from bot.domain.errors import NotNow
from bot.domain.ids import CommunityId, Entropy
from bot.ports import Transaction
from bot.services.acting import Agent, Scope, act
from bot.views.acts import did


async def amend(
    tx: Transaction, agent: Agent, community: CommunityId, change: CharterChange, now: datetime, entropy: Entropy
) -> str:
    """Make *change* and return what was done; votes that are open keep the rule and the roll they were opened under.

    :raises NotNow: where the charter says so already.
    :raises Refusal: where it cannot be held to, see ``Charter.changed``.
    """
    held = await tx.communities.charter(community)
    charter = held.changed(change)
    if charter == held:
        raise NotNow("The charter says so already; nothing was changed. `charter show` shows it.")
    await tx.communities.set_charter(community, charter)
    told = did(change, "")
    await act(tx, agent, Scope.COMMUNITY, "charter.amended", charter_data(change), told, now, entropy)
    return told

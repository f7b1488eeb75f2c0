"""Who may act on a whole community. Whether somebody is an admin where they act was checked by their profile."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.acts import Act, BridgeAllowed
from bot.domain.charter import Authority
from bot.domain.directions import isolated
from bot.domain.errors import NotAllowed
from bot.domain.ids import Entropy
from bot.domain.people import Actor
from bot.domain.proposals import Proposal
from bot.ports import Transaction
from bot.services.motions import move, perform


@dataclass(frozen=True, slots=True)
class Acted:
    """*told* goes on from who did it; or *motion* is the draft that has to be adopted first."""

    told: str = ""
    motion: Proposal | None = None


async def decide(tx: Transaction, actor: Actor, what: Act, channel: str, now: datetime, entropy: Entropy) -> Acted:
    """Do *what* at once, where *actor* may, or draft the motion that does it, where the charter asks for a vote.

    :raises Refusal: where it cannot be done, or is for the admins of another space.
    """
    charter = await tx.communities.charter(actor.community)
    if charter.authority is Authority.VOTE:
        return Acted(motion=await move(tx, actor, what, channel, now, entropy))
    await require_founder(tx, actor)
    return Acted(await perform(tx, actor, what, now, entropy))


async def bridge_motion(
    tx: Transaction, actor: Actor, channel: str, now: datetime, entropy: Entropy
) -> Proposal | None:
    """Let *actor* make one code that brings a space here: return None where they may, and else the motion that asks.

    A code that a vote allowed is used up by this.

    :raises NotAllowed: where it is for the admins of another space.
    """
    charter = await tx.communities.charter(actor.community)
    if charter.authority is Authority.VOTE and not await tx.communities.bridges_allowed(actor.community):
        return await move(tx, actor, BridgeAllowed(), channel, now, entropy)
    await require_founder(tx, actor)
    if charter.authority is Authority.VOTE:
        await tx.communities.allow_bridges(actor.community, -1)
    return None


async def require_founder(tx: Transaction, actor: Actor) -> None:
    """Refuse what *actor*, an admin of their space, would do to the whole community from any but the founding one.

    :raises NotAllowed: where another space has sat at the table longer.
    """
    founder = (await tx.communities.spaces(actor.community))[0]
    if founder.id != actor.space.id:
        raise NotAllowed(
            f"This concerns all spaces at this table, so it is for the admins of {isolated(founder.name)}, which "
            "founded it. Ask one of them to do it there. Nothing was done."
        )

"""Who may act on a whole community. Whether somebody is an admin where they act was checked by their profile."""

from bot.domain.errors import NotAllowed
from bot.domain.people import Actor
from bot.ports import Transaction


async def require_founder(tx: Transaction, actor: Actor) -> None:
    """Refuse what *actor*, an admin of their space, would do to the whole community from any but the founding one.

    :raises NotAllowed: where another space has sat at the table longer.
    """
    founder = (await tx.communities.spaces(actor.community))[0]
    if founder.id != actor.space.id:
        raise NotAllowed(
            f"This concerns all spaces at this table, so it is for the admins of {founder.name}, which founded it. "
            "Ask one of them to do it there. Nothing was done."
        )

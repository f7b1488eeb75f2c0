"""What who acts on the whole community is answered: what was done, or the motion that asks for it."""

from bot.domain.people import Actor
from bot.domain.proposals import Proposal
from bot.ports import Transaction
from bot.services.authority import Acted
from bot.services.voting import outlook
from bot.views.drafts import preview
from bot.views.elements import Card, Code, Strong, Tone, note
from commands.context import Context

ASKS = (
    "The charter gives authority over the whole community to a vote, so nothing is done yet: this is the motion that "
    "asks for it, and adopting it does it."
)


async def answered(ctx: Context, tx: Transaction, actor: Actor, acted: Acted) -> Card:
    """Return what *acted* is answered."""
    if acted.motion is not None:
        return await moved(ctx, tx, actor, acted.motion)
    return note(
        Strong(f"Done: you {acted.told}."), " Every member can see it: ", Code(f"{ctx.prefix}acts"), ".", tone=Tone.GOOD
    )


async def moved(ctx: Context, tx: Transaction, actor: Actor, motion: Proposal) -> Card:
    """Return the preview of a motion that has to be adopted first."""
    opening = await outlook(tx, actor.community, motion.kind, ctx.now, counted=False)
    return preview(motion, opening, (), ctx.prefix, why=ASKS)

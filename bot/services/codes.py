"""Making one-time codes, and redeeming them before their time and tries are over."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.codes import TRIES, TRIES_WITHIN, OneTimeCode, Purpose, draw, read
from bot.domain.errors import NotNow
from bot.domain.ids import Entropy
from bot.domain.people import Actor
from bot.ports import Transaction


@dataclass(frozen=True, slots=True)
class NoSuchCode:
    """A code that is not valid, or no longer; *left* is how many tries remain.

    It is returned, not raised: a refusal would undo the counting of the try.
    """

    left: int


async def make(
    tx: Transaction, actor: Actor, purpose: Purpose, channel: str, now: datetime, entropy: Entropy
) -> OneTimeCode:
    """Return a fresh code of *actor*'s; an older one of theirs for the same purpose ends."""
    code = OneTimeCode(
        draw(purpose, entropy),
        purpose,
        actor.community,
        actor.space.id,
        channel,
        actor.account,
        now,
        now + purpose.valid,
    )
    await tx.codes.add(code)
    return code


async def use_up(tx: Transaction, code: OneTimeCode, now: datetime) -> None:
    """Let *code* be of no use any more.

    :raises NotNow: where another space was faster: it is redeemed under a lock of its own until it comes to the table.
    """
    if not await tx.codes.use(code.text, now):
        raise NotNow("This code was used a moment ago, or its maker has made another. Ask for a new one.")


async def redeemable(
    tx: Transaction, actor: Actor, text: str, purpose: Purpose, now: datetime
) -> OneTimeCode | NoSuchCode:
    """Return the valid code that *text* is, without using it up; a wrong one counts as a try.

    :raises NotNow: where *actor* has no try left.
    """
    tries = await tx.codes.tries(actor.account, now - TRIES_WITHIN)
    if tries >= TRIES:
        raise NotNow(
            f"{TRIES} codes that you typed were not valid. Wait ten minutes, ask for a new code, and type that one."
        )
    code = await tx.codes.get(read(text), purpose)
    if code is not None and code.is_valid(now):
        return code
    await tx.codes.note_try(actor.account, now)
    return NoSuchCode(TRIES - tries - 1)

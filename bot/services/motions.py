"""Motions that do something: what would be done goes with them, and closing does it once they are adopted."""

from contextlib import suppress
from datetime import datetime
from typing import assert_never

from bot.domain import acts
from bot.domain.acts import Act, BridgeAllowed, FacilitatorAdded, FacilitatorRemoved
from bot.domain.charter import CharterChange
from bot.domain.errors import Refusal
from bot.domain.ids import Entropy
from bot.domain.people import Actor
from bot.domain.proposals import Kind, Proposal
from bot.domain.record import Plain, Secret, SecretKind
from bot.ports import Transaction
from bot.services import charters, drafting, facilitating
from bot.services.acting import Agent, Scope, act, note_motion
from bot.services.members import name_of
from bot.views.acts import did, moved


class _Undone(Exception):
    """Ends an attempt that was made only to see whether it could be."""


async def perform(tx: Transaction, agent: Agent, what: Act, now: datetime, entropy: Entropy) -> str:
    """Do *what* to the community of *agent* and return what was done.

    :raises Refusal: where it cannot be done as things stand.
    """
    match what:
        case CharterChange():
            return await charters.amend(tx, agent, agent.community, what, now, entropy)
        case FacilitatorAdded():
            return await facilitating.appoint(tx, agent, agent.community, what, now, entropy)
        case FacilitatorRemoved():
            return await facilitating.dismiss(tx, agent, agent.community, what, now, entropy)
        case BridgeAllowed():
            await tx.communities.allow_bridges(agent.community, 1)
            await act(tx, agent, Scope.COMMUNITY, "bridge.allowed", {}, did(what, ""), now, entropy)
            return did(what, "")
        case _:
            assert_never(what)


async def move(tx: Transaction, actor: Actor, what: Act, channel: str, now: datetime, entropy: Entropy) -> Proposal:
    """Draft a motion of *actor*'s that does *what* when it is adopted.

    :raises Refusal: where it could not be done as things stand, or *actor* has too many drafts.
    """
    await _try(tx, actor, what, now, entropy)
    name = ""
    if isinstance(what, FacilitatorAdded | FacilitatorRemoved):
        name = await name_of(tx, actor.community, await tx.people.current(what.member))
    title, text = moved(what, name)
    return await drafting.propose(
        tx, actor, Kind.MOTION, {"title": title, "text": text}, channel, now, entropy, acts.write(what)
    )


async def follow(tx: Transaction, motion: Proposal, now: datetime, entropy: Entropy) -> str | None:
    """Do what *motion*, just adopted, says; return the sentence that tells it, or None where it does nothing.

    What cannot be done any more is not, and that is told.
    """
    if motion.act is None:
        return None
    text = motion.act
    try:
        done = await tx.attempt(lambda: perform(tx, motion, acts.read(text), now, entropy))
    except (Refusal, ValueError) as error:
        reason = error.message if isinstance(error, Refusal) else "It was written by another version of Moratorium."
        data: dict[str, Plain | Secret] = {"motion": motion.id, "reason": Secret(SecretKind.TEXT, reason)}
        told = f"{motion.label}, adopted by vote, could not be carried out: {reason}"
        await note_motion(tx, motion, "motion.lapsed", data, told, now, entropy)
        return f"It could not be carried out: {reason}"
    return f"Done: it {done}."


async def _try(tx: Transaction, actor: Actor, what: Act, now: datetime, entropy: Entropy) -> None:
    async def attempt() -> None:
        await perform(tx, actor, what, now, entropy)
        raise _Undone

    with suppress(_Undone):
        await tx.attempt(attempt)

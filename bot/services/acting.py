"""Acts on a community and on its spaces: in the record, listed for every member, and told where cards stand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum

from bot.domain.directions import isolated
from bot.domain.ids import Entropy
from bot.domain.people import Actor
from bot.domain.proposals import Proposal
from bot.domain.record import Plain, Secret, SecretKind
from bot.ports import Done, Transaction
from bot.services.posting import post_note
from bot.services.recording import record

Agent = Actor | Proposal
"""Who acts: an admin where they are one, or an adopted motion."""


class Scope(Enum):
    """Where an act is told: at every place of the table, in the space where it is done, or in the list alone.

    In the list alone is what is done often and concerns one member.
    """

    COMMUNITY = "community"
    SPACE = "space"
    LISTED = "listed"


async def act(
    tx: Transaction,
    agent: Agent,
    scope: Scope,
    event: str,
    data: Mapping[str, Plain | Secret | Sequence[Plain]],
    did: str,
    now: datetime,
    entropy: Entropy,
) -> int:
    """Record *event*, which *agent* caused, let every member see it, and return its leaf's index.

    *did* goes on from the agent's name: "set the quorum for pauses to 5 ballots". Of what a motion does, its outcome
    tells where its card stands.
    """
    if isinstance(agent, Proposal):
        data = {**data, "motion": agent.id, "by": None}
        return await note_motion(tx, agent, event, data, f"{agent.label}, adopted by vote, {did}.", now, entropy)
    told = f"{isolated(agent.name)} ({isolated(agent.space.name)}) {did}."
    by = Secret(SecretKind.IDENTITY, agent.member)
    leaf = await record(tx, agent.community, event, {**data, "by": by}, now, entropy)
    await tx.acts.add(Done(agent.community, leaf, now, agent.member, agent.name, agent.space.id, told))
    if scope is Scope.LISTED:
        return leaf
    only = agent.space.id if scope is Scope.SPACE else None
    await post_note(tx, agent.community, told, f"act:{agent.community}:{leaf}", now, entropy, only)
    return leaf


async def note_motion(
    tx: Transaction,
    motion: Proposal,
    event: str,
    data: Mapping[str, Plain | Secret | Sequence[Plain]],
    told: str,
    now: datetime,
    entropy: Entropy,
) -> int:
    """Record *event*, which came of *motion*, list it as *told*, and return its leaf's index."""
    leaf = await record(tx, motion.community, event, data, now, entropy)
    await tx.acts.add(Done(motion.community, leaf, now, motion.proposer, motion.label, motion.space, told))
    return leaf

"""Acts on a community and on its spaces: in the record, listed for every member, and told where cards stand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum

from bot.domain.directions import isolated
from bot.domain.ids import Entropy
from bot.domain.people import Actor
from bot.domain.record import Plain, Secret, SecretKind
from bot.ports import Done, Transaction
from bot.services.posting import post_note
from bot.services.recording import record


class Scope(Enum):
    """Whom an act concerns: everybody at the table, or the space where it is done."""

    COMMUNITY = "community"
    SPACE = "space"


async def act(
    tx: Transaction,
    actor: Actor,
    scope: Scope,
    event: str,
    data: Mapping[str, Plain | Secret | Sequence[Plain]],
    did: str,
    now: datetime,
    entropy: Entropy,
) -> int:
    """Record *event*, which *actor* caused, let every member see it, and return its leaf's index.

    *did* goes on from the actor's name: "set the quorum for pauses to 5 ballots".
    """
    told = f"{isolated(actor.name)} ({isolated(actor.space.name)}) {did}."
    by = Secret(SecretKind.IDENTITY, actor.member)
    leaf = await record(tx, actor.community, event, {**data, "by": by}, now, entropy)
    await tx.acts.add(Done(actor.community, leaf, now, actor.member, actor.name, actor.space.id, told))
    only = actor.space.id if scope is Scope.SPACE else None
    await post_note(tx, actor.community, told, f"act:{actor.community}:{leaf}", now, entropy, only)
    return leaf

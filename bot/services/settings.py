"""The charter and a space's settings; every change is in the record."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.ids import Entropy
from bot.domain.people import Actor
from bot.domain.proposals import Kind
from bot.domain.record import Secret, SecretKind
from bot.domain.rules import Charter, OwnTerms, Quorum
from bot.ports import Transaction
from bot.services.recording import record


async def change_charter(
    tx: Transaction,
    actor: Actor,
    quorum: Quorum | None,
    voting_period: timedelta | None,
    now: datetime,
    entropy: Entropy,
    kinds: Sequence[Kind] = tuple(Kind),
) -> Charter:
    """Set what is given for *kinds* and return the charter; open votes keep the rule they were opened under."""
    charter = await tx.communities.charter(actor.community)
    charter = charter.with_terms(kinds, OwnTerms(quorum=quorum, voting_period=voting_period))
    await tx.communities.set_charter(actor.community, charter)
    for kind in kinds:
        terms = charter.terms(kind)
        await record(
            tx,
            actor.community,
            "charter.changed",
            {
                "kind": kind.value,
                "quorum": str(terms.rule.quorum),
                "threshold": str(terms.rule.threshold),
                "voting_seconds": int(terms.voting_period.total_seconds()),
                "by": Secret(SecretKind.IDENTITY, actor.member),
            },
            now,
            entropy,
        )
    return charter


async def set_channel(tx: Transaction, actor: Actor, channel: str, now: datetime, entropy: Entropy) -> None:
    """Let the cards of this space stand in *channel* from now on."""
    await tx.communities.set_habits(actor.space.id, replace(actor.space.habits, channel=channel))
    await record(
        tx,
        actor.community,
        "space.channel",
        {"space": actor.space.id, "channel": channel, "by": Secret(SecretKind.IDENTITY, actor.member)},
        now,
        entropy,
    )

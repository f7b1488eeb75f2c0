"""The charter and a space's settings; every change is in the record."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.errors import Refusal
from bot.domain.ids import Entropy
from bot.domain.people import Actor
from bot.domain.record import Secret, SecretKind
from bot.domain.rules import Charter, Quorum, checked_period
from bot.ports import Transaction
from bot.services.recording import record


async def change_charter(
    tx: Transaction,
    actor: Actor,
    quorum: Quorum | None,
    voting_period: timedelta | None,
    now: datetime,
    entropy: Entropy,
) -> Charter:
    """Set what is given and return the charter; votes that are open keep the rule they were opened under."""
    charter = await tx.communities.charter(actor.community)
    if quorum is not None:
        if quorum.ballots is None:
            raise Refusal(
                "On an open roll the quorum is a number of ballots, such as 3: nobody knows how many could vote."
            )
        charter = replace(charter, quorum=quorum)
    if voting_period is not None:
        charter = replace(charter, voting_period=checked_period(voting_period))
    await tx.communities.set_charter(actor.community, charter)
    await record(
        tx,
        actor.community,
        "charter.changed",
        {
            "quorum": str(charter.quorum),
            "threshold": str(charter.threshold),
            "voting_seconds": int(charter.voting_period.total_seconds()),
            "by": Secret(SecretKind.IDENTITY, actor.member),
        },
        now,
        entropy,
    )
    return charter


async def set_channel(tx: Transaction, actor: Actor, channel: str, now: datetime, entropy: Entropy) -> None:
    """Let the cards of this space stand in *channel* from now on."""
    await tx.communities.set_channel(actor.space.id, channel)
    await record(
        tx,
        actor.community,
        "space.channel",
        {"space": actor.space.id, "channel": channel, "by": Secret(SecretKind.IDENTITY, actor.member)},
        now,
        entropy,
    )

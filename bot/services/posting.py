"""Where a proposal's card stands, and what is said beside it."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.delivering import DeliveryKind
from bot.domain.errors import NotNow
from bot.domain.ids import CommunityId, Entropy, PostingId, SpaceId, new_id
from bot.domain.proposals import Proposal
from bot.domain.voting import Vote
from bot.ports import Posting, Transaction
from bot.services.queueing import queue
from bot.views.elements import Card, note


async def post_card(
    tx: Transaction, proposal: Proposal, opened: Mapping[SpaceId, str], now: datetime, entropy: Entropy
) -> None:
    """Queue the card for each space of the community that has a place for it.

    It stands in the space's channel, or else, in the space where it was proposed, in the channel where that was. Where
    there is neither anywhere, it stands where its vote was *opened*.

    :raises NotNow: where there is no place at all: nobody would see the card.
    """
    spaces = await tx.communities.spaces(proposal.community)
    proposed = {proposal.space: proposal.channel}
    places = [(space, space.channel or proposed.get(space.id)) for space in spaces]
    if not any(channel for _, channel in places):
        places = [(space, opened.get(space.id)) for space in spaces]
    if not any(channel for _, channel in places):
        raise NotNow(
            f"There is no channel for the card of {proposal.label}, so that nobody else would see it. Open the vote in "
            "the channel where the card is to stand, or let an admin set one with `settings`."
        )
    for space, channel in places:
        if not channel:
            continue
        posting = PostingId(new_id(entropy))
        await tx.postings.add(Posting(posting, proposal.id, space.id, channel, None, 0, None, None))
        await queue(tx, DeliveryKind.CARD, space.id, channel, None, f"card:{posting}", now, entropy, posting=posting)


async def post_anew(tx: Transaction, posting: Posting, channel: str, key: str, now: datetime, entropy: Entropy) -> None:
    """Queue the card at *posting* once more, in *channel*; it is left as it is where it stood before.

    Nothing is done where *key* was queued before: another process was faster.
    """
    if await queue(tx, DeliveryKind.CARD, posting.space, channel, None, key, now, entropy, posting=posting.id):
        await tx.postings.move(posting.id, channel)


async def post_note(
    tx: Transaction,
    community: CommunityId,
    told: str,
    key: str,
    now: datetime,
    entropy: Entropy,
    only: SpaceId | None = None,
) -> None:
    """Say *told* once in the channel of each space at *community*'s table, or of *only* one; *key* tells notes apart.

    A space that has set no channel for cards is not told there; `acts` and the register's page have it.
    """
    for space in await tx.communities.spaces(community):
        if space.channel is not None and only in (None, space.id):
            once = f"note:{key}:{space.id}"
            await queue(tx, DeliveryKind.NOTE, space.id, space.channel, note(told), once, now, entropy)


async def announce(
    tx: Transaction, proposal: Proposal, vote: Vote, card: Card, now: datetime, entropy: Entropy
) -> None:
    """Queue *card*, the outcome of *vote*, once for each place where the proposal's card stands.

    It goes before what else waits there, but not before the card itself.
    """
    await post_beside(tx, proposal, DeliveryKind.OUTCOME, f"outcome:{vote.id}", card, now, entropy)


async def post_beside(
    tx: Transaction,
    proposal: Proposal,
    kind: DeliveryKind,
    key: str,
    card: Card,
    now: datetime,
    entropy: Entropy,
) -> None:
    """Queue *card* once, for each *key*, for each place where the proposal's card stands."""
    for posting in await tx.postings.of(proposal.id):
        once = f"{key}:{posting.space}:{posting.channel}"
        urgent = kind is DeliveryKind.OUTCOME and posting.reference is not None
        await queue(
            tx,
            kind,
            posting.space,
            posting.channel,
            card,
            once,
            now,
            entropy,
            posting=posting.id,
            urgent=urgent,
        )

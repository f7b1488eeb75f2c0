"""Writing to the record."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.ids import CommunityId, Entropy
from bot.domain.record import Plain, Secret, make_leaf
from bot.ports import Transaction


async def record(
    tx: Transaction,
    community: CommunityId,
    event: str,
    data: Mapping[str, Plain | Secret | Sequence[Plain]],
    now: datetime,
    entropy: Entropy,
) -> int:
    """Append the leaf that says that *event* happened, and return its index."""
    index = await tx.record.lock(community)
    leaf, openings = make_leaf(community, index, now, event, data, entropy)
    await tx.record.append(community, leaf, openings, event, now)
    return index

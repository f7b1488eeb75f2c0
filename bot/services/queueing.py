"""Putting a message into the outbox, to be sent after the commit."""

from datetime import datetime

from bot.domain.delivering import DeliveryKind
from bot.domain.ids import DeliveryId, Entropy, PostingId, SpaceId, new_id
from bot.ports import Delivery, DeliveryState, Transaction
from bot.views.elements import Card


async def queue(
    tx: Transaction,
    kind: DeliveryKind,
    space: SpaceId,
    channel: str,
    card: Card | None,
    key: str,
    now: datetime,
    entropy: Entropy,
    *,
    posting: PostingId | None = None,
    urgent: bool = False,
    state: DeliveryState = DeliveryState.WAITING,
) -> bool:
    """Queue *card*, or the one that *posting* will show then; return False where *key* was queued before.

    With another *state* than WAITING it is kept as if it had been queued, and is not sent.
    """
    return await tx.outbox.put(
        Delivery(
            id=DeliveryId(new_id(entropy)),
            key=key,
            kind=kind,
            space=space,
            channel=channel,
            card=card,
            posting=posting,
            state=state,
            due=now,
            urgent=urgent,
        )
    )

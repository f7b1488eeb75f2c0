"""Putting a message into the outbox, to be sent after the commit."""

from datetime import datetime

from bot.domain.delivering import DeliveryKind
from bot.domain.ids import DeliveryId, Entropy, PostingId, SpaceId, new_id
from bot.ports import Delivery, DeliveryState, Transaction
from bot.views.elements import Card


async def awaiting(tx: Transaction, delivery: Delivery) -> str:
    """Return, in words, what *delivery* waits for where that is another one; else nothing."""
    if delivery.state is not DeliveryState.WAITING or delivery.follows is None:
        return ""
    followed = await tx.outbox.find(delivery.follows)
    if followed is None or followed.state is DeliveryState.SENT:
        return ""
    name = "the message that it corrects" if delivery.edits is not None else "the message that it goes on from"
    return f"{name} is {followed.state.value}"


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
    after: str | None = None,
    edits: str | None = None,
) -> bool:
    """Queue *card*, or the one that *posting* will show then; return False where *key* was queued before.

    With another *state* than WAITING it is kept as if it had been queued, and is not sent. *after* is the key of the
    message that it goes under, *edits*, of a CORRECTION, of the one whose place it takes.
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
            after=after,
            edits=edits,
        )
    )

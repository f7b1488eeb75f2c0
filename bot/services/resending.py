"""Sending again, at an admin's word, what was not sent or may not have been."""

from dataclasses import replace
from datetime import datetime

from bot.domain.addresses import person_in
from bot.domain.delivering import DeliveryKind
from bot.domain.ids import DeliveryId, Entropy
from bot.domain.people import Actor
from bot.ports import Delivery, DeliveryState, Transaction
from bot.services.acting import Scope, act


async def resend(tx: Transaction, actor: Actor, id: DeliveryId, now: datetime, entropy: Entropy) -> bool:
    """Queue an uncertain or failed delivery once more, at an admin's word; return False where there is none such.

    What failed goes to the channel that the space has set by now, and what follows it with it; what follows another
    message stays with that. A digest is never sent again: the next edition comes.
    """
    await tx.record.lock(actor.community)  # of two admins at once the second one finds it on its way
    delivery = await tx.outbox.get(actor.community, id)
    if delivery is None or not resendable(delivery):
        return False
    waiting = replace(delivery, state=DeliveryState.WAITING, due=now, attempts=0, first=None, note="")
    if delivery.state is DeliveryState.FAILED and delivery.follows is None:
        space = await tx.communities.space_by_id(delivery.space)
        waiting = replace(waiting, channel=space.channel or delivery.channel)
        if delivery.kind is DeliveryKind.CARD and delivery.posting is not None:
            await tx.postings.move(delivery.posting, waiting.channel)
        await tx.outbox.redirect(delivery.key, delivery.key, waiting.channel)
    await tx.outbox.settle(waiting)
    data = {
        "delivery": delivery.id,
        "kind": delivery.kind.value,
        "space": delivery.space,
        "channel": waiting.channel,
    }
    did = f"had a message sent again that may have been lost, {delivery.kind.value}"
    await act(tx, actor, Scope.LISTED, "delivery.resent", data, did, now, entropy)
    return True


def resendable(delivery: Delivery) -> bool:
    """Return whether an admin may send it again; what one person was to be told is none of theirs."""
    stuck = delivery.state in (DeliveryState.UNCERTAIN, DeliveryState.FAILED)
    return stuck and delivery.kind is not DeliveryKind.DIGEST and person_in(delivery.channel) is None

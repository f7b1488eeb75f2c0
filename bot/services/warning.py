"""Telling an admin of a space what is in the way there, once."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.addresses import to_person
from bot.domain.delivering import DeliveryKind
from bot.domain.ids import Entropy, PostingId, SpaceId
from bot.domain.people import Space
from bot.ports import Transaction
from bot.services.queueing import queue
from bot.services.telling import way_to
from bot.views.elements import Card

_WARNING, _WAY = "warning:", "|"


async def warn(
    tx: Transaction,
    space: Space,
    card: Card,
    key: str,
    owner: str | None,
    place: str | None,
    now: datetime,
    entropy: Entropy,
    posting: PostingId | None,
) -> bool:
    """Queue *card* for an admin of *space*, by the first way that was not tried for *key*; return False where none is
    left.

    The ways are the channel that the space has set for notices, a direct message to who last acted as an admin there,
    one to *owner*, and *place*, where the card at *posting*, if it is about one, or others stand.
    """
    for reached_by, channel in await _ways(tx, space, owner, place):
        once = f"{_WARNING}{key}{_WAY}{channel}"
        if await queue(tx, DeliveryKind.NOTICE, reached_by, channel, card, once, now, entropy, posting=posting):
            return True
    return False


def warned(key: str) -> str | None:
    """Return the key for which ``warn`` queued the delivery *key*, or None where it did not."""
    about, _, _ = key.removeprefix(_WARNING).rpartition(_WAY)
    return about if key.startswith(_WARNING) else None


async def _ways(tx: Transaction, space: Space, owner: str | None, place: str | None) -> Iterator[tuple[SpaceId, str]]:
    ways: list[tuple[SpaceId, str] | None] = []
    if space.habits.notices is not None:
        ways.append((space.id, space.habits.notices))
    done = await tx.acts.latest_in(space.id)
    if done is not None:
        ways.append(await way_to(tx, done.community, await tx.people.current(done.member)))
    if owner is not None:
        ways.append((space.id, to_person(owner)))
    if place is not None:
        ways.append((space.id, place))
    return (way for way in ways if way is not None)

"""What is to be sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.domain.delivering import DeliveryKind
from bot.domain.ids import CommunityId, DeliveryId, PostingId, SpaceId
from bot.ports.postings import Channel
from bot.views.elements import Card


class DeliveryState(Enum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to be sent once. *key* says what it is and is unique, so that it is queued once at most.

    *card* is None where it is composed as it is sent (a proposal's card); *posting* is what it then stands as.
    *first* is when its first try began; *attempts* counts the tries that may have reached the platform. SENDING means
    that a try has begun and its end is not known; until *claimed_until* one process alone may try.
    """

    id: DeliveryId
    key: str
    kind: DeliveryKind
    space: SpaceId
    channel: str
    card: Card | None
    posting: PostingId | None
    state: DeliveryState
    due: datetime
    attempts: int = 0
    first: datetime | None = None
    note: str = ""
    claimed_until: datetime | None = None


class Outbox(Protocol):
    async def put(self, delivery: Delivery) -> bool:
        """Queue it; return False where its key is there already."""
        ...

    async def waits(self, now: datetime, busy: Collection[Channel] = ()) -> bool:
        """Return whether ``claim`` would take anything."""
        ...

    async def claim(
        self, now: datetime, until: datetime, limit: int, busy: Collection[Channel] = ()
    ) -> Sequence[Delivery]:
        """Take deliveries that are due and that nobody holds, as they stood but for the claim, in the order in which
        they were queued; none in a *busy* channel, and none behind one of its channel that is not taken with it.

        What was due by a clock that ran ahead is due. A card that cannot be read fails, and is not returned.
        """
        ...

    async def begin(self, delivery: Delivery, until: datetime) -> bool:
        """Note that a try begins, with its *first* and *attempts*, and hold it until then.

        Return False, and change nothing, where the claim was lost.
        """
        ...

    async def settle(self, delivery: Delivery) -> bool:
        """Keep the state, due instant, attempts, first try and note, and end the claim.

        Return False, and change nothing, where the claim was lost.
        """
        ...

    async def get(self, community: CommunityId, id: DeliveryId) -> Delivery | None:
        """Return it; a card that cannot be read is None."""
        ...

    async def in_state(
        self, community: CommunityId, states: Sequence[DeliveryState], since: datetime | None, limit: int
    ) -> Sequence[Delivery]:
        """Return those in *states* that were due since then, the latest first; a card that cannot be read is None."""
        ...

    async def forget_cards(self, before: datetime, limit: int) -> int:
        """Forget what cards said that were due before then and are not to be sent any more; return of how many."""
        ...

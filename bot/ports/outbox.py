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
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to be sent once. *key* says what it is and is unique, so that it is queued once at most. One that
    could not stand in its channel is MOVED: another delivery goes on elsewhere.

    *card* is None where it is composed as it is sent (a proposal's card); *posting* is what it then stands as, or whose
    outcome it tells. What is *urgent* goes before what waits in its channel, and a notice before everything.
    *first* is when its first try began; *attempts* counts the tries that may have reached the platform. SENDING means
    that a try has begun and its end is not known; until *claimed_until* one process alone may try.

    *reference* is what the platform calls the message, once sent. *after* and *edits* are keys of other deliveries, and
    what has one waits until that one is sent: it goes under that message as a reply, or, a CORRECTION, is shown in its
    place.
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
    urgent: bool = False
    reference: str | None = None
    after: str | None = None
    edits: str | None = None

    @property
    def follows(self) -> str | None:
        """The key of the delivery that has to be sent before it."""
        return self.after if self.edits is None else self.edits


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that may be claimed now; *edits* is the reference of the message whose place it takes."""

    id: DeliveryId
    kind: DeliveryKind
    space: SpaceId
    channel: str
    urgent: bool
    edits: str | None = None


class Outbox(Protocol):
    async def put(self, delivery: Delivery) -> bool:
        """Queue it; return False where its key is there already.

        A reply to a reply is one to what that replies to, and what corrects a correction corrects the same message.
        """
        ...

    async def due(
        self, now: datetime, busy: Collection[Channel] = (), quiet: Collection[SpaceId] = ()
    ) -> Sequence[Due]:
        """Return deliveries that are due and that nobody holds, in the order in which each channel gets them: the first
        of each channel, and of each space so many that no other one is kept waiting.

        None in a *busy* channel or a lost space, none but notices in a *quiet* space, none before what it follows is
        sent, and none behind one of its channel that cannot be taken; what follows something that will not be sent
        holds up nothing. What was due by a clock that ran ahead is due.
        """
        ...

    async def claim(self, ids: Sequence[DeliveryId], now: datetime, until: datetime) -> Sequence[Delivery]:
        """Take those of *ids* that are due and that nobody holds, as they stood but for the claim, in their order; none
        behind one of its channel that is not taken with it. A card that cannot be read fails, and is not returned."""
        ...

    async def begin(self, delivery: Delivery, until: datetime) -> bool:
        """Note that a try begins, with its *first* and *attempts*, and hold it until then.

        Return False, and change nothing, where the claim was lost.
        """
        ...

    async def settle(self, delivery: Delivery) -> bool:
        """Keep the state, channel, due instant, attempts, first try, note and reference, and end the claim.

        Return False, and change nothing, where the claim was lost.
        """
        ...

    async def get(self, community: CommunityId, id: DeliveryId) -> Delivery | None:
        """Return it; a card that cannot be read is None."""
        ...

    async def find(self, key: str) -> Delivery | None:
        """Return the delivery that was queued by *key*; a card that cannot be read is None."""
        ...

    async def redirect(self, key: str, to: str, channel: str) -> None:
        """Let what follows *key* and is not sent yet follow *to*, in *channel*."""
        ...

    async def unsettled_in(self, space: SpaceId) -> Sequence[Delivery]:
        """Return what is still to be sent in *space*, in the order in which it was queued."""
        ...

    async def card_of(self, posting: PostingId) -> Delivery | None:
        """Return the latest delivery of the card that stands at *posting*."""
        ...

    async def in_state(
        self, community: CommunityId, states: Sequence[DeliveryState], since: datetime | None, limit: int
    ) -> Sequence[Delivery]:
        """Return those in *states* that were due since then, the latest first; a card that cannot be read is None."""
        ...

    async def abandon(self, before: datetime, limit: int) -> int:
        """Miss what was due before then and follows what was not sent; return how many."""
        ...

    async def forget_cards(self, before: datetime, limit: int) -> int:
        """Forget what cards said that were due before then and are not to be sent any more; return of how many."""
        ...

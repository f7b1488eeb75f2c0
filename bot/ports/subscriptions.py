"""Which channels and members get a digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.addresses import person_in
from bot.domain.composing import USUAL, Taste
from bot.domain.editions import DEFAULT_SECTIONS, Section, Window
from bot.domain.ids import CommunityId, MemberId, SpaceId, SubscriptionId
from bot.domain.periods import Every, Recurrence


@dataclass(frozen=True, slots=True)
class Subscription:
    """A digest for a channel, or for one member by direct message.

    *sent_to* is the end of the window that the last edition covered. *owner* set it up: who is asked before an edition
    goes out, where *approve*. *paused* says who or what paused it, None where nothing did.
    """

    id: SubscriptionId
    space: SpaceId
    channel: str
    number: int
    recurrence: Recurrence
    due: datetime
    sent_to: datetime
    owner: MemberId | None = None
    taste: Taste = USUAL
    sections: frozenset[Section] = DEFAULT_SECTIONS
    approve: bool = False
    paused: str | None = None
    ended: bool = False

    @property
    def is_personal(self) -> bool:
        return person_in(self.channel) is not None


class Subscriptions(Protocol):
    async def add(self, subscription: Subscription) -> None: ...

    async def listed(self, community: CommunityId) -> Sequence[Subscription]:
        """Return those that have not ended, by number."""
        ...

    async def next_number(self, community: CommunityId) -> int: ...

    async def due(self, now: datetime, horizons: Mapping[Every, datetime], limit: int) -> Sequence[SubscriptionId]:
        """Return those due by *now*, and those due later than their horizon, whose clock must have been wrong.

        What is paused is not due.
        """
        ...

    async def get(self, id: SubscriptionId) -> Subscription: ...

    async def locked(self, id: SubscriptionId) -> Subscription:
        """Return it; no other transaction changes it until this one ends."""
        ...

    async def move(self, id: SubscriptionId, community: CommunityId, number: int) -> None:
        """Let it be of *community*, with the number that it has there."""
        ...

    async def change(self, subscription: Subscription) -> None: ...

    async def caught_up(self, member: MemberId) -> Window | None:
        """Return the window that *member* was shown last, None where they never looked."""
        ...

    async def catch_up(self, member: MemberId, window: Window) -> None: ...

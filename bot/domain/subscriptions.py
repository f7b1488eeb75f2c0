"""Who gets a digest, when, and what it holds."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.addresses import person_in
from bot.domain.composing import USUAL, Taste
from bot.domain.editions import DEFAULT_SECTIONS, Section
from bot.domain.ids import MemberId, SpaceId, SubscriptionId
from bot.domain.periods import Recurrence


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

    def is_shown_to(self, member: MemberId | None) -> bool:
        """Return whether *member* may know of it: a channel's is anybody's to see, a personal one its owner's alone."""
        return not self.is_personal or (member is not None and self.owner == member)

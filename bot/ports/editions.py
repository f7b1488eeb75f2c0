"""Editions of digests, as they were made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.editions import Contents, Edition, Stage
from bot.domain.ids import CommunityId, EditionId, MemberId, SubscriptionId


@dataclass(frozen=True, slots=True)
class Published:
    """An edition that a channel of *space*, by its name, was sent at *sent*; its days are those of *zone*.

    *digest* is the number of its subscription. It has no near-misses and tells not what became of entries, for those
    are for curators.
    """

    edition: Edition
    digest: int
    space: str
    zone: str
    sent: datetime

    @property
    def updated(self) -> datetime:
        """Return when it was sent, or corrected last."""
        return max([self.sent, *(one.at for one in self.edition.contents.corrections)])


class Editions(Protocol):
    async def add(self, edition: Edition, community: CommunityId) -> bool:
        """Keep it; return False, and keep nothing, where its subscription has one for its period."""
        ...

    async def next_number(self, community: CommunityId) -> int: ...

    async def numbered(self, community: CommunityId, number: int) -> Edition | None: ...

    async def listed(
        self, community: CommunityId, asking: MemberId | None, limit: int, before: int | None = None
    ) -> Sequence[Edition]:
        """Return the latest of channels and of *asking* alone, the latest first: only those numbered below *before*."""
        ...

    async def published(
        self, community: CommunityId, limit: int, before: int | None = None, digest: int | None = None
    ) -> Sequence[Published]:
        """Return the latest that a channel was sent, as far as is known, the latest first: of those only the ones
        numbered below *before*, and of the subscription numbered *digest*."""
        ...

    async def published_as(self, community: CommunityId, number: int) -> Published | None: ...

    async def of(self, subscription: SubscriptionId, since: datetime) -> Sequence[Edition]:
        """Return those whose window ends later than *since*, the latest first."""
        ...

    async def since(self, community: CommunityId, instant: datetime) -> Sequence[Edition]:
        """Return those that were made later than then, the latest first."""
        ...

    async def covering(self, community: CommunityId, instants: Sequence[datetime]) -> Sequence[Edition]:
        """Return those whose window holds any of *instants*, the latest first."""
        ...

    async def held(self, community: CommunityId) -> Sequence[Edition]:
        """Return those that wait for approval, by number."""
        ...

    async def revise(self, community: CommunityId) -> Sequence[int]:
        """Let the contents of those that are held be out of date, and return their numbers."""
        ...

    async def outdated(self) -> Sequence[tuple[CommunityId, int]]:
        """Return those that are held and out of date, each by its community and number."""
        ...

    async def renew(self, edition: Edition) -> None:
        """Keep the contents of a held one, and what they follow."""
        ...

    async def change(self, id: EditionId, stage: Stage, contents: Contents) -> None: ...

"""What members put forward for the news."""

from datetime import datetime
from typing import Protocol

from bot.domain.feeds import Entry
from bot.domain.ids import CommunityId, FeedId
from bot.ports.entries import Weighed


class Submissions(Protocol):
    async def add(self, community: CommunityId, entry: Entry, by: str, seen: datetime, spare: FeedId) -> str:
        """Keep what a member called *by* put forward, to be judged, and return its code.

        *spare* names the community's first, if that is what it is. Of one id there is one; a forgotten one comes anew.
        """
        ...

    async def count(self, community: CommunityId, since: datetime) -> int:
        """Return how many were put forward since then."""
        ...

    async def known(self, community: CommunityId, url: str, since: datetime) -> Weighed | None:
        """Return the entry, of whatever feed, that tells of the same page and was seen since then, the first one."""
        ...

"""News sources and their entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.feeds import Entry, Validators
from bot.domain.ids import CommunityId, FeedId
from bot.domain.rhythm import FIRST


@dataclass(frozen=True, slots=True)
class Feed:
    """A news source of a community.

    *fault* is what is wrong with it since *faulty*, empty while it is well: it could not be read, *failures* times in a
    row, or it has far fewer entries than the *size* of its last good copy. *stopped*: it is not read any more. *added*
    is the address that it was added by, *url* the one to which it has moved. *every* is how long is left between two
    readings, *asked* how long it asks for itself. *twin* is another feed of the community with the same entries.
    """

    id: FeedId
    community: CommunityId
    number: int
    url: str
    title: str
    validators: Validators
    due: datetime
    failures: int = 0
    fault: str = ""
    read: datetime | None = None
    added: str = ""
    every: timedelta = FIRST
    asked: timedelta = timedelta(0)
    size: int = 0
    faulty: datetime | None = None
    stopped: bool = False
    twin: FeedId | None = None


class Feeds(Protocol):
    async def add(self, feed: Feed) -> None: ...

    async def listed(self, community: CommunityId) -> Sequence[Feed]: ...

    async def remove(self, id: FeedId) -> None:
        """Forget it and its entries; its number is not given again, its address can be added again."""
        ...

    async def next_number(self, community: CommunityId) -> int: ...

    async def waits(self, now: datetime) -> bool:
        """Return whether ``claim`` would take any."""
        ...

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Feed]:
        """Take feeds that are due; another process does not get them until then."""
        ...

    async def keep(self, feed: Feed) -> None:
        """Keep what a reading said; its address stays as it was where another feed of the community has the new one."""
        ...

    async def keep_entries(self, feed: FeedId, entries: Sequence[Entry], now: datetime) -> int:
        """Add those that are new to *feed*, and return how many these are."""
        ...

    async def sharing(self, feed: Feed, entries: Sequence[Entry]) -> Mapping[FeedId, int]:
        """Return the community's other feeds that have pages of *entries* too, each with how many."""
        ...

    async def forget_entries(self, before: datetime, limit: int) -> int:
        """Forget what entries said that were seen before then, and return of how many; they stay known as not new."""
        ...

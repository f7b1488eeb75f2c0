"""Entries of feeds as they are weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.editions import Choice
from bot.domain.feeds import Entry
from bot.domain.ids import CommunityId, FeedId
from bot.domain.news import Judgement
from bot.domain.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An entry that waits to be judged; with *digest* it is unique in its feed."""

    feed: FeedId
    digest: str
    community: CommunityId
    entry: Entry


@dataclass(frozen=True, slots=True)
class Weighed:
    """An entry as it was first seen and judged. *code* names it to people: its feed's number and a hash.

    *origin* and *digest* name it among all. *by* is who put it forward, where no feed brought it; *source* is then the
    host where it stands.
    """

    code: str
    origin: FeedId
    digest: str
    feed: int
    source: str
    entry: Entry
    seen: datetime
    judgement: Judgement
    choice: Choice | None
    chosen: datetime | None = None
    by: str = ""

    @property
    def is_wanted(self) -> bool:
        """Return whether a curator chose that it be told."""
        return self.choice in (Choice.PINNED, Choice.ADDED)


class Entries(Protocol):
    async def unjudged(self, limit: int) -> Sequence[Unjudged]:
        """Return entries that wait to be judged, those seen last first."""
        ...

    async def keep_judgements(self, judged: Sequence[tuple[Unjudged, Judgement]]) -> None: ...

    async def weighed(self, community: CommunityId, since: datetime, until: datetime) -> Sequence[Weighed]:
        """Return what the community's feeds brought in [since, until) that has points or that a curator chose."""
        ...

    async def count(self, community: CommunityId, since: datetime, until: datetime) -> int:
        """Return how many entries the community's feeds brought in [since, until)."""
        ...

    async def named(self, community: CommunityId, code: str) -> Weighed | None:
        """Return the community's entry of that code; None where there is none, or what it said is forgotten."""
        ...

    async def counts(self, community: CommunityId, since: datetime, until: datetime) -> Mapping[Verdict, int]:
        """Return how many of the entries seen in [since, until) there are of each verdict."""
        ...

    async def ranked(
        self,
        community: CommunityId,
        since: datetime,
        until: datetime,
        verdicts: Sequence[Verdict],
        limit: int,
        after: int = 0,
    ) -> Sequence[Weighed]:
        """Return entries seen in [since, until) by verdict, as *verdicts* order them, then the weightiest first.

        The first *after* of them are left out.
        """
        ...

"""The phrases by which a community judges its news besides the product's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId
from bot.domain.news import Phrase


@dataclass(frozen=True, slots=True)
class Said:
    """A community's *phrases*, in order; *revision* counts how often they were changed."""

    revision: int = 0
    phrases: Sequence[Phrase] = ()


class Phrases(Protocol):
    async def of(self, communities: Collection[CommunityId]) -> Mapping[CommunityId, Said]:
        """Return the phrases of each."""
        ...

    async def held(self, communities: Collection[CommunityId]) -> Mapping[CommunityId, int]:
        """Return the revision of each; none of them changes until this transaction ends."""
        ...

    async def put(self, community: CommunityId, key: str, phrase: Phrase, now: datetime) -> Phrase | None:
        """Keep *phrase* by *key*, the same for all ways to write it; return the one that it takes the place of."""
        ...

    async def remove(self, community: CommunityId, key: str) -> Phrase | None:
        """Remove the phrase of that key and return it, None where there is none."""
        ...

    async def judge_anew(self, community: CommunityId, since: datetime) -> int:
        """Let what the community's phrases are now be judged by: entries seen since then wait; return how many do."""
        ...

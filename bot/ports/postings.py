"""Where proposals' cards stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import CommunityId, PostingId, ProposalId, SpaceId
from bot.domain.proposals import State

Channel = tuple[SpaceId, str]
"""A channel of a space."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a proposal's card stands. *reference* is the platform's name of the message, None until it is posted.

    *shown* and *state* are what was last shown there; *edited* is when. Until *retry_at* it is left alone: it waits for
    its next try, or somebody holds it. *given_up* says why it cannot be edited, None where it can.
    """

    id: PostingId
    proposal: ProposalId
    space: SpaceId
    channel: str
    reference: str | None
    shown: int
    state: State | None
    edited: datetime | None
    retry_at: datetime | None = None
    given_up: str | None = None


class Postings(Protocol):
    async def add(self, posting: Posting) -> None: ...

    async def get(self, id: PostingId) -> Posting | None: ...

    async def of(self, proposal: ProposalId) -> Sequence[Posting]: ...

    async def stale(
        self, turnout_before: datetime, now: datetime, limit: int, busy: Collection[Channel] = ()
    ) -> Sequence[Posting]:
        """Return posted cards that show too little: an older state, or an older revision and not edited since
        *turnout_before*; none that waits for its next try, nor one that was given up, nor one in a *busy* channel."""
        ...

    async def claim(self, ids: Sequence[PostingId], now: datetime, until: datetime) -> Sequence[Posting]:
        """Take those of *ids* that nobody holds, in that order; until then nobody else gets them."""
        ...

    async def renew(self, posting: Posting, until: datetime) -> bool:
        """Hold *posting* until then; return False where its claim was lost."""
        ...

    async def shown(
        self, id: PostingId, revision: int, state: State, at: datetime, claim: datetime | None = None
    ) -> bool:
        """Keep what the card shows now, and end the *claim*.

        Where that was lost, which of two edits came last is not known: the card is marked to be edited once more, and
        False is returned.
        """
        ...

    async def posted(self, id: PostingId, reference: str, revision: int, state: State, at: datetime) -> None: ...

    async def hurry(self, proposal: ProposalId) -> None:
        """Let its cards be edited at once, as they are when its state changes."""
        ...

    async def retry(self, id: PostingId, at: datetime) -> None: ...

    async def give_up(self, id: PostingId, reason: str) -> None: ...

    async def resume(self, id: PostingId) -> None:
        """Take up again a card that was given up."""
        ...

    async def given_up(self, community: CommunityId, since: datetime, limit: int) -> Sequence[Posting]:
        """Return the cards that were given up, of open votes and of what was shown since then, the latest first."""
        ...

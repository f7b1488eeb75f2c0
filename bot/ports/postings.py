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


@dataclass(frozen=True, slots=True)
class Stale:
    """A card that shows too little: an older state, or, where *turnout_only*, an older revision of the same state."""

    posting: Posting
    turnout_only: bool


class Postings(Protocol):
    async def add(self, posting: Posting) -> None: ...

    async def get(self, id: PostingId) -> Posting | None: ...

    async def of(self, proposal: ProposalId) -> Sequence[Posting]: ...

    async def stale(self, turnout_before: datetime, now: datetime, busy: Collection[Channel] = ()) -> Sequence[Stale]:
        """Return posted cards that show too little, those of older states first and then as they were edited; of each
        space so many that no other one is kept waiting.

        None whose turnout alone is old and that was edited since *turnout_before*, that waits for its next try, that
        was given up, in a *busy* channel or in a lost space.
        """
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

    async def move(self, id: PostingId, channel: str) -> None:
        """Let the card be posted anew, in *channel*: what it was before is left as it is."""
        ...

    async def retry(self, id: PostingId, at: datetime) -> None: ...

    async def give_up(self, id: PostingId, reason: str) -> None: ...

    async def resume(self, id: PostingId) -> None:
        """Take up again a card that was given up."""
        ...

    async def given_up(self, community: CommunityId, since: datetime, limit: int) -> Sequence[Posting]:
        """Return the cards that were given up, of open votes and of what was shown since then, the latest first."""
        ...

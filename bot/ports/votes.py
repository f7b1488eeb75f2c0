"""Votes, their electors and their ballots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import AccountId, CommunityId, ElectorId, MemberId, ProposalId, VoteId
from bot.domain.voting import Ballot, CastBallot, Vote


@dataclass(frozen=True, slots=True)
class Voter:
    """Whose ballot counts, the account from which they cast it, and its sequence."""

    member: MemberId
    account: AccountId
    sequence: int


class Votes(Protocol):
    async def open(self, vote: Vote) -> None: ...

    async def of(self, proposal: ProposalId) -> Vote | None:
        """Return the latest vote on it."""
        ...

    async def latest(self, proposals: Sequence[ProposalId]) -> Mapping[ProposalId, tuple[Vote, int]]:
        """Return the latest vote on each of *proposals* that ever had one, and how many voted in it."""
        ...

    async def rounds(self, proposal: ProposalId) -> Sequence[Vote]:
        """Return every vote on it, the first one first."""
        ...

    async def get(self, id: VoteId) -> Vote: ...

    async def locked(self, id: VoteId) -> Vote:
        """Return the vote, which no other transaction closes or votes on until this one ends."""
        ...

    async def close(self, vote: Vote) -> None:
        """Keep its outcome, tally and when it closed.

        :raises ValueError: where it is closed already.
        """
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[VoteId]:
        """Return open votes whose closing instant has come, the earliest first."""
        ...

    async def open_in(self, community: CommunityId) -> Sequence[Vote]:
        """Return the votes that are open there, the oldest first."""
        ...

    async def elector(self, vote: VoteId, member: MemberId) -> ElectorId | None: ...

    async def enrol(self, vote: VoteId, member: MemberId, elector: ElectorId) -> None: ...

    async def strike(self, vote: VoteId, elector: ElectorId) -> None:
        """Take *elector* off: its ballots are kept, and count no more."""
        ...

    async def last_sequence(self, vote: VoteId, elector: ElectorId) -> int | None:
        """Return the sequence of *elector*'s latest ballot."""
        ...

    async def resize(self, vote: VoteId, roll: int) -> None:
        """Keep the number of electors, of whom two became one."""
        ...

    async def cast(
        self, vote: VoteId, ballot: Ballot, reason: str, account: AccountId, now: datetime, version: int
    ) -> None: ...

    async def ballots(self, vote: VoteId) -> Sequence[Ballot]: ...

    async def turnout(self, vote: VoteId) -> int: ...

    async def cast_in(self, votes: Sequence[VoteId], member: MemberId) -> Mapping[VoteId, CastBallot]:
        """Return the ballots of *member* that count in *votes*, of those in which they cast one."""
        ...

    async def cast_by(self, vote: VoteId, member: MemberId) -> CastBallot | None:
        """Return the ballot of *member* that counts."""
        ...

    async def untold(self, limit: int) -> Sequence[tuple[VoteId, int]]:
        """Return votes that were superseded and whose voters are not all told, each with how far they are."""
        ...

    async def voters(self, vote: VoteId, after: int, limit: int) -> Sequence["Voter"]:
        """Return those of its voters whose ballots come after that sequence, in the order of these."""
        ...

    async def told(self, vote: VoteId, up_to: int | None) -> None:
        """Note how far the voters of a superseded vote are told; None: all are."""
        ...

    async def reasons(self, vote: VoteId) -> Sequence[CastBallot]:
        """Return the counting ballots with who cast them."""
        ...

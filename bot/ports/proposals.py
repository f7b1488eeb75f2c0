"""Proposals and what is typed of them so far."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.ids import AccountId, CommunityId, MemberId, ProposalId, SpaceId
from bot.domain.proposals import Draft, Kind, Proposal, State, Titled
from bot.domain.texts import Text


class Proposals(Protocol):
    async def next_number(self, community: CommunityId) -> int:
        """Return the next number, given under the lock that the record's head gives."""
        ...

    async def add(self, proposal: Proposal) -> None:
        """Add it. Its proposer is kept as they are by themselves, and returned as who stands for them."""
        ...

    async def get(self, community: CommunityId, number: int) -> Proposal | None: ...

    async def by_id(self, id: ProposalId) -> Proposal | None: ...

    async def locked(self, id: ProposalId) -> Proposal:
        """Return the proposal, which no other transaction changes until this one ends."""
        ...

    async def change(self, proposal: Proposal) -> None:
        """Keep the new state, version, text and revision; a text of a new version is kept beside the older ones."""
        ...

    async def move(self, proposal: Proposal) -> None:
        """Keep its community, its number there, and who proposed it as a member there."""
        ...

    async def drafted_in(self, space: SpaceId) -> Sequence[tuple[Proposal, AccountId]]:
        """Return the drafts that were begun in *space*, by number, each with the account that did, but for those that
        carry an act."""
        ...

    async def touch(self, id: ProposalId) -> None:
        """Raise the revision by one: something that its card shows has changed."""
        ...

    async def listed(
        self, community: CommunityId, states: Sequence[State], drafts_of: MemberId | None = None
    ) -> Sequence[Proposal]:
        """Return those in *states*, newest first; drafts only of *drafts_of*."""
        ...

    async def titles(
        self, community: CommunityId, member: MemberId | None, states: Sequence[State], kind: Kind | None, own: bool
    ) -> Sequence[Titled]:
        """Return those in *states*, newest first, that *member* may see: what was opened once, and their drafts.

        *kind* leaves only those of a kind, *own* only those that *member* proposed.
        """
        ...

    async def several(self, ids: Sequence[ProposalId]) -> Sequence[Proposal]:
        """Return those that there are, in any order."""
        ...

    async def texts(self, id: ProposalId, wanted: Sequence[int]) -> Mapping[int, Text]:
        """Return the texts of the versions that are *wanted*, of those that there are."""
        ...

    async def decided(self, community: CommunityId, since: datetime, until: datetime) -> Sequence[Proposal]:
        """Return those that stand decided by a vote that closed in [since, until), newest first."""
        ...


class Drafts(Protocol):
    """One draft for each account, space, kind and proposal being edited (None: a new one)."""

    async def get(
        self, account: AccountId, space: SpaceId, kind: Kind, proposal: ProposalId | None
    ) -> Draft | None: ...

    async def begun(self, account: AccountId, space: SpaceId) -> Sequence[Draft]:
        """Return what *account* has typed in *space* so far, the latest first."""
        ...

    async def save(self, draft: Draft) -> None:
        """Keep it in the place of an older one."""
        ...

    async def discard(self, account: AccountId, space: SpaceId, kind: Kind, proposal: ProposalId | None) -> None: ...

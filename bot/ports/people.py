"""Accounts, members and who was where when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import AccountId, CommunityId, MemberId, SpaceId
from bot.domain.people import Account, Handle


class People(Protocol):
    async def account(self, handle: Handle) -> Account | None: ...

    async def keep(self, account: Account) -> None:
        """Add the account, or rename the one that has its id."""
        ...

    async def member(self, community: CommunityId, account: AccountId) -> MemberId | None: ...

    async def join(self, community: CommunityId, account: AccountId, member: MemberId, now: datetime) -> None:
        """Make *member*, and *account* theirs, in *community*."""
        ...

    async def present(self, space: SpaceId, account: AccountId, since: datetime) -> None:
        """Note that *account* has been a full member of *space* since then (the earliest known instant counts).

        After an absence a new interval begins, not before the absence was noted.
        """
        ...

    async def absent(self, space: SpaceId, account: AccountId, now: datetime) -> None:
        """Note that *account* is no longer a full member of *space*."""
        ...

    async def presence(self, community: CommunityId, member: MemberId) -> Sequence["Presence"]:
        """Return when any of *member*'s accounts was a full member of any space of *community*."""
        ...

    async def presences(self, space: SpaceId) -> Mapping[Handle, AccountId]:
        """Return the accounts that are full members of *space* now, as far as is known."""
        ...

    async def count_present(self, community: CommunityId, at: datetime) -> int:
        """Return how many members are known to have been in *community* at that instant."""
        ...


@dataclass(frozen=True, slots=True)
class Presence:
    """An interval in which somebody was a full member of a space; *until* is None while they still are."""

    since: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or self.until > at)

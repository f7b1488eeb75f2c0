"""Accounts, members and who was where when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.ids import AccountId, CommunityId, MemberId, SpaceId
from bot.domain.people import Account, Handle, Platform


class People(Protocol):
    """Members are always returned as who they are now: of several that a link made one, the one that stands for all."""

    async def account(self, handle: Handle) -> Account | None: ...

    async def keep(self, account: Account) -> None:
        """Add the account, or rename the one that has its id."""
        ...

    async def member(self, community: CommunityId, account: AccountId) -> MemberId | None: ...

    async def own(self, community: CommunityId, account: AccountId) -> MemberId:
        """Return the member that *account* is by itself, whoever stands for them."""
        ...

    async def current(self, member: MemberId) -> MemberId:
        """Return who *member* is now."""
        ...

    async def join(self, community: CommunityId, account: AccountId, member: MemberId, now: datetime) -> None:
        """Make *member*, and *account* theirs, in *community*."""
        ...

    async def accounts(self, community: CommunityId, member: MemberId) -> Sequence["OwnAccount"]:
        """Return the accounts that are *member*'s, their own one first and then as they came."""
        ...

    async def note_act(self, community: CommunityId, account: AccountId, space: SpaceId, now: datetime) -> None:
        """Note that *account* did something in *community* from *space*."""
        ...

    async def named(self, community: CommunityId) -> Sequence["Named"]:
        """Return every account in *community* with its name and who it is now, by name."""
        ...

    async def absorb(self, member: MemberId, into: MemberId) -> None:
        """Let *into* stand for *member* and for all whom *member* stood for."""
        ...

    async def release(self, released: Sequence[MemberId], into: MemberId | None) -> None:
        """Let *into* stand for the *released*, or each for themselves where it is None."""
        ...

    async def present(self, space: SpaceId, account: AccountId, since: datetime, role: str | None = None) -> None:
        """Note that *account* has been a full member of *space* since then (the earliest known instant counts), and
        that it holds *role* now, the one that the space asks for, or that it does not.

        After an absence a new interval begins, not before the absence was noted.
        """
        ...

    async def absent(self, space: SpaceId, account: AccountId, now: datetime) -> None:
        """Note that *account* is no longer a full member of *space*."""
        ...

    async def presence(self, community: CommunityId, member: MemberId) -> Sequence["Presence"]:
        """Return when any of *member*'s accounts was a full member of a space that sat at *community*'s table."""
        ...

    async def last_presence(self, space: SpaceId, account: AccountId) -> "Presence | None":
        """Return the latest interval in which *account* was a full member of *space*."""
        ...

    async def presences(self, space: SpaceId) -> Mapping[Handle, "Present"]:
        """Return the accounts that are full members of *space* now, as far as is known."""
        ...

    async def spaces_of(self, account: AccountId, platform: Platform) -> Sequence[SpaceId]:
        """Return the spaces of *platform* in which *account* is a full member now, as far as is known."""
        ...

    async def count_present(self, community: CommunityId, at: datetime) -> int:
        """Return how many members are known to have been in *community* at that instant."""
        ...

    async def home(self, account: AccountId) -> SpaceId | None:
        """Return the space to which what *account* writes to the bot alone belongs, where they chose one."""
        ...

    async def set_home(self, account: AccountId, space: SpaceId) -> None: ...


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account with the member that it is by itself, whoever stands for them now.

    *acted* is when it last did anything in the community, and *acted_in* the space where; None before that.
    """

    account: Account
    member: MemberId
    acted: datetime | None = None
    acted_in: SpaceId | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What an account is called, whose it is now, and the member that it is by itself."""

    member: MemberId
    own: MemberId
    name: str
    platform: Platform


@dataclass(frozen=True, slots=True)
class Present:
    """A full member of a space now; *role* is the one that the space asks for, where it holds it."""

    account: AccountId
    role: str | None


@dataclass(frozen=True, slots=True)
class Presence:
    """An interval in which somebody was there; *until* is None while they still are."""

    since: datetime
    until: datetime | None

    def covers(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or self.until > at)

    @classmethod
    def after(cls, last: "Presence | None", since: datetime) -> "Presence":
        """Return the interval of one who is a full member since then, where *last* is known of them.

        After an absence a new one begins, not before the last one ended, so that they never overlap.
        """
        if last is None:
            return cls(since, None)
        return cls(max(since, last.until) if last.until is not None else min(since, last.since), None)

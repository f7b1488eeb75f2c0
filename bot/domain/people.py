"""Communities, the spaces they meet in, and who is in them."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum

from bot.domain.ids import AccountId, CommunityId, MemberId, SpaceId
from bot.domain.quiet import QuietHours


class Platform(Enum):
    DISCORD = "discord"
    SLACK = "slack"
    CONSOLE = "console"


class Standing(Enum):
    """What a platform says an account is in a space. Guests and bots are never on a roll."""

    FULL = "full"
    GUEST = "guest"
    BOT = "bot"


@dataclass(frozen=True, slots=True)
class Handle:
    """An account as its platform names it.

    *realm* is the Slack enterprise or team within which *user* is unique; empty elsewhere.
    """

    platform: Platform
    realm: str
    user: str


@dataclass(frozen=True, slots=True)
class Profile:
    """An account in one space, as the platform described it at *seen*.

    *since* is when it is known to have been a full member from: Discord's ``joined_at``; on platforms that keep
    no join date, the instant at which it was first seen as one. *roles* are the keys of Discord roles, or of Slack user
    groups, that it holds.
    """

    handle: Handle
    name: str
    standing: Standing
    since: datetime
    admin: bool = False
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Account:
    id: AccountId
    handle: Handle
    name: str


@dataclass(frozen=True, slots=True)
class Role:
    """A Discord role or a Slack user group, by its platform's key, and what it was called when it was chosen."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Habits:
    """How a space likes to be spoken to; every one of them may be unset.

    *channel* is where cards stand, or None for where they are asked for; *notices* is where its admins are told what
    needs them. *zone* is an IANA name, *language* a BCP 47 tag. Nothing new is posted in the *quiet* hours: from the
    first time of day up to the second, by *zone*. *role* is what a member must hold to join a registered roll.
    """

    channel: str | None = None
    notices: str | None = None
    zone: str | None = None
    language: str | None = None
    quiet: tuple[time, time] | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """One Discord server, one Slack workspace, or the local console.

    *key* is the platform's own identifier. *community* is the one whose table it sits at now. *lost* says why nothing
    can be sent there any more, None where it can.
    """

    id: SpaceId
    community: CommunityId
    platform: Platform
    key: str
    name: str
    habits: Habits = Habits()
    lost: str | None = None

    @property
    def channel(self) -> str | None:
        return self.habits.channel

    def quiet_until(self, now: datetime) -> datetime | None:
        """Return when the quiet hours end in which *now* falls, or None where it falls in none; by UTC where the space
        has no zone."""
        if self.habits.quiet is None:
            return None
        return QuietHours(*self.habits.quiet, self.habits.zone or "UTC").until(now)


@dataclass(frozen=True, slots=True)
class Seat:
    """A space's place at a community's table; *until* is None while it has it."""

    space: SpaceId
    community: CommunityId
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Called:
    """A member as somebody names them."""

    name: str


@dataclass(frozen=True, slots=True)
class Mentioned:
    """An account of the platform where it is mentioned; *name* may be empty."""

    user: str
    name: str = ""


MemberRef = Called | Mentioned | MemberId
"""A member as people, platforms and our own lists name one."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which community and from where, resolved inside a transaction.

    *community* is the space's own, or the one that a button names whose card still stands in the space.
    """

    account: AccountId
    member: MemberId
    space: Space
    community: CommunityId
    name: str

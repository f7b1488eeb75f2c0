"""Communities, the spaces they meet in, and who is in them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.ids import AccountId, CommunityId, MemberId, SpaceId


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
    no join date, the instant at which it was first seen as one.
    """

    handle: Handle
    name: str
    standing: Standing
    since: datetime
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    id: AccountId
    handle: Handle
    name: str


@dataclass(frozen=True, slots=True)
class Space:
    """One Discord server, one Slack workspace, or the local console.

    *key* is the platform's own identifier; *channel* is where cards stand, or None for where they are asked for.
    """

    id: SpaceId
    community: CommunityId
    platform: Platform
    key: str
    name: str
    channel: str | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, on whose behalf and where, resolved inside a transaction."""

    account: AccountId
    member: MemberId
    space: Space
    name: str

    @property
    def community(self) -> CommunityId:
        return self.space.community

"""One-time codes, by which two accounts or two spaces find each other."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from bot.domain.ids import AccountId, CommunityId, Entropy, SpaceId

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that reads as another when it is read aloud or written by hand
TRIES = 5
TRIES_WITHIN = timedelta(minutes=10)


class Purpose(Enum):
    LINK = "link"
    BRIDGE = "bridge"

    @property
    def valid(self) -> timedelta:
        return {Purpose.LINK: timedelta(minutes=10), Purpose.BRIDGE: timedelta(hours=24)}[self]

    @property
    def length(self) -> int:
        """Return its signs of five bits: what is valid for longer is harder to guess."""
        return {Purpose.LINK: 6, Purpose.BRIDGE: 10}[self]


@dataclass(frozen=True, slots=True)
class OneTimeCode:
    """*text* is as it is kept, without dashes.

    It stands for *account*, who made it in *channel* of *space*, at the table of *community*.
    """

    text: str
    purpose: Purpose
    community: CommunityId
    space: SpaceId
    channel: str
    account: AccountId
    made: datetime
    expires: datetime
    used: datetime | None = None

    def is_valid(self, now: datetime) -> bool:
        return self.used is None and self.made <= now < self.expires

    def __str__(self) -> str:
        """Return it as people read it: K7Q2-9F."""
        return "-".join(self.text[start : start + 4] for start in range(0, len(self.text), 4))


def draw(purpose: Purpose, entropy: Entropy) -> str:
    """Return a fresh code's text."""
    return "".join(_SIGNS[byte & 31] for byte in entropy(purpose.length))


def read(text: str) -> str:
    """Return a typed code as it is kept: case, dashes and spaces make no difference."""
    return re.sub(r"[\W_]", "", text).upper()

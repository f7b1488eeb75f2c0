"""What speaks to the world outside: chat platforms and web feeds."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from bot.domain.feeds import Fetched, NotModified, Outline, Page, Validators
from bot.domain.pacing import Ration
from bot.domain.people import Profile, Space
from bot.views.elements import Card

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC."""


class Trouble(Exception):
    """A platform did not do what it was asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotSent(Trouble):
    """It certainly had no effect and may be tried again, not before *after* has passed."""

    def __init__(self, reason: str, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


class Ambiguous(Trouble):
    """It may or may not have had its effect."""


class Cause(Enum):
    """What it is that makes something impossible."""

    CHANNEL = "channel"
    """There is no such channel, or it takes no messages any more, from nobody."""

    PERMISSION = "permission"
    """The bot may not do it there; the reason names what to grant."""

    MESSAGE = "message"
    """The message that was to be edited is gone, or cannot be edited any more."""

    SPACE = "space"
    """The bot was removed from the whole space."""

    PERSON = "person"
    """They cannot be written to."""

    OTHER = "other"
    """What was sent is refused, or nobody knows why."""


class Impossible(Trouble):
    """It cannot be done, now or later, as things stand: *reason* says what an admin can mend."""

    def __init__(self, reason: str, cause: Cause = Cause.OTHER) -> None:
        super().__init__(reason)
        self.cause = cause


class Messenger(Protocol):
    """Speaks in the spaces of one platform. What is async raises ``Trouble`` of one sort or another."""

    repeats_within: timedelta
    """For how long a send with the same nonce is not shown twice; zero where the platform promises nothing."""

    def send_rations(self, space: Space, channel: str) -> Sequence[Ration]:
        """Return what a send draws on, the narrowest first."""
        ...

    def edit_rations(self, space: Space, channel: str, reference: str, now: datetime) -> Sequence[Ration]:
        """Return what an edit draws on, the narrowest first."""
        ...

    async def send(self, space: Space, channel: str, card: Card, nonce: str, under: str | None = None) -> str:
        """Post *card* and return the reference by which ``edit`` finds it. *nonce* has at most 25 characters.

        *under* is the reference of a message in the same channel that it goes on from: where that is gone, or cannot be
        answered, it stands by itself.
        """
        ...

    async def edit(self, space: Space, channel: str, reference: str, card: Card) -> None: ...

    async def another_place(self, space: Space, avoiding: Collection[str]) -> str | None:
        """Return a channel of *space*, none of *avoiding*, where the bot may post and most may look, if any."""
        ...

    def owner(self, space: Space) -> str | None:
        """Return the user who owns *space*, where that is known without asking."""
        ...

    async def roll(self, space: Space) -> Sequence[Profile] | None:
        """Return everybody in *space*, guests and bots marked; None where the platform tells when each joined."""
        ...


class FeedReader(Protocol):
    async def read(self, url: str, validators: Validators, now: datetime) -> Fetched | NotModified:
        """Fetch and parse a feed, bounded in time, size and address.

        :raises FeedFault: with a reason fit to show to a person.
        """
        ...

    async def page(self, url: str, now: datetime) -> Page:
        """Return what the web page at *url* says of itself, fetched and read within the same bounds as a feed.

        :raises FeedFault: where it cannot be had or has no title, with a reason fit to show to a person.
        """
        ...

    async def outlines(self, source: str, now: datetime) -> Sequence[Outline]:
        """Return the feeds that a list names, which stands at the address *source*, or is *source*.

        :raises FeedFault: where it names none or cannot be had, with a reason fit to show to a person.
        """
        ...

"""What a platform heard: who asks, from where, and how to learn more of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.domain.people import Handle, Platform, Profile


@dataclass(frozen=True, slots=True)
class Request:
    """What a platform heard.

    *key* is the same for each redelivery and unique otherwise. *space_key*, *space_name* and *channel* say where;
    *handle* and *name* say who. *profile* is there where the platform tells it for nothing; *ask* asks for it and may
    raise Trouble.

    What is said to the bot alone has no space and no channel (both empty) where the platform's people are in many
    spaces; *ask_at* asks then who they are in the space of that key, and returns None where they are not in it.
    """

    key: str
    platform: Platform
    space_key: str
    space_name: str
    channel: str
    handle: Handle
    name: str
    profile: Profile | None
    ask: Callable[[], Awaitable[Profile]]
    ask_at: Callable[[str], Awaitable[Profile | None]] | None = None

    @property
    def is_direct(self) -> bool:
        """Return whether it was said to the bot alone, where that belongs to no space by itself."""
        return self.ask_at is not None

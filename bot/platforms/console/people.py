"""The local members: alice, bob, carol, and whoever is named by ``as``."""

import unicodedata
from datetime import UTC, datetime

from bot.domain.errors import Refusal
from bot.domain.people import Handle, Platform, Profile, Standing

SPACE_KEY, SPACE_NAME, CHANNEL = "console", "Console", "console"
FOUNDERS = ("alice", "bob", "carol")
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when the founders are there: before anything that can happen."""
LONGEST_NAME = 32


def read_name(text: str) -> str:
    """Return the member that *text* names.

    :raises Refusal: where it is no name.
    """
    name = unicodedata.normalize("NFKC", text).casefold()
    if not name or len(name) > LONGEST_NAME or not all(c.isalnum() or c in "-_" for c in name):
        raise Refusal(f"A local member's name is letters, digits, - and _, at most {LONGEST_NAME} of them: `as bob`.")
    return name


def handle(name: str) -> Handle:
    return Handle(Platform.CONSOLE, "", name)


def profile(name: str, now: datetime) -> Profile:
    """Return *name* as seen *now*: a full member and an admin, as all are here."""
    return Profile(handle(name), name, Standing.FULL, since=BEGINNING if name in FOUNDERS else now, admin=True)

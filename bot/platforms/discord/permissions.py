"""What the bot asks a server for, each with the reason: the invitation, the doctor and the documents are made from it.

Cards need no Embed Links: they are components, not embeds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import discord

SCOPES = ("bot", "applications.commands")


@dataclass(frozen=True, slots=True)
class Permission:
    """*flag* is the library's name of it, *title* what Discord shows; *reason* goes on after "so that the bot can".

    *channels* and *threads* say in which of them it is needed.
    """

    flag: str
    title: str
    reason: str
    channels: bool = True
    threads: bool = True


PERMISSIONS = (
    Permission("view_channel", "View Channel", "see the channels where cards stand"),
    Permission("send_messages", "Send Messages", "post cards, outcomes and digests there", threads=False),
    Permission(
        "send_messages_in_threads",
        "Send Messages in Threads",
        "post a card in the thread in which a vote is opened",
        channels=False,
    ),
)


def needed(in_thread: bool) -> Sequence[Permission]:
    """Return what is needed in a channel, or in a thread."""
    return [one for one in PERMISSIONS if (one.threads if in_thread else one.channels)]


def lacking(has: discord.Permissions, in_thread: bool) -> Sequence[Permission]:
    """Return what is needed in a channel, or in a thread, and not granted."""
    return [one for one in needed(in_thread) if not getattr(has, one.flag)]


def asked() -> discord.Permissions:
    """Return all of them as Discord counts them."""
    return discord.Permissions(**dict.fromkeys((one.flag for one in PERMISSIONS), True))


def invitation(application: int) -> str:
    """Return the address at which an admin adds the bot to a server, with these permissions and no others."""
    return discord.utils.oauth_url(application, permissions=asked(), scopes=SCOPES)

"""Where in a server something can be said."""

from collections.abc import Collection

import discord

from bot.domain.people import Space
from bot.platforms.discord.permissions import lacking
from bot.platforms.discord.troubles import REMOVED, Place
from bot.ports import Cause, Impossible


def found(client: discord.Client, space: Space, channel: str) -> tuple[Place | None, discord.PartialMessageable]:
    """Return the channel as far as the library knows it, and what can be asked of it.

    :raises Impossible: where it cannot be one of this server.
    """
    if not (_is_id(channel) and _is_id(space.key)):
        raise Impossible("There is no such channel on Discord: choose one with /settings.", Cause.CHANNEL)
    if client.is_ready() and client.get_guild(int(space.key)) is None:
        raise Impossible(REMOVED, Cause.SPACE)
    place = client.get_channel(int(channel))
    if place is not None and (not isinstance(place, Place) or place.guild.id != int(space.key)):
        raise Impossible("That channel is not in this server: choose another with /settings.", Cause.CHANNEL)
    return place, client.get_partial_messageable(int(channel), guild_id=int(space.key))


def another(client: discord.Client, space: Space, avoiding: Collection[str]) -> str | None:
    """Return where the bot may post: the server's own channel for such things, else the first one that everybody sees,
    else the first one that some see."""
    guild = client.get_guild(int(space.key)) if _is_id(space.key) else None
    if guild is None or guild.me is None:
        return None

    def order(channel: discord.TextChannel) -> tuple[bool, bool, int, int]:
        seen = channel.permissions_for(guild.default_role).view_channel
        return channel != guild.system_channel, not seen, channel.position, channel.id

    for channel in sorted(guild.text_channels, key=order):
        if str(channel.id) not in avoiding and not lacking(channel.permissions_for(guild.me), in_thread=False):
            return str(channel.id)
    return None


def owner(client: discord.Client, space: Space) -> str | None:
    guild = client.get_guild(int(space.key)) if _is_id(space.key) else None
    return str(guild.owner_id) if guild is not None and guild.owner_id is not None else None


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal()

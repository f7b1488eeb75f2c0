"""Who somebody is in a server, asked of Discord where an interaction does not tell: in a direct message."""

import asyncio
from datetime import datetime

import discord

from bot.domain.people import Handle, Platform, Profile, Standing
from bot.platforms.discord import codes
from bot.platforms.discord.troubles import trailed, trouble
from bot.ports import Ambiguous, Impossible, NotSent, Trouble

KNOWN_FOR = 60.0
"""Seconds; who left, or is an admin no more, keeps their rights no longer than this."""

PATIENCE = 2.0
"""Seconds, the library's own retries included: Discord waits three for a form."""

_REMEMBERED = 10_000
_ABSENT = (codes.UNKNOWN_MEMBER, codes.UNKNOWN_USER)
_SHUT_OUT = (codes.UNKNOWN_SERVER, codes.MISSING_ACCESS)


def described(user: discord.User | discord.Member, admin: bool, seen: datetime) -> Profile:
    """Return *user*, as seen at *seen*, as a profile; somebody of whom no server tells is a guest."""
    joined = user.joined_at if isinstance(user, discord.Member) else None
    if user.bot:
        standing = Standing.BOT
    elif joined is None or (isinstance(user, discord.Member) and user.flags.guest):
        standing = Standing.GUEST  # invited to a voice channel only
    else:
        standing = Standing.FULL
    return Profile(
        handle=Handle(Platform.DISCORD, "", str(user.id)),
        name=user.display_name,
        standing=standing,
        since=joined or seen,
        admin=admin,
        roles=_roles(user),
    )


def _roles(user: discord.User | discord.Member) -> frozenset[str]:
    # `roles` has only those that the library knows the server to have, which is none while it is unavailable.
    return frozenset(map(str, user._roles)) if isinstance(user, discord.Member) else frozenset()  # noqa: SLF001


class Members:
    """Members of servers, each asked for once in a minute; no privileged intent is needed to ask for one."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], tuple[float, Profile]] = {}

    async def profile(self, client: discord.Client, server: str, user: int, seen: datetime) -> Profile | None:
        """Return *user* as a member of *server*, and None where they are none.

        :raises Trouble: where Discord does not tell.
        """
        now = asyncio.get_running_loop().time()
        known = self._known.get((server, user))
        if known is not None and now - known[0] < KNOWN_FOR:
            return known[1]
        found = await _asked(client, server, user, seen)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        if found is not None:
            self._known[server, user] = now, found
        return found


async def _asked(client: discord.Client, server: str, user: int, seen: datetime) -> Profile | None:
    with trailed() as trail:
        try:
            async with asyncio.timeout(PATIENCE):
                guild = client.get_guild(int(server))
                if guild is None or guild.unavailable:
                    guild = await client.fetch_guild(int(server), with_counts=False)
                member = await guild.fetch_member(user)
        except Exception as error:
            if isinstance(error, discord.HTTPException) and error.code in _ABSENT:
                return None
            raise _trouble(error, trouble(error, trail, None)) from error
    may = member.guild_permissions
    return described(member, may.manage_guild or may.administrator, seen)


def _trouble(error: Exception, told: Trouble) -> Trouble:
    if isinstance(error, discord.HTTPException) and error.code in _SHUT_OUT:
        return Impossible("I am not in that server any more: invite me again")
    # To ask has no effect, whatever became of it.
    return NotSent(told.reason) if isinstance(told, Ambiguous) else told

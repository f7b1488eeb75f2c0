"""What Discord answers when it is asked about the bot: the requests only, what they mean is judged elsewhere."""

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

import aiohttp
import discord

from bot.platforms.discord import codes
from bot.platforms.discord.declared import differs
from bot.platforms.discord.permissions import PERMISSIONS, Permission, lacking
from bot.platforms.discord.tree import COMMANDS
from bot.platforms.discord.troubles import tracing, trailed, trouble
from bot.ports import Clock, Impossible, NotSent, Trouble

T = TypeVar("T")
Place = tuple[str, str]
"""A server and a channel of it, as Discord numbers them."""

AT_ONCE, MOST = 5, 50
"""So many places are asked about, at once and in all."""

_CLOSING = 0.5


class TokenRefused(Impossible):
    """Discord does not know the token."""


@dataclass(frozen=True, slots=True)
class Application:
    """*listens_elsewhere*: commands and buttons go to a web address and not to us. *code_grant*: an invitation by its
    address alone does not add the bot."""

    id: int
    name: str
    listens_elsewhere: bool
    code_grant: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A channel or a thread, and what the bot lacks in it."""

    name: str
    lacking: Sequence[Permission]


@dataclass(frozen=True, slots=True)
class Answers:
    """Each answer, or why there is none. *servers* has their names by number; *declared* says whether Discord has our
    commands as they are; *times* are Discord's clock and ours at once."""

    application: Application | Trouble
    servers: Mapping[str, str] | Trouble
    declared: bool | Trouble
    places: Mapping[Place, Seen | Trouble]
    times: Sequence[tuple[datetime, datetime]]


def application_in(token: str) -> int | None:
    """Return the number that the first part of a bot's token spells; None where it spells none.

    It is the bot's, and that of its application where this was made since 2016.
    """
    part = token.partition(".")[0]
    try:
        spelt = base64.b64decode(part + "=" * (-len(part) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(spelt) if spelt.isdecimal() and 15 <= len(spelt) <= 20 else None


async def ask_application(token: str, clock: Clock, within: float) -> Application | Trouble:
    """Return which application *token* belongs to, or why that is not known."""
    inquiry = _Inquiry(clock, within)
    try:
        return await inquiry.ask(inquiry.application(token))
    finally:
        await inquiry.close()


async def inquire(token: str, places: Callable[[], Awaitable[Sequence[Place]]], clock: Clock, within: float) -> Answers:
    """Ask Discord about the bot and about *places* in its servers; a request is waited for for *within* seconds."""
    inquiry = _Inquiry(clock, within)
    try:
        application = await inquiry.ask(inquiry.application(token))
        if isinstance(application, Trouble):
            return Answers(application, application, application, {}, inquiry.times)
        servers, declared = await asyncio.gather(inquiry.ask(inquiry.servers()), inquiry.ask(inquiry.declared()))
        present = () if isinstance(servers, Trouble) else servers
        seen = await inquiry.places([place for place in await places() if place[0] in present][:MOST])
        return Answers(application, servers, declared, seen, inquiry.times)
    finally:
        await inquiry.close()


class _Inquiry:
    """Requests of the library's, without the connection on which it is told of interactions: the bot may be running."""

    def __init__(self, clock: Clock, within: float) -> None:
        self.times: list[tuple[datetime, datetime]] = []
        self._clock = clock
        self._within = within
        self._status = 0
        trace = tracing()
        trace.on_request_end.append(self._note)
        intents = discord.Intents(guilds=True)
        self._client = discord.Client(intents=intents, http_trace=trace, max_ratelimit_timeout=30.0)
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def ask(self, request: Awaitable[T]) -> T | Trouble:
        with trailed() as trail:
            try:
                async with asyncio.timeout(self._within):
                    return await request
            except discord.LoginFailure:
                return TokenRefused("Discord refuses the token.")
            except TimeoutError:
                if self._status >= 500:
                    return NotSent(f"Discord answers with faults of its own (status {self._status}).")
                if self._status == 429:
                    return NotSent("Discord asks to wait: there were too many requests.")
                return NotSent(f"Discord does not answer within {self._within:.0f} seconds.")
            except Exception as error:
                return trouble(error, trail, None)

    async def application(self, token: str) -> Application:
        await self._client.login(token)
        found = self._client.application
        assert found is not None, "logged in"
        return Application(
            found.id, found.name, found.interactions_endpoint_url is not None, found.bot_require_code_grant
        )

    async def servers(self) -> Mapping[str, str]:
        guilds = self._client.fetch_guilds(limit=None, with_counts=False)
        return {str(guild.id): guild.name async for guild in guilds}

    async def declared(self) -> bool:
        application = self._client.application_id
        assert application is not None, "logged in"
        found: Sequence[Any] = await self._client.http.get_global_commands(application)
        return not differs(COMMANDS, found)

    async def places(self, wanted: Sequence[Place]) -> Mapping[Place, Seen | Trouble]:
        by_server: dict[str, list[str]] = {}
        for server, channel in wanted:
            by_server.setdefault(server, []).append(channel)
        found = await asyncio.gather(*(self._of_server(server, of) for server, of in by_server.items()))
        return {place: seen for part in found for place, seen in part.items()}

    async def _of_server(self, server: str, channels: Sequence[str]) -> Mapping[Place, Seen | Trouble]:
        standing = await self._in_turn(lambda: self._standing(int(server)))
        if isinstance(standing, Trouble):
            return {(server, channel): standing for channel in channels}
        guild, me = standing
        asking = (self._in_turn(partial(self._channel, guild, me, channel)) for channel in channels)
        return {(server, channel): seen for channel, seen in zip(channels, await asyncio.gather(*asking), strict=True)}

    async def _in_turn(self, request: Callable[[], Awaitable[T]]) -> T | Trouble:
        async with self._gate:
            return await self.ask(request())

    async def _standing(self, server: int) -> tuple[discord.Guild, discord.Member]:
        """Return a server with its roles, and the bot as a member of it."""
        user = self._client.user
        assert user is not None, "logged in"
        guild = await self._client.fetch_guild(server, with_counts=False)
        return guild, await guild.fetch_member(user.id)

    async def _channel(self, guild: discord.Guild, me: discord.Member, channel: str) -> Seen:
        if not channel.isdecimal():
            raise Impossible("Discord has no such channel.")
        try:
            found = await guild.fetch_channel(int(channel))
            in_thread = isinstance(found, discord.Thread)
            # A thread has the permissions of its channel.
            place: Any = await guild.fetch_channel(found.parent_id) if isinstance(found, discord.Thread) else found
        except discord.HTTPException as error:
            if error.code == codes.MISSING_ACCESS:
                return Seen(channel, [one for one in PERMISSIONS if one.flag == "view_channel"])
            raise
        return Seen(found.name, lacking(place.permissions_for(me), in_thread))

    async def close(self) -> None:
        await asyncio.wait({asyncio.create_task(self._client.close())}, timeout=_CLOSING)

    async def _note(self, _: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        self._status = end.response.status
        try:
            theirs = parsedate_to_datetime(end.response.headers["Date"])
        except (KeyError, ValueError):
            return
        if theirs.tzinfo is not None:
            self.times.append((theirs.astimezone(UTC), self._clock()))

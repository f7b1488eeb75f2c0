"""The connection on which Discord tells of interactions, kept for as long as there is a token that it takes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.domain.ids import Entropy
from bot.platforms.discord.troubles import tracing

log = logging.getLogger(__name__)

LONGEST_PAUSE = 20.0  # seconds between tries, so that we are back within 30 of Discord's being back
_STEADY = 60.0  # a connection that lasted this long is not part of a run of failures
_PATIENCE = 60.0  # seconds for the socket, its greeting and our identification
_TRUSTED = 3  # failures in a row after which the old session, and the address given for it, are forgotten
_IDENTIFIES = 40  # of 1,000 that Discord allows a day: so many at once, and one more every
_EVERY = 100.0  # seconds
_SILENCE = 45.0  # seconds without a word after which a connection is dead; it is asked to beat every 41.25

OnServers = Callable[["Gateway"], Awaitable[None]]
OnInteraction = Callable[[discord.Interaction[Any]], Awaitable[None]]


class Pauses:
    """How long to wait after each failure: doubling from a second, never the same for two processes."""

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self.failures = 0

    def next(self) -> float:
        whole = min(LONGEST_PAUSE, 2.0 ** min(self.failures, 10))
        self.failures += 1
        return whole * (0.5 + self._entropy(1)[0] / 512)

    def reset(self) -> None:
        self.failures = 0


class Identifications:
    """A stock of IDENTIFYs that fills slowly; Discord resets the token of a bot that sends over 1,000 a day."""

    def __init__(self) -> None:
        self._left = float(_IDENTIFIES)
        self._at = 0.0

    async def take(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._at:
            self._left = min(_IDENTIFIES, self._left + (now - self._at) / _EVERY)
        self._at = now
        self._left -= 1
        if self._left < 0:
            log.warning("Discord: too many new sessions; the next one waits %.0f s", -self._left * _EVERY)
            await asyncio.sleep(-self._left * _EVERY)


class Gateway(discord.Client):
    """A client of the library without privileged intents, that listens for interactions only.

    The library's own loop gives up when its first connection fails, and later waits up to 17 minutes between tries.
    """

    def __init__(
        self, on_interaction: OnInteraction, on_servers: OnServers, entropy: Entropy, identifications: Identifications
    ) -> None:
        """*on_servers* is called where the servers that the bot is in may be others than before."""
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_ratelimit_timeout=30.0,
            heartbeat_timeout=_SILENCE,
            http_trace=tracing(),
        )
        self._on_interaction = on_interaction
        self._on_servers = on_servers
        self._pauses = Pauses(entropy)
        self._identifications = identifications

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell of nothing after the end: the library's task that waits for servers outlives the connection."""
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self._on_interaction(interaction)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        log.exception("Discord: a fault in %s", event_method)

    async def on_ready(self) -> None:
        log.info("Discord: connected as %s, in %d servers", self.user, len(self.guilds))
        await self._on_servers(self)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._on_servers(self)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._on_servers(self)

    async def on_resumed(self) -> None:
        log.info("Discord: connected again, nothing was missed")
        self._pauses.reset()  # not so after a new session: a quick succession of those is what must be slowed down

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once: ``connect`` has waited as long as it must."""

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay connected until closed; after every failure try again, with the old session where Discord may have it.

        :raises discord.ConnectionClosed: where Discord says that trying again is of no use: the token is refused.
        """
        loop = asyncio.get_running_loop()
        session: dict[str, Any] = {}
        while not self.is_closed():
            since = loop.time()
            try:
                if not session:
                    await self._identifications.take()
                opening = DiscordWebSocket.from_client(self, initial=True, shard_id=self.shard_id, **session)
                self.ws = await asyncio.wait_for(opening, _PATIENCE)
                while True:
                    await self.ws.poll_event()
            except ReconnectWebSocket as error:
                # Before the first greeting there is no socket to take up again.
                session = self._session() if error.resume else {}
                reason = "the connection ended"
            except discord.ConnectionClosed as error:
                if error.code != 1000:
                    raise
                session, reason = {}, "Discord closed the connection"
            except (OSError, aiohttp.ClientError, discord.DiscordException, TimeoutError) as error:
                session, reason = self._session(), f"{type(error).__name__}: {error}".rstrip(": ")
            self.dispatch("disconnect")
            if self.is_closed():
                return
            if loop.time() - since > _STEADY:
                self._pauses.reset()
            pause = self._pauses.next()
            if self._pauses.failures > _TRUSTED:
                session = {}
            level = logging.INFO if self._pauses.failures == 1 else logging.WARNING
            log.log(level, "Discord: not connected (%s); trying again in %.1f s", reason, pause)
            await asyncio.sleep(pause)

    def _session(self) -> dict[str, Any]:
        if self.ws is None or not self.ws.session_id:
            return {}
        return {
            "resume": True,
            "session": self.ws.session_id,
            "sequence": self.ws.sequence,
            "gateway": self.ws.gateway,
        }

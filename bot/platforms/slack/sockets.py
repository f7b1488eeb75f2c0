"""Socket Mode, kept alive: a connection is replaced as soon as it is announced to end, ends, or falls silent.

The SDK's client would reconnect by itself, but closes the old socket before it opens the new one, takes a silent peer
for a connected one and retries without end; so each of its clients serves one connection here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.platforms.slack.calls import Calls
from bot.platforms.slack.pauses import Pauses
from bot.platforms.slack.refusals import Refused
from bot.ports import Impossible, NotSent, Trouble

LOG = logging.getLogger(__name__)

PING_SECONDS = 5.0
SILENT_SECONDS = 12.0
CONNECT_SECONDS = 10.0
GRACE_SECONDS = 4.0
"""How long a replaced connection stays, so that what it heard can be acknowledged on it."""

CLOSE_SECONDS = 0.5
BRIEF_SECONDS = 30.0
Handle = Callable[["Connection", SocketModeRequest], Awaitable[None]]

_QUIET = logging.getLogger(__name__ + ".sdk")
"""For the SDK's client alone, and silenced where levels are set: it logs the address with its ticket."""


class Connection(SocketModeClient):
    """One connection from its opening to its end."""

    def __init__(self, calls: Calls, app_token: str, url: str, handle: Handle) -> None:
        super().__init__(
            app_token,
            logger=_QUIET,
            web_client=calls.client,
            auto_reconnect_enabled=False,
            ping_interval=PING_SECONDS,
            on_message_listeners=[self._noted],
            on_error_listeners=[self._broken],
            on_close_listeners=[self._broken],
        )
        self.wss_uri = url
        self.socket_mode_request_listeners.append(handle)  # type: ignore[arg-type]
        self._loop = asyncio.get_running_loop()
        self._heard = self._loop.time()
        self._pong: float | None = None
        self._over = asyncio.Event()
        self._why = "it was closed"

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Take Slack's announcement that it will close this connection as its end."""
        self._why = "Slack is about to close it"
        self._over.set()

    async def over(self) -> str:
        """Wait for the end and return the reason."""
        while not self._over.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), 1.0)
            if self.last_ping_pong_time != self._pong:
                self._pong, self._heard = self.last_ping_pong_time, self._loop.time()
            if self.current_session is None or self.current_session.closed:
                break
            if self._loop.time() - self._heard > SILENT_SECONDS:
                return "it fell silent"
        return self._why

    async def end(self) -> None:
        """Close, and give a peer that does not answer no time for it."""
        self.closed = True
        tasks = [self.message_processor, self.current_session_monitor, self.message_receiver]
        running = [task for task in tasks if task is not None]
        with suppress(TimeoutError, aiohttp.ClientError, OSError):
            async with asyncio.timeout(CLOSE_SECONDS):
                if self.current_session is not None:
                    await self.current_session.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.aiohttp_client_session.close()

    async def _noted(self, message: aiohttp.WSMessage) -> None:
        self._heard = self._loop.time()

    async def _broken(self, message: aiohttp.WSMessage) -> None:
        self._over.set()


class Sockets:
    """Keeps one connection open for ever."""

    def __init__(self, calls: Calls, app_token: str, handle: Handle, pauses: Pauses) -> None:
        self._calls = calls
        self._app_token = app_token
        self._handle = handle
        self._pauses = pauses
        self._ending: set[asyncio.Task[Any]] = set()
        self._current: Connection | None = None

    async def run(self) -> None:
        """Never returns; ends by being cancelled, with everything closed."""
        loop = asyncio.get_running_loop()
        failures = 0
        try:
            while True:
                try:
                    following = await self._connected()
                except Trouble as trouble:
                    failures += 1
                    await self._pauses.rest(failures, trouble)
                    continue
                self._replace(following)
                LOG.info("Slack: connected by Socket Mode")
                since = loop.time()
                why = await following.over()
                LOG.info("Slack: connecting anew: %s", why)
                failures = failures + 1 if loop.time() - since < BRIEF_SECONDS else 0
                if failures > 1:  # one short connection may be chance, several in a row are a quarrel
                    await self._pauses.rest(failures - 1)
        finally:
            await self._close()

    async def _connected(self) -> Connection:
        try:
            answer = await self._calls.ask("apps.connections.open", {}, token=self._app_token)
        except Refused as refused:  # of which the general reasons would speak as of the bot's token
            raise Impossible(f"Slack refuses SLACK_APP_TOKEN ({refused.error}).") from None
        connection = Connection(self._calls, self._app_token, str(answer.get("url") or ""), self._handle)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await connection.connect()  # type: ignore[no-untyped-call]
        except BaseException as error:
            await connection.end()
            if isinstance(error, TimeoutError):
                raise NotSent("Slack's socket cannot be opened") from None
            raise
        return connection

    def _replace(self, following: Connection) -> None:
        """Make *following* the connection; the one before it ends a little later."""
        before, self._current = self._current, following
        if before is not None:
            task = asyncio.create_task(_retire(before))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _close(self) -> None:
        for task in self._ending:
            task.cancel()
        await asyncio.gather(*self._ending, return_exceptions=True)
        if self._current is not None:
            await self._current.end()


async def _retire(connection: Connection) -> None:
    try:
        await asyncio.sleep(GRACE_SECONDS)
    finally:
        await connection.end()

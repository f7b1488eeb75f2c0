"""A town: both platforms and a newspaper in the test's process, the bot in one of its own, and one clock for all."""

import os
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

import aiohttp

from tests.end_to_end.hands import DiscordHands, Hands, SlackHands
from tests.end_to_end.process import BotProcess
from tests.feeds.serving import FeedServer
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

STARTING = 20.0
"""Seconds that a process may take until both platforms have it, on a machine that is busy with other tests."""


class Town:
    """`async with Town(home, database_url) as town` starts all of it, and looks at the end for what went wrong."""

    def __init__(self, home: Path, database: str) -> None:
        self._offset = 0.0
        self._clock = home / "clock"
        self._move()
        self.slack = SlackServer(clock=self.now)
        self.discord = DiscordServer(clock=self.now)
        self.feeds = FeedServer()
        self.in_slack = SlackHands(self.slack)
        self.in_discord = DiscordHands(self.discord)
        self.tables: tuple[Hands, ...] = (self.in_slack, self.in_discord)
        self._home = home
        self._database = database
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for server in (self.slack, self.discord, self.feeds):
                await stack.enter_async_context(server)
            ports = (("slack", self.slack.port), ("discord", self.discord.port), ("feeds", self.feeds.port))
            arguments = [word for name, port in ports for word in (f"--{name}", str(port))]
            self.bot = BotProcess(
                self._home,
                [*arguments, "--clock", str(self._clock)],
                {
                    "MORATORIUM_DATABASE_URL": self._database,
                    "DISCORD_TOKEN": self.discord.token,
                    "SLACK_BOT_TOKEN": self.slack.bot_token,
                    "SLACK_APP_TOKEN": self.slack.app_token,
                },
            )
            stack.push_async_callback(self.bot.end)
            await self.start()
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._stack.aclose()

    def now(self) -> float:
        return time.time() + self._offset

    def passes(self, **span: float) -> None:
        """Let time pass for everybody at once."""
        self._offset += timedelta(**span).total_seconds()
        self._move()

    def comes(self, instant: datetime) -> None:
        """Let time pass until a second after *instant*."""
        self.passes(seconds=instant.timestamp() + 1 - self.now())

    async def start(self) -> None:
        """Start the bot and wait until people can talk to it on both platforms."""
        await self.bot.start()
        await self.slack.connected(STARTING)
        await self.discord.ready(STARTING)
        await self.discord.until(self.discord.commands, what="the commands to be declared")

    async def kill(self) -> None:
        """Cut the bot off, and wait until both platforms have seen that it is gone."""
        await self.bot.kill()
        await self.until(
            lambda: not self.slack.connections and not self.discord.gateway.ready, what="the connections to be gone"
        )

    async def restart(self) -> None:
        await self.kill()
        await self.start()

    async def until(self, condition: Callable[[], object], limit: float = 15.0, what: str = "") -> None:
        """Wait for what the bot does on its own account, on whichever platform.

        :raises AssertionError: where it did not within *limit* seconds; with what the bot logged.
        """
        try:
            await self.slack.until(condition, limit, what)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\nthe bot said:\n{self.bot.said}") from None

    async def appears(self, table: Hands, text: str) -> Any:
        """Wait until one public message says *text*, and return it."""
        await self.until(lambda: table.posted(text), what=f"{text!r} in public")
        [found] = table.posted(text)
        return found

    async def learns(self, table: Hands, text: str, command: str, limit: float = 15.0) -> None:
        """Let alice ask by *command* again and again until he is told *text*.

        :raises AssertionError: where he is not within *limit* seconds.
        """
        end = time.monotonic() + limit
        while text not in (told := await table.asks("alice", command)):
            assert time.monotonic() < end, told

    def check(self) -> None:
        """Hold the whole day to what neither platform forgives, and the log to what nobody wants to read there."""
        assert self.slack.violations == []
        assert self.discord.violations == []
        assert self.slack.unacked == []
        assert [i.id for i in self.discord.backend.interactions.values() if not i.responded] == []
        assert not [line for line in self.bot.said.splitlines() if " ERROR " in line or "Traceback" in line]

    async def register(self, path: str = "/") -> str:
        """Return a page of the register."""
        url = f"http://127.0.0.1:{self.bot.register_port}{path}"
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            assert response.status == 200, url
            return await response.text()

    def _move(self) -> None:
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(str(self._offset), encoding="ascii")
        os.replace(fresh, self._clock)

"""A town: both platforms and a newspaper in the test's process, the bot in one of its own, and one clock for all."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.platforms.discord.permissions import asked
from bot.platforms.slack.scopes import SCOPES
from tests.end_to_end.hands import DiscordHands, Hands, SlackHands
from tests.feeds.serving import FeedServer
from tests.process.home import LAUNCHER, ROOT, Home, Process, free_port
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

STARTING = 20.0
"""Seconds that a process may take until both platforms have it, on a machine that is busy with other tests."""
STOPPING = 10.0


class Town:
    """`async with Town(directory, database_url) as town` starts all of it; nothing is left running at the end."""

    def __init__(self, directory: Path, database: str) -> None:
        self._ahead = 0.0
        self._clock = directory / "clock"
        self._move()
        self.slack = SlackServer(clock=self.now, scopes=[scope.name for scope in SCOPES])
        self.discord = DiscordServer(clock=self.now, permissions=asked())
        self.feeds = FeedServer()
        self.in_slack = SlackHands(self.slack)
        self.in_discord = DiscordHands(self.discord)
        self.tables: tuple[Hands, ...] = (self.in_slack, self.in_discord)
        self.home = Home(directory, free_port())
        self.lives: list[Process] = []
        self.gone = asyncio.Event()
        """Set once both platforms have seen that the bot's present life is over; each life has its own."""
        self._database = database
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            for server in (self.slack, self.discord, self.feeds):
                await stack.enter_async_context(server)
            stack.push_async_callback(self._end)
            await self.start()
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._stack.aclose()

    # -- time --------------------------------------------------------------------------------------------

    def now(self) -> float:
        return time.time() + self._ahead

    def passes(self, **span: float) -> None:
        """Let time pass for everybody at once."""
        self._ahead += timedelta(**span).total_seconds()
        self._move()

    def comes(self, instant: datetime) -> None:
        """Let time pass until a second after *instant*."""
        self.passes(seconds=instant.timestamp() + 1 - self.now())

    def _move(self) -> None:
        fresh = self._clock.with_suffix(".new")
        fresh.write_text(str(self._ahead), encoding="ascii")
        os.replace(fresh, self._clock)  # it is never seen half written

    # -- the bot -----------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Start the bot, and do not wait for it."""
        self.gone = asyncio.Event()
        ports = ("--slack", str(self.slack.port), "--discord", str(self.discord.port))
        self.lives.append(
            await self.home.start(
                *ports,
                *("--feed", f"127.0.0.1:{self.feeds.port}"),
                program=LAUNCHER,
                stdin=asyncio.subprocess.DEVNULL,
                PYTHONPATH=str(ROOT),
                MORATORIUM_DATABASE_URL=self._database,
                DISCORD_TOKEN=self.discord.token,
                SLACK_BOT_TOKEN=self.slack.bot_token,
                SLACK_APP_TOKEN=self.slack.app_token,
            )
        )

    async def start(self) -> None:
        """Start the bot and wait until people can talk to it on both platforms."""
        await self.begin()
        await self.slack.connected(STARTING)
        await self.discord.ready(STARTING)
        await self.discord.until(self.discord.commands, what="the commands to be declared")

    async def kill(self) -> None:
        """Cut the bot off as a power cut does, and wait until both platforms have seen that it is gone."""
        child = self.lives[-1].child
        assert child.returncode is None, f"it had ended by itself:\n{self.logged}"
        child.kill()
        await self.lives[-1].ended()
        await self._gone()

    async def stop(self) -> float:
        """Ask the bot to end, and return how many seconds it took.

        :raises TimeoutError: where it does not within ten.
        """
        child = self.lives[-1].child
        assert child.returncode is None, f"it had ended by itself:\n{self.logged}"
        begun = time.monotonic()
        child.send_signal(signal.SIGTERM)
        assert await self.lives[-1].ended(STOPPING) == 0, self.logged
        took = time.monotonic() - begun
        await self._gone()
        return took

    async def restart(self) -> None:
        await self.kill()
        await self.start()

    @property
    def logged(self) -> str:
        """Everything that the bot has logged, in all its lives."""
        return "\n".join(life.err for life in self.lives)

    async def _gone(self) -> None:
        await self.until(
            lambda: not self.slack.connections and not self.discord.gateway.ready, what="the connections to be gone"
        )
        self.gone.set()

    async def _end(self) -> None:
        for child in self.home.started:
            if child.returncode is None:
                child.kill()
                await child.wait()

    # -- what there is to see ----------------------------------------------------------------------------

    async def until(self, condition: Callable[[], object], limit: float = 15.0, what: str = "") -> None:
        """Wait for what the bot does on its own account, on whichever platform.

        :raises AssertionError: where it did not within *limit* seconds; with what the bot logged.
        """
        try:
            await self.slack.until(condition, limit, what)
        except AssertionError as failure:
            raise AssertionError(f"{failure}\nthe bot logged:\n{self.logged}") from None

    async def appears(self, table: Hands, text: str) -> Any:
        """Wait until one public message says *text*, and return it."""
        await self.until(lambda: table.posted(text), what=f"{text!r} in public")
        [found] = table.posted(text)
        return found

    async def learns(self, table: Hands, text: str, command: str, limit: float = 15.0) -> None:
        """Let alice ask by *command* again and again until she is told *text*.

        :raises AssertionError: where she is not within *limit* seconds.
        """
        end = time.monotonic() + limit
        while text not in (told := await table.asks("alice", command)):
            assert time.monotonic() < end, told

    async def all_sent(self, table: Hands) -> None:
        """Wait until the bot has kept that everything due is sent: only then can it be cut off and not be in doubt."""
        await self.learns(table, "Every message was sent", "status")

    async def register(self, path: str = "/") -> str:
        """Return a page of the register."""
        status, page = await self.home.get(path)
        assert status == 200, path
        return page

    def check(self) -> None:
        """Hold the whole day to what neither platform forgives, and the log to what nobody wants to read there."""
        assert self.slack.violations == []
        assert self.discord.violations == []
        assert not [line for line in self.logged.splitlines() if " ERROR " in line or "Traceback" in line]

    def check_answered(self) -> None:
        """Hold it to three seconds: every press and every line was acknowledged."""
        assert self.slack.unacked == []
        assert [i.id for i in self.discord.backend.interactions.values() if not i.responded] == []

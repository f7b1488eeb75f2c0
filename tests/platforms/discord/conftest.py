"""The adapter on real sockets, before a simulated Discord, over a real store and with every command there is."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Platform, Space
from bot.platforms.discord.adapter import DiscordAdapter
from bot.platforms.discord.permissions import asked
from bot.ports import Messenger
from bot.services.delivery import deliver_due
from bot.services.refreshing import refresh_postings
from bot.services.world import World
from commands.dispatch import Dispatcher
from storage.open import open_store
from tests.conftest import Templates
from tests.servers.discord import DiscordServer
from tests.servers.pointing import pointed

PREFIXES = {Platform.DISCORD: "/", Platform.SLACK: "/pause ", Platform.CONSOLE: ""}
EPHEMERAL = 64


class Hand:
    """A clock moved by hand, for the bot and for the platform."""

    def __init__(self) -> None:
        self.seconds = datetime(2026, 1, 5, 12, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)


class NoFeeds:
    """No feed is read here."""

    async def read(self, *_: object) -> None:
        raise AssertionError("nothing here reads feeds")


class Gate:
    """A store that can be made to wait."""

    def __init__(self, store: Any) -> None:
        self.store = store
        self.open = asyncio.Event()
        self.open.set()

    async def read(self, fn: Any) -> Any:
        await self.open.wait()
        return await self.store.read(fn)

    async def write(self, fn: Any) -> Any:
        await self.open.wait()
        return await self.store.write(fn)


class Served:
    """One process of ours: its store, its world, and its adapter, which can be stopped and started."""

    def __init__(self, server: DiscordServer, database: str, hand: Hand) -> None:
        self.server = server
        self.database = database
        self.hand = hand
        self.drawn = 0
        self.token = server.token
        self.payloads: list[tuple[str, Any]] = []
        server.backend.subscribers.append(lambda event, payload: self.payloads.append((event, payload)))

    def entropy(self, size: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_128(self.drawn.to_bytes(8, "big")).digest(size)

    async def start(self) -> None:
        self.store = await open_store(self.database)
        self.gate = Gate(self.store)
        messengers: dict[Platform, Messenger] = {}
        self.world = World(
            self.gate, self.hand.now, self.entropy, messengers, NoFeeds(), "https://register.example.org", PREFIXES
        )
        self.adapter = DiscordAdapter(self.token, self.world, Dispatcher(self.world))
        messengers[Platform.DISCORD] = self.adapter
        self.running = asyncio.create_task(self.adapter.run())

    async def stop(self) -> None:
        await self.adapter.aclose()
        await asyncio.wait_for(self.running, 5)
        await self.store.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()
        await self.server.ready()

    async def deliver(self) -> None:
        await deliver_due(self.world)
        await refresh_postings(self.world)

    def space(self, key: int | None = None) -> Space:
        return Space(SpaceId("s"), CommunityId("c"), Platform.DISCORD, str(key or self.server.guild_id), "Test Guild")

    def answers(self) -> list[dict[str, Any]]:
        """Return every first answer to an interaction that can be private."""
        bodies = [call.body for call in self.server.calls if call.path.endswith("/callback")]
        return [body for body in bodies if body["type"] in (4, 5)]


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def server(hand: Hand) -> AsyncIterator[DiscordServer]:
    async with DiscordServer(clock=hand, permissions=asked()) as server:
        with pointed(discord=server.port):
            yield server
    assert server.violations == []


@pytest.fixture
async def database(tmp_path: Path, templates: Templates) -> str:
    """The URL of a database at the present schema; what differs between databases is not tested here."""
    return f"sqlite+aiosqlite:///{await templates.copied(tmp_path)}"


@pytest.fixture
async def bot(server: DiscordServer, database: str, hand: Hand) -> AsyncIterator[Served]:
    """The adapter, connected, its commands declared."""
    served = Served(server, database, hand)
    await served.start()
    await server.ready()
    await server.until(lambda: server.syncs == 1, what="the commands to be declared")
    yield served
    await served.stop()
    assert all(body["data"]["flags"] & EPHEMERAL for body in served.answers()), "every answer is private"


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[str], bool]:
    """Return whether something was logged."""
    caplog.set_level(logging.INFO)
    return lambda text: any(text in record.getMessage() for record in caplog.records)

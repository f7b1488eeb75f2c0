"""The bot in a simulated workspace: the real adapter, dispatcher and store, by Socket Mode or by signed HTTP."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.domain.people import Platform
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.workspaces import OneWorkspace
from bot.ports import Messenger, Transaction
from bot.services.closing import close_due
from bot.services.delivery import deliver_due
from bot.services.world import World
from commands.dispatch import Dispatcher
from storage.migrate import migrate
from storage.open import open_store
from storage.store import SqlStore
from tests.servers.slack import SlackServer


class Clock:
    """Real time, and what the test adds to it."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Entropy:
    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self, size: int) -> bytes:
        self.drawn += 1
        return hashlib.shake_128(self.drawn.to_bytes(8, "big")).digest(size)


class NoFeeds:
    async def read(self, url: str, validators: object, now: datetime) -> Any:
        raise AssertionError("no feed is read here")


@dataclass
class Bot:
    """A running bot. *url* is where it takes HTTP."""

    slack: SlackServer
    world: World
    adapter: SlackAdapter
    workspaces: OneWorkspace
    clock: Clock
    url: str
    database: Path
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def works(self) -> None:
        """Do what is due, as the metronome does."""
        await close_due(self.world)
        await deliver_due(self.world)


def made_world(store: SqlStore[Transaction], clock: Clock, messengers: Mapping[Platform, Messenger]) -> World:
    return World(
        store=store,
        clock=clock,
        entropy=Entropy(),
        messengers=messengers,
        feeds=NoFeeds(),
        register_url="https://register.example.org",
        prefixes={Platform.SLACK: "/pause "},
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[SlackServer]:
    scopes = [scope.name for scope in SCOPES]
    async with SlackServer(clock=lambda: clock().timestamp(), scopes=scopes) as server:
        yield server
        assert server.violations == []


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the present schema, to be copied: migrating it for each test would take most of their time."""
    path = tmp_path_factory.mktemp("template") / "moratorium.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture
async def store(empty_database: Path, tmp_path: Path) -> AsyncIterator[SqlStore[Transaction]]:
    shutil.copy(empty_database, tmp_path / "moratorium.db")
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path}/moratorium.db")
    yield store
    await store.aclose()


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def bot(
    slack: SlackServer, store: SqlStore[Transaction], clock: Clock, transport: str, tmp_path: Path
) -> AsyncIterator[Bot]:
    messengers: dict[Platform, Messenger] = {}
    world = made_world(store, clock, messengers)
    calls = Calls(slack.bot_token, slack.api_url)
    workspaces = OneWorkspace(store, calls, clock)
    app_token = slack.app_token if transport == "socket" else None
    adapter = SlackAdapter(world, Dispatcher(world), workspaces, calls, app_token, slack.signing_secret)
    messengers[Platform.SLACK] = adapter
    app = web.Application()
    app.router.add_route("*", "/slack/events", adapter.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    serving = asyncio.create_task(adapter.run())
    if transport == "socket":
        await slack.connected()
    else:
        slack.events_url = url
        await slack.until(lambda: workspaces.present, what="the bot knows its workspace")
    yield Bot(slack, world, adapter, workspaces, clock, url, tmp_path / "moratorium.db")
    await runner.cleanup()
    await adapter.aclose()
    await serving
    assert slack.unacked == []

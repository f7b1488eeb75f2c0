"""The house that a play is given in: everything that the product is made of, over a database of its own."""

import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.people import Platform, Profile
from bot.feeds.address import AddressGuard
from bot.feeds.limits import Limits
from bot.feeds.reader import Reader
from bot.schedule import BEATS
from bot.services.world import World
from bot.web.server import PortTaken, WebServer
from commands.context import Request
from commands.dispatch import Dispatcher
from demo.newsroom import Newsroom
from demo.script import Part, Play
from demo.stage import Change, Stage, profile
from storage.open import open_store

HOST = "127.0.0.1"
PREFIXES = {Platform.DISCORD: "/", Platform.SLACK: "/pause "}
BEFORE = timedelta(days=30)
"""For how long everybody has been in their space when the play begins."""


@dataclass(slots=True)
class Clock:
    """Stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Dice:
    """Entropy that falls the same way each time: only what is thrown away afterwards may be made with it."""

    thrown: int = 0

    def __call__(self, size: int) -> bytes:
        self.thrown += 1
        return hashlib.shake_128(self.thrown.to_bytes(8, "big")).digest(size)


@dataclass(slots=True)
class Theatre:
    """*changes* is what was posted and edited and nobody has looked at yet."""

    clock: Clock
    world: World
    dispatcher: Dispatcher
    stages: dict[Platform, Stage]
    changes: list[Change]
    feeds_url: str
    database: Path
    since: datetime
    _requests: int = field(default=0)

    async def beat(self) -> None:
        """Do what is due by now, as the metronome does."""
        for beat, _ in BEATS:
            await beat(self.world)

    def request(self, part: Part) -> Request:
        """Return what a platform would hand on of what *part* does next."""
        self._requests += 1
        known = profile(part, self.since)

        async def ask() -> Profile:
            return known

        return Request(
            key=f"demo:{self._requests}",
            platform=part.place.platform,
            space_key=part.place.key,
            space_name=part.place.name,
            channel=part.place.channel,
            handle=known.handle,
            name=part.name,
            profile=known,
            ask=ask,
        )


@asynccontextmanager
async def theatre(play: Play, directory: Path) -> AsyncIterator[Theatre]:
    """Build it for *play* with its database in *directory*, the register and the feeds on this machine's loopback."""
    clock, changes, database = Clock(play.begins), list[Change](), directory / "demo.db"
    since = play.begins - BEFORE
    async with AsyncExitStack() as parts:
        store = await open_store(f"sqlite+aiosqlite:///{database}")
        parts.push_async_callback(store.aclose)
        newsroom = await parts.enter_async_context(Newsroom(clock))
        at_once = Limits(gap=0)  # the play's days take seconds, and its newsroom needs no sparing
        reader = Reader("moratorium-demo", AddressGuard(frozenset({newsroom.address})), at_once)
        parts.push_async_callback(reader.aclose)
        platforms = dict.fromkeys(place.platform for place in play.places)
        stages = {platform: Stage(platform, play.parts, since, changes) for platform in platforms}
        while True:
            port = _free_port()
            world = World(store, clock, Dice(), stages, reader, f"http://{HOST}:{port}", PREFIXES)
            register = WebServer(world)
            try:
                await register.start(HOST, port)
            except PortTaken:  # by somebody who was faster
                continue
            break
        parts.push_async_callback(register.aclose)
        yield Theatre(clock, world, Dispatcher(world), stages, changes, newsroom.url, database, since)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port

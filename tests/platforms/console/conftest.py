"""A console over a real store, into which lines are piped and whose clock is moved by hand."""

import asyncio
import hashlib
import io
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

import pytest

from bot.domain.people import Platform
from bot.platforms.console.adapter import ConsoleAdapter
from bot.platforms.console.render import Look
from bot.platforms.console.terminal import Pipe, Terminal
from bot.services.closing import close_due
from bot.services.delivery import deliver_due
from bot.services.world import World
from commands.dispatch import Dispatcher
from storage.open import open_store

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class NoFeeds:
    async def read(self, url: str, validators: object, now: datetime) -> object:
        raise AssertionError("the console reads no feeds")


@dataclass
class Table:
    """The console's world; ``say`` is one run of the process, from its first line to the end of its input."""

    world: World
    now: datetime = NOON
    messengers: dict[Platform, ConsoleAdapter] = field(default_factory=dict)

    def console(self, terminal: Terminal, local_members: bool = True) -> ConsoleAdapter:
        async def settle() -> None:
            await close_due(self.world)
            while await deliver_due(self.world):
                pass

        console = ConsoleAdapter(
            self.world, Dispatcher(self.world), terminal, settle=settle, local_members=local_members
        )
        self.messengers[Platform.CONSOLE] = console
        return console

    async def say(self, *lines: str, local_members: bool = True, end: str = "\n") -> str:
        """Return what is printed when *lines* are piped in."""
        stdin, feed = os.pipe()
        os.write(feed, ("\n".join(lines) + end).encode())
        os.close(feed)
        printed = io.StringIO()
        console = self.console(Pipe(stdin, printed, Look(zone=UTC)), local_members)
        await asyncio.wait_for(console.run(), 20)
        await console.aclose()
        os.close(stdin)
        return printed.getvalue()

    async def numbers(self) -> list[int]:
        """Return the numbers of all proposals that were ever drafted."""
        space = await self.world.store.read(lambda tx: tx.communities.space(Platform.CONSOLE, "console"))
        assert space is not None
        community = space.community
        return [n for n in range(1, 10) if await self.world.store.read(lambda tx, n=n: tx.proposals.get(community, n))]


def entropy() -> Callable[[int], bytes]:
    drawn = count()
    return lambda size: hashlib.shake_128(str(next(drawn)).encode()).digest(size)


@pytest.fixture
async def table(migrated_url: str) -> AsyncIterator[Table]:
    store = await open_store(migrated_url)
    messengers: dict[Platform, ConsoleAdapter] = {}
    url = "http://127.0.0.1:8080"
    world = World(store, lambda: made.now, entropy(), messengers, NoFeeds(), url, {Platform.CONSOLE: ""})
    made = Table(world, messengers=messengers)
    yield made
    await store.aclose()

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.process.home import Home, free_port
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    made = Home(tmp_path, free_port())
    yield made
    for child in made.started:
        if child.returncode is None:
            child.kill()
            await child.wait()


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        yield server

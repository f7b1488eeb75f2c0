"""A bot's surroundings, as the doctor finds them: a database with communities in it, and both platforms."""

import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config import Settings
from bot.doctor.examination import examine
from bot.doctor.finding import Finding
from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Habits, Platform, Space
from bot.platforms.discord.permissions import asked
from bot.platforms.slack.scopes import SCOPES
from bot.ports import Transaction
from storage.open import open_store
from tests.conftest import Templates
from tests.process.home import free_port
from tests.servers.discord import DiscordServer
from tests.servers.pointing import pointed
from tests.servers.slack import SlackServer

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
_numbers = itertools.count()


class Clock:
    """The machine's, which may be off by some seconds."""

    def __init__(self) -> None:
        self.off = 0.0

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(datetime.now(UTC).timestamp() + self.off, UTC)


@dataclass
class Surgery:
    """What is set, and what is found then."""

    database: str
    settings: dict[str, str] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)

    async def examine(self, **settings: str) -> Sequence[Finding]:
        given = {"MORATORIUM_DATABASE_URL": self.database, "MORATORIUM_REGISTER_PORT": str(free_port())}
        values = {name: value for name, value in {**given, **self.settings, **settings}.items() if value}
        return await examine(Settings(_env_file=None, **values), self.clock)

    async def amiss(self, **settings: str) -> list[Finding]:
        return [finding for finding in await self.examine(**settings) if not finding.well]

    async def meets(
        self, platform: Platform, key: str, name: str, channel: str | None = None, notices: str | None = None
    ) -> Space:
        """Let a community meet in a space."""
        number = next(_numbers)
        space = Space(SpaceId(f"s{number}"), CommunityId(f"c{number}"), platform, key, name, Habits(channel, notices))

        async def found(tx: Transaction) -> None:
            await tx.communities.found(space.community, name, NOW)
            await tx.communities.add_space(space, NOW)

        store = await open_store(self.database)
        await store.write(found)
        await store.aclose()
        return space


@pytest.fixture
async def kept(tmp_path: Path, templates: Templates) -> Path:
    """A SQLite file at the present schema."""
    return await templates.copied(tmp_path)


@pytest.fixture
def surgery(kept: Path) -> Surgery:
    return Surgery(f"sqlite:///{kept}")


@pytest.fixture
async def discord(surgery: Surgery) -> AsyncIterator[DiscordServer]:
    async with DiscordServer(permissions=asked()) as server:
        surgery.settings["DISCORD_TOKEN"] = server.token
        with pointed(discord=server.port):
            yield server
        assert server.violations == []
        assert server.identifies == 0, "the bot may be running: the doctor is not to take its place"


@pytest.fixture
async def slack(surgery: Surgery) -> AsyncIterator[SlackServer]:
    async with SlackServer(scopes=[scope.name for scope in SCOPES]) as server:
        surgery.settings |= {"SLACK_BOT_TOKEN": server.bot_token, "SLACK_APP_TOKEN": server.app_token}
        with pointed(slack=server.port):
            yield server
        assert server.violations == []
        assert server.opened == 0

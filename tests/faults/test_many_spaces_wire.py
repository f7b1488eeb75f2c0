"""The same on real sockets: the adapters before simulated servers that refuse what is too much."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.people import Handle, Platform, Profile, Standing
from bot.platforms.discord.adapter import DiscordAdapter
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.scopes import SCOPES
from bot.platforms.slack.workspaces import InstalledWorkspaces
from bot.ports import Installation
from commands.context import Request
from commands.dispatch import Dispatcher
from storage.open import open_store
from tests.conftest import Templates
from tests.scenarios.feeds import Shelf
from tests.scenarios.table import LONG_AGO, Table
from tests.scenarios.test_bridging import bridged
from tests.servers.discord import DiscordServer
from tests.servers.pointing import pointed
from tests.servers.slack import SlackServer

DISCORD, SLACK = Platform.DISCORD, Platform.SLACK
VOTES = 7


class Wired(Table):
    """A table of three Discord servers and two Slack workspaces; its clock is theirs too."""

    def __init__(self, store: Any) -> None:
        super().__init__(store, Shelf())
        self.discord = DiscordServer(clock=self.seconds, limiting=True)
        self.slack = SlackServer(clock=self.seconds, limiting=True)
        self.rooms: dict[tuple[Platform, int], tuple[str, str]] = {}
        """The space's key and the channel of each."""

    def seconds(self) -> float:
        return self.now.timestamp()

    def request(self, person: str, key: str | None = None) -> Request:
        asked = super().request(person, key)
        space, channel = self.rooms[self.platform, self.place]
        handle = Handle(self.platform, space if self.platform is SLACK else "", person)
        profile = Profile(handle, person, Standing.FULL, LONG_AGO, admin=person in self.admins)

        async def ask() -> Profile:
            return profile

        return replace(asked, space_key=space, channel=channel, handle=handle, profile=profile, ask=ask)

    def build(self) -> None:
        """Make the servers and workspaces, each with a channel for cards."""
        for number in range(1, 4):
            guild = self.discord.guild_id
            if number > 1:
                guild = self.discord.backend.create_guild(f"Lab {number}").id
            channel = self.discord.backend.create_channel(guild, "cards")
            self.rooms[DISCORD, number] = (str(guild), str(channel.id))
        self.rooms[SLACK, 1] = ("T01TEST", "C01GEN")
        other = self.slack.add_workspace("T02LABB", "Lab B")
        other.methods.scopes = {scope.name for scope in SCOPES}
        self.slack.oauth.tokens["xoxb-lab-b"] = other.methods
        self.rooms[SLACK, 2] = ("T02LABB", "C01GEN")

    async def installs(self) -> None:
        for team, token in (("T01TEST", self.slack.bot_token), ("T02LABB", "xoxb-lab-b")):
            installation = Installation("", team, team, "moratorium", token, self.now)
            await self.world.store.write(lambda tx, one=installation: tx.installations.keep(one))

    def texts(self, platform: Platform, place: int) -> list[str]:
        """What stands in the space's channel, in the order in which it was posted."""
        team, channel = self.rooms[platform, place]
        if platform is DISCORD:
            return [self.discord.text(message) for message in self.discord.messages(int(channel))]
        space = self.slack.workspaces[team].space
        return [message.shown for message in space.channel(channel).messages]

    async def lasts(self, seconds: int) -> None:
        for _ in range(seconds):
            await self.passes(seconds=1)


@pytest.fixture
async def wired(tmp_path: Path, templates: Templates) -> AsyncIterator[Wired]:
    store = await open_store(f"sqlite+aiosqlite:///{await templates.copied(tmp_path)}")
    table = Wired(store)
    async with table.discord, table.slack:
        table.build()
        with pointed(discord=table.discord.port):
            world = replace(table.world, messengers={})
            calls = Calls(None, table.slack.api_url)
            workspaces = InstalledWorkspaces(store, calls, "https://pause.example.org", world.clock)
            slack = SlackAdapter(world, Dispatcher(world), workspaces, calls, None, table.slack.signing_secret)
            discord = DiscordAdapter(table.discord.token, world, Dispatcher(world))
            table.world = replace(world, messengers={DISCORD: discord, SLACK: slack})
            table.dispatcher = Dispatcher(table.world)
            await table.installs()
            serving = asyncio.create_task(discord.run())
            await table.discord.ready()
            yield table
            await discord.aclose()
            await serving
            await slack.aclose()
    await store.aclose()


async def test_real_adapters_hit_no_limit_and_every_card_and_outcome_is_everywhere_in_time(wired: Wired) -> None:
    places = list(wired.rooms)
    await bridged(wired, *places)
    await wired.lasts(15)
    opened = wired.now
    for _ in range(VOTES):
        await wired.proposes("alice")
    for number in range(1, VOTES + 1):
        assert "open" in await wired.says("alice", f"open {number} for 5m")
    await wired.lasts(VOTES + 3)  # one a second in a channel in Slack; five in five seconds on Discord
    for place in places:
        assert sum("· Voting" in text for text in wired.texts(*place)) == VOTES, place
    for number in range(1, VOTES + 1):
        await wired.at(*places[number % len(places)]).says(f"m{number}", f"vote {number} for")
    await wired.lasts(60)
    for place in places:
        assert sum("1 voted" in text for text in wired.texts(*place)) == VOTES, place
    wired.now = opened + timedelta(minutes=5) - timedelta(seconds=1)
    await wired.lasts(1 + VOTES + 3)
    for place in places:
        texts = wired.texts(*place)
        assert sum("· No quorum" in text for text in texts) == VOTES, (place, "the cards")
        told = [text for text in texts if re.search(r"RL-\d+ no quorum", text)]
        assert len(told) == VOTES, (place, "the outcomes")
    assert wired.discord.limited == []
    assert wired.slack.limited == []
    assert wired.discord.violations == []
    assert wired.slack.violations == []

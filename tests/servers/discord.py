"""A small Discord on loopback for tests: simcord's backend behind real HTTP and gateway sockets, and people's hands.

Which one when. `simcord.run(client)` runs a discord.py client against the same backend without any socket, moves
asyncio's sleeps with its clock and settles the loop after each action: take it for what one adapter does and
for golden payloads. Its verbs are `actor.slash(channel, name, **options)`, `.click(message, label=…)` and
`.submit_modal(result, values)`. Take this server where the wire matters: a bot in a process of its own, kills and
restarts, faults, resumes, real acks.

    async with DiscordServer() as server:
        with pointed(discord=server.port):      # tests.servers.pointing
            ...  # start the client with server.token
        await server.ready()
        answer = await server.person("alice").slash("proposals")
        assert answer.ephemeral

discord.py takes its first gateway address from a class attribute, so the launcher sets that and Route.BASE; a
resume and a sharded client take it from this server's answers. What a careful app never sends is gathered in
`server.violations`.

As a process of its own: `python -m tests.servers.discord --port 3900`, with the hand at POST /_control/<verb>.
"""

import argparse
import asyncio
import os
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
from aiohttp import web
from simcord._clock import Clock
from simcord.backend import Backend, serializers
from simcord.backend.errors import BackendError
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from tests.servers.discord_answer import read
from tests.servers.discord_control import control
from tests.servers.discord_gateway import Gateway
from tests.servers.discord_limits import Json
from tests.servers.discord_openapi import OpenApi
from tests.servers.discord_person import Person, World
from tests.servers.discord_rest import Call, Rest
from tests.servers.faults import Fault
from tests.servers.waiting import Pulse

TOKEN = "discord-test-token"
NAMES = ("alice", "bob", "carol", "dave", "erin", "frank")


class PassedClock(Clock):
    """simcord's clock, told by ours."""

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__()
        self._clock = clock

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._clock() + self.elapsed, UTC)


class DiscordServer:
    """One guild with the app in it, owned by alice; `stop()` and `start()` keep its state and its port."""

    token = TOKEN

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        port: int = 0,
        heartbeat: float = 41.25,
        permissions: discord.Permissions | None = None,
        limiting: bool = False,
    ) -> None:
        """`heartbeat` is the interval in seconds that the gateway asks for; `permissions` are all that the bot has,
        where it is not to have every one but Administrator. `limiting` refuses requests that are too many by `clock`,
        and lists them in `limited`; edits of old messages are always limited."""
        self.clock = clock
        self.port = port
        self.pulse = Pulse()
        self.backend = Backend(clock=PassedClock(clock))
        document = os.environ.get("DISCORD_OPENAPI")
        self.rest = Rest(self.backend, TOKEN, self.pulse, clock, OpenApi(Path(document)) if document else None)
        self.rest.limiting = limiting
        self.gateway = Gateway(self.backend, TOKEN, self.pulse, heartbeat)
        self.channels: dict[str, int] = {}
        people = {name: self.backend.make_user(name) for name in NAMES}
        self.guild_id = self.backend.create_guild("Test Guild", owner_id=people["alice"].id).id
        self.world = World(self.backend, self.rest, self.pulse, self.guild_id, self.channels)
        self.world.people |= people
        for name in NAMES[1:]:
            self.backend.add_member(self.guild_id, people[name].id)
        self._usual: list[int] = []
        self._kept: Any = None
        if permissions is not None:
            self.grant(permissions)
        self.add_channel("general")
        self.add_channel("random")
        self._runner: web.AppRunner | None = None

    # -- running -----------------------------------------------------------------------------------------

    async def __aenter__(self) -> "DiscordServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_get("/", self.gateway.serve)
        app.router.add_route("*", "/_control/{verb}", self._control)
        app.router.add_route("*", "/api/v10/{tail:.*}", self.rest.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = self.rest.gateway_url = f"ws://127.0.0.1:{self.port}/"

    async def stop(self) -> None:
        self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def url(self) -> str:
        """What discord.http.Route.BASE is set to."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    async def ready(self, limit: float = 5.0) -> None:
        """Wait until a client is identified or resumed."""
        await self.pulse.until(lambda: self.gateway.ready, limit, "a client on the gateway")

    async def until(self, condition: Callable[[], object], limit: float = 5.0, what: str = "") -> None:
        """Wait for a condition on this server's state, or any other.

        Raises:
            AssertionError: it did not come true within `limit` seconds.
        """
        await self.pulse.until(condition, limit, what)

    # -- people and places -------------------------------------------------------------------------------

    def person(self, name: str) -> Person:
        return Person(name, self.world)

    def channel(self, name: str | int) -> int:
        """The id of a channel or thread."""
        return self.world.channel(name)

    @property
    def application_id(self) -> int:
        return self.backend.application_id

    @property
    def application(self) -> Json:
        """What the app's owner has set in Discord's developer portal, where it differs from what is usual."""
        return self.rest.application

    def add_person(self, name: str, *, admin: bool = False) -> Person:
        """A new member; an admin may manage the server."""
        user = self.world.people[name] = self.backend.make_user(name)
        roles = list(self._usual)
        if admin:
            allowed = discord.Permissions(manage_guild=True).value
            roles.append(self.backend.create_role(self.guild_id, "Admins", permissions=allowed).id)
        self.backend.add_member(self.guild_id, user.id, roles=roles)
        return Person(name, self.world)

    def remove_person(self, name: str, guild: int | None = None) -> None:
        """Let a member leave the guild, or another one."""
        self.backend.remove_member(guild or self.guild_id, self.world.people[name].id)

    def add_guild(self, name: str, channel: str, members: Sequence[str], owner: str = "frank") -> int:
        """Another guild with the bot, its owner and these members in it, and a channel of that name; its id."""
        guild = self.backend.create_guild(name, owner_id=self.world.people[owner].id).id
        for member in members:
            self.backend.add_member(guild, self.world.people[member].id)
        self.channels[channel] = self.backend.create_channel(guild, channel).id
        return guild

    def add_channel(self, name: str) -> int:
        self.channels[name] = self.backend.create_channel(self.guild_id, name).id
        return self.channels[name]

    def add_thread(self, name: str, channel: str = "general") -> int:
        owner = self.world.people["alice"].id
        self.channels[name] = self.backend.create_thread(self.channel(channel), name, owner).id
        return self.channels[name]

    def archive(self, thread: str | int) -> None:
        """Archive a thread: its messages can no longer be edited (50083)."""
        found = self.backend.get_thread(self.channel(thread))
        assert found.thread_metadata is not None
        found.thread_metadata.archived = True

    def deny(self, channel: str | int, *permissions: str) -> None:
        """Take permissions from the bot in a channel, such as "send_messages" or "view_channel"."""
        bits = discord.Permissions(**dict.fromkeys(permissions, True)).value
        bot = self.backend.bot_user.id
        self.backend.set_overwrite(self.channel(channel), Overwrite(bot, OverwriteType.MEMBER, deny=bits))

    def grant(self, permissions: discord.Permissions) -> None:
        """Let the bot have exactly these permissions, and people what everybody had, by a role."""
        guild = self.backend.guilds[self.guild_id]
        bot = guild.members[self.backend.bot_user.id]
        if not self._usual:
            usual = guild.everyone_role.permissions
            guild.everyone_role.permissions = 0
            self._usual = [self.backend.create_role(self.guild_id, "Members", permissions=usual).id]
            for member in guild.members.values():
                member.role_ids += self._usual if member is not bot else []
        for role in bot.role_ids:
            guild.roles[role].permissions = permissions.value

    # -- what there is to see ----------------------------------------------------------------------------

    def messages(self, channel: str | int = "general", *, ephemeral: bool = False) -> list[Json]:
        """A channel's messages in wire form, without the ephemeral ones unless asked for."""
        stored = self.backend.messages[self.channel(channel)].values()
        return [dict(serializers.message_payload(self.backend, m)) for m in stored if ephemeral or not m.is_ephemeral]

    def direct(self, name: str) -> list[Json]:
        """What the bot wrote to somebody alone."""
        return self.messages(self.backend.get_dm_channel(self.world.people[name].id).id)

    def text(self, message: Json) -> str:
        """Everything a reader of the message sees in words."""
        return read(message)

    def commands(self) -> dict[str, Json]:
        """The synced commands by name, global and of the guild."""
        scopes = (self.backend.commands.get(s, {}) for s in (None, self.guild_id))
        return {name: command for scope in scopes for (name, _), command in scope.items()}

    @property
    def calls(self) -> list[Call]:
        return self.rest.calls

    @property
    def violations(self) -> list[str]:
        return self.rest.violations

    @property
    def limited(self) -> list[tuple[float, str]]:
        """When which limit was passed."""
        return self.rest.counter.hits

    @property
    def syncs(self) -> int:
        """Bulk overwrites of commands so far."""
        return self.rest.syncs

    @property
    def identifies(self) -> int:
        return self.gateway.identifies

    @property
    def resumes(self) -> int:
        return self.gateway.resumes

    # -- what goes wrong ---------------------------------------------------------------------------------

    def fault(
        self,
        method: str,
        path: str = "",
        *,
        status: int = 500,
        times: int = 1,
        retry_after: float | str | None = None,
        after: bool = False,
        hang: bool = False,
        truncated: bool = False,
        code: int = 0,
    ) -> None:
        """Spoil the next requests of a method ("*" any) whose path contains `path`: see Fault."""
        self.rest.faults.add(Fault(method, path, status, None, times, retry_after, after, hang, truncated, code))

    def kick(self) -> None:
        """Remove the bot from the guild."""
        guild = self.backend.guilds[self.guild_id]
        places = [*guild.channel_ids, *guild.thread_ids]
        channels = {place: self.backend.channels[place] for place in places}
        messages = {place: self.backend.messages[place] for place in places}
        self.backend.remove_guild(self.guild_id)
        self._kept = (guild, channels, messages)

    def invite(self) -> None:
        """Add the bot again to the guild from which it was removed, which has gone on as it was."""
        guild, channels, messages = self._kept
        self.backend.guilds[guild.id] = guild
        self.backend.channels |= channels
        self.backend.messages |= messages
        self.backend.emit("GUILD_CREATE", serializers.guild_create_payload(self.backend, guild))

    def reconnect(self) -> None:
        self.gateway.reconnect()

    def invalidate(self, *, resumable: bool = False) -> None:
        self.gateway.invalidate(resumable=resumable)

    def drop(self) -> None:
        self.gateway.drop()

    async def close(self, code: int = 4000) -> None:
        await self.gateway.close(code)

    def silence(self) -> None:
        self.gateway.silence()

    def speak(self) -> None:
        self.gateway.silence(False)

    # -- the wire ----------------------------------------------------------------------------------------

    async def _control(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else {}
        try:
            found = await control(self, request.match_info["verb"], body)
        except (BackendError, AssertionError, KeyError, ValueError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response(found)


async def _main() -> None:
    parser = argparse.ArgumentParser(description="A small Discord on loopback.")
    parser.add_argument("--port", type=int, default=3900)
    chosen = parser.parse_args()
    async with DiscordServer(port=chosen.port) as server:
        print(f"discord on {server.port}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())

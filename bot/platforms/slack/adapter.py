"""Slack as a place to meet: hears commands, buttons and forms, and speaks in channels."""

import asyncio
import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.domain.addresses import person_in
from bot.domain.pacing import Ration
from bot.domain.people import Profile, Space
from bot.platforms.slack import places, rations
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.events import Events
from bot.platforms.slack.groups import Groups, groups
from bot.platforms.slack.interactions import Interactions
from bot.platforms.slack.pauses import Pauses
from bot.platforms.slack.people import Directory, roll
from bot.platforms.slack.render import message
from bot.platforms.slack.requests import Requests
from bot.platforms.slack.sockets import Connection, Sockets
from bot.platforms.slack.workspaces import Workspaces
from bot.ports import Ambiguous, Cause, Impossible
from bot.services.world import World
from bot.views.elements import Card
from commands.dispatch import Dispatcher

LOG = logging.getLogger(__name__)

FINISH_SECONDS = 0.9
"""What is under way has so long to end when the bot stops. It has a second and a half in all; closing takes half."""

ENVELOPES = 500
"""How many of the latest are remembered: more than come while one connection takes over from another."""


class SlackAdapter:
    """Serves *workspaces* by Socket Mode where *app_token* is given, and by HTTP where *signing_secret* is.

    *calls* are those that the workspaces' share their connections with, and are closed at the end; *command* is the
    root command that the app has.
    """

    repeats_within = timedelta(0)

    def __init__(
        self,
        world: World,
        dispatcher: Dispatcher,
        workspaces: Workspaces,
        calls: Calls,
        app_token: str | None,
        signing_secret: str | None,
        command: str = "/pause",
    ) -> None:
        self.command = command
        self._world = world
        self._workspaces = workspaces
        self._app_token = app_token
        self._calls = calls
        self._pauses = Pauses(world.entropy)
        self._interactions = Interactions(
            dispatcher, workspaces, calls, Directory(world.clock, Groups(world.store, world.clock))
        )
        Events(self._interactions.app, workspaces, self._interactions.homes.opened)
        self._requests = Requests(self._interactions.app, signing_secret, world.clock)
        self._run: asyncio.Task[None] | None = None
        self._envelopes: dict[str, asyncio.Task[BoltResponse]] = {}
        self._underway: set[asyncio.Task[Any]] = set()
        self._ending = False

    # -- life --------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Serve until ``aclose`` or cancellation: whatever Slack does, it is said in the log and tried again."""
        self._run = asyncio.create_task(self._serve())
        try:
            await self._run
        except asyncio.CancelledError:
            self._run.cancel()
            await _ended(self._run)
            current = asyncio.current_task()
            if current is not None and current.cancelling():
                raise

    async def aclose(self) -> None:
        """Hear nothing more, finish what is under way within seconds, and let go of Slack."""
        self._ending = True
        loop = asyncio.get_running_loop()
        end = loop.time() + FINISH_SECONDS
        if self._underway:  # first: they are acknowledged on the connection that they came by
            await asyncio.wait(self._underway, timeout=FINISH_SECONDS)
        await self._interactions.finish(end - loop.time())
        if self._run is not None:
            self._run.cancel()
            await _ended(self._run)
        await self._calls.close()

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one HTTP request at ``/slack/events``; without a signing secret, with a refusal."""
        if self._ending:
            return web.Response(status=503)
        with self._hearing():
            return await self._requests.handle(request)

    # -- speaking ----------------------------------------------------------------------------------------

    async def send(self, space: Space, channel: str, card: Card, nonce: str, under: str | None = None) -> str:
        """Post *card*, in the thread of the message that it goes *under*; Slack has no use for *nonce*.

        The reference is ``channel:ts``.

        A user's id where a channel is expected is the conversation with them (chat.postMessage, "Posting to a DM").
        """
        workspace = await self._workspaces.of(space)
        body = {"channel": person_in(channel) or channel, **message(card), "unfurl_links": False, "unfurl_media": False}
        if under is not None:
            body["channel"], body["thread_ts"] = _split(under)
        answer = await workspace.calls.ask("chat.postMessage", body)
        if not answer.get("ts"):
            raise Ambiguous("Slack did not say where it put the message")
        return f"{answer.get('channel') or channel}:{answer['ts']}"

    async def edit(self, space: Space, channel: str, reference: str, card: Card) -> None:
        where, ts = _split(reference)
        workspace = await self._workspaces.of(space)
        await workspace.calls.ask("chat.update", {"channel": where, "ts": ts, **message(card)})

    def send_rations(self, space: Space, channel: str) -> Sequence[Ration]:
        return rations.sending(space.key, channel)

    def edit_rations(self, space: Space, channel: str, reference: str, now: datetime) -> Sequence[Ration]:
        return rations.editing(space.key)

    async def another_place(self, space: Space, avoiding: Collection[str]) -> str | None:
        return await places.another((await self._workspaces.of(space)).calls, avoiding)

    def owner(self, space: Space) -> str | None:
        """Return None: Slack tells only with the whole list of people."""
        return None

    async def roll(self, space: Space) -> Sequence[Profile]:
        """Return everybody in the workspace; each is known as a member from now on, as Slack keeps no join dates.

        Where *space* asks for a user group it is said who holds it, or the roll is none.
        """
        workspace = await self._workspaces.of(space)
        held = await groups(workspace.calls, patience=60.0) if space.habits.role is not None else {}
        return await roll(workspace, held, self._world.clock())

    # -- how ---------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        LOG.info("Slack: serving %s: %s help", await self._workspaces.ready(self._pauses), self.command)
        if self._app_token is None:
            await asyncio.Event().wait()
        else:
            await Sockets(self._calls, self._app_token, self._heard, self._pauses).run()

    async def _heard(self, connection: Connection, request: SocketModeRequest) -> None:
        """Answer an envelope; one that comes on two connections at once is heard once and acknowledged on both."""
        if self._ending:  # Slack says that it was not heard, keeps a form open, and nothing was done
            return
        with self._hearing():
            await self._acknowledge(connection, request)

    async def _acknowledge(self, connection: Connection, request: SocketModeRequest) -> None:
        task = self._envelopes.get(request.envelope_id)
        if task is None:
            task = asyncio.create_task(run_async_bolt_app(self._interactions.app, request))
            self._envelopes[request.envelope_id] = task
            if len(self._envelopes) > ENVELOPES:
                del self._envelopes[next(iter(self._envelopes))]
        answered = await asyncio.shield(task)
        try:
            await send_async_response(connection, request, answered, 0.0)
        except (OSError, RuntimeError) as error:
            LOG.warning("Slack: an acknowledgement was lost with its connection (%s)", type(error).__name__)

    @contextmanager
    def _hearing(self) -> Iterator[None]:
        """Note that this task answers Slack."""
        task = asyncio.current_task()
        assert task is not None
        self._underway.add(task)
        try:
            yield
        finally:
            self._underway.discard(task)


def _split(reference: str) -> tuple[str, str]:
    """Return the channel and the timestamp of a message.

    :raises Impossible: where *reference* is not one of Slack's.
    """
    channel, _, ts = reference.rpartition(":")
    if not channel:
        raise Impossible("the message's reference is not one of Slack's", Cause.MESSAGE)
    return channel, ts


async def _ended(task: asyncio.Task[None]) -> None:
    await asyncio.wait({task})

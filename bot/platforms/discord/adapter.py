"""Discord, served: messages out, interactions in, for as long as the process lives."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import discord

from bot.domain.addresses import person_in
from bot.domain.pacing import Ration
from bot.domain.people import Platform, Profile, Space
from bot.platforms.discord import codes, places, rations
from bot.platforms.discord.declared import differs
from bot.platforms.discord.gateway import Gateway, Identifications, Pauses
from bot.platforms.discord.interactions import Interactions
from bot.platforms.discord.render import render
from bot.platforms.discord.tree import COMMANDS
from bot.platforms.discord.troubles import REMOVED, Place, trailed, trouble
from bot.ports import Ambiguous, Cause, Impossible, NotSent
from bot.services.losing import reconcile
from bot.services.world import World
from bot.views.elements import Card
from commands.dispatch import Dispatcher

log = logging.getLogger(__name__)
T = TypeVar("T")

_PATIENCE = 45.0  # seconds for one request with the library's own retries
_DRAINING = 0.9  # seconds in which answers that are under way may still be given
_CLOSING = 0.4  # seconds for the platform to say goodbye
_REFUSED = "it refuses DISCORD_TOKEN (`make doctor` says what to do)"
_FAILURES = (OSError, aiohttp.ClientError, discord.DiscordException, TimeoutError)


class DiscordAdapter:
    """A ``Messenger``; ``run`` keeps it connected until ``aclose``, whatever Discord does."""

    repeats_within = timedelta(minutes=2)

    def __init__(self, token: str, world: World, dispatcher: Dispatcher) -> None:
        self._token = token
        self._world = world
        self._entropy = world.entropy
        self._interactions = Interactions(dispatcher)
        self._identifications = Identifications()
        self._client: Gateway | None = None
        self._serving: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Serve until closed or cancelled; every failure is logged by name and followed by another try."""
        self._serving = asyncio.create_task(self._serve(), name="discord")
        try:
            await asyncio.wait({self._serving})
        finally:
            await self._stop()

    async def aclose(self) -> None:
        """End within a second and a half; what is being answered may still be answered in the first of them."""
        await self._interactions.drain(_DRAINING)
        await self._stop()

    async def _stop(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.wait({self._serving}, timeout=_CLOSING + 0.1)

    async def _serve(self) -> None:
        pauses = Pauses(self._entropy)
        while True:
            client = Gateway(self._interactions.take, self._reconcile, self._entropy, self._identifications)
            declaring: asyncio.Task[None] | None = None
            try:
                await asyncio.wait_for(client.login(self._token), _PATIENCE)
                self._client = client
                pauses.reset()
                declaring = asyncio.create_task(self._declare(client), name="discord commands")
                await client.connect()
                reason = "it ended the connection"
            except discord.LoginFailure:
                reason = _REFUSED
            except discord.ConnectionClosed as error:
                reason = f"it closed the connection for good with code {error.code}"
                if error.code == codes.REFUSED_TOKEN:
                    reason = _REFUSED
            except _FAILURES as error:
                reason = f"it cannot be reached: {type(error).__name__}: {error}".rstrip(": ")
            except Exception:
                log.exception("Discord: a fault in the connection")
                reason = "of a fault, logged above"
            finally:
                self._client = None
                if declaring is not None:
                    declaring.cancel()
                await _closed(client)
            pause = pauses.next()
            log.error("Discord: not served, for %s; trying again in %.0f s", reason, pause)
            await asyncio.sleep(pause)

    async def _declare(self, client: Gateway) -> None:
        """Tell Discord of our commands where it has others: only 200 changes a day are allowed."""
        pauses = Pauses(self._entropy)
        application = client.application_id
        assert application is not None, "logged in"
        while True:
            try:
                found: Sequence[Any] = await client.http.get_global_commands(application)
                if differs(COMMANDS, found):
                    await client.http.bulk_upsert_global_commands(application, COMMANDS)
                    log.info("Discord: its commands are brought up to date")
                return
            except _FAILURES as error:
                pause = pauses.next()
                log.warning("Discord: its commands could not be compared (%s); again in %.0f s", error, pause)
                await asyncio.sleep(pause)

    async def _reconcile(self, client: Gateway) -> None:
        """Note which servers the bot is in: it may have been removed, or invited again, while nobody listened."""
        present = {str(guild.id) for guild in client.guilds}
        await reconcile(self._world, Platform.DISCORD, present, REMOVED)

    async def send(self, space: Space, channel: str, card: Card, nonce: str, under: str | None = None) -> str:
        """Post *card*, as a reply where it goes *under* a message and earlier ones may be read there."""
        place, target = await self._found(space, channel)
        quiet = discord.AllowedMentions.none()

        async def post(replies: discord.MessageReference | None) -> str:
            # The library's types know no reply that is None.
            given: dict[str, Any] = {} if replies is None else {"reference": replies}
            sent = await target.send(view=render(card), nonce=nonce, allowed_mentions=quiet, **given)
            return str(sent.id)

        async def posted() -> str:
            if under is None:
                return await post(None)
            replies = discord.MessageReference(message_id=int(under), channel_id=target.id, fail_if_not_exists=False)
            try:
                return await post(replies)
            except discord.HTTPException as error:
                if error.code != codes.NO_HISTORY:
                    raise
                return await post(None)

        return await _tried(posted, place)

    async def edit(self, space: Space, channel: str, reference: str, card: Card) -> None:
        place, target = await self._found(space, channel)
        message = target.get_partial_message(int(reference))
        await _tried(lambda: message.edit(view=render(card), allowed_mentions=discord.AllowedMentions.none()), place)

    async def _found(
        self, space: Space, channel: str
    ) -> tuple[Place | None, discord.PartialMessageable | discord.DMChannel]:
        """Return *channel* as far as the library knows it, None for one person, and what can be asked of it."""
        client, user = self._connected(), person_in(channel)
        if user is None:
            return places.found(client, space, channel)
        return None, await _conversation(client, user)

    def send_rations(self, space: Space, channel: str) -> Sequence[Ration]:
        return rations.sending(channel)

    def edit_rations(self, space: Space, channel: str, reference: str, now: datetime) -> Sequence[Ration]:
        return rations.editing(channel, reference, now)

    async def another_place(self, space: Space, avoiding: Collection[str]) -> str | None:
        return places.another(self._connected(), space, avoiding)

    def owner(self, space: Space) -> str | None:
        return None if self._client is None else places.owner(self._client, space)

    async def roll(self, space: Space) -> Sequence[Profile] | None:
        """Return None: each interaction says since when its member has been there."""
        return None

    def _connected(self) -> Gateway:
        if self._client is None:
            raise NotSent("Discord is not connected.")
        return self._client


async def _tried(request: Callable[[], Awaitable[T]], place: Place | None) -> T:
    """Make *request* in *place*, None where that is not known; every failure is a ``Trouble``."""
    with trailed() as trail:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await request()
        except Exception as error:
            raise trouble(error, trail, place) from error


async def _conversation(client: Gateway, user: str) -> discord.DMChannel:
    """Return where the bot and *user* write to each other; opening it has no effect that anybody sees."""
    if not (user.isascii() and user.isdecimal()):
        raise Impossible("There is no such person on Discord.", Cause.PERSON)
    try:
        return await _tried(lambda: client.create_dm(discord.Object(int(user))), None)
    except Ambiguous as trouble:
        raise NotSent(trouble.reason) from trouble


async def _closed(client: Gateway) -> None:
    try:
        await asyncio.wait_for(client.close(), _CLOSING)
    except TimeoutError:  # it does not answer our goodbye
        with contextlib.suppress(*_FAILURES):
            await client.http.close()

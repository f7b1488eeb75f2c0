"""The composition root: the one place that knows every part, and that makes the clock and the randomness."""

import asyncio
import io
import itertools
import logging
import os
import sys
from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import Protocol

from pydantic import SecretStr

from bot.config import Settings
from bot.domain.errors import Refusal
from bot.domain.ids import Entropy
from bot.domain.people import Platform
from bot.feeds.address import AddressGuard
from bot.feeds.reader import Reader
from bot.platforms.console.adapter import ConsoleAdapter
from bot.platforms.console.terminal import Pipe, Terminal
from bot.ports import Clock, Messenger, Transaction
from bot.schedule import Metronome
from bot.services.closing import close_due
from bot.services.delivery import deliver_due
from bot.services.world import World
from bot.stopping import Stop, cancelled, stopped
from bot.web.answers import Handler
from bot.web.inquiry import Holder, inquire
from bot.web.installing import INSTALL_PATH, REDIRECT_PATH, Installer
from bot.web.server import PortTaken, WebServer
from commands.dispatch import Dispatcher
from storage.open import open_store
from storage.store import SqlStore

STOP_WITHIN = 9.5
"""Seconds that all parts together have to stop; cutting one short loses nothing that was recorded."""
METRONOME, LINES, PLATFORMS, RUNS, REGISTER, READER, STORE = 2.5, 0.5, 1.5, 0.5, 1.0, 0.5, 2.5
"""Each part's share of them, in the order in which they stop; the platforms stop together."""
LONGEST_RETRY = 60.0
INQUIRY = 2.0
"""Seconds that whoever has the register's port is given to say who it is."""

log = logging.getLogger(__name__)


class StartFault(Exception):
    """It cannot start; the message is one line that says what to change."""


class Adapter(Messenger, Protocol):
    async def run(self) -> None: ...

    async def aclose(self) -> None: ...


Adapters = dict[Platform, Adapter]


@dataclass(frozen=True, slots=True)
class Doors:
    """What of a platform comes in by the register's server: Slack's posts, and who installs the app."""

    slack: Handler | None = None
    installer: Installer | None = None


def now() -> datetime:
    return datetime.now(UTC)


async def serve(
    settings: Settings,
    *,
    console_only: bool = False,
    clock: Clock = now,
    entropy: Entropy = os.urandom,
    feed_allowance: Collection[tuple[str, int]] = (),
    terminal: Terminal | None = None,
    on_stop: Callable[[], object] = lambda: None,
) -> None:
    """Serve what *settings* ask for until a signal, or the end of the console's input, and stop all parts in order.

    Without a token, or where *console_only*, that is the console and the register. *feed_allowance* holds addresses
    (host, port) that the feed reader may visit though they are internal. *on_stop* is called once, when stopping
    begins, be it while still starting.

    :raises StartFault: where the database or the register's port cannot be had.
    """
    stop = Stop(on_stop)
    stop.begin_at_signals()
    async with AsyncExitStack() as parts:
        store = await _opened_unless(stop, settings)
        if store is None:
            return
        parts.push_async_callback(stopped, "the store", lambda: store.aclose(within=STORE - 1.0), STORE)
        reader = Reader(_user_agent(settings), AddressGuard(frozenset(feed_allowance)))
        parts.push_async_callback(stopped, "the feed reader", reader.aclose, READER)
        messengers: dict[Platform, Messenger] = {}
        world = World(store, clock, entropy, messengers, reader, settings.public_url, _prefixes(settings))
        if console_only or not settings.has_token:
            adapters: Adapters = {Platform.CONSOLE: _console(settings, world, terminal)}
            doors = Doors()
        else:
            adapters, doors = _platforms(settings, world)
        messengers |= adapters
        register = WebServer(world, doors.slack, doors.installer)
        await _listening(register, settings)
        parts.push_async_callback(stopped, "the register", register.aclose, REGISTER)
        runs = [asyncio.create_task(_run(platform, adapter, stop)) for platform, adapter in adapters.items()]
        parts.push_async_callback(cancelled, runs, RUNS)
        parts.push_async_callback(_all_stopped, adapters)
        parts.push_async_callback(stopped, "what is being sent", partial(world.lines.aclose, LINES - 0.1), LINES)
        metronome = Metronome(world, now)
        parts.push_async_callback(stopped, "the metronome", metronome.aclose, METRONOME)
        metronome.start()
        await stop.begun.wait()


def _user_agent(settings: Settings) -> str:
    return f"moratorium/{version('moratorium')}" + (f" (+{settings.contact})" if settings.contact else "")


def _prefixes(settings: Settings) -> dict[Platform, str]:
    return {Platform.DISCORD: "/", Platform.SLACK: f"{settings.slack_command} ", Platform.CONSOLE: ""}


def _console(settings: Settings, world: World, terminal: Terminal | None) -> Adapter:
    async def settle() -> None:
        """Send what has become due, so that on a console cards and outcomes follow the line that made them."""
        try:
            await close_due(world)
            while await deliver_due(world):
                pass
        except Refusal as refusal:
            log.warning("nothing was sent: %s", refusal)

    return ConsoleAdapter(
        world,
        Dispatcher(world),
        terminal or _terminal(),
        settle=settle,
        local_members=not settings.has_token,
    )


def _terminal() -> Terminal:
    # Either is None where it was closed before we began; then nothing is read, or what is printed is lost.
    stdin, stdout = sys.stdin, sys.stdout or open(os.devnull, "w")  # noqa: SIM115 (for good)
    if stdin is not None and stdin.isatty() and stdout.isatty():
        from bot.platforms.console.prompt import Prompt

        return Prompt()
    if isinstance(stdout, io.TextIOWrapper):
        stdout.reconfigure(errors="replace")
    return Pipe(stdin.fileno() if stdin is not None else None, stdout)


def _platforms(settings: Settings, world: World) -> tuple[Adapters, Doors]:
    """Return the adapters of the platforms that have a token, and what of Slack comes in by the register's server."""
    dispatcher = Dispatcher(world)
    adapters: Adapters = {}
    doors = Doors()
    # Each platform's library takes a good part of a second to import: only where it is used.
    if settings.discord_token is not None:
        from bot.platforms.discord.adapter import DiscordAdapter

        adapters[Platform.DISCORD] = DiscordAdapter(settings.discord_token.get_secret_value(), world, dispatcher)
    if settings.has_slack:
        adapters[Platform.SLACK], doors = _slack(settings, world, dispatcher)
    log.info("serving %s", " and ".join(platform.value.capitalize() for platform in adapters))
    return adapters, doors


def _slack(settings: Settings, world: World, dispatcher: Dispatcher) -> tuple[Adapter, Doors]:
    from bot.platforms.slack.adapter import SlackAdapter
    from bot.platforms.slack.calls import Calls
    from bot.platforms.slack.installing import Installer as SlackInstaller
    from bot.platforms.slack.workspaces import InstalledWorkspaces, OneWorkspace

    calls = Calls(_value(settings.slack_bot_token))
    installer = None
    workspaces: OneWorkspace | InstalledWorkspaces = OneWorkspace(world.store, calls, world.clock)
    if settings.slack_client_id and settings.slack_client_secret:
        secret = (settings.slack_client_id, settings.slack_client_secret.get_secret_value())
        workspaces = InstalledWorkspaces(world.store, calls, settings.public_url + INSTALL_PATH, world.clock)
        back = settings.public_url + REDIRECT_PATH
        installer = SlackInstaller(workspaces, calls, secret, back, settings.slack_command, world.clock, world.entropy)
    app_token, signing = _value(settings.slack_app_token), _value(settings.slack_signing_secret)
    adapter = SlackAdapter(world, dispatcher, workspaces, calls, app_token, signing, settings.slack_command)
    return adapter, Doors(adapter.handle if app_token is None else None, installer)


def _value(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


async def _opened_unless(stop: Stop, settings: Settings) -> SqlStore[Transaction] | None:
    """Return the store, or None where stopping begins first: a database that says nothing is waited for much longer."""
    opening, stopping = asyncio.create_task(_opened(settings)), asyncio.create_task(stop.begun.wait())
    await asyncio.wait((opening, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if opening.done():
        return await opening
    opening.cancel()
    await asyncio.wait((opening,), timeout=STORE)
    if opening.done() and not opening.cancelled():
        log.debug("the database was still being opened: %s", opening.exception())
    return None


async def _opened(settings: Settings) -> SqlStore[Transaction]:
    try:
        return await open_store(settings.database_url.get_secret_value())
    except Exception as error:
        log.debug("the database cannot be opened", exc_info=True)
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise StartFault(f"The database at MORATORIUM_DATABASE_URL cannot be opened: {reason}") from error


async def _listening(register: WebServer, settings: Settings) -> None:
    host, port = settings.register_host, settings.register_port
    try:
        await register.start(host, port)
    except PortTaken as taken:
        if (await inquire(host, port, INQUIRY)).holder is Holder.MORATORIUM:
            raise StartFault(
                f"Moratorium is running already: its register answers at {host}:{port}. Use that one or stop it; for "
                "another beside it set MORATORIUM_REGISTER_PORT to a free port and MORATORIUM_DATABASE_URL to its own."
            ) from taken
        raise StartFault(
            f"The register cannot listen at {host}:{port} ({taken}). Set MORATORIUM_REGISTER_PORT to a free port, "
            "or MORATORIUM_REGISTER_HOST to an address of this machine."
        ) from taken
    log.log(logging.INFO if settings.has_token else logging.DEBUG, "the register is at %s", settings.public_url)


async def _run(platform: Platform, adapter: Adapter, stop: Stop) -> None:
    """Keep *adapter* running, again after a while where it ends; where that is the console, stop everything."""
    for attempt in itertools.count():
        fault: Exception | None = None
        try:
            await adapter.run()
        except Exception as error:
            fault = error
        if stop.begun.is_set() or (platform is Platform.CONSOLE and fault is None):
            stop.begin()
            return
        wait = min(2.0**attempt, LONGEST_RETRY)
        log.error("%s ended; trying again in %.0f seconds", platform.value.capitalize(), wait, exc_info=fault)
        await asyncio.sleep(wait)


async def _all_stopped(adapters: Adapters) -> None:
    await asyncio.gather(
        *(stopped(platform.value, adapter.aclose, PLATFORMS) for platform, adapter in adapters.items())
    )

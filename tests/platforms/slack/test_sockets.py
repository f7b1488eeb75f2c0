"""Socket Mode comes back from everything, and says what is wrong while it does not."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.platforms.slack import pauses, sockets
from bot.platforms.slack.adapter import SlackAdapter
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.workspaces import OneWorkspace
from bot.ports import Transaction
from commands.dispatch import Dispatcher
from storage.store import SqlStore
from tests.platforms.slack.conftest import Bot, Clock, made_world
from tests.servers.slack import SlackServer


@pytest.fixture
def transport() -> str:
    return "socket"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same waits, ten times as short."""
    monkeypatch.setattr(sockets, "PING_SECONDS", 0.5)
    monkeypatch.setattr(sockets, "SILENT_SECONDS", 1.2)
    monkeypatch.setattr(sockets, "GRACE_SECONDS", 0.4)
    monkeypatch.setattr(pauses, "LONGEST", 0.4)


async def helped(bot: Bot) -> bool:
    answer = await bot.slack.person("bob").command("/pause", "help")
    return answer.acked and "propose" in answer.text


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_an_announced_end_is_answered_by_a_new_connection_before_the_old_one_goes(bot: Bot, reason: str) -> None:
    await bot.slack.disconnect(reason)
    await bot.slack.until(lambda: bot.slack.opened == 2, what="a second connection")
    assert bot.slack.connections == 2
    await bot.slack.until(lambda: bot.slack.connections == 1, what="the end of the first")
    assert await helped(bot)


async def test_an_abrupt_end_is_noticed_at_once(bot: Bot) -> None:
    bot.slack.drop()
    await bot.slack.until(lambda: bot.slack.opened == 2 and bot.slack.connections == 1, limit=3.0)
    assert await helped(bot)


async def test_a_silent_peer_is_given_up(bot: Bot) -> None:
    bot.slack.silence()
    await bot.slack.until(lambda: bot.slack.opened == 2, what="a second connection")
    assert await helped(bot)


async def test_a_closed_session_is_opened_again(bot: Bot) -> None:
    for socket in list(bot.slack.deliverer.sockets):
        await socket.ws.close()
    await bot.slack.until(lambda: bot.slack.opened == 2 and bot.slack.connections == 1)
    assert await helped(bot)


async def test_slack_going_away_and_coming_back_is_lived_through(bot: Bot) -> None:
    await bot.slack.stop()
    await bot.slack.start()
    await bot.slack.until(lambda: bot.slack.connections == 1, limit=10.0)
    assert await helped(bot)


async def test_connections_that_last_no_time_are_opened_more_and_more_slowly(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pauses, "LONGEST", 30.0)
    opened = bot.slack.opened
    end = time.monotonic() + 2.0
    while time.monotonic() < end:
        bot.slack.drop()
        await bot.slack.pulse.reached(lambda: bot.slack.connections == 1, 0.2)
    assert bot.slack.opened - opened <= 3


async def test_what_was_heard_on_the_old_connection_is_acknowledged_on_it(bot: Bot) -> None:
    answering = asyncio.create_task(bot.slack.person("bob").command("/pause", "help"))
    await bot.slack.disconnect("refresh_requested")
    assert (await answering).acked


async def test_an_envelope_that_comes_on_two_connections_is_answered_once(bot: Bot) -> None:
    first = await bot.slack.person("bob").command("/pause", "help")
    frame = {"envelope_id": first.delivery.envelope, "type": "slash_commands", "payload": first.delivery.payload}
    called = len(bot.slack.calls)
    await bot.slack.deliverer.sockets[-1].ws.send_json({**frame, "accepts_response_payload": True})
    assert await helped(bot), "what came after it is answered"
    assert len(bot.slack.calls) == called + 1


@asynccontextmanager
async def starting(
    slack: SlackServer, store: SqlStore[Transaction], app_token: str | None = None
) -> AsyncIterator[SlackAdapter]:
    world = made_world(store, Clock(), {})
    calls = Calls(slack.bot_token, slack.api_url)
    workspaces = OneWorkspace(store, calls, world.clock)
    adapter = SlackAdapter(world, Dispatcher(world), workspaces, calls, app_token or slack.app_token, None)
    serving = asyncio.create_task(adapter.run())
    yield adapter
    begun = time.monotonic()
    await adapter.aclose()
    await serving
    assert time.monotonic() - begun < 1.5


async def test_it_waits_for_a_slack_that_cannot_be_reached(
    slack: SlackServer, store: SqlStore[Transaction], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await slack.stop()
    async with starting(slack, store):
        await slack.until(lambda: "Slack cannot be reached" in caplog.text)
        await slack.start()
        await slack.connected()
        await slack.until(lambda: "connected by Socket Mode" in caplog.text)
    assert "Slack: serving Test Workspace as @" in caplog.text


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_it_says_that_its_token_is_refused_and_tries_on(
    slack: SlackServer, store: SqlStore[Transaction], caplog: pytest.LogCaptureFixture, error: str
) -> None:
    slack.fault("auth.test", error=error)
    async with starting(slack, store):
        await slack.connected()
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert any(line.startswith("Slack: The ") and "install the app again" in line for line in told)
    assert any(line.endswith("`make doctor` says what to do.") for line in told)


async def test_it_says_that_its_app_token_is_refused(
    slack: SlackServer, store: SqlStore[Transaction], caplog: pytest.LogCaptureFixture
) -> None:
    async with starting(slack, store, app_token="xapp-wrong"):
        await slack.until(lambda: "Slack refuses SLACK_APP_TOKEN (invalid_auth). Trying again" in caplog.text)
    assert "xapp-wrong" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_it_stops_at_once_while_the_peer_is_silent(slack: SlackServer, store: SqlStore[Transaction]) -> None:
    async with starting(slack, store):
        await slack.connected()
        slack.silence()

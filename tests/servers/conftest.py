"""A simulated Slack, by itself and with an app."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from tests.servers.bolt import bolt
from tests.servers.slack import SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
async def socketed(slack: SlackServer) -> AsyncIterator[SlackServer]:
    """A Slack with a bolt app connected to it by Socket Mode."""
    handler = AsyncSocketModeHandler(bolt(slack), slack.app_token, ping_interval=1)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await slack.connected()
    yield slack
    await handler.close_async()  # type: ignore[no-untyped-call]
    assert slack.violations == []


@pytest.fixture
async def posted(slack: SlackServer) -> AsyncIterator[SlackServer]:
    """A Slack that reaches a bolt app by signed HTTP."""
    app = bolt(slack)
    runner = web.AppRunner(app.web_app(path="/slack/events"))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    slack.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield slack
    await runner.cleanup()
    assert slack.violations == []


@pytest.fixture(params=["socketed", "posted"])
def either(request: pytest.FixtureRequest) -> SlackServer:
    server: SlackServer = request.getfixturevalue(request.param)
    return server

"""What Slack delivers: by socket and by signed request, again where it was not heard."""

import json
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from tests.servers.clock import Clock
from tests.servers.pointing import pointed
from tests.servers.slack import SlackServer


@pytest.mark.parametrize("loss", ["drop", "refresh_requested"])
async def test_a_socket_comes_back(socketed: SlackServer, loss: str) -> None:
    if loss == "drop":
        socketed.drop()
    else:
        await socketed.disconnect(loss)
    await socketed.until(lambda: socketed.opened == 2 and socketed.connections == 1)
    assert (await socketed.person("bob").command("/pause", "still there")).text == "you typed still there"


async def test_a_silent_socket_acknowledges_nothing(socketed: SlackServer) -> None:
    socketed.silence()
    delivery = socketed.deliverer.send("slash_commands", {"command": "/pause"})
    await socketed.until(lambda: delivery.sent is not None)
    assert not delivery.acked
    delivery.begun -= 3.1
    assert socketed.unacked == [delivery]


async def test_a_redelivery_is_the_same_payload_in_a_new_envelope(either: SlackServer) -> None:
    first = await either.person("alice").command("/pause", "twice")
    again = await either.redeliver(first.delivery, patience=5)
    assert again.acked
    assert again.delivery.envelope != first.delivery.envelope
    assert again.delivery.payload == first.delivery.payload
    assert [m.text for m in either.ephemerals("alice")] == ["you typed twice"] * 2


async def test_a_redelivery_by_http_is_signed_anew() -> None:
    clock = Clock()
    async with SlackServer(clock=clock) as slack:
        slack.events_url = "http://127.0.0.1:9/"
        delivery = slack.deliverer.send("events_api", {"event": {}}, retry=1, reason="http_timeout")
        body, first = slack.deliverer.request(delivery)
        clock.now += 360
        _, second = slack.deliverer.request(delivery)
        assert first["X-Slack-Signature"] != second["X-Slack-Signature"]
        assert second["X-Slack-Retry-Num"] == "1"
        assert second["X-Slack-Retry-Reason"] == "http_timeout"
        assert second["X-Slack-Signature"] == slack.sign(body)["X-Slack-Signature"]
        await slack.until(lambda: delivery.failed)
        assert slack.unacked == [delivery]


async def test_forged_and_stale_requests_are_refused_by_bolt(posted: SlackServer) -> None:
    body = json.dumps({"type": "event_callback", "event": {"type": "message"}}).encode()
    kind = {"Content-Type": "application/json"}
    assert posted.events_url
    codes = []
    async with aiohttp.ClientSession() as session:
        for headers in (posted.sign(body, secret="forged"), posted.sign(body, at=1_000_000)):
            async with session.post(posted.events_url, data=body, headers=kind | headers) as response:
                codes.append(response.status)
    assert codes == [401, 401]


async def test_an_app_that_names_no_endpoint_is_pointed_here(slack: SlackServer) -> None:
    with pointed(slack=slack.port):
        app = AsyncApp(token=slack.bot_token, signing_secret=slack.signing_secret)

        @app.command("/pause")
        async def command(ack: Any) -> None:
            await ack("at once")

        handler = AsyncSocketModeHandler(app, slack.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.connected()
        assert (await slack.person("bob").command("/pause")).text == "at once"
        await handler.close_async()  # type: ignore[no-untyped-call]

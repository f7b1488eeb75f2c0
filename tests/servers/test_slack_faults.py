"""How the simulated Slack fails when it is told to."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SlackServer


async def test_a_429_is_waited_out_by_the_sdk(slack: SlackServer) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    slack.fault("chat.postMessage", status=429, retry_after=0)
    await client.chat_postMessage(channel="general", text="once")
    assert [c.answer.get("error") for c in slack.calls] == ["ratelimited", None]
    assert [m.text for m in slack.messages("general")] == ["once"]


async def test_success_and_then_an_error_leaves_the_message(slack: SlackServer) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    slack.fault("chat.postMessage", status=503, after=True)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="general", text="ambiguous")
    slack.fault("chat.postMessage", truncated=True)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="general", text="cut short")
    slack.fault("chat.postMessage", error="fatal_error")
    with pytest.raises(SlackApiError, match="fatal_error"):
        await client.chat_postMessage(channel="general", text="never")
    assert [m.text for m in slack.messages("general")] == ["ambiguous", "cut short"]


async def test_a_hanging_call_times_out_on_the_callers_side(slack: SlackServer) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    slack.fault("auth.test", hang=True)
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.1))
    client.session = session
    with pytest.raises(TimeoutError):
        await client.auth_test()
    await session.close()
    assert len(slack.calls) == 1

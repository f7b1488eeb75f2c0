"""What the simulated Slack refuses, as Slack does: what is too late, too long, too much, or not allowed."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.bolt import CARD, FORM
from tests.servers.clock import Clock
from tests.servers.slack import SlackServer
from tests.servers.slack_refusals import DOCUMENTED, Refusal


async def test_a_trigger_expires_after_three_seconds() -> None:
    clock = Clock()
    async with SlackServer(clock=clock) as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        trigger = slack.space.new_trigger("U01ALICE")
        clock.now += 3.1
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await client.views_open(trigger_id=trigger, view=FORM)
        trigger = slack.space.new_trigger("U01ALICE")
        await client.views_open(trigger_id=trigger, view=FORM)
        with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
            await client.views_open(trigger_id=trigger, view=FORM)


async def test_a_response_url_is_good_for_five_uses_and_thirty_minutes() -> None:
    clock = Clock()
    async with SlackServer(clock=clock) as slack, aiohttp.ClientSession() as session:
        alice = slack.space.user("alice")
        url = slack.hand.response_url(alice, "C01GEN", None)
        codes = []
        for _ in range(6):
            async with session.post(url, json={"text": "again"}) as response:
                codes.append(response.status)
        assert codes == [200] * 5 + [404]
        url = slack.hand.response_url(alice, "C01GEN", None)
        clock.now += 30 * 60 + 1
        async with session.post(url, json={"text": "late"}) as response:
            assert (await response.json())["error"] == "expired_url"
        assert len(slack.ephemerals("alice")) == 5


@pytest.mark.parametrize(
    ("prepare", "call", "error"),
    [
        ("", {"channel": "C99"}, "channel_not_found"),
        ("remove_bot", {"channel": "random"}, "not_in_channel"),
        ("archive", {"channel": "random"}, "is_archived"),
        ("", {"channel": "general", "text": ""}, "no_text"),
        ("", {"channel": "general", "text": "x" * 40_001}, "msg_too_long"),
        ("", {"channel": "general", "blocks": CARD * 26}, "invalid_blocks"),
        ("", {"channel": "general", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        (
            "",
            {"channel": "general", "blocks": [{**CARD[1], "elements": CARD[1]["elements"] * 2}]},
            "invalid_blocks",
        ),
        (
            "",
            {
                "channel": "general",
                "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5,
            },
            "msg_blocks_too_long",
        ),
    ],
)
async def test_what_chat_post_message_refuses(
    slack: SlackServer, prepare: str, call: dict[str, Any], error: str
) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    if prepare:
        getattr(slack, prepare)("random")
    with pytest.raises(SlackApiError) as refused:
        await client.api_call("chat.postMessage", json={"text": "hello", **call})
    assert refused.value.response["error"] == error
    assert slack.messages("general") == slack.messages("random") == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "title"),
        ({"submit": None}, "submit"),
        ({"private_metadata": "x" * 3001}, "private_metadata"),
        ({"blocks": []}, "at least one block"),
        ({"blocks": FORM["blocks"] * 2}, "duplicate block_id"),
    ],
)
async def test_what_a_modal_must_be(slack: SlackServer, change: dict[str, Any], said: str) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    trigger = slack.space.new_trigger("U01ALICE")
    with pytest.raises(SlackApiError, match="invalid_arguments") as refused:
        await client.api_call("views.open", json={"trigger_id": trigger, "view": {**FORM, **change}})
    assert said in str(refused.value.response["response_metadata"])
    assert said in str(slack.violations)


async def test_edits_have_an_owner_and_a_window() -> None:
    clock = Clock()
    async with SlackServer(clock=clock) as slack:
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
        said = await slack.person("bob").say("mine")
        with pytest.raises(SlackApiError, match="cant_update_message"):
            await client.chat_update(channel="C01GEN", ts=slack.messages("general")[0].ts, text="no")
        assert not said.acked
        with pytest.raises(SlackApiError, match="message_not_found"):
            await client.chat_update(channel="C01GEN", ts="1.1", text="no")
        card = await client.chat_postMessage(channel="general", text="card")
        slack.space.edit_window = 60
        clock.now += 61
        with pytest.raises(SlackApiError, match="edit_window_closed"):
            await client.chat_update(channel="C01GEN", ts=card["ts"], text="late")


async def test_a_live_broadcast_is_a_violation(slack: SlackServer) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    await client.chat_postMessage(channel="general", text="see &lt;!channel&gt;")
    assert slack.violations == []
    await client.chat_postMessage(channel="general", text="see <!channel>")
    assert slack.violations == ["chat.postMessage: live <!channel>"]


def test_every_refusal_is_documented() -> None:
    assert all(page.startswith("https://docs.slack.dev/") for page, _ in DOCUMENTED.values())
    with pytest.raises(KeyError):
        Refusal("made_up")


async def test_calls_too_many_are_refused_where_it_limits() -> None:
    clock = Clock()
    async with SlackServer(clock=clock, limiting=True) as server, aiohttp.ClientSession() as session:
        said = {"Authorization": f"Bearer {server.bot_token}"}

        async def posts(channel: str) -> tuple[int, str | None]:
            body = {"channel": channel, "text": "card"}
            async with session.post(f"{server.api_url}chat.postMessage", json=body, headers=said) as response:
                return response.status, response.headers.get("Retry-After")

        assert [await posts(channel) for channel in ("C01GEN", "C01GEN", "C02RND")] == [
            (200, None),
            (429, "1"),
            (200, None),
        ]
        clock.now += 1
        assert (await posts("C01GEN"))[0] == 200
        assert len(server.limited) == 1

"""The simulated Slack is honest: slack-bolt and slack-sdk themselves live with it."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tests.servers.clock import Clock
from tests.servers.pointing import pointed
from tests.servers.slack import SlackServer
from tests.servers.slack_inputs import Impossible
from tests.servers.slack_refusals import DOCUMENTED, Refusal

FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "propose",
    "title": {"type": "plain_text", "text": "Propose a red line"},
    "submit": {"type": "plain_text", "text": "Continue"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "typed", "max_length": 80},
        },
        {
            "type": "input",
            "block_id": "scope",
            "label": {"type": "plain_text", "text": "Scope"},
            "element": {
                "type": "radio_buttons",
                "action_id": "picked",
                "options": [
                    {"text": {"type": "plain_text", "text": "Every lab"}, "value": "all"},
                    {"text": {"type": "plain_text", "text": "Lab A"}, "value": "a"},
                ],
            },
        },
        {
            "type": "input",
            "block_id": "evidence",
            "optional": True,
            "label": {"type": "plain_text", "text": "Evidence"},
            "element": {"type": "external_select", "action_id": "cited", "min_query_length": 0},
        },
    ],
}
CARD: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*RL-1* Lab A pauses"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "for",
                "text": {"type": "plain_text", "text": "For"},
                "value": "1:for",
            }
        ],
    },
]


def bolt(slack: SlackServer) -> AsyncApp:
    """An app that does one of everything."""
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, process_before_response=True)

    @app.command("/pause")
    async def command(ack: Any, body: dict[str, Any], respond: Any, client: AsyncWebClient) -> None:
        await ack()
        if body["text"] == "form":
            await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        elif body["text"] == "card":
            await client.chat_postMessage(channel=body["channel_id"], text="RL-1", blocks=CARD)
            await respond("posted")
        else:
            await respond(f"you typed {body['text']}")

    @app.action("for")
    async def vote(ack: Any, body: dict[str, Any], client: AsyncWebClient, respond: Any) -> None:
        await ack()
        card = body["message"]
        await client.chat_update(channel=body["channel"]["id"], ts=card["ts"], text="RL-1, 1 ballot")
        await respond("recorded")

    @app.options("cited")
    async def cited(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[{"text": {"type": "plain_text", "text": payload["value"]}, "value": "e1"}])

    @app.view("propose")
    async def proposed(ack: Any, view: dict[str, Any], body: dict[str, Any], client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        title = values["title"]["typed"]["value"]
        if title == "bad":
            await ack(response_action="errors", errors={"title": "say more"})
            return
        await ack()
        scope = values["scope"]["picked"]["selected_option"]["value"]
        cited = values["evidence"]["cited"]["selected_option"]
        await client.chat_postEphemeral(
            channel="C01GEN", user=body["user"]["id"], text=f"{title} / {scope} / {cited and cited['value']}"
        )

    @app.view_closed("propose")
    async def closed(ack: Any) -> None:
        await ack()

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        blocks = [{"type": "section", "text": {"type": "plain_text", "text": "nothing needs you"}}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    return app


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


async def test_a_command_is_acked_and_answered_privately(socketed: SlackServer) -> None:
    answer = await socketed.person("alice").command("/pause", "R&D by @bob", channel="random")
    assert answer.acked
    assert answer.text == "you typed R&amp;D by <@U02BOB|bob>"
    assert [m.shown for m in socketed.ephemerals("alice")] == [answer.text]
    assert socketed.messages("random") == []
    assert socketed.unacked == []


async def test_over_http_too(posted: SlackServer) -> None:
    answer = await posted.person("alice").command("/pause", "hello")
    assert answer.acked
    assert answer.delivery.status == 200
    assert answer.text == "you typed hello"


async def test_a_form_is_opened_corrected_and_submitted(either: SlackServer) -> None:
    alice = either.person("alice")
    view = (await alice.command("/pause", "form")).view
    assert view is not None
    assert either.view("alice") is view
    refused = await alice.submit(view, {"Title": "bad", "Scope": "Lab A"})
    assert refused.errors == {"title": "say more"}
    assert view.open
    accepted = await alice.submit(view, {"title": "RL", "Evidence": "paper"})
    assert accepted.text == "RL / a / e1"
    assert not view.open
    assert either.view("alice") is None


async def test_a_client_does_not_send_an_impossible_form(socketed: SlackServer) -> None:
    alice = socketed.person("alice")
    view = (await alice.command("/pause", "form")).view
    assert view is not None
    with pytest.raises(Impossible, match="required"):
        await alice.submit(view, {"Title": "RL"})
    with pytest.raises(Impossible, match="80 characters"):
        await alice.submit(view, {"Title": "x" * 81, "Scope": "all"})
    with pytest.raises(Impossible, match="no option"):
        await alice.submit(view, {"Title": "x", "Scope": "none"})
    left = await alice.close(view, patience=0)
    assert left is not None
    assert left.acked
    with pytest.raises(Impossible, match="cannot be submitted"):
        await alice.submit(view, {"Title": "x", "Scope": "all"})


async def test_a_button_updates_its_card(either: SlackServer) -> None:
    await either.person("alice").command("/pause", "card")
    card = either.messages("general")[0]
    assert [b["value"] for b in card.buttons] == ["1:for"]
    answer = await either.person("bob").press(card, "For")
    assert answer.text == "recorded"
    assert either.ephemerals("alice")[-1].text == "posted"
    assert card.text == "RL-1, 1 ballot"
    assert card.blocks, "chat.update without blocks leaves them"
    assert [e.text for e in card.edits] == ["RL-1"]


async def test_the_home_tab(socketed: SlackServer) -> None:
    answer = await socketed.person("bob").open_home()
    assert answer.text == "nothing needs you"
    assert socketed.home("bob") is answer.view


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


async def test_people_are_listed_in_pages(slack: SlackServer) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    people = []
    async for page in await client.users_list(limit=3):
        people += page["members"]
    assert [p["name"] for p in people if not p["is_bot"]] == [
        "alice",
        "bob",
        "carol",
        "dave",
        "erin",
        "frank",
    ]
    assert [p["name"] for p in people if p["is_owner"]] == ["alice"]
    assert [p["name"] for p in people if p["is_restricted"]] == ["frank"]
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        await client.users_list(cursor="stale")
    with pytest.raises(SlackApiError, match="user_not_found"):
        await client.users_info(user="U99")


async def test_tokens_are_checked(slack: SlackServer) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        await AsyncWebClient("xoxb-wrong", base_url=slack.api_url).auth_test()
    with pytest.raises(SlackApiError, match="not_authed"):
        await AsyncWebClient(base_url=slack.api_url).auth_test()
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await AsyncWebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.bot_token)


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


async def test_a_live_broadcast_is_a_violation(slack: SlackServer) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    await client.chat_postMessage(channel="general", text="see &lt;!channel&gt;")
    assert slack.violations == []
    await client.chat_postMessage(channel="general", text="see <!channel>")
    assert slack.violations == ["chat.postMessage: live <!channel>"]


async def test_the_hand_by_http(socketed: SlackServer) -> None:
    async with aiohttp.ClientSession() as session:

        async def do(verb: str, **body: Any) -> Any:
            async with session.post(f"{socketed.url}/_control/{verb}", json=body) as response:
                return await response.json()

        answer = await do("command", user="alice", command="/pause", text="card")
        assert answer["text"] == "posted"
        [card] = await do("messages", channel="general")
        voted = await do("press", user="bob", message=card["ts"], action="For")
        assert voted["text"] == "recorded"
        assert "error" in await do("press", user="bob", message=card["ts"], action="Against")
        assert await do("violations") == []


def test_every_refusal_is_documented() -> None:
    assert all(page.startswith("https://docs.slack.dev/") for page, _ in DOCUMENTED.values())
    with pytest.raises(KeyError):
        Refusal("made_up")


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


async def test_another_workspace_has_its_own_people_channels_and_token() -> None:
    async with SlackServer() as slack:
        other = slack.add_workspace("T02LABB", "Lab B")
        other.add_person("grace")
        slack.oauth.redirects = {"https://pause.example.org/back"}
        asked = f"https://slack.com/oauth/v2/authorize?client_id={slack.client_id}&scope=chat:write,users:read"
        asked += "&redirect_uri=https://pause.example.org/back&state=s"
        back = slack.oauth.approve(asked, other.methods, "U01ALICE")
        assert back == "https://pause.example.org/back?code=code-1&state=s"
        client = AsyncWebClient(base_url=slack.api_url)
        body = {"code": "code-1", "redirect_uri": "https://pause.example.org/back"}
        refusals = [
            ({}, slack.client_id, "not the secret", "bad_client_secret"),
            ({}, "3.4", slack.client_secret, "invalid_client_id"),
            ({"code": "code-2"}, slack.client_id, slack.client_secret, "invalid_code"),
            (
                {"redirect_uri": "https://elsewhere.example.org"},
                slack.client_id,
                slack.client_secret,
                "bad_redirect_uri",
            ),
        ]
        for change, name, secret, error in refusals:
            with pytest.raises(SlackApiError, match=error):
                await exchange(client, body | change, name, secret)
        told = await exchange(client, body, slack.client_id, slack.client_secret)
        assert (told["team"], told["token_type"]) == ({"id": "T02LABB", "name": "Lab B"}, "bot")
        with pytest.raises(SlackApiError, match="invalid_code"):
            await exchange(client, body, slack.client_id, slack.client_secret)
        there = AsyncWebClient(told["access_token"], base_url=slack.api_url)
        assert (await there.auth_test())["team"] == "Lab B"
        assert "grace" in {user["name"] for user in (await there.users_list())["members"]}
        await there.chat_postMessage(channel="general", text="hello")
        assert (len(other.messages("general")), len(slack.messages("general"))) == (1, 0)
        slack.oauth.revoke(other.methods, "account_inactive")
        with pytest.raises(SlackApiError, match="account_inactive"):
            await there.auth_test()


async def exchange(client: AsyncWebClient, body: dict[str, str], name: str, secret: str) -> AsyncSlackResponse:
    signed = "Basic " + b64encode(f"{name}:{secret}".encode()).decode()
    return await client.api_call("oauth.v2.access", data=body, headers={"Authorization": signed})


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

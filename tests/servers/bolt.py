"""An app of slack-bolt's own making, that lives with the simulated Slack and so shows that this is honest."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SlackServer

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

"""Workspaces, each with its own people, channels and token."""

from base64 import b64encode

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tests.servers.slack import SlackServer


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

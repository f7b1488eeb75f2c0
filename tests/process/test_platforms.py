"""One process that serves both platforms, each whatever becomes of the other."""

import signal

import aiohttp

from tests.process.home import LAUNCHER, ROOT, Home, Process
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

CANARY = "canary-5f3b9a"


async def serving(home: Home, slack: SlackServer, discord: DiscordServer, **environment: str) -> Process:
    tokens = {
        "DISCORD_TOKEN": discord.token,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        **environment,
    }
    ports = ("--discord", str(discord.port), "--slack", str(slack.port))
    return await home.start(*ports, program=LAUNCHER, PYTHONPATH=str(ROOT), **tokens)


async def test_both_are_served_and_stopped_in_time(home: Home, slack: SlackServer, discord: DiscordServer) -> None:
    process = await serving(home, slack, discord)
    await process.until("Slack: connected by Socket Mode")
    await process.until("Discord: connected as")
    assert "Open votes" in (await slack.person("alice").command("/pause", "status", channel="general")).text
    assert "Open votes" in (await discord.person("alice").slash("status", {}, channel="general")).text
    assert await home.get("/healthz") == (200, '{"status": "ok"}')
    process.child.send_signal(signal.SIGTERM)
    assert await process.ended(within=10) == 0
    assert slack.violations == discord.violations == []
    assert "ERROR" not in process.err
    assert process.out == ""


async def test_a_refused_token_is_named_but_not_shown_and_the_other_platform_works(
    home: Home, slack: SlackServer, discord: DiscordServer
) -> None:
    process = await serving(home, slack, discord, DISCORD_TOKEN=CANARY, MORATORIUM_LOG_LEVEL="DEBUG")
    await process.until("it refuses DISCORD_TOKEN (`make doctor` says what to do); trying again in")
    await slack.connected()
    assert "Open votes" in (await slack.person("alice").command("/pause", "status", channel="general")).text
    process.child.terminate()
    assert await process.ended(within=10) == 0
    for secret in (CANARY, slack.bot_token, slack.app_token):
        assert secret not in process.err + process.out


async def test_a_platform_that_cannot_be_reached_is_served_once_it_can(
    home: Home, slack: SlackServer, discord: DiscordServer
) -> None:
    await slack.stop()
    process = await serving(home, slack, discord)
    await process.until("Discord: connected as")
    await process.until("Slack: ")
    assert "Open votes" in (await discord.person("alice").slash("status", {}, channel="general")).text
    await slack.start()
    await process.until("Slack: connected by Socket Mode")
    assert "Open votes" in (await slack.person("alice").command("/pause", "status", channel="general")).text
    process.child.terminate()
    assert await process.ended(within=10) == 0


async def test_slack_by_http_is_heard_by_the_registers_server(
    home: Home, slack: SlackServer, discord: DiscordServer
) -> None:
    slack.events_url = f"http://127.0.0.1:{home.port}/slack/events"
    by_http = {
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "MORATORIUM_SLACK_COMMAND": "/table",
    }
    process = await serving(home, slack, discord, **by_http)
    await process.until("Slack: serving")
    answer = await slack.person("alice").command("/table", "status", channel="general")
    assert answer.acked
    assert "Open votes" in answer.text
    process.child.terminate()
    assert await process.ended(within=10) == 0
    assert slack.signing_secret not in process.err
    assert slack.opened == 0


async def test_many_workspaces_install_it_at_the_registers_server_and_no_secret_is_logged(
    home: Home, slack: SlackServer, discord: DiscordServer
) -> None:
    address = "https://pause.example.org"
    slack.oauth.tokens.clear()
    slack.oauth.redirects = {f"{address}/slack/oauth_redirect"}
    slack.events_url = f"http://127.0.0.1:{home.port}/slack/events"
    settings = {
        "SLACK_BOT_TOKEN": "",
        "SLACK_APP_TOKEN": "",
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_CLIENT_ID": slack.client_id,
        "SLACK_CLIENT_SECRET": slack.client_secret,
        "MORATORIUM_REGISTER_URL": address,
        "MORATORIUM_LOG_LEVEL": "DEBUG",
    }
    process = await serving(home, slack, discord, **settings)
    await process.until("Slack: serving every workspace that installs the app")
    here = f"http://127.0.0.1:{home.port}"
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{here}/slack/install", allow_redirects=False) as response:
            asked, cookie = response.headers["Location"], response.headers["Set-Cookie"].partition(";")[0]
        back = slack.oauth.approve(asked, slack.methods, "U01ALICE").replace(address, here)
        async with browser.get(back, headers={"Cookie": cookie}) as response:
            assert "Moratorium is installed in Test Workspace" in await response.text()
    assert asked.startswith("https://slack.com/oauth/v2/authorize?")
    assert "Open votes" in (await slack.person("alice").command("/pause", "status")).text
    await slack.uninstall(slack)
    process.child.terminate()
    assert await process.ended(within=10) == 0
    for secret in (*slack.oauth.revoked, "code-1", slack.client_secret, slack.signing_secret):
        assert secret not in process.err + process.out
    assert slack.unacked == []


async def test_with_a_token_there_is_no_console(home: Home, slack: SlackServer, discord: DiscordServer) -> None:
    process = await serving(home, slack, discord)
    process.say("as bob", "status")
    await process.until("Discord: connected as")
    process.child.terminate()
    assert await process.ended(within=10) == 0
    assert process.out == ""

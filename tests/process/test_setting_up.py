"""What helps to set it up, run as an admin runs it: the doctor, the invitation and the manifest."""

import json
import socket

import pytest

from bot.platforms.discord.permissions import PERMISSIONS, invitation
from tests.process.home import LAUNCHER, ROOT, Home, Process
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

CANARY = "canary-5f3b9a"
NUMBER = 1457705189376000001
SPELT = "MTQ1NzcwNTE4OTM3NjAwMDAwMQ"


async def run(home: Home, command: str, *ports: str, **environment: str) -> Process:
    process = await home.start(*ports, command, program=LAUNCHER, PYTHONPATH=str(ROOT), **environment)
    await process.ended()
    return process


async def test_the_invitation_is_the_first_line_and_its_permissions_are_explained(
    home: Home, discord: DiscordServer
) -> None:
    process = await run(home, "invite", "--discord", str(discord.port), DISCORD_TOKEN=discord.token)
    assert process.child.returncode == 0
    assert process.out.split("\n")[0] == invitation(discord.application_id)
    for permission in PERMISSIONS:
        assert f"- {permission.reason} ({permission.title})" in process.out
    assert process.err == ""
    assert discord.identifies == 0


async def test_without_a_token_it_is_said_where_to_begin(home: Home) -> None:
    process = await run(home, "invite")
    assert (process.child.returncode, process.out) == (1, "")
    assert process.err.startswith("moratorium: No DISCORD_TOKEN is set. docs/how-to/discord-admin.md ")


@pytest.mark.parametrize("token", [CANARY, f"{SPELT}.{CANARY}"])
async def test_a_token_that_is_refused_gives_no_invitation(home: Home, discord: DiscordServer, token: str) -> None:
    process = await run(home, "invite", "--discord", str(discord.port), DISCORD_TOKEN=token)
    assert (process.child.returncode, process.out) == (1, "")
    assert "DISCORD_TOKEN: Discord refuses the token." in process.err
    assert CANARY not in process.err


async def test_where_discord_cannot_be_reached_the_token_itself_says_whose_it_is(
    home: Home, discord: DiscordServer
) -> None:
    await discord.stop()
    process = await run(home, "invite", "--discord", str(discord.port), DISCORD_TOKEN=f"{SPELT}.{CANARY}")
    assert process.out.split("\n")[0] == invitation(NUMBER)
    assert CANARY not in process.out + process.err
    process = await run(home, "invite", "--discord", str(discord.port), DISCORD_TOKEN=CANARY)
    assert (process.child.returncode, process.out) == (1, "")
    assert "Discord cannot be reached" in process.err


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, None),
        ({"MORATORIUM_REGISTER_URL": "https://pause.example.org"}, "https://pause.example.org/slack/events"),
        ({"MORATORIUM_REGISTER_URL": "http://pause.example.org"}, None),
        ({"MORATORIUM_REGISTER_URL": "https://192.168.1.4"}, None),
        (
            {
                "MORATORIUM_REGISTER_URL": "https://pause.example.org",
                "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_APP_TOKEN": "xapp-1",
            },
            None,
        ),
    ],
)
async def test_the_manifest_is_json_and_says_beside_it_how_slack_reaches_the_app(
    home: Home, environment: dict[str, str], address: str | None
) -> None:
    process = await home.run(arguments=("manifest",), MORATORIUM_SLACK_COMMAND="/table", **environment)
    assert process.child.returncode == 0
    told = json.loads(process.out)
    (command,) = told["features"]["slash_commands"]
    assert command["command"] == "/table"
    assert told["settings"]["interactivity"].get("request_url") == command.get("url") == address
    assert (f"at {address}" if address else "by Socket Mode") in process.err


@pytest.mark.parametrize("command", ["run", "console", "doctor", "invite", "manifest"])
async def test_each_command_has_its_help(home: Home, command: str) -> None:
    process = await home.run(arguments=(command, "--help"))
    assert process.child.returncode == 0
    assert process.out.startswith(f"usage: moratorium {command}")
    assert command in (await home.run(arguments=("--help",))).out


async def test_the_doctor_finds_all_well_with_nothing_set_and_leaves_no_trace(home: Home) -> None:
    process = await home.run(arguments=("doctor",))
    assert (process.child.returncode, process.err) == (0, "")
    assert process.out.endswith("\nAll is well.\n")
    assert f"127.0.0.1:{home.port} is free." in process.out
    assert list(home.directory.iterdir()) == []


async def test_the_doctor_finds_the_running_one_and_both_platforms_well(
    home: Home, discord: DiscordServer, slack: SlackServer
) -> None:
    ports = ("--discord", str(discord.port), "--slack", str(slack.port))
    tokens = {
        "DISCORD_TOKEN": discord.token,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
    }
    running = await home.start(*ports, program=LAUNCHER, PYTHONPATH=str(ROOT), **tokens)
    await running.until("Slack: connected by Socket Mode")
    await running.until("Discord: connected as")
    process = await run(home, "doctor", *ports, **tokens)
    assert process.child.returncode == 0, process.out
    assert f"Moratorium is running at 127.0.0.1:{home.port}." in process.out
    assert "of this version" in process.out
    assert (discord.identifies, slack.opened) == (1, 1)
    running.child.terminate()
    assert await running.ended(within=10) == 0


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
async def test_the_doctor_names_what_is_refused_and_shows_no_secret(
    home: Home, discord: DiscordServer, slack: SlackServer, level: str
) -> None:
    process = await run(
        home,
        "doctor",
        *("--discord", str(discord.port), "--slack", str(slack.port)),
        DISCORD_TOKEN=CANARY,
        SLACK_BOT_TOKEN=CANARY,
        SLACK_SIGNING_SECRET=CANARY,
        MORATORIUM_DATABASE_URL=f"postgresql://someone:{CANARY}@127.0.0.1:{home.port}/none",
        MORATORIUM_LOG_LEVEL=level,
    )
    assert process.child.returncode == 1
    for told in (
        "Discord refuses DISCORD_TOKEN.",
        "Slack does not know SLACK_BOT_TOKEN.",
        "Slack cannot send requests",
    ):
        assert f": {told}" in process.out
    assert "4 things to mend." in process.out
    assert CANARY not in process.out + process.err
    assert level == "DEBUG" or process.err == ""


async def test_the_doctor_names_a_setting_that_is_none(home: Home) -> None:
    (home.directory / ".env").write_text("DISCORD_TOKN=x\n")
    process = await home.run(arguments=("doctor",), MORATORIUM_REGISTER_PORT=str(home.port))
    assert (process.child.returncode, process.err) == (1, "")
    assert "MEND  Settings: There is no setting DISCORD_TOKN in .env. Did you mean DISCORD_TOKEN?" in process.out
    assert "1 thing to mend." in process.out


async def test_the_doctor_ends_though_a_server_says_nothing(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://someone@127.0.0.1:{silent.getsockname()[1]}/name"
        process = await home.run(arguments=("doctor",), MORATORIUM_DATABASE_URL=url)
    assert process.child.returncode == 1
    assert "it does not answer within 4 seconds" in process.out

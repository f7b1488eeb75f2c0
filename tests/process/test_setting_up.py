"""What helps to set it up, run as an admin runs it: the invitation and the manifest."""

import json

import pytest

from bot.platforms.discord.permissions import PERMISSIONS, invitation
from tests.process.home import LAUNCHER, ROOT, Home, Process
from tests.servers.discord import DiscordServer

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


@pytest.mark.parametrize("command", ["run", "console", "invite", "manifest"])
async def test_each_command_has_its_help(home: Home, command: str) -> None:
    process = await home.run(arguments=(command, "--help"))
    assert process.child.returncode == 0
    assert process.out.startswith(f"usage: moratorium {command}")
    assert command in (await home.run(arguments=("--help",))).out

"""The manifest: within what Slack takes, made from what is declared, and what the adapter needs to be reached."""

from itertools import permutations
from pathlib import Path

import jsonschema
import pytest

from bot.platforms.slack import manifest as module
from bot.platforms.slack.manifest import HINT, hint, manifest
from bot.platforms.slack.scopes import SCOPES, Event
from commands.catalogue import COMMANDS
from commands.spec import Who
from tests.platforms.slack.manifest_limits import MANIFEST

GOLDEN = Path(__file__).parent / "golden"
ADDRESS = "https://pause.example.org/slack/events"
BACK = "https://pause.example.org/slack/oauth_redirect"


def taken(told):
    jsonschema.Draft7Validator(MANIFEST).validate(told)
    return told


def test_by_socket_it_names_no_address(golden):
    told = taken(manifest([COMMANDS["vote"], COMMANDS["help"]], "/pause", None))
    assert told["settings"]["socket_mode_enabled"]
    assert "url" not in str(told)
    golden(GOLDEN / "manifest.json", "manifest", told)


def test_by_http_everything_goes_to_one_address():
    told = taken(manifest(COMMANDS.values(), "/table", ADDRESS))  # every command there is
    assert not told["settings"]["socket_mode_enabled"]
    asked = told["settings"]["interactivity"]
    assert asked == {"is_enabled": True, "request_url": ADDRESS, "message_menu_options_url": ADDRESS}
    (command,) = told["features"]["slash_commands"]
    assert (command["command"], command["url"], command["should_escape"]) == ("/table", ADDRESS, True)
    assert told["oauth_config"]["scopes"]["bot"] == [scope.name for scope in SCOPES]


@pytest.mark.parametrize("address", [None, ADDRESS])
def test_where_workspaces_install_it_they_come_back_to_one_address(address):
    told = taken(manifest(COMMANDS.values(), "/pause", address, BACK))
    assert told["oauth_config"]["redirect_urls"] == [BACK]
    assert not told["settings"]["org_deploy_enabled"]
    assert not told["settings"]["token_rotation_enabled"]


@pytest.mark.parametrize("address", [None, ADDRESS])
def test_an_event_that_is_declared_is_subscribed_to_and_home_is_shown_where_its_opening_is(monkeypatch, address):
    monkeypatch.setattr(module, "EVENTS", (Event("app_home_opened", "show what needs them"),))
    told = taken(manifest(COMMANDS.values(), "/pause", address))
    subscriptions = told["settings"]["event_subscriptions"]
    assert subscriptions["bot_events"] == ["app_home_opened"]
    assert subscriptions.get("request_url") == address
    assert told["features"]["app_home"]["home_tab_enabled"]


def test_the_longest_slash_command_is_taken():
    taken(manifest(COMMANDS.values(), "/" + "a" * 31, None))


def test_the_hint_has_every_listed_command_those_for_all_first_and_help_last():
    shown = hint(COMMANDS.values()).split(" | ")
    assert sorted(shown) == sorted(command.name for command in COMMANDS.values() if command.listed)
    assert shown[-1] == "help"
    for_admins = [COMMANDS[name].who is Who.ADMIN for name in shown[:-1]]
    assert for_admins == sorted(for_admins)


@pytest.mark.parametrize("limit", [4, 20, 60, HINT])
def test_a_hint_that_is_too_long_loses_its_last_commands_and_never_help(limit):
    most = [command for pair in permutations(COMMANDS.values(), 2) for command in pair]
    shown = hint(most, limit)
    assert len(shown) <= limit
    assert shown.split(" | ")[-1] == "help"

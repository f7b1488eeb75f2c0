"""The app's manifest, made from what is declared: https://docs.slack.dev/reference/app-manifest."""

from collections.abc import Iterable

from bot.platforms.slack.scopes import EVENTS, SCOPES
from bot.platforms.slack.spans import Json
from commands.spec import Command, Who

NAME = "Moratorium"
ABOUT = "Agree on red lines, tests and pauses for frontier AI: propose, vote once each, read the register."
"""Slack takes 140 characters, and has been seen to refuse the 140th."""

HINT = 1000
_LAST = "help"


def manifest(commands: Iterable[Command], slash: str, request_url: str | None, redirect_url: str | None = None) -> Json:
    """Return the manifest of an app whose slash command is *slash*.

    Slack reaches it at *request_url*; None means by Socket Mode. Who installs it comes back to *redirect_url*; None
    means that it is installed in one workspace, from its settings.
    """
    reached = {} if request_url is None else {"request_url": request_url}
    told: Json = {
        "command": slash,
        "description": ABOUT,
        "usage_hint": hint(commands),
        "should_escape": True,  # a channel that is typed comes with its id
    }
    settings: Json = {
        # The second address is Slack's name for where fields ask what they may offer, as somebody types.
        "interactivity": {
            "is_enabled": True,
            **reached,
            **({"message_menu_options_url": request_url} if reached else {}),
        },
        "org_deploy_enabled": False,
        "socket_mode_enabled": request_url is None,
        "token_rotation_enabled": False,
    }
    if EVENTS:
        settings["event_subscriptions"] = {"bot_events": [event.name for event in EVENTS], **reached}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": NAME, "description": ABOUT},
        "features": {
            "app_home": {
                "home_tab_enabled": any(event.name == "app_home_opened" for event in EVENTS),
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,  # private answers are shown there; nothing typed is read
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [told if request_url is None else told | {"url": request_url}],
        },
        "oauth_config": {
            "scopes": {"bot": [scope.name for scope in SCOPES]},
            **({} if redirect_url is None else {"redirect_urls": [redirect_url]}),
        },
        "settings": settings,
    }


def hint(commands: Iterable[Command], limit: int = HINT) -> str:
    """Return what can be typed after the slash command, for everybody first, as far as it fits in *limit* characters;
    ``help``, which lists the rest, is always there."""
    listed = [command for command in commands if command.listed and command.name != _LAST]
    names = [command.name for command in sorted(listed, key=lambda command: command.who is Who.ADMIN)]
    while len(shown := " | ".join([*names, _LAST])) > limit:
        del names[-1]
    return shown

"""What Slack takes as a manifest, as far as ours goes: https://docs.slack.dev/reference/app-manifest.

Lengths that Slack's page gives; the description one less, since the 140th character has been seen to be refused.
"""

from typing import Any


def _text(most: int, pattern: str = "", least: int = 1) -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most, **({"pattern": pattern} if pattern else {})}


def _table(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _list(items: dict[str, Any], most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "uniqueItems": True}


YES = {"type": "boolean"}
ADDRESS = "^https://"

MANIFEST = _table(
    {
        "_metadata": _table({"major_version": {"enum": [1, 2]}, "minor_version": {"type": "integer"}}),
        "display_information": _table({"name": _text(35), "description": _text(139)}, "name"),
        "features": _table(
            {
                "app_home": _table(
                    {
                        "home_tab_enabled": YES,
                        "messages_tab_enabled": YES,
                        "messages_tab_read_only_enabled": YES,
                    }
                ),
                "bot_user": _table({"display_name": _text(80), "always_online": YES}, "display_name"),
                "slash_commands": _list(
                    _table(
                        {
                            "command": _text(32, "^/", least=2),
                            "url": _text(3000, ADDRESS),
                            "description": _text(2000),
                            "usage_hint": _text(1000),
                            "should_escape": YES,
                        },
                        "command",
                        "description",
                    ),
                    most=50,
                    least=1,
                ),
            }
        ),
        "oauth_config": _table(
            {"scopes": _table({"bot": _list(_text(50), 255)}), "redirect_urls": _list(_text(3000, ADDRESS), 1000)}
        ),
        "settings": _table(
            {
                "event_subscriptions": _table(
                    {"request_url": _text(3500, ADDRESS), "bot_events": _list(_text(50), 100)}
                ),
                "interactivity": _table(
                    {
                        "is_enabled": YES,
                        "request_url": _text(3500, ADDRESS),
                        "message_menu_options_url": _text(3500, ADDRESS),
                    },
                    "is_enabled",
                ),
                "org_deploy_enabled": YES,
                "socket_mode_enabled": YES,
                "token_rotation_enabled": YES,
            }
        ),
    },
    "display_information",
)

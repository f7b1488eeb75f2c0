"""What Slack sends when somebody types a command, presses a button, submits a form or opens the Home tab."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.platforms.slack.forms import Origin, said_by

_ENVELOPE = frozenset({"envelope_id", "accepts_response_payload", "retry_attempt", "retry_num", "retry_reason"})


@dataclass(frozen=True, slots=True)
class Heard:
    """Who did something and where. *trigger* opens a form within three seconds; *origin* is where to answer."""

    key: str
    team: str
    team_name: str
    enterprise: str
    user: str
    name: str
    origin: Origin
    trigger: str


def heard(payload: Mapping[str, Any]) -> Heard | None:
    """Read a slash command or an interaction; None where it does not say who did it."""
    person, team = _table(payload, "user"), _table(payload, "team")
    view, container = _table(payload, "view"), _table(payload, "container")
    opened = said_by(view)[1] if view else Origin("")
    user = str(payload.get("user_id") or person.get("id") or "")
    if not user:
        return None
    channel = payload.get("channel_id") or _table(payload, "channel").get("id") or container.get("channel_id")
    return Heard(
        key=key(payload),
        # In a channel that workspaces share, a form belongs to the one whose app opened it.
        team=str(
            view.get("app_installed_team_id") or payload.get("team_id") or team.get("id") or person.get("team_id") or ""
        ),
        team_name=str(payload.get("team_domain") or team.get("domain") or ""),
        enterprise=str(
            payload.get("enterprise_id") or _table(payload, "enterprise").get("id") or team.get("enterprise_id") or ""
        ),
        user=user,
        name=str(payload.get("user_name") or person.get("name") or person.get("username") or user),
        origin=Origin(
            str(channel or opened.channel or ""), str(payload.get("response_url") or opened.response_url or "")
        ),
        trigger=str(payload.get("trigger_id") or ""),
    )


def pressed(action: Mapping[str, Any]) -> str:
    """Return the value of the button that was pressed, or of what was chosen; empty where there is none."""
    return str(_table(action, "selected_option").get("value") or action.get("value") or "")


def home_opened(body: Mapping[str, Any], event: Mapping[str, Any]) -> Heard | None:
    """Read the event that somebody opened the app's Home tab; None for every other event."""
    user = str(event.get("user") or "")
    if event.get("type") != "app_home_opened" or event.get("tab", "home") != "home" or not user:
        return None
    return Heard(
        key=key(body),
        team=str(body.get("team_id") or ""),
        team_name="",
        enterprise=str(body.get("enterprise_id") or ""),
        user=user,
        name="",  # which the event does not tell
        origin=Origin(""),
        trigger="",
    )


def key(payload: Mapping[str, Any]) -> str:
    """Return the inbox key: the same however and however often *payload* is delivered.

    A form and a socket spell an empty field differently, so that empty ones are left out.
    """
    said = {name: value for name, value in payload.items() if name not in _ENVELOPE and value not in ("", None)}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "slack:" + hashlib.sha256(text.encode()).hexdigest()


def _table(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = payload.get(name)
    return found if isinstance(found, dict) else {}

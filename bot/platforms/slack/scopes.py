"""What the app asks a workspace for, each with the reason: manifest, doctor and documents are made from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope of the bot's token. *reason* goes on after "so that the app can"; *methods* are those of the Web API that
    need it (docs.slack.dev/reference/scopes)."""

    name: str
    reason: str
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """An event that the app subscribes to; *reason* as a scope's."""

    name: str
    reason: str


SCOPES = (
    Scope("commands", "have its slash command"),
    Scope(
        "chat:write",
        "post cards, outcomes and digests in channels that it was invited to, and write to people privately",
        ("chat.postMessage", "chat.postEphemeral", "chat.update"),
    ),
    Scope("channels:read", "find another channel for a card whose own is gone", ("users.conversations",)),
    Scope("users:read", "tell members from guests and bots, and know the admins", ("users.info", "users.list")),
    Scope(
        "usergroups:read",
        "tell who holds the user group that the workspace asks of members on a registered roll, if it asks for one",
        ("usergroups.list",),
    ),
)

EVENTS = (
    Event("app_home_opened", "show each member there what needs them"),
    Event("app_uninstalled", "say in the other spaces of a community that this one is gone"),
    Event("tokens_revoked", "notice that it was removed even if Slack tells it no other way"),
)

APP_SCOPE = Scope("connections:write", "be reached by Socket Mode", ("apps.connections.open",))
"""The one scope of the app-level token."""

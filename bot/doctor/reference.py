"""What is asked of the platforms as Markdown, from the lists: ``python -m bot.doctor.reference``."""

from collections.abc import Iterator

from bot.platforms.discord import permissions
from bot.platforms.slack import scopes


def reference() -> str:
    """Return the whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# What Moratorium asks of Discord and Slack"
    yield ""
    yield "Made from the code by `make docs`. Nothing else is asked for; `make doctor` looks whether it is granted."
    yield ""
    yield "## Discord"
    yield ""
    yield f"The invitation (`make invite`) has the scopes {_listed(permissions.SCOPES)} and these permissions."
    yield "No privileged intents are needed."
    yield ""
    yield from _table("permission", ((one.title, one.reason) for one in permissions.PERMISSIONS), "bot")
    yield ""
    yield "## Slack"
    yield ""
    yield "The manifest (`make manifest`) has these scopes of the bot's token. The app-level token for Socket Mode has"
    yield f"one: `{scopes.APP_SCOPE.name}`."
    yield ""
    yield from _table("scope", ((f"`{one.name}`", one.reason) for one in scopes.SCOPES), "app")
    if scopes.EVENTS:
        yield ""
        yield from _table("event", ((f"`{one.name}`", one.reason) for one in scopes.EVENTS), "app")


def _table(heading: str, rows: Iterator[tuple[str, str]], who: str) -> Iterator[str]:
    yield f"| {heading} | so that the {who} can |"
    yield "|---|---|"
    for name, reason in rows:
        yield f"| {name} | {reason} |"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    print(reference(), end="")

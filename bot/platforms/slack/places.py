"""Where in a workspace something can be said."""

from collections.abc import Collection

from bot.platforms.slack.calls import Calls
from bot.ports import Impossible

LOOKED_AT = 200
"""As Slack recommends for a page; a bot is in few channels."""


async def another(calls: Calls, avoiding: Collection[str]) -> str | None:
    """Return a public channel that the bot is in: the one where everybody is, else the first by name.

    :raises Trouble: where Slack does not say which those are.
    """
    asked = {"types": "public_channel", "exclude_archived": "true", "limit": LOOKED_AT}
    try:
        told = await calls.ask("users.conversations", asked, patience=5.0)
    except Impossible:  # an app that was installed before it asked for the scope
        return None
    listed = told.get("channels")
    found = [one for one in listed if isinstance(one, dict) and one.get("id")] if isinstance(listed, list) else []
    found.sort(key=lambda one: (not one.get("is_general"), str(one.get("name") or ""), str(one["id"])))
    return next((str(one["id"]) for one in found if str(one["id"]) not in avoiding), None)

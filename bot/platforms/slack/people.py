"""People of a workspace as Slack describes them."""

from datetime import datetime

from bot.domain.people import Handle, Platform, Profile, Standing
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.spans import Json
from bot.ports import Ambiguous

PAGE = 200
"""As Slack recommends for ``users.list``."""

_PAGES = 5_000
_SYSTEM = "USLACKBOT"  # Slack's own bot, which is not marked as one


def profile(user: Json, realm: str, seen: datetime) -> Profile:
    """Return a user object (docs.slack.dev/reference/objects/user-object) as a profile seen at *seen*."""
    id = str(user.get("id") or "")
    if user.get("is_bot") or user.get("is_workflow_bot") or id == _SYSTEM:
        standing = Standing.BOT
    elif any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted")):
        standing = Standing.GUEST
    else:
        standing = Standing.FULL
    admin = standing is Standing.FULL and bool(user.get("is_admin") or user.get("is_owner"))
    return Profile(Handle(Platform.SLACK, realm, id), name(user), standing, seen, admin)


def name(user: Json) -> str:
    """Return the name by which people see somebody."""
    about = user.get("profile")
    about = about if isinstance(about, dict) else {}
    for given in (about.get("display_name"), about.get("real_name"), user.get("real_name"), user.get("name")):
        if isinstance(given, str) and given.strip():
            return given.strip()
    return str(user.get("id") or "somebody")


async def roll(calls: Calls, realm: str, seen: datetime) -> list[Profile]:
    """Return everybody in the workspace but the deleted, guests and bots marked.

    :raises Trouble: where not all pages can be read; a part of a roll is none.
    """
    found: dict[str, Profile] = {}
    cursor = ""
    for _ in range(_PAGES):
        asked: Json = {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
        page = await calls.ask("users.list", asked, patience=60.0)
        members = page.get("members")
        if not isinstance(members, list):
            raise Ambiguous("Slack's list of people could not be read.")
        for user in members:
            if isinstance(user, dict) and user.get("id") and not user.get("deleted"):
                described = profile(user, realm, seen)
                found[described.handle.user] = described
        following = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not following:
            return list(found.values())
        if following == cursor:
            break
        cursor = following
    raise Ambiguous("Slack's list of people does not end.")

"""People of a workspace as Slack describes them."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.people import Handle, Platform, Profile, Standing
from bot.platforms.slack.groups import Groups, Held
from bot.platforms.slack.spans import Json
from bot.platforms.slack.workspaces import Workspace
from bot.ports import Ambiguous, Clock

PAGE = 500
"""Slack recommends 200 for ``users.list`` and takes 1,000; the twenty requests that it allows a minute then tell of
10,000 people."""

KNOWN_FOR = timedelta(minutes=1)
"""Who was made a guest, or is an admin no more, keeps their rights no longer than this."""

_PAGES = 5_000
_REMEMBERED = 10_000
_SYSTEM = "USLACKBOT"  # Slack's own bot, which is not marked as one


def profile(user: Json, realm: str, seen: datetime) -> Profile:
    """Return a user object (docs.slack.dev/reference/objects/user-object) as a profile seen at *seen*."""
    key = str(user.get("id") or "")
    if user.get("is_bot") or user.get("is_workflow_bot") or key == _SYSTEM:
        standing = Standing.BOT
    elif any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted")):
        standing = Standing.GUEST
    else:
        standing = Standing.FULL
    admin = standing is Standing.FULL and bool(user.get("is_admin") or user.get("is_owner"))
    return Profile(Handle(Platform.SLACK, realm, key), name(user), standing, seen, admin)


def name(user: Json) -> str:
    """Return the name by which people see somebody."""
    about = user.get("profile")
    about = about if isinstance(about, dict) else {}
    for given in (about.get("display_name"), about.get("real_name"), user.get("real_name"), user.get("name")):
        if isinstance(given, str) and given.strip():
            return given.strip()
    return str(user.get("id") or "somebody")


async def roll(workspace: Workspace, held: Held, seen: datetime) -> list[Profile]:
    """Return everybody in *workspace* but the deleted, guests and bots marked, with the user groups that they *held*.

    :raises Trouble: where not all pages can be read; a part of a roll is none.
    """
    found: dict[str, Profile] = {}
    cursor = ""
    for _ in range(_PAGES):
        asked: Json = {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
        page = await workspace.calls.ask("users.list", asked, patience=60.0)
        members = page.get("members")
        if not isinstance(members, list):
            raise Ambiguous("Slack's list of people could not be read")
        for user in members:
            if isinstance(user, dict) and user.get("id") and not user.get("deleted"):
                described = profile(user, workspace.realm, seen)
                key = described.handle.user
                found[key] = replace(described, roles=held.get(key, frozenset()))
        following = str((page.get("response_metadata") or {}).get("next_cursor") or "")
        if not following:
            return list(found.values())
        if following == cursor:
            break
        cursor = following
    raise Ambiguous("Slack's list of people does not end")


class Directory:
    """Who people are, asked of Slack once in a minute each; *groups* says to which user groups they belong."""

    def __init__(self, clock: Clock, groups: Groups) -> None:
        self._clock = clock
        self._groups = groups
        self._known: dict[tuple[str, str], Profile] = {}

    async def profile(self, workspace: Workspace, user: str, realm: str) -> Profile:
        """Return what Slack says of *user* in *workspace*; *realm* is where their id is unique.

        :raises Trouble: where Slack does not say it.
        """
        described = await self._described(workspace, user, realm)
        return replace(described, roles=await self._groups.of(workspace, user))

    async def _described(self, workspace: Workspace, user: str, realm: str) -> Profile:
        now = self._clock()
        # By workspace: an admin of one is not an admin of the others in the same realm.
        known = self._known.get((workspace.team, user))
        if known is not None and now - known.since < KNOWN_FOR and known.since <= now:
            return known
        answer = await workspace.calls.ask("users.info", {"user": user}, patience=2.0)
        described = answer.get("user")
        if not isinstance(described, dict):
            raise Ambiguous("Slack's answer could not be read")
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[workspace.team, user] = found = profile(described | {"id": user}, realm, now)
        return found

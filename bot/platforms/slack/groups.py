"""Which user groups people belong to: asked only where a space names one that members have to be in."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.domain.people import Platform
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.workspaces import Workspace
from bot.ports import Ambiguous, Clock, Store, Trouble

LOG = logging.getLogger(__name__)

KNOWN_FOR = timedelta(minutes=1)
"""Slack takes some twenty of these requests in a minute."""

Held = Mapping[str, frozenset[str]]
"""The keys of the groups that people are in, by their own; also the handles, for one may be typed without its key."""


async def groups(calls: Calls, patience: float) -> Held:
    """Return who is in which group.

    :raises Trouble: where Slack does not say it, as on plans that have no groups.
    """
    told = await calls.ask("usergroups.list", {"include_users": "true"}, patience=patience)
    listed = told.get("usergroups")
    if not isinstance(listed, list):
        raise Ambiguous("Slack's list of user groups could not be read")
    held: defaultdict[str, set[str]] = defaultdict(set)
    for group in listed:
        for user in group.get("users") or []:
            held[str(user)] |= {str(group[name]) for name in ("id", "handle") if group.get(name)}
    return {user: frozenset(keys) for user, keys in held.items()}


class Groups:
    """Who is in which group, asked of Slack once in a minute for each workspace, whatever it answers."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._asked: dict[str, tuple[datetime, Held]] = {}
        self._asking: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def of(self, workspace: Workspace, user: str) -> frozenset[str]:
        """Return the groups that *user* is known to be in; none where the space asks for none, or Slack does not say.

        Nothing is decided by them alone: a vote opens only where ``groups`` tells them.
        """
        space = await self._store.read(lambda tx: tx.communities.space(Platform.SLACK, workspace.team))
        if space is None or space.habits.role is None:
            return frozenset()
        async with self._asking[workspace.team]:
            return (await self._held(workspace)).get(user, frozenset())

    async def _held(self, workspace: Workspace) -> Held:
        now = self._clock()
        asked = self._asked.get(workspace.team)
        if asked is not None and timedelta(0) <= now - asked[0] < KNOWN_FOR:
            return asked[1]
        held: Held = {}
        try:
            held = await groups(workspace.calls, patience=1.0)
        except Trouble as trouble:
            LOG.warning("Slack: who is in which user group of %s is not known (%s)", workspace.name, trouble.reason)
        self._asked[workspace.team] = now, held
        return held

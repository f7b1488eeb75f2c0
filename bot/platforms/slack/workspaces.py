"""The workspaces that are served: the one of the bot's token, or all that have installed the app."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.errors import Refusal
from bot.domain.people import Platform, Space
from bot.platforms.slack.calls import Calls
from bot.platforms.slack.pauses import Pauses
from bot.platforms.slack.refusals import REVOKED, Refused
from bot.ports import Ambiguous, Cause, Clock, Impossible, Installation, NotSent, Store, Transaction, Trouble
from bot.services.losing import note_found, note_lost

ASKING = 2.0
"""Seconds that Slack has to say whether a token is good: it waits for three itself, for the acknowledgement."""

UNINSTALLED = "the app was removed from the workspace"


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a bot's token belongs to, and the *calls* with that token.

    *enterprise* is empty outside Enterprise organisations; what Slack has not said yet is empty too.
    """

    team: str
    name: str
    enterprise: str
    bot: str
    calls: Calls = field(repr=False, compare=False)

    @property
    def realm(self) -> str:
        """Where user ids are unique."""
        return self.enterprise or self.team


class Workspaces(Protocol):
    async def ready(self, pauses: Pauses) -> str:
        """Return who is served, in words, as soon as that is known."""
        ...

    async def known(self, team: str) -> Workspace | None:
        """Return what is known of *team* without asking Slack, None where it is not served."""
        ...

    async def of(self, space: Space) -> Workspace:
        """Return the workspace that is *space*.

        :raises Trouble: where it is not served, or that is not known.
        """
        ...

    async def ended(self, team: str) -> None:
        """Note that the app was removed from *team*, as Slack told, if that is so now.

        :raises Trouble: where Slack does not say so.
        :raises NotRecorded: where it was not noted.
        """
        ...


class OneWorkspace:
    """The workspace of the bot's token, which *calls* have."""

    def __init__(self, store: Store, calls: Calls, clock: Clock) -> None:
        self.present: Workspace | None = None
        self._store = store
        self._clock = clock
        self._calls = calls

    async def ready(self, pauses: Pauses) -> str:
        failures = 0
        while self.present is None:
            try:
                await self._identify()
            except Trouble as trouble:
                failures += 1
                await pauses.rest(failures, trouble)
        return f"{self.present.name} as @{self.present.bot}"

    async def known(self, team: str) -> Workspace | None:
        if self.present is None:
            return Workspace(team, "", "", "", self._calls)
        return self.present if self.present.team == team else None

    async def of(self, space: Space) -> Workspace:
        """Return the workspace, which has to be *space*: another's people are none of its members.

        :raises Impossible: where the bot's token was changed for one of another workspace.
        """
        workspace = self.present or await self._identify()
        if space.key != workspace.team:
            raise Impossible(
                f"the bot's token is for the workspace {workspace.name} ({workspace.team}), not for {space.name} "
                f"({space.key}): set SLACK_BOT_TOKEN to the token of the app in {space.name}",
                Cause.SPACE,
            )
        return workspace

    async def ended(self, team: str) -> None:
        if await _revoked(self._calls):
            await self._store.write(lambda tx: note_lost(tx, Platform.SLACK, team, UNINSTALLED))

    async def _identify(self) -> Workspace:
        found = await identified(self._calls)
        await _found_again(self._store, found.team, self._clock())
        self.present, self._calls.bot = found, f"@{found.bot}"
        return found


class InstalledWorkspaces:
    """All that have installed the app, each with the token that its installation brought.

    *address* is where an admin installs it. Tokens are read anew for each use: another process may have taken an
    installation, or its end.
    """

    def __init__(self, store: Store, calls: Calls, address: str, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._calls = calls
        self._address = address
        self._last: dict[str, Workspace] = {}

    async def ready(self, pauses: Pauses) -> str:
        return f"every workspace that installs the app at {self._address}"

    async def known(self, team: str) -> Workspace | None:
        try:
            found = await self._installed(team)
        except NotSent:  # people can be answered without a token, and are told what the database does not do
            return self._last.get(team) or Workspace(team, "", "", "", self._calls)
        return self._workspace(found) if found is not None else None

    async def of(self, space: Space) -> Workspace:
        found = await self._installed(space.key)
        if found is None:
            raise Impossible(f"the app is not installed in {space.name}: {self._again}", Cause.SPACE)
        return self._workspace(found)

    async def ended(self, team: str) -> None:
        installed = await self._installed(team)
        if installed is None or not await _revoked(self._workspace(installed).calls):
            return

        async def end(tx: Transaction) -> None:
            await note_lost(tx, Platform.SLACK, team, UNINSTALLED)
            await tx.installations.end(team, installed.token)

        await self._store.write(end)

    async def take(self, installation: Installation) -> None:
        """Keep a new installation; its space, where there is one, can be spoken in again.

        :raises NotRecorded: where it was not kept.
        """

        async def keep(tx: Transaction) -> None:
            await note_found(tx, Platform.SLACK, installation.team, self._clock())
            await tx.installations.keep(installation)

        await self._store.write(keep)

    @property
    def _again(self) -> str:
        return f"an admin can install it again at {self._address}"

    async def _installed(self, team: str) -> Installation | None:
        try:
            return await self._store.read(lambda tx: tx.installations.get(team))
        except Refusal as refusal:
            raise NotSent(f"nobody could look up the app's installation ({refusal.message})") from refusal

    def _workspace(self, found: Installation) -> Workspace:
        calls = self._calls.with_token(found.token, f"@{found.bot}" if found.bot else "the bot", self._again)
        self._last[found.team] = workspace = Workspace(found.team, found.name, found.enterprise, found.bot, calls)
        return workspace


async def identified(calls: Calls) -> Workspace:
    """Return what the token of *calls* belongs to.

    :raises Trouble: where Slack does not say it.
    """
    told = await calls.ask("auth.test", {})
    found = Workspace(
        team=str(told.get("team_id") or ""),
        name=str(told.get("team") or ""),
        enterprise=str(told.get("enterprise_id") or ""),
        bot=str(told.get("user") or "the bot"),
        calls=calls,
    )
    if not found.team:
        raise Ambiguous("Slack did not say which workspace the token is for")
    return found


async def _revoked(calls: Calls) -> bool:
    """Return whether the token is good for nothing any more: what Slack tells late may be about one before it."""
    try:
        async with asyncio.timeout(ASKING):
            await calls.ask("auth.test", {})
    except TimeoutError:
        raise NotSent("Slack did not say in time whether the app is still installed") from None
    except Refused as refused:
        if refused.error in REVOKED:
            return True
        raise
    return False


async def _found_again(store: Store, team: str, now: datetime) -> None:
    """Note that the token works: the app was removed once, and its operator has given us the new one."""
    try:
        space = await store.read(lambda tx: tx.communities.space(Platform.SLACK, team))
        if space is not None and space.lost is not None:
            await store.write(lambda tx: note_found(tx, Platform.SLACK, team, now))
    except Refusal as refusal:
        raise NotSent(f"it could not be noted that the app is installed again ({refusal.message})") from refusal

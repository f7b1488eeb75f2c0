"""What Slack answers when it is asked about the app: the requests only, what they mean is judged elsewhere."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.platforms.slack.calls import Calls
from bot.platforms.slack.spans import Json
from bot.ports import Clock, NotSent, Trouble

AT_ONCE = 8
"""So many tokens are asked about at once."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a token belongs to; *is_bot* is False for a person's token. *scopes* are None where Slack did not say."""

    team: str
    name: str
    bot: str
    is_bot: bool
    scopes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Answers:
    """Each answer, or why there is none; *identities* are in the order of the tokens. *socket* is True where Slack
    opens a connection, None where it was not asked; *times* are Slack's clock and ours at once."""

    identities: Sequence[Identity | Trouble]
    socket: bool | Trouble | None
    times: Sequence[tuple[datetime, datetime]]


async def inquire(
    bot_tokens: Sequence[str], app_token: str | None, clock: Clock, within: float, base_url: str | None = None
) -> Answers:
    """Ask Slack about the tokens, some at once; no request is waited for longer than *within* seconds."""
    bots = [_Inquiry(token, clock, within, base_url) for token in bot_tokens]
    app = _Inquiry(app_token or "", clock, within, base_url)
    gate = asyncio.Semaphore(AT_ONCE)

    async def identity(of: _Inquiry) -> Identity | Trouble:
        async with gate:
            return await of.identity()

    try:
        asking = asyncio.gather(*map(identity, bots))
        identities, socket = await asyncio.gather(asking, app.socket() if app_token else _nothing())
        return Answers(identities, socket, [time for one in (*bots, app) for time in one.times])
    finally:
        await asyncio.gather(*(one.calls.close() for one in (*bots, app)))


class _Inquiry:
    """What is asked with one token."""

    def __init__(self, token: str, clock: Clock, within: float, base_url: str | None) -> None:
        self.calls = Calls(token, base_url, self._note)
        self.times: list[tuple[datetime, datetime]] = []
        self._clock = clock
        self._within = within
        self._scopes: frozenset[str] | None = None

    async def identity(self) -> Identity | Trouble:
        told = await self._ask("auth.test")
        if isinstance(told, Trouble):
            return told
        return Identity(
            team=str(told.get("team_id") or ""),
            name=str(told.get("team") or ""),
            bot=str(told.get("user") or ""),
            is_bot=bool(told.get("bot_id")),
            scopes=self._scopes,
        )

    async def socket(self) -> bool | Trouble:
        """Ask for the address of a connection, and leave it at that: the bot may be running."""
        told = await self._ask("apps.connections.open")
        return told if isinstance(told, Trouble) else bool(told.get("url"))

    async def _ask(self, method: str) -> Json | Trouble:
        try:
            async with asyncio.timeout(self._within):
                return await self.calls.ask(method, {})
        except TimeoutError:
            return NotSent(f"Slack does not answer within {self._within:.0f} seconds")
        except Trouble as trouble:
            return trouble

    def _note(self, headers: Mapping[str, str]) -> None:
        if (granted := headers.get("X-Oauth-Scopes")) is not None:
            self._scopes = frozenset(scope.strip() for scope in granted.split(",") if scope.strip())
        try:
            theirs = parsedate_to_datetime(headers["Date"])
        except (KeyError, ValueError):
            return
        if theirs.tzinfo is not None:
            self.times.append((theirs.astimezone(UTC), self._clock()))


async def _nothing() -> None:
    return None

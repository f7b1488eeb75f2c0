"""What went wrong with a request, as the core understands it: without effect, perhaps with, or impossible."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import aiohttp
import discord

from bot.platforms.discord import codes
from bot.platforms.discord.permissions import lacking, needed
from bot.ports import Ambiguous, Cause, Impossible, NotSent, Trouble

Place = discord.abc.GuildChannel | discord.Thread

_SOON = timedelta(seconds=30)
_CROWD_PAUSE = timedelta(minutes=10)
REMOVED = "The bot is not in this server any more: invite it again."
_OLD_EDITS_PAUSE = timedelta(minutes=10)


@dataclass(slots=True)
class Trail:
    """What became of the attempts of one request: *doubtful* once one of them may have had its effect."""

    under_way: bool = False
    failed_late: bool = False

    @property
    def doubtful(self) -> bool:
        return self.under_way or self.failed_late


_trail: ContextVar[Trail | None] = ContextVar("trail", default=None)


@contextmanager
def trailed() -> Iterator[Trail]:
    """Follow the requests that the block makes: the library tries again by itself, and tells only of the last try."""
    trail = Trail()
    token = _trail.set(trail)
    try:
        yield trail
    finally:
        _trail.reset(token)


def tracing() -> aiohttp.TraceConfig:
    """Return what tells the trails of a client's requests."""
    config = aiohttp.TraceConfig()

    async def sends(_: aiohttp.ClientSession, __: SimpleNamespace, ___: object) -> None:
        if trail := _trail.get():
            trail.under_way = True

    async def answered(_: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        if trail := _trail.get():
            trail.under_way = False
            trail.failed_late |= not 400 <= end.response.status < 500

    # From the moment it has a connection, a request may reach the platform.
    config.on_connection_create_end.append(sends)
    config.on_connection_reuseconn.append(sends)
    config.on_request_end.append(answered)
    return config


def trouble(error: Exception, trail: Trail, where: Place | None) -> Trouble:
    """Return what *error*, of a request to *where* (None where that is not known), means."""
    if isinstance(error, discord.HTTPException) and 400 <= error.status < 500 and error.status != 429:
        return _refused(error, where)
    if trail.doubtful:
        return Ambiguous(f"Discord gave no clear answer ({_said(error)}).")
    match error:
        case discord.RateLimited():
            return NotSent("Discord asks to wait.", timedelta(seconds=error.retry_after))
        case discord.HTTPException(code=codes.OLD_EDITS):
            return NotSent("Discord limits edits of messages over an hour old.", _OLD_EDITS_PAUSE)
        case discord.HTTPException():
            return NotSent("Discord asks to wait.", _SOON)
        case OSError() | aiohttp.ClientError() | TimeoutError():
            return NotSent(f"Discord cannot be reached ({_said(error)}).")
        case _:
            return NotSent(f"Discord's answer could not be read ({_said(error)}).", _SOON)


def _refused(error: discord.HTTPException, where: Place | None) -> Trouble:
    place = f"#{where.name}" if where is not None else "that channel"
    remedy = "or choose another channel with /settings"
    match error.code:
        case _ if error.status == 401:
            return NotSent("Discord refuses the bot's token.", _SOON)
        case 0:  # not Discord's own words: something on the way to it
            return NotSent(f"Discord cannot be reached ({_said(error)}).", _SOON)
        case codes.TOO_MANY_CONVERSATIONS:
            return NotSent("Discord lets me write to so many people at once only.", _CROWD_PAUSE)
        case codes.UNKNOWN_SERVER:
            return Impossible(REMOVED, Cause.SPACE)
        case codes.UNKNOWN_CHANNEL:
            return Impossible("The channel is gone: choose another with /settings.", Cause.CHANNEL)
        case codes.NOT_FOR_TEXT | codes.NOT_FOR_THIS:
            return Impossible(f"{place} takes no messages: choose another channel with /settings.", Cause.CHANNEL)
        case codes.UNKNOWN_MESSAGE:
            return Impossible("The message was deleted.", Cause.MESSAGE)
        case codes.ARCHIVED | codes.LOCKED:
            return Impossible(f"The thread {place} is archived: open it again, {remedy}.", Cause.CHANNEL)
        case codes.MISSING_ACCESS | codes.MISSING_PERMISSIONS:
            return Impossible(f"I can't write in {place}: grant {_missing(where)}, {remedy}.", Cause.PERMISSION)
        case codes.CANNOT_REACH_USER | codes.NO_SERVER_IN_COMMON:
            return Impossible("They take no direct messages from me.", Cause.PERSON)
        case codes.UNKNOWN_USER:
            return Impossible("They are not on Discord any more.", Cause.PERSON)
        case _:
            return Impossible(f"Discord refused it ({error.status}, code {error.code}: {error.text[:200]}).")


def _missing(where: Place | None) -> str:
    """Return the permissions that are lacking, as far as the library knows them, or those that there must be."""
    in_thread = isinstance(where, discord.Thread)
    missing = needed(in_thread)
    if where is not None and where.guild.me is not None:
        missing = lacking(where.permissions_for(where.guild.me), in_thread) or missing
    return " and ".join(f"*{one.title}*" for one in missing)


def _said(error: Exception) -> str:
    if isinstance(error, discord.HTTPException):
        return f"status {error.status}"
    return "no answer in time" if isinstance(error, TimeoutError) else type(error).__name__

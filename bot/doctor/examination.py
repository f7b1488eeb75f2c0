"""Everything is looked at at once, and each thing for a few seconds; what comes of it is judged elsewhere."""

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from pydantic import SecretStr

from bot.config import Settings
from bot.doctor import clock as clocks
from bot.doctor import database, register, zones
from bot.doctor.finding import Finding
from bot.ports import Clock, Installation
from bot.web.inquiry import inquire as ask_address
from storage.inquiry import Condition, Meeting, Unreadable
from storage.inquiry import inquire as ask_database

ANSWER_WITHIN = 4.0
"""Seconds for one request to a platform."""

MOST = 20
"""Installations that are looked at."""

LOOK_WITHIN = 4.0
LONGEST = 15.0
"""Seconds for one thing with all its requests."""

T = TypeVar("T")
Times = Sequence[tuple[datetime, datetime]]

log = logging.getLogger(__name__)


async def examine(settings: Settings, clock: Clock) -> Sequence[Finding]:
    """Return what is found of all that *settings* name."""
    looking = asyncio.create_task(_condition(settings))
    address = _bounded("Register", ask_address(settings.register_host, settings.register_port, LOOK_WITHIN))
    (address_found, (discord, discord_times), (slack, slack_times)) = await asyncio.gather(
        address, _discord(settings, looking, clock), _slack(settings, looking, clock)
    )
    condition = await looking
    times: Mapping[str, Times] = {"Discord": discord_times, "Slack": slack_times}
    return [
        _settings(settings),
        address_found if isinstance(address_found, Finding) else register.judged(address_found, settings),
        condition if isinstance(condition, Finding) else database.judged(condition),
        zones.inquire(),
        clocks.judged(times),
        *discord,
        *slack,
    ]


def misread(fault: str) -> Sequence[Finding]:
    """Return what can be found where the settings cannot be used, as *fault* says."""
    mend = "Mend that line in .env, or the variable of that name, and run this again: the rest depends on it."
    return [Finding("Settings", False, fault, mend), zones.inquire()]


def _settings(settings: Settings) -> Finding:
    fields = type(settings).model_fields.items()
    names = [str(field.alias) for name, field in fields if name in settings.model_fields_set]
    told = f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} set." if names else "all are by default."
    if settings.has_token:
        return Finding("Settings", True, told)
    told += " Without a token the console and the register work, and no platform is served."
    mend = "To serve Discord or Slack, follow docs/how-to/discord-admin.md or docs/how-to/slack-admin.md."
    return Finding("Settings", True, told, mend)


async def _condition(settings: Settings) -> Condition | Unreadable | Finding:
    async def look() -> Condition | Unreadable:
        try:
            return await ask_database(settings.database_url.get_secret_value(), LOOK_WITHIN)
        except Unreadable as error:
            return error

    return await _bounded("Database", look())


async def _meetings(looking: Awaitable[Condition | Unreadable | Finding]) -> Sequence[Meeting]:
    found = await asyncio.shield(looking)
    return found.meetings if isinstance(found, Condition) else ()


async def _discord(
    settings: Settings, looking: Awaitable[Condition | Unreadable | Finding], clock: Clock
) -> tuple[Iterable[Finding], Times]:
    if settings.discord_token is None:
        return (), ()
    from bot.doctor import discord
    from bot.platforms.discord.inquiry import inquire

    async def places() -> Sequence[tuple[str, str]]:
        return discord.places(await _meetings(looking))

    asking = inquire(settings.discord_token.get_secret_value(), places, clock, ANSWER_WITHIN)
    answers = await _bounded("Discord", asking)
    if isinstance(answers, Finding):
        return (answers,), ()
    return discord.judged(answers, await _meetings(looking)), answers.times


async def _slack(
    settings: Settings, looking: Awaitable[Condition | Unreadable | Finding], clock: Clock
) -> tuple[Iterable[Finding], Times]:
    if not settings.has_slack:
        return (), ()
    from bot.doctor import slack
    from bot.platforms.slack.inquiry import inquire

    own = _value(settings.slack_bot_token)
    installed = () if own is not None else await _installations(looking)
    tokens = [own] if own is not None else [one.token for one in installed[:MOST]]
    answers = await _bounded("Slack", inquire(tokens, _value(settings.slack_app_token), clock, ANSWER_WITHIN))
    if isinstance(answers, Finding):
        return (answers,), ()
    if own is None:
        return slack.judged_many(answers, settings, installed), answers.times
    return slack.judged(answers, settings, await _meetings(looking)), answers.times


async def _installations(looking: Awaitable[Condition | Unreadable | Finding]) -> Sequence[Installation]:
    found = await asyncio.shield(looking)
    return found.installations if isinstance(found, Condition) else ()


def _value(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


async def _bounded(what: str, look: Awaitable[T]) -> T | Finding:
    try:
        async with asyncio.timeout(LONGEST):
            return await look
    except TimeoutError:
        told = f"it was not to be seen within {LONGEST:.0f} seconds."
        return Finding(what, False, told, "Run this again; where that does not help, look at what is slow there.")
    except Exception as error:
        log.exception("looking at %s failed", what)
        told = f"looking at it failed ({type(error).__name__}), which is our fault."
        return Finding(what, False, told, "Run this with MORATORIUM_LOG_LEVEL=DEBUG and report what it prints.")

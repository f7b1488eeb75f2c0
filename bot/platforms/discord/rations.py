"""What a request to Discord draws on: docs.discord.com/developers/topics/rate-limits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import discord

from bot.domain.addresses import person_in
from bot.domain.pacing import Limit, Ration
from bot.platforms.discord import limits

_ALL = Ration("discord", Limit(*limits.REQUESTS))


def sending(channel: str) -> Sequence[Ration]:
    own = Ration(f"discord:{channel}:send", Limit(*limits.SENDS))
    if person_in(channel) is not None:
        return own, Ration("discord:conversations", Limit(*limits.CONVERSATIONS)), _ALL
    return own, _ALL


def editing(channel: str, reference: str, now: datetime) -> Sequence[Ration]:
    own = Ration(f"discord:{channel}:edit", Limit(*limits.EDITS))
    if now - _posted(reference) < limits.YOUNG:
        return own, _ALL
    return Ration(f"discord:{channel}:old", Limit(*limits.OLD_EDITS)), own, _ALL


def _posted(reference: str) -> datetime:
    """Return when the message was posted, which its id tells."""
    if not (reference.isascii() and reference.isdecimal()):
        return datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
    return discord.utils.snowflake_time(int(reference))

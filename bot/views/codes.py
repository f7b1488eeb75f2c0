"""One-time codes as they are answered."""

from collections.abc import Mapping

from bot.domain.codes import OneTimeCode
from bot.domain.people import Platform
from bot.views.elements import Card, Code, Inline, Items, Tone, note
from bot.views.phrases import counted


def typed(command: str, made: OneTimeCode, prefixes: Mapping[Platform, str]) -> Items:
    """Return how *made* is typed on each platform, as its people type it."""
    lines: list[tuple[Inline, ...]] = []
    for platform, prefix in prefixes.items():
        given = f"code:{made}" if platform is Platform.DISCORD else str(made)
        lines.append((f"{platform.value.capitalize()}: ", Code(f"{prefix}{command} {given}")))
    return Items(tuple(lines))


def wrong(left: int) -> Card:
    """Return the answer to a code that is not valid; *left* tries remain."""
    tries = f"{counted(left, 'try', 'tries')} left" if left else "No try is left for the next ten minutes"
    return note(
        "There is no such code, or it was used, or its time is over. Nothing was done. ",
        f"{tries}: all codes are counted together, those that link accounts and those that join a table.",
        tone=Tone.WARNING,
    )

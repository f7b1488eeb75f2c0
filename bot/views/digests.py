"""The digest and the answers about it."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.directions import isolated
from bot.domain.periods import Weekly
from bot.views.elements import (
    Card,
    Channel,
    Code,
    Heading,
    Items,
    Moment,
    Strong,
    Tone,
    note,
)
from bot.views.phrases import counted


def subscribed(number: int, weekly: Weekly, coming: Sequence[datetime], feeds: int, prefix: str) -> Card:
    """Return what a new subscription is answered; *prefix* is what is typed before a command here."""
    zone = ZoneInfo(weekly.zone)
    city = weekly.zone.rpartition("/")[2].replace("_", " ")
    times = ", ".join(f"{at.astimezone(zone):%a %-d %b %H:%M}" for at in coming)
    feedless = (
        " No feed is set up yet, so it tells of the table only. News comes with ",
        Code(f"{prefix}feed add"),
        ".",
    )
    return note(
        f"This channel now gets the weekly digest (subscription {number}). ",
        Strong(f"Next: {times}"),
        f" ({city}; summer time followed).",
        *(() if feeds else feedless),
        tone=Tone.GOOD,
    )


def subscriptions(lines: Sequence[tuple[int, Weekly, str, str | None, datetime]], prefix: str) -> Card:
    """Return the subscriptions: number, when, the space's name, the channel where that is here, the next instant."""
    if not lines:
        example = Code(f"{prefix}digest subscribe weekly mon 09:00 Europe/Berlin")
        return note("No channel is subscribed. ", example, " subscribes the one where it is typed.")
    return Card(
        counted(len(lines), "subscription"),
        (
            Heading("Digest subscriptions"),
            Items(
                tuple(
                    (
                        Strong(f"{number}"),
                        f" · {weekly} · ",
                        isolated(space),
                        *((", ", Channel(channel)) if channel is not None else ()),
                        " · next ",
                        Moment(due),
                    )
                    for number, weekly, space, channel, due in lines
                )
            ),
        ),
    )

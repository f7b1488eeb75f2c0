"""What members put forward, as they are told of it."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.editions import Candidate
from bot.views.elements import (
    Card,
    Code,
    Moment,
    Strong,
    Tone,
    note,
)
from bot.views.entries import MOST_REASONS, points, source, title, what_becomes
from bot.views.phrases import counted


def submitted(code: str, kept: bool, points: int, reasons: Sequence[str]) -> Card:
    """Return what is told who put something forward; *kept*, *points* and *reasons* are what the judge says of it."""
    because = f": {'; '.join(reasons[:MOST_REASONS])}" if reasons else ""
    verdict = "so it is kept" if kept else "too few to be kept by itself; a curator may add it"
    return note(
        Strong("Put forward."),
        f" It has {counted(points, 'point')}, {verdict}{because}. It is entry ",
        Code(code),
        ", and your name stands with it.",
        tone=Tone.GOOD,
        buttons=(what_becomes(code),),
    )


def known(one: Candidate, seen: datetime, *, judged: bool = True) -> Card:
    """Return what is told who put forward what had come already; how it stands where it is *judged*."""
    stands = f" It is {'kept' if one.kept else 'not kept by its points'}: {points(one)}." if judged else ""
    return note(
        Strong("This is here already."),
        f" {source(one)} brought it on ",
        Moment(seen),
        f": {title(one.item)}.{stands}",
        buttons=(what_becomes(one.code),),
    )

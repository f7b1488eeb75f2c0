"""Numbers, spans of time and instants in the words that members read."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from bot.domain.directions import isolated
from bot.domain.people import Platform
from bot.domain.voting import Choice, Vote

_SHARES = {
    Fraction(1, 4): "a quarter",
    Fraction(1, 3): "one third",
    Fraction(1, 2): "half",
    Fraction(2, 3): "two thirds",
    Fraction(3, 4): "three quarters",
}


_PLACES = {Platform.DISCORD: "Discord", Platform.SLACK: "Slack", Platform.CONSOLE: "the console"}


def place(platform: Platform) -> str:
    """Return a platform as it is named after "on" or "in"."""
    return _PLACES[platform]


def counted(number: int, thing: str, plural: str | None = None) -> str:
    """Return ``1 ballot``, ``12 ballots``."""
    return f"{number:,} {thing if number == 1 else plural or thing + 's'}"


def voted(choice: Choice) -> str:
    """Return ``you voted for``, ``you abstained``."""
    return "you abstained" if choice is Choice.ABSTAIN else f"you voted {choice.value}"


def enumerated(names: Sequence[str]) -> str:
    """Return ``A``, ``A and B``, ``A, B and C``."""
    *first, last = map(isolated, names)
    return f"{', '.join(first)} and {last}" if first else last


def share(of: Fraction) -> str:
    return _SHARES.get(of, f"{of.numerator} of {of.denominator}")


def per_cent(of: Fraction) -> str:
    """Return a share as a percentage with one decimal, rounded down, so that it never claims a threshold it misses."""
    tenths = of.numerator * 1000 // of.denominator
    return f"{tenths // 10} %" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} %"


def span(of: timedelta) -> str:
    """Return ``7 days``, ``1 day 12 hours``, ``20 minutes``: the two largest units."""
    seconds = int(of.total_seconds())
    parts = []
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(counted(number, name))
    return " ".join(parts[:2]) or "no time"


def when(at: datetime, *, seconds: bool = False) -> str:
    """Return an instant for plain sentences, after "on" or "until": ``4 Jun 2026, 14:05 UTC``."""
    utc = at.astimezone(UTC)
    return f"{utc:%-d %b %Y, %H:%M:%S} UTC" if seconds else f"{utc:%-d %b %Y, %H:%M} UTC"


def end(of: Vote) -> str:
    """Return when a vote closes or closed, as ``when`` does."""
    return when(of.closes, seconds=of.is_short)

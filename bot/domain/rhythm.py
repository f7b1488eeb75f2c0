"""When a feed is asked again: often while it brings news, seldom while it does not, later each time that it fails.

*draw* is a random share, from 0 up to 1, that keeps feeds which were added together from being asked together.
"""

from datetime import datetime, timedelta
from fractions import Fraction

from bot.domain.ids import Entropy

FIRST = timedelta(hours=1)
SHORTEST = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
MOST_ASKED = timedelta(hours=24)
"""The longest that a server's own wish is followed, be it of a feed that is well or of one that fails."""
LONGEST_WAIT = timedelta(hours=24)

_SLOWER = Fraction(3, 2)
_FASTER = Fraction(1, 2)
_SPREAD = Fraction(1, 10)
_JITTER = Fraction(1, 4)


def drawn(entropy: Entropy) -> Fraction:
    """Return a share to be passed on as *draw*."""
    return Fraction(int.from_bytes(entropy(4)), 2**32)


def interval(every: timedelta, brought_news: bool) -> timedelta:
    """Return how long to leave between two readings after one that did or did not bring news."""
    return min(max(every * float(_FASTER if brought_news else _SLOWER), SHORTEST), LONGEST)


def after_reading(now: datetime, every: timedelta, asked: timedelta, draw: Fraction) -> datetime:
    """Return when to read it again: a little before *every* is over, but not before what the server *asked*."""
    return now + max(every * float(1 - _SPREAD * draw), min(asked, MOST_ASKED))


def after_failure(now: datetime, failures: int, asked: timedelta, draw: Fraction) -> datetime:
    """Return when to try again after *failures* in a row: twice as long each time, or what the server *asked*."""
    wait = min(FIRST * (1 << min(failures - 1, 10)), LONGEST_WAIT)
    return now + max(wait * float(1 - _JITTER * draw), min(asked, MOST_ASKED))

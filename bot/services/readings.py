"""What one reading of a feed, or one failure to read it, makes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from bot.domain.feeds import Entry, FeedFault, Fetched
from bot.domain.rhythm import after_failure, after_reading, interval
from bot.ports import Feed
from bot.views.phrases import counted

SETTLED = timedelta(days=7)
"""A feed that has been small for so long is taken to be so from now on."""
MANY = 8
FEW = Fraction(1, 4)


def read(feed: Feed, found: Fetched, fresh: int, now: datetime, draw: Fraction) -> Feed:
    """Return *feed* after a reading that brought *fresh* entries which were not known.

    One that has lost nearly all that it had stays as its last good copy left it, so that it is had in full next time,
    and says so; after a week what is left is what it has.
    """
    every = interval(feed.every, brought_news=fresh > 0)
    due = after_reading(now, every, found.asked, draw)
    feed = replace(feed, due=due, every=every, asked=found.asked, failures=0, read=now, stopped=False)
    loss = lost(found.entries, feed.size)
    since = feed.faulty if loss and feed.faulty else now
    if loss and (not found.entries or now - since < SETTLED):
        return replace(feed, fault=loss, faulty=since)
    return replace(
        feed,
        url=found.url,
        title=found.title or feed.title,
        validators=found.validators,
        size=len(found.entries),
        fault="",
        faulty=None,
    )


def unchanged(feed: Feed, now: datetime, draw: Fraction) -> Feed:
    """Return *feed* after its server said that nothing has changed since its last good copy."""
    every = interval(feed.every, brought_news=False)
    due = after_reading(now, every, feed.asked, draw)
    return replace(feed, due=due, every=every, failures=0, fault="", faulty=None, read=now)


def failed(feed: Feed, fault: FeedFault, now: datetime, draw: Fraction) -> Feed:
    """Return *feed* after a reading that failed; one that its server says is gone for good is not tried again."""
    failures = feed.failures + 1
    due = after_failure(now, failures, fault.asked, draw)
    since = feed.faulty if feed.failures and feed.faulty else now
    return replace(feed, due=due, failures=failures, fault=fault.reason, faulty=since, stopped=fault.gone)


def lost(entries: Sequence[Entry], size: int) -> str:
    """Return what to say of a feed of *size* entries that has these left; nothing where that is no loss to speak of."""
    left = len(entries)
    if not (left == 0 < size or (size >= MANY and left < FEW * size)):
        return ""
    return f"It has {counted(left, 'entry', 'entries')} left of {size}; what was read before is kept."

"""What to do about a message that may or may not have been sent."""

from datetime import datetime, timedelta
from enum import Enum


class DeliveryKind(Enum):
    CARD = "card"
    OUTCOME = "outcome"
    NOTE = "note"
    DIGEST = "digest"
    NOTICE = "notice"
    CORRECTION = "correction"
    """An edit of what was sent already."""


EDITED_FOR = timedelta(hours=1)


class Next(Enum):
    AGAIN = "again"
    UNCERTAIN = "uncertain"


def after_doubt(kind: DeliveryKind, tries: int, first: datetime, now: datetime, repeats_within: timedelta) -> Next:
    """Return what follows a send of which nobody knows whether it arrived.

    *tries* counts those that may have arrived, this one included. While the platform recognises a repeat
    (*repeats_within* of the *first*) it is sent again. After that only an outcome is, and once. An edit that is made
    twice shows what it shows made once, so that it is repeated for an hour.
    """
    if kind is DeliveryKind.CORRECTION:
        repeats_within = EDITED_FOR
    if timedelta(0) <= now - first < repeats_within:
        return Next.AGAIN
    return Next.AGAIN if kind is DeliveryKind.OUTCOME and tries < 2 else Next.UNCERTAIN


def patience(first: datetime, now: datetime) -> timedelta:
    """Return how long to wait before the next try: half of what has passed, from 2 seconds to 5 minutes."""
    return min(max((now - first) / 2, timedelta(seconds=2)), timedelta(minutes=5))

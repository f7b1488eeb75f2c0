"""What is new at a table since one member last looked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from bot.domain.composing import MOST_STORIES, Taste
from bot.domain.editions import DEFAULT_SECTIONS, Contents, Correction, Standing, Told, Window
from bot.domain.ids import CommunityId
from bot.ports import Published, Transaction
from bot.services.digests import SETTLING
from bot.services.editions import MEMORY, Gathered, composed, gather

WEEK = timedelta(days=7)
"""So far back is told to one who never looked before, and so long a time fills an edition's length."""
MOST_TOLD = 40
MOST_EDITIONS = 500


def unseen(last: Window | None, now: datetime, back: timedelta | None = None) -> Window:
    """Return the window that somebody was not shown yet who was shown *last*, or the last *back* of time.

    What was being kept as they look is left to the next time, so that nothing is lost between the two.
    """
    until = now - SETTLING
    if back is not None:
        return Window(until - back, until)
    since = until - WEEK if last is None else min(max(last.until, until - MEMORY), until)
    return Window(since, until)


async def missed(tx: Transaction, community: CommunityId, window: Window) -> Gathered:
    """Read what happened in *window*, with what the community's channels had been told before it, and what was
    corrected in it since."""
    sent = await tx.editions.published(community, MOST_EDITIONS)
    told = [one for one in sent if window.until - MEMORY < one.sent < window.since]
    return replace(
        await gather(tx, community, None, window),
        told=[Told(story.items, one.sent) for one in told for story in one.edition.contents.stories or ()],
        corrected=_corrections(sent, window),
    )


async def told(gathered: Gathered) -> Contents:
    """Return what is said of what was missed: of several weeks as many more stories."""
    window = gathered.window
    weeks = max(1, ceil((window.until - window.since) / WEEK))
    return await composed(gathered, Taste(length=min(weeks * MOST_STORIES, MOST_TOLD)), DEFAULT_SECTIONS)


def is_news(contents: Contents) -> bool:
    """Return whether anything happened: a vote that goes on is none."""
    goes_on = (Standing.OPEN, Standing.CLOSING)
    table = [line for line in contents.table or () if line.standing not in goes_on]
    return bool(contents.stories or contents.repeated or table)


def _corrections(sent: Sequence[Published], window: Window) -> list[Correction]:
    """Return the notes of *window*, the earliest first; a note that several editions carry counts once."""
    found: dict[tuple[datetime, str], Correction] = {}
    for one in sent:
        for note in one.edition.contents.corrections:
            if window.since <= note.at < window.until:
                found.setdefault((note.at, note.note), note)
    return [found[key] for key in sorted(found)]

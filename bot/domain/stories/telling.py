"""Which entry a story shows first, and whether more entries say more."""

from collections.abc import Sequence

from bot.domain.stories.agreement import claims
from bot.domain.stories.items import Item
from bot.domain.stories.links import host_of, page_of
from bot.domain.stories.names import speaker
from bot.domain.stories.reading import Reading, read

_SAID_ANEW = 2
"""How many new things make an update, where none of them is a figure."""


def lead_of(items: Sequence[Item]) -> int:
    """Return the position of the entry that is shown first; *items* are those of one story, and not empty.

    The body that the event is about comes before who reports on it, then what has more points, then what is earlier.
    """
    named = {feature for item in items for feature in read(item).title if feature[0] == "@"}
    return min(
        range(len(items)),
        key=lambda position: (
            not _speaks(items[position], named),
            -items[position].points,
            items[position].at,
            items[position].url,
            items[position].title,
        ),
    )


def goes_on(told: Sequence[Item], fresh: Sequence[Item]) -> bool:
    """Return whether *fresh* says something that *told* did not: another act, figure or name, or what others do."""
    known = [read(item) for item in told]
    pages = {page_of(item.url) for item in told if item.url}
    said = frozenset[str]().union(*(reading.whole for reading in known))
    return any(_adds(read(item), said) for item in fresh if not item.url or page_of(item.url) not in pages)


def _speaks(item: Item, named: set[str]) -> bool:
    """Return whether *item* comes from one of the bodies that are *named*, each by "@" and its name."""
    return f"@{speaker(host_of(item.url))}" in named


def _adds(reading: Reading, said: frozenset[str]) -> bool:
    anew = {feature for feature in reading.whole if feature[0] in "~@#" and feature not in said}
    return any(feature.startswith("#") for feature in anew) or len(anew) >= _SAID_ANEW or _is_of_others(reading, said)


def _is_of_others(reading: Reading, said: frozenset[str]) -> bool:
    """Return whether whoever acts in *reading* is not in what was *said*, by name or by what they are."""
    made = claims(reading)
    who = made.names | made.marks | made.actors
    return bool(who) and who.isdisjoint(said)

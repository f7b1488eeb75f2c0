"""Items as documents give them, made into entries that can be trusted."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.domain.feeds import Entry
from bot.feeds.text import link, plain

LONGEST_TITLE = 500
LONGEST_SUMMARY = 2000
LONGEST_ID = 500
OLDEST = datetime(1970, 1, 2, tzinfo=UTC)
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Item:
    """What a document says, untouched; *date* is in ISO 8601."""

    id: str
    title: str
    link: str
    summary: str
    date: str


def entries(items: Sequence[Item], url: str, now: datetime, most: int) -> list[Entry]:
    """Return the newest *most* of *items*, newest first; those without a date come last, in the document's order.

    *url* is the document's own address. An entry without an id is known by its address, or else by its words.
    """
    dated = [(instant(item.date, now), item) for item in items]
    dated.sort(key=lambda pair: pair[0] or OLDEST, reverse=True)  # stable
    return _distinct(_entry(item, published, url) for published, item in dated[:most])


def instant(text: str, now: datetime) -> datetime | None:
    """Return the instant that *text* means, or None where it means none or one that cannot be right."""
    try:
        at = datetime.fromisoformat(text.strip())
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if OLDEST <= at <= now + AHEAD else None


def _entry(item: Item, published: datetime | None, url: str) -> Entry:
    summary = plain(item.summary, LONGEST_SUMMARY)
    address = link(item.link, url) if item.link.strip() else ""
    title = plain(item.title, LONGEST_TITLE)
    name = _hash(item.id) if len(item.id) > LONGEST_ID else plain(item.id, LONGEST_ID)
    return Entry(name or address or _hash(title, summary), title, address, summary, published)


def _distinct(found: Iterable[Entry]) -> list[Entry]:
    """Drop repetitions, and tell apart different entries to which a feed gives one id."""
    by_id: dict[str, list[Entry]] = {}
    for entry in found:
        same = by_id.setdefault(entry.id, [])
        if all((entry.url, entry.title) != (other.url, other.title) for other in same):
            same.append(entry)
    told: list[Entry] = []
    for same in by_id.values():
        told += same if len(same) == 1 else [replace(one, id=_hash(one.id, one.url, one.title)) for one in same]
    return sorted(told, key=lambda entry: entry.published or OLDEST, reverse=True)


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()

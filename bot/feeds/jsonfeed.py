"""JSON Feed 1.0 and 1.1 (https://jsonfeed.org/version/1.1), read with suspicion: any value may be of any type."""

import json
from collections.abc import Mapping
from typing import Any

from bot.domain.feeds import FeedFault
from bot.feeds.items import Item

_VERSION = "jsonfeed.org/version/1"


def read(body: bytes) -> tuple[str, list[Item]]:
    """Return the title and the items of *body*.

    :raises FeedFault: where it is no JSON Feed.
    """
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        raise FeedFault("It is not a feed: what was received begins like JSON, but is not.") from None
    if not isinstance(feed, dict) or _VERSION not in _text(feed, "version"):
        raise FeedFault("It is not a feed: JSON of another kind was received.")
    items = feed.get("items")
    return _text(feed, "title"), [_item(item) for item in (items if isinstance(items, list) else []) if _is_item(item)]


def _is_item(item: object) -> bool:
    return isinstance(item, dict)


def _item(item: Mapping[str, Any]) -> Item:
    name = item.get("id")
    return Item(
        id=str(name) if isinstance(name, int) and abs(name) < 10**30 else _text(item, "id"),
        title=_text(item, "title"),
        link=_text(item, "url", "external_url"),
        summary=_text(item, "summary", "content_text", "content_html"),
        date=_text(item, "date_published", "date_modified"),
    )


def _text(place: Mapping[str, Any], *names: str) -> str:
    """Return the first of the named values that is a text with something in it."""
    for name in names:
        value = place.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return ""

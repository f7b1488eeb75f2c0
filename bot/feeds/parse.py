"""Documents into entries: RSS, Atom and JSON Feed. Runs in the parsing process, for what it reads is hostile."""

import re
from datetime import datetime
from typing import Any

import fastfeedparser

from bot.domain.feeds import FeedFault
from bot.feeds import jsonfeed
from bot.feeds.encoding import as_utf8
from bot.feeds.items import Item, entries
from bot.feeds.parsed import Parsed
from bot.feeds.text import link, plain
from bot.feeds.wishes import in_document

LONGEST_NAME = 200

_HTML = re.compile(rb"<!doctype\s+html|<html\b", re.I)
_LINK = re.compile(rb"<link\b[^>]{1,1000}>", re.I)
_FEED_TYPE = re.compile(rb"""type\s*=\s*["']?application/(?:rss\+xml|atom\+xml|feed\+json)""", re.I)
_HREF = re.compile(rb"""href\s*=\s*["']?([^"'\s>]+)""", re.I)
_FIRST_NAME = re.compile(rb"<([A-Za-z][\w:.-]{0,30})")
_HEAD = 2000
_PAGE_HEAD = 200_000


def parse(body: bytes, charset: str | None, url: str, now: datetime, most: int) -> Parsed:
    """Return what *body*, received from *url*, says; at most its *most* newest entries.

    :raises FeedFault: where it is no feed.
    """
    body = as_utf8(body, charset)
    start = body[:_HEAD].lstrip()[:1]
    if not start:
        raise FeedFault("It is empty: nothing was received.")
    title, items = jsonfeed.read(body) if start in b"{[" else _read_xml(body, url)
    return Parsed(plain(title, LONGEST_NAME), entries(items, url, now, most), in_document(body))


def _read_xml(body: bytes, url: str) -> tuple[str, list[Item]]:
    try:
        found = fastfeedparser.parse(body, include_tags=False, include_media=False, include_enclosures=False)
    except ValueError:
        raise FeedFault(_what(body, url)) from None
    return _text(found.get("feed", {}).get("title")), [_item(entry) for entry in found["entries"]]


def _item(entry: dict[str, Any]) -> Item:
    content = entry.get("content") or [{}]
    return Item(
        id=_text(entry.get("id")),
        title=_text(entry.get("title")),
        link=_link(entry),
        summary=_text(entry.get("description")) or _text(content[0].get("value")),
        date=_text(entry.get("published")) or _text(entry.get("updated")),
    )


def _link(entry: dict[str, Any]) -> str:
    """Return where the entry stands for people to read; the parser gives the first link, which may be another sort."""
    for said in entry.get("links") or ():
        if said.get("rel") in (None, "alternate") and said.get("href"):
            return _text(said["href"])
    return _text(entry.get("link"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _what(body: bytes, url: str) -> str:
    """Say what was received instead of a feed."""
    if _HTML.search(body, 0, _HEAD):
        named = _named_feed(body[:_PAGE_HEAD], url)
        return "It is not a feed: an HTML page was received." + (f" That page names a feed: {named}" if named else "")
    first = _FIRST_NAME.search(body, 0, _HEAD)
    if first is None:
        return "It is not a feed: nothing in what was received could be read as one."
    name = first[1].decode()
    if name.lower() == "opml":
        return "It is not a feed, but a list of feeds (OPML)."
    if name.lower() in ("rss", "feed", "rdf:rdf"):
        return "It begins like a feed, but is too broken to be read."
    return f"It is not a feed: an XML document that begins with <{name}> was received."


def _named_feed(page: bytes, url: str) -> str:
    for tag in _LINK.findall(page):
        href = _HREF.search(tag)
        if _FEED_TYPE.search(tag) and href:
            return link(href[1].decode("utf-8", "replace"), url)
    return ""

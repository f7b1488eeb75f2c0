"""What a web page says of itself. Runs in the parsing process, for what it reads is hostile."""

import re
from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from bot.domain.feeds import FeedFault, Page
from bot.feeds.encoding import as_utf8
from bot.feeds.items import LONGEST_SUMMARY, LONGEST_TITLE, instant
from bot.feeds.text import plain

HEAD = 500_000
"""So many bytes of a page are looked at: what it says of itself stands at its beginning."""

_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([\w.:-]{1,40})""", re.I)
_TITLES = ("og:title", "twitter:title", "citation_title", "dc.title")
_SUMMARIES = ("og:description", "twitter:description", "description")
_DATES = ("article:published_time", "citation_publication_date", "datepublished", "dc.date", "date")
_FIRST_NAME = re.compile(rb"<([A-Za-z][\w:.-]{0,30})")
_FEEDS = (b"rss", b"feed", b"rdf:rdf", b"opml")


def webpage(body: bytes, charset: str | None, url: str, now: datetime) -> Page:
    """Return what the page *body*, received from *url*, says of itself.

    :raises FeedFault: where it is no page, or has no title.
    """
    head = body[:HEAD]
    declared = _CHARSET.search(head[:2000])
    head = as_utf8(head, charset or (declared[1].decode("ascii") if declared else None))
    if not head.strip():
        raise FeedFault("It is empty: nothing was received.")
    first = _FIRST_NAME.search(head[:2000])
    if first is not None and first[1].lower() in _FEEDS:
        raise FeedFault("It is a feed, and not one page: `feed add` with its address adds it.")
    root = _read(head)
    if root is None:
        raise FeedFault("It is not a web page that can be read.")
    said = dict(reversed(list(_said(root))))
    title = next((said[name] for name in _TITLES if said.get(name)), "") or _title(root)
    title = plain(title, LONGEST_TITLE)
    if not title:
        raise FeedFault("It is not a web page that has a title.")
    summary = next((said[name] for name in _SUMMARIES if said.get(name)), "")
    dates = (instant(said[name], now) for name in _DATES if said.get(name))
    return Page(url, title, plain(summary, LONGEST_SUMMARY), next((at for at in dates if at is not None), None))


def _read(head: bytes) -> etree._Element | None:
    parser = etree.HTMLParser(recover=True, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        return etree.fromstring(head, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _said(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what the page's meta elements say, by their names in lower case."""
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        yield name.strip().lower(), (element.get("content") or "").strip()


def _title(root: etree._Element) -> str:
    found = root.find("head/title")
    return "" if found is None else "".join(str(text) for text in found.itertext())

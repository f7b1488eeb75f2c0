"""Lists of feeds: OPML, or addresses one after another. Runs in the parsing process, for what it reads is hostile."""

import re
from collections.abc import Iterator

from lxml import etree

from bot.domain.feeds import FeedFault, Outline
from bot.feeds.encoding import as_utf8
from bot.feeds.text import plain

MOST = 2000
"""So many are read of a list, many more than one community can have."""
LONGEST_TITLE = 200
LONGEST_URL = 2000

_ADDRESS = re.compile(r"https?://[^\s<>\"',;]{1,2000}", re.I)
_FEED_ROOTS = ("rss", "feed", "rdf")


def outlines(body: bytes, charset: str | None) -> list[Outline]:
    """Return the feeds that *body* lists, each address once, in its order.

    :raises FeedFault: where it lists none.
    """
    body = as_utf8(body, charset)
    found = _of_xml(body) if body[:2000].lstrip()[:1] == b"<" else _of_text(body)
    told = list({outline.url: outline for outline in reversed(list(found))}.values())[::-1]
    if not told:
        raise FeedFault("It lists no feed.")
    return told[:MOST]


def _of_xml(body: bytes) -> Iterator[Outline]:
    # No entity is resolved and no document is fetched; what is merely careless is read.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise FeedFault("It is no list of feeds: nothing in it could be read as OPML.")
    name = etree.QName(root).localname.lower()
    if name in _FEED_ROOTS:
        raise FeedFault("It is a feed, and no list of feeds: `feed add` with its address adds it.")
    if name != "opml":
        raise FeedFault("It is no list of feeds: OPML was expected, or addresses.")
    for element in root.iter("{*}outline"):
        said = {str(key).lower(): str(value) for key, value in element.attrib.items()}
        url = said.get("xmlurl", "").strip()[: LONGEST_URL + 1]
        if url:
            yield Outline(plain(said.get("title") or said.get("text") or "", LONGEST_TITLE), url)


def _of_text(body: bytes) -> Iterator[Outline]:
    for address in _ADDRESS.findall(body.decode("utf-8", "replace")):
        yield Outline("", address.rstrip(".)]"))

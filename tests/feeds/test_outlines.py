"""Lists of feeds as others write them, and as nobody should."""

import asyncio
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feeds import FeedFault, Outline
from bot.feeds.address import PRIVATE
from bot.feeds.limits import Limits
from bot.feeds.outlines import MOST, outlines
from tests.feeds.serving import NOW, FeedServer, Pulse, item, reader_for, rss


def opml(*inner: str) -> bytes:
    return f"<opml version='2.0'><body>{''.join(inner)}</body></opml>".encode()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (opml("<outline text='A &amp; B' xmlUrl='https://example.org/a?b=1&amp;c=2'/>"), [("A & B", "https://example.org/a?b=1&c=2")]),
        (opml("<outline TITLE='A' XMLURL='https://example.org/a'/>"), [("A", "https://example.org/a")]),
        (opml("<outline text='<b>A' xmlUrl='https://example.org/a'/>"), [("", "https://example.org/a")]),
        (opml("<outline text='&lt;b&gt;A' xmlUrl='https://example.org/a'/>"), [("A", "https://example.org/a")]),
        (opml("<outline><outline xmlUrl=' https://example.org/a '/></outline>"), [("", "https://example.org/a")]),
        (opml("<outline text='a folder'/><outline xmlUrl='x'/>"), [("", "x")]),
        (b"\xef\xbb\xbf" + opml("<outline xmlUrl='https://example.org/a'/>"), [("", "https://example.org/a")]),
        (opml("<outline xmlUrl='https://example.org/a'/><outline text='B' xmlUrl='https://example.org/a'/>"), [("", "https://example.org/a")]),
        (b"see https://example.org/a, and (https://example.org/b).", [("", "https://example.org/a"), ("", "https://example.org/b")]),
    ],
)  # fmt: skip
def test_a_list_is_read(body: bytes, found: list[tuple[str, str]]) -> None:
    assert [outline.url for outline in outlines(body, None)] == [url for _, url in found]
    if b"<b>" not in body:
        assert outlines(body, None) == [Outline(title, url) for title, url in found]


def test_no_entity_is_resolved() -> None:
    head = '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "https://example.org/b">]>'
    body = head.encode() + opml("<outline text='&a;' xmlUrl='https://example.org/a'/>")
    assert "root" not in outlines(body, None)[0].title


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: opml(text)))
def test_any_bytes_have_an_answer(body: bytes) -> None:
    with suppress(FeedFault):
        assert 0 < len(outlines(body, None)) <= MOST


LAUGHS = (
    "<!DOCTYPE opml [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]><opml><body><outline text='&a11;' xmlUrl='https://example.org/a'/></body></opml>"
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "<opml>" + "<outline>" * 300_000,
        "<" * 400_000,
        "https://" * 100_000,
        opml("<outline xmlUrl='https://example.org/a'/>" * 100_000).decode(),
    ],
    ids=["entities", "nesting", "brackets", "addresses", "one for ever"],
)
async def test_a_list_that_means_harm_costs_little_and_the_next_is_read(text: str) -> None:
    async with FeedServer() as server, reader_for(server.address, limits=Limits(parse=2.0)) as reader:
        await reader.outlines("https://example.org/x https://example.org/y", NOW)
        with Pulse() as pulse:
            told = await asyncio.gather(reader.outlines(text, NOW), return_exceptions=True)
        assert pulse.longest < 0.1
        assert isinstance(told[0], FeedFault) or 0 < len(told[0]) <= MOST
        assert len(await reader.outlines("https://example.org/x https://example.org/y", NOW)) == 2


async def test_a_list_is_fetched_as_a_feed_is() -> None:
    async with FeedServer() as server, reader_for(server.address) as reader:
        url = server.serve(opml("<outline text='A' xmlUrl='https://example.org/a'/>"), "/list", zipped=True)
        assert await reader.outlines(url, NOW) == (Outline("A", "https://example.org/a"),)
        feed = server.serve(rss(item()), "/feed")
        with pytest.raises(FeedFault, match="It is a feed"):
            await reader.outlines(feed, NOW)
    async with reader_for() as reader:
        with pytest.raises(FeedFault, match=PRIVATE):
            await reader.outlines(url, NOW)

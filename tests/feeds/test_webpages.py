"""Web pages, by what they say of themselves, read by the real reader within its bounds."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.domain.feeds import FeedFault, Page
from bot.feeds.address import PRIVATE
from bot.feeds.limits import Limits
from bot.feeds.reader import Reader
from bot.feeds.webpages import webpage
from tests.feeds.serving import NOW, FeedServer, RawServer, item, reader_for, rss

HERE = "https://example.org/a"
WHOLE = """<!doctype html><html><head><title>Lab A | Blog</title>
<meta property="og:title" content="Labs agree to &lt;b&gt;wait&lt;/b&gt; &amp;amp; see">
<meta name=Description content="In short.">
<meta property="article:published_time" content="2026-11-20T10:00:00+02:00"></head><body><h1>Wait</h1></body></html>"""


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def reader(server: FeedServer) -> AsyncIterator[Reader]:
    async with reader_for(server.address) as reader:
        yield reader


async def test_a_page_is_read_where_it_has_moved(server: FeedServer, reader: Reader) -> None:
    there = server.serve(WHOLE.encode(), "/there", Content_Type="text/html")
    url = server.redirect("/here", there, 301)
    published = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert await reader.page(url, NOW) == Page(there, "Labs agree to wait & see", "In short.", published)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        (b"<title>Only\n a  title</title>", "Only a title"),
        ("<meta charset=iso-8859-1><title>Gef\u00fchl</title>".encode("latin-1"), "Gefühl"),
        ("<title>\u201cNa\u00efve\u201d</title>".encode(), "“Naïve”"),
        (b"<title>" + b"x" * 10_000 + b"</title>", "x" * 499 + "…"),
        (b"<title>\xe2\x80\xaeeht</title>", "eht"),
        (b"<title>a</title>" + b"<div>" * 90_000, "a"),
        (b"<head><meta property='og:title' content=''><title>Plain</title>", "Plain"),
    ],
    ids=["bare", "declared charset", "utf-8", "long", "turned around", "deep", "empty meta"],
)
def test_its_title_is_plain(body: bytes, title: str) -> None:
    assert webpage(body, None, HERE, NOW).title == title


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "It is empty: nothing was received."),
        (b"%PDF-1.4 \x00\x01", "It is not a web page that has a title."),
        (rss(item()), "It is a feed, and not one page"),
        (b"<html><body><svg><title>icon</title></svg></body></html>", "It is not a web page that has a title."),
        (b"<div>" * 90_000 + b"<title>too deep</title>", "It is not a web page that has a title."),
        (b'{"title": "no page"}', "It is not a web page that has a title."),
    ],
    ids=["empty", "pdf", "feed", "icon", "deep", "json"],
)
def test_what_is_no_page_is_said(body: bytes, reason: str) -> None:
    with pytest.raises(FeedFault) as fault:
        webpage(body, None, HERE, NOW)
    assert fault.value.reason.startswith(reason)


@pytest.mark.parametrize("date", ["2099-01-01", "yesterday", "9" * 5000, "0000-00-00T00:00:00Z"])
def test_a_date_that_cannot_be_right_is_none(date: str) -> None:
    body = f"<title>a</title><meta name=date content='{date}'>"
    assert webpage(body.encode(), None, HERE, NOW).published is None


async def test_nothing_inside_is_reached_not_even_by_a_redirect(server: FeedServer) -> None:
    async with FeedServer() as inside, reader_for(server.address) as reader:
        secret = inside.serve(WHOLE.encode())
        for url in (secret, server.redirect("/out", secret)):
            with pytest.raises(FeedFault) as fault:
                await reader.page(url, NOW)
            assert fault.value.reason == PRIVATE
        assert inside.requests == []


async def test_a_page_that_drips_or_is_too_large_is_given_up(server: FeedServer) -> None:
    limits = Limits(fetch=0.5, size=100_000)
    head = b"HTTP/1.1 200 OK\r\n\r\n<title>"
    async with RawServer(head, b"a") as slow, reader_for(slow.address, server.address, limits=limits) as reader:
        with pytest.raises(FeedFault, match="did not answer in full"):
            await reader.page(slow.url, NOW)
        large = server.serve(WHOLE.encode() + b" " * 10_000_000, zipped=True)
        with pytest.raises(FeedFault, match="larger than"):
            await reader.page(large, NOW)
        assert (await reader.page(server.serve(WHOLE.encode(), "/good"), NOW)).summary == "In short."

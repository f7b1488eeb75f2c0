"""Feeds as they are in the world, read over real sockets by the real reader."""

import json
import os
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain.feeds import Entry, FeedFault, Fetched, NotModified, Validators
from bot.feeds.reader import Reader
from tests.feeds.serving import AGENT, NOW, UNKNOWN, FeedServer, children, item, reader_for, rss

RSS = rss(
    """<item><title>Labs agree on a &lt;em&gt;red line&lt;/em&gt;</title><link>https://example.org/red-line</link>
    <guid isPermaLink="false">tag:1</guid><pubDate>Mon, 02 Nov 2026 10:00:00 EST</pubDate>
    <description><![CDATA[<p>First &amp; last.</p><p>Second.</p><script>alert(1)</script>]]></description></item>""",
    """<item><title>Newer</title><link>/newer</link><pubDate>Tue, 03 Nov 2026 10:00:00 +0000</pubDate></item>""",
)
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title type="html">A &amp;amp; B</title>
<entry><id>urn:1</id><title type="html">A &lt;b&gt;bold&lt;/b&gt; step</title>
<link rel="self" href="https://example.org/self"/><link rel="alternate" href="https://example.org/step"/>
<updated>2026-11-02T10:00:00+02:00</updated><summary>What it is.</summary></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JSON news",
        "items": [
            {
                "id": 7,
                "url": "https://example.org/7",
                "title": "Seven",
                "content_html": "<p>Text &amp; more</p>",
                "date_published": "2026-11-02T10:00:00Z",
            },
            {"id": "8", "external_url": "https://example.org/8", "content_text": "No title"},
            "not an item",
        ],
    }
).encode()


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def reader(server: FeedServer) -> AsyncIterator[Reader]:
    async with reader_for(server.address) as reader:
        yield reader


async def fetched(reader: Reader, url: str, validators: Validators = UNKNOWN) -> Fetched:
    found = await reader.read(url, validators, NOW)
    assert isinstance(found, Fetched)
    return found


async def test_rss(server: FeedServer, reader: Reader) -> None:
    found = await fetched(reader, server.serve(RSS, ETag='"v1"', Last_Modified="Tue, 03 Nov 2026 10:00:00 GMT"))
    assert found.title == "News"
    assert found.url == server.url()
    assert found.validators == Validators('"v1"', "Tue, 03 Nov 2026 10:00:00 GMT")
    newer, older = found.entries
    assert newer.title == "Newer"
    assert newer.url == server.url("/newer")
    assert older == Entry(
        "tag:1",
        "Labs agree on a red line",
        "https://example.org/red-line",
        "First & last. Second.",
        datetime(2026, 11, 2, 15, 0, tzinfo=UTC),
    )


async def test_atom(server: FeedServer, reader: Reader) -> None:
    found = await fetched(reader, server.serve(ATOM))
    assert found.title == "A & B"
    at = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    assert list(found.entries) == [Entry("urn:1", "A bold step", "https://example.org/step", "What it is.", at)]


@pytest.mark.parametrize("version", ["1", "1.1"])
async def test_json_feed(server: FeedServer, reader: Reader, version: str) -> None:
    found = await fetched(reader, server.serve(JSON_FEED.replace(b"version/1.1", f"version/{version}".encode())))
    assert found.title == "JSON news"
    at = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
    assert list(found.entries) == [
        Entry("7", "Seven", "https://example.org/7", "Text & more", at),
        Entry("8", "", "https://example.org/8", "No title", None),
    ]


async def test_it_is_compressed(server: FeedServer, reader: Reader) -> None:
    assert len((await fetched(reader, server.serve(RSS, zipped=True))).entries) == 2


async def test_what_has_not_changed_is_not_sent_again(server: FeedServer, reader: Reader) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"':
            assert request.headers["If-Modified-Since"] == "Tue, 03 Nov 2026 10:00:00 GMT"
            return web.Response(status=304)
        return web.Response(body=RSS, headers={"ETag": '"v1"', "Last-Modified": "Tue, 03 Nov 2026 10:00:00 GMT"})

    url = server.answer("/feed", answer)
    first = await fetched(reader, url)
    assert await reader.read(url, first.validators, NOW) == NotModified()


async def test_unchanged_since_nothing_is_a_fault(server: FeedServer, reader: Reader) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=304)

    with pytest.raises(FeedFault, match="nothing of it was known"):
        await reader.read(server.answer("/feed", answer), UNKNOWN, NOW)


async def test_validators_that_could_not_be_sent_back_are_dropped(server: FeedServer, reader: Reader) -> None:
    found = await fetched(reader, server.serve(RSS, ETag="é" * 3, Last_Modified="x" * 501))
    assert found.validators == UNKNOWN


@pytest.mark.parametrize(
    ("statuses", "settles_at"), [((301, 308), 2), ((301, 302), 1), ((302, 301), 0), ((303,), 0), ((307,), 0)]
)
async def test_where_it_moved_for_good_is_remembered(
    server: FeedServer, reader: Reader, statuses: tuple[int, ...], settles_at: int
) -> None:
    for number, status in enumerate(statuses):
        server.redirect(f"/{number}", f"/{number + 1}", status)
    server.serve(RSS, f"/{len(statuses)}")
    assert (await fetched(reader, server.url("/0"))).url == server.url(f"/{settles_at}")


async def test_a_move_is_followed_with_nothing_of_the_old_address(server: FeedServer, reader: Reader) -> None:
    """What was known is of another address: asked with it, the new one might say "not modified" for ever."""
    known = Validators('"v1"', "Tue, 03 Nov 2026 10:00:00 GMT")
    server.redirect("/old", "/new", 301)
    server.redirect("/now", "/new", 302)
    server.serve(RSS, "/new")
    for path, sent in (("/old", False), ("/now", True)):
        await fetched(reader, server.url(path), known)
        assert ("If-None-Match" in server.requests[-1].headers) == sent


async def test_an_address_to_which_it_moved_is_not_remembered_where_there_is_no_feed(
    server: FeedServer, reader: Reader
) -> None:
    server.redirect("/old", "/new", 301)
    server.serve(b"<!doctype html><html></html>", "/new")
    with pytest.raises(FeedFault, match="HTML page"):
        await reader.read(server.url("/old"), UNKNOWN, NOW)


async def test_what_a_server_and_a_feed_ask_for_is_told(server: FeedServer, reader: Reader) -> None:
    async def asked(body: bytes, **headers: str) -> float:
        return (await fetched(reader, server.serve(body, **headers))).asked / timedelta(minutes=1)

    with_ttl = rss(item(), title="News</title><ttl>45</ttl><title>")
    assert await asked(RSS) == 0
    assert await asked(RSS, Cache_Control="public, max-age=1800") == 30
    assert await asked(with_ttl, Cache_Control="max-age=1800") == 45
    assert await asked(with_ttl, Cache_Control="max-age=3600") == 60


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_says_when_to_come_back(server: FeedServer, reader: Reader, status: int) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": "7200"})

    with pytest.raises(FeedFault) as fault:
        await reader.read(server.answer("/feed", answer), UNKNOWN, NOW)
    assert fault.value.asked == timedelta(hours=2)
    assert not fault.value.gone


@pytest.mark.parametrize(("status", "gone"), [(None, True), (301, True), (302, False)])
async def test_what_is_gone_for_good_is_told_from_where_it_stands(
    server: FeedServer, reader: Reader, status: int | None, gone: bool
) -> None:
    """At the end of a redirect that may change, another place is gone."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=410)

    url = server.answer("/feed", answer)
    if status:
        url = server.redirect("/old", "/feed", status)
    with pytest.raises(FeedFault, match="gone for good") as fault:
        await reader.read(url, UNKNOWN, NOW)
    assert fault.value.gone == gone


async def test_we_say_who_we_are_and_carry_nothing(server: FeedServer, reader: Reader) -> None:
    url = server.serve(RSS, Set_Cookie="id=1; Path=/")
    await fetched(reader, url)
    await fetched(reader, url)
    assert [request.headers["User-Agent"] for request in server.requests] == [AGENT, AGENT]
    assert not any("Cookie" in request.headers for request in server.requests)


async def test_proxies_and_passwords_of_the_environment_are_left_alone(
    server: FeedServer, reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login alice password canary\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    await fetched(reader, server.serve(RSS))
    assert "Authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "nothing at this address"),
        (403, "refuses"),
        (429, "less often"),
        (503, "server has a fault"),
        (204, "204"),
    ],
)
async def test_a_refusal_says_what_was_answered(server: FeedServer, reader: Reader, status: int, reason: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status)

    with pytest.raises(FeedFault, match=reason):
        await reader.read(server.answer("/feed", answer), UNKNOWN, NOW)


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://example.org/", "file:///etc/passwd", "http://", "http://[", "//x"]
)
async def test_what_is_no_web_address_is_refused(reader: Reader, url: str) -> None:
    with pytest.raises(FeedFault, match="not a web address"):
        await reader.read(url, UNKNOWN, NOW)


async def test_an_address_with_a_password_is_refused(server: FeedServer, reader: Reader) -> None:
    with pytest.raises(FeedFault, match="password") as fault:
        await reader.read(f"http://alice:canary@127.0.0.1:{server.port}/feed", UNKNOWN, NOW)
    assert "canary" not in fault.value.reason
    assert not server.requests


async def test_a_parsing_process_that_was_ended_from_outside_is_replaced(server: FeedServer, reader: Reader) -> None:
    url = server.serve(RSS)
    before = children()
    await fetched(reader, url)
    (child,) = children() - before
    os.kill(child, signal.SIGKILL)
    assert len((await fetched(reader, url)).entries) == 2


async def test_the_parsing_process_starts_when_needed_holds_no_secret_and_ends(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "canary")
    before = children()
    async with reader_for(server.address) as reader:
        assert children() == before
        await fetched(reader, server.serve(RSS))
        (child,) = children() - before
        assert b"canary" not in environment(child)
    assert children() == before


async def test_a_closed_reader_says_so(server: FeedServer) -> None:
    async with reader_for(server.address) as reader:
        await fetched(reader, server.serve(RSS))
    with pytest.raises(FeedFault, match="stopping"):
        await reader.read(server.url(), UNKNOWN, NOW)


async def test_a_date_ahead_of_the_clock_is_not_believed(server: FeedServer, reader: Reader) -> None:
    def dated(at: datetime) -> str:
        return item(
            f"at {at}", f"https://example.org/{at:%H%M}", f"<pubDate>{at:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"
        )

    url = server.serve(rss(dated(NOW + timedelta(hours=23)), dated(NOW + timedelta(hours=25, minutes=1))))
    assert [entry.published for entry in (await fetched(reader, url)).entries] == [NOW + timedelta(hours=23), None]


def environment(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()

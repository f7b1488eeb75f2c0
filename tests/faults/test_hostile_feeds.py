"""Feeds that mean harm: what they may cost, and what they never reach."""

import asyncio
import resource
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain.feeds import FeedFault, Fetched, NotModified, Outline, Validators
from bot.feeds.address import PRIVATE, AddressGuard
from bot.feeds.limits import Limits
from bot.feeds.reader import Reader
from bot.ports import Store
from bot.services.fetching import fetch_due
from tests.feeds.serving import (
    AGENT,
    NOW,
    UNKNOWN,
    FeedServer,
    Pulse,
    RawServer,
    anywhere,
    children,
    item,
    reader_for,
    rss,
)
from tests.scenarios.table import Table

SHORT = Limits(fetch=0.5, size=2_000_000)
QUICK = Limits(fetch=10.0, size=2_000_000)  # for what fails at once, however busy the machine is
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
STALL = 0.1

# Misnested formatting, which every reader of HTML mends step by step; the cleaner takes seconds for it.
SLOW_TO_CLEAN = rss(
    *(
        item(f"{n}", f"https://example.org/{n}", f"<description><![CDATA[{'<b></p>' * 860}]]></description>")
        for n in range(1800)
    )
)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


@pytest.fixture
async def inside() -> AsyncIterator[FeedServer]:
    """A server that no feed may reach."""
    async with FeedServer() as inside:
        inside.serve(rss(item("A secret")))
        yield inside


async def reason(reader: Reader, url: str) -> str:
    """Return why *url* cannot be read, found without stalling the loop."""
    with Pulse() as pulse, pytest.raises(FeedFault) as fault:
        await reader.read(url, UNKNOWN, NOW)
    assert pulse.longest < STALL
    return fault.value.reason


async def titles(reader: Reader, url: str) -> list[str]:
    found = await reader.read(url, UNKNOWN, NOW)
    assert isinstance(found, Fetched)
    return [entry.title for entry in found.entries]


# Time


@pytest.mark.parametrize(
    ("script", "drip"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\n", b""),
        (HEAD + b"\r\n<rss>", b" "),
        (b"HTTP/1.1 200 OK\r\nX-A: ", b"a"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 2000),
        (HEAD + b"Content-Length: 100\r\n\r\n<rss>", b""),
    ],
    ids=["silent", "no headers", "dripping body", "dripping header", "tiny chunks", "length that lies"],
)
async def test_a_feed_that_hangs_or_drips_is_given_up(script: bytes, drip: bytes) -> None:
    async with RawServer(script, drip) as server, reader_for(server.address, limits=SHORT) as reader:
        began = time.monotonic()
        assert await reason(reader, server.url) == "It did not answer in full within 0.5 seconds."
        assert 0.4 < time.monotonic() - began < 5
        async with asyncio.timeout(5):
            await server.hung_up.wait()


def test_by_default_a_feed_has_fifteen_seconds_and_twelve_megabytes() -> None:
    limits = Limits()
    assert limits.fetch + limits.parse <= 15
    assert limits.size <= 12_000_000
    assert limits.memory <= 64 * 2**20


async def test_names_that_are_never_resolved_are_given_up() -> None:
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def never(host: str, port: int, family: int, kind: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
        return []

    reader = Reader(AGENT, limits=SHORT, lookup=never)
    assert "within 0.5 seconds" in await reason(reader, "http://feeds.example.org/")
    release.set()
    await reader.aclose()


# Size


async def test_an_endless_body_is_cut_off_at_its_limit(server: FeedServer) -> None:
    sent = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" " * 65536)
            sent += 65536

    url = server.answer("/feed", answer)
    async with reader_for(server.address, limits=Limits(size=2_000_000)) as reader:
        assert await reason(reader, url) == "It is larger than 2 MB, which is the most that is read."
    assert sent < 20_000_000


async def test_a_body_that_says_it_is_huge_is_not_read() -> None:
    script = HEAD + b"Content-Length: 10000000000\r\n\r\n<rss>"
    async with RawServer(script) as server, reader_for(server.address) as reader:
        assert "larger than 12 MB" in await reason(reader, server.url)


async def test_a_bomb_is_not_unpacked(server: FeedServer) -> None:
    url = server.serve(b" " * 100_000_000, zipped=True)
    async with reader_for(server.address) as reader:
        before = resident()
        assert "larger than 12 MB" in await reason(reader, url)
        assert resident() - before < 32 * 2**20


async def test_a_body_that_ends_early_is_not_taken_for_whole() -> None:
    script = HEAD + b"Content-Length: 1000\r\n\r\n" + rss(item("Cut"))
    async with RawServer(script, hold=False) as server, reader_for(server.address, limits=QUICK) as reader:
        assert await reason(reader, server.url) == "It broke off in the middle."


async def test_a_body_that_goes_on_behind_its_end_is_not_followed() -> None:
    body = rss(item("Whole"))
    head = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode()
    async with RawServer(head + body + b"<rss>" * 1000) as server, reader_for(server.address) as reader:
        assert await reason(reader, server.url) == "What answers there does not speak HTTP as it should."
    async with RawServer(head + body, b"<rss>" * 1000) as server, reader_for(server.address) as reader:
        assert await titles(reader, server.url) == ["Whole"]


@pytest.mark.parametrize(
    "script",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
        HEAD + b"Content-Length: -5\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
    ids=["bytes", "ssh", "long header", "negative length", "broken chunks"],
)
async def test_what_is_not_http_is_named(script: bytes) -> None:
    async with RawServer(script, hold=False) as server, reader_for(server.address, limits=QUICK) as reader:
        assert await reason(reader, server.url) in (
            "What answers there does not speak HTTP as it should.",
            "It broke off in the middle.",
            "It hung up without an answer.",
        )


# Addresses

SPELLINGS = [
    *(
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0x7f000001",
        "0x7f.0.0.1",
        "0x7f.1",
        "2130706433",
        "017700000001",
        "0177.0.0.1",
    ),
    *("0.0.0.0", "0", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]"),
    *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fec0::1]", "[fe80::1]", "localhost", "LOCALHOST", "localhost."),
    *("127.0.0.1.", "①②⑦.⓪.⓪.①", "127。0。0。1", "%31%32%37.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "10.0.0.1"),
    *("192.168.0.1", "172.16.0.1", "100.100.100.200", "224.0.0.1", "255.255.255.255"),
]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_of_an_inner_host_is_reached(server: FeedServer, inside: FeedServer, host: str) -> None:
    """Neither typed nor as the end of a redirect; the allowance is for the other server and opens nothing else."""
    url = f"http://{host}:{inside.port}/feed"
    server.redirect("/away", url)
    async with reader_for(server.address, limits=QUICK) as reader:
        for asked in (url, server.url("/away")):
            told = await reason(reader, asked)
            assert told == PRIVATE or "not a web address" in told or "no host of that name" in told, told
    assert not inside.requests
    assert len(server.requests) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "0x7f000001", "[::1]", "localhost", "[::ffff:127.0.0.1]"])
async def test_inner_hosts_are_named_as_such(inside: FeedServer, host: str) -> None:
    async with reader_for(limits=QUICK) as reader:
        assert await reason(reader, f"http://{host}:{inside.port}/feed") == PRIVATE
    assert not inside.requests


async def test_a_name_that_changes_its_mind_is_caught(server: FeedServer, inside: FeedServer) -> None:
    """The address that is judged is the one that is connected to, however often the name is asked for."""
    asked: list[str] = []

    def rebinding(host: str, port: int, family: int, kind: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        asked.append(host)
        first = len(asked) == 1
        where = server.address if first else ("127.0.0.1", inside.port)
        return [(socket.AF_INET, kind, 6, "", where)]

    server.redirect("/feed", f"http://feeds.example.org:{inside.port}/feed")
    reader = Reader(AGENT, AddressGuard(frozenset({server.address})), QUICK, lookup=rebinding)
    assert await reason(reader, f"http://feeds.example.org:{server.port}/feed") == PRIVATE
    await reader.aclose()
    assert asked == ["feeds.example.org", "feeds.example.org"]
    assert not inside.requests


async def test_a_name_with_many_inner_addresses_is_caught(inside: FeedServer) -> None:
    def many(host: str, port: int, family: int, kind: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(socket.AF_INET, kind, 6, "", (f"127.0.0.{number}", port)) for number in range(1, 200)]

    reader = Reader(AGENT, limits=QUICK, lookup=many)
    assert await reason(reader, f"http://feeds.example.org:{inside.port}/feed") == PRIVATE
    await reader.aclose()
    assert not inside.requests


async def test_redirects_end(server: FeedServer) -> None:
    server.redirect("/circle", "/round")
    server.redirect("/round", "/circle")
    for number in range(10):
        server.redirect(f"/{number}", f"/{number + 1}")
    server.redirect("/self", "/self")
    async with reader_for(server.address, limits=QUICK) as reader:
        assert await reason(reader, server.url("/circle")) == "It redirects in a circle."
        assert await reason(reader, server.url("/self")) == "It redirects in a circle."
        server.requests.clear()
        assert await reason(reader, server.url("/0")) == "It redirects more than 5 times."
        assert len(server.requests) == 6


@pytest.mark.parametrize(
    "target",
    ["", "file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/", "javascript:1", "http://["],
)
async def test_redirects_lead_to_the_web_only(server: FeedServer, target: str) -> None:
    server.redirect("/feed", target)
    async with reader_for(server.address, limits=QUICK) as reader:
        told = await reason(reader, server.url())
        assert told.startswith(("It redirects to", "This is not a web address")), told


# Documents


async def test_a_document_that_takes_too_long_is_ended_and_others_are_read(server: FeedServer) -> None:
    slow = server.serve(SLOW_TO_CLEAN, "/slow", zipped=True)
    good = server.serve(rss(item("Good")), "/good")
    async with reader_for(server.address, limits=Limits(parse=0.5, entries=2000)) as reader:
        await titles(reader, good)
        with Pulse() as pulse:
            told = await asyncio.gather(
                *(reader.read(slow, UNKNOWN, NOW), titles(reader, good), reader.read(slow, UNKNOWN, NOW)),
                titles(reader, good),
                return_exceptions=True,
            )
        assert pulse.longest < STALL
    assert told[1] == told[3] == ["Good"]
    assert [str(told[0]), str(told[2])] == ["It could not be parsed within 0.5 seconds."] * 2


@pytest.mark.parametrize(
    "body",
    [
        rss("<item/>" * 1_500_000),
        b'{"version": "https://jsonfeed.org/version/1", "items": [' + b"{}," * 3_000_000 + b"{}]}",
        b"[" + b"[]," * 3_000_000 + b"[]]",
    ],
    ids=["empty items", "empty objects", "empty lists"],
)
async def test_a_document_that_takes_too_much_memory_is_ended(server: FeedServer, body: bytes) -> None:
    heavy, good = server.serve(body, "/heavy", zipped=True), server.serve(rss(item("Good")), "/good")
    async with reader_for(server.address) as reader:
        assert await reason(reader, heavy) in (
            "It takes more memory to read than a feed should.",
            "It could not be parsed: it takes too much, or breaks the parser.",
            "It could not be parsed within 3 seconds.",
        )
        assert await titles(reader, good) == ["Good"]


async def test_the_parsing_process_has_sixty_four_megabytes_beyond_what_it_takes_at_rest(server: FeedServer) -> None:
    before = children()
    async with reader_for(server.address) as reader:
        await titles(reader, server.serve(rss(item("Good"))))
        (child,) = children() - before
        soft, hard = resource.prlimit(child, resource.RLIMIT_AS)
        assert soft == hard
        assert 0 < soft - address_space(child) <= 64 * 2**20


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rss("<item><title>A" + "<a>" * 300_000 + "</a>" * 300_000 + "</title></item>"), None),
        (rss("<item>" + "<a>" * 300_000), None),
        (rss(item("B", more=f"<description>{'&lt;div&gt;' * 300_000}</description>")), ["B"]),
        (rss(item("C", more=f"<author>{'(' * 300_000}</author>")), ["C"]),
        (rss(item("D", more=f"<description>{'&lt;p&gt;' * 300_000}</description>")), ["D"]),
        (rss(item("E\x00\x00F")), ["EF"]),
        (rss(item("Zoë")).decode().encode("latin-1"), ["Zoë"]),
        (b"[" * 300_000, None),
    ],
    ids=["nested", "unclosed", "nested markup", "author", "paragraphs", "NUL", "encoding", "nested JSON"],
)
async def test_strange_documents_cost_little(server: FeedServer, body: bytes, expected: list[str] | None) -> None:
    url = server.serve(body)
    async with reader_for(server.address) as reader:
        began = time.monotonic()
        with Pulse() as pulse:
            try:
                told = await titles(reader, url)
            except FeedFault as fault:
                told = [fault.reason]
        assert pulse.longest < STALL
        assert time.monotonic() - began < 15
    assert expected is None or told == expected


async def test_twenty_thousand_entries_become_the_newest_five_hundred(server: FeedServer) -> None:
    more = f"<description>{'x' * 300}</description>"
    url = server.serve(rss(*(item(f"{number}", f"https://example.org/{number}", more) for number in range(20_000))))
    async with reader_for(server.address) as reader:
        with Pulse() as pulse:
            assert len(await titles(reader, url)) == 500
        assert pulse.longest < STALL


async def test_bad_feeds_do_not_keep_a_good_one_waiting(server: FeedServer) -> None:
    """Twenty at once, as many as are read together: all kinds, and the good ones are read as if alone."""
    server.serve(rss(item("Good")), "/good")
    server.serve(b" " * 20_000_000, "/bomb", zipped=True)
    server.serve(b"<!doctype html><html></html>", "/page")
    async with RawServer(b"") as silent, RawServer(HEAD + b"\r\n<rss>", b" ") as dripping:
        allowed = AddressGuard(frozenset({server.address, silent.address, dripping.address}))
        limits = Limits(fetch=5.0, parse=1.0)
        async with aclosing(Reader(AGENT, allowed, limits, anywhere(server, silent, dripping))) as reader:
            ports = {"silent": silent.address[1], "dripping": dripping.address[1]}

            def url(kind: str, n: int) -> str:
                return f"http://{kind}-{n}.example.org:{ports.get(kind, server.port)}/{kind}"

            await titles(reader, url("good", 0))
            bad = [url(kind, n) for kind in ("silent", "dripping", "bomb", "page") for n in range(4)]
            hanging = [asyncio.ensure_future(reader.read(one, UNKNOWN, NOW)) for one in bad]
            good = [titles(reader, url("good", n)) for n in range(1, 5)]
            assert await asyncio.gather(*good) == [["Good"]] * 4
            assert sum(not one.done() for one in hanging) >= 8, "the good ones are read while the bad ones still hang"
            assert all(isinstance(told, FeedFault) for told in await asyncio.gather(*hanging, return_exceptions=True))


# Beside others: each kind, read by the beat that reads every feed, into a store


@dataclass(frozen=True)
class Hostile:
    """What a feed sends: *body* by HTTP, *script* and then *drip* on a bare connection, or whoever asks *to* elsewhere.

    *told* is what `feed list` says of it then. Where that is nothing the feed may be read, and *holds* what it has.
    """

    told: str = ""
    body: bytes = b""
    zipped: bool = False
    script: bytes | None = None
    drip: bytes = b""
    to: str = ""
    holds: tuple[str, ...] | None = None


LEVELS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
ENTITIES = f"<!DOCTYPE rss [<!ENTITY a0 'ha'>{LEVELS}]>".encode()
DEEP = "<a>" * 300_000 + "</a>" * 300_000
HOSTILE = {
    "hangs": Hostile("did not answer in full", script=b""),
    "drips": Hostile("did not answer in full", script=HEAD + b"\r\n<rss>", drip=b" "),
    "huge": Hostile("larger than 12 MB", script=HEAD + b"Content-Length: 10000000000\r\n\r\n<rss>"),
    "bomb": Hostile("larger than 12 MB", body=b" " * 100_000_000, zipped=True),
    "length that lies": Hostile("broke off in the middle", script=HEAD + b"Content-Length: 900\r\n\r\n<rss>"),
    "circle": Hostile("redirects in a circle", to="/feed"),
    "inner host": Hostile("inside a private network", to="http://0x7f000001:{inside}/feed"),
    "script in a link": Hostile(body=rss(item("Script", "javascript:alert(1)")), holds=("Script",)),
    "nesting": Hostile(body=rss(f"<item><title>Deep{DEEP}</title></item>")),
    "entities": Hostile(body=ENTITIES + rss(item("&a11;"), declaration="")),
    "NUL": Hostile(body=rss(item("N\x00U\x00L")), holds=("NUL",)),
    "wrong encoding": Hostile(body=rss(item("Zoë")).decode().encode("latin-1"), holds=("Zoë",)),
    "no ids": Hostile(body=rss("<item><title>A</title></item>", "<item><title>B</title></item>"), holds=("A", "B")),
    "one id for two": Hostile(
        body=rss(item("A", more="<guid>1</guid>"), item("B", "https://example.org/2", "<guid>1</guid>")),
        holds=("A", "B"),
    ),
    "year 99999": Hostile(body=rss(item("Far", more="<pubDate>2 Nov 99999 10:00 GMT</pubDate>")), holds=("Far",)),
    "20,000 entries": Hostile(body=rss(*(item(f"{n}", f"https://example.org/{n}") for n in range(20_000)))),
    "slow to parse": Hostile("could not be parsed within", body=SLOW_TO_CLEAN, zipped=True),
    "much memory": Hostile("It ", body=rss("<item/>" * 1_500_000), zipped=True),
}
GOOD = tuple(f"Lab {letter} publishes a report" for letter in "ABCD")


class Witnessed:
    """A reader, and the addresses that it was done with, in order."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.done: list[str] = []

    async def read(self, url: str, validators: Validators, now: datetime) -> Fetched | NotModified:
        try:
            return await self._reader.read(url, validators, now)
        finally:
            self.done.append(url)

    async def outlines(self, source: str, now: datetime) -> Sequence[Outline]:
        return await self._reader.outlines(source, now)


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_hostile_feed_is_named_and_has_no_effect_on_others(store: Store, kind: str) -> None:
    hostile = HOSTILE[kind]
    raw = hostile.script is not None
    bad = RawServer(hostile.script or b"", hostile.drip, hold=kind == "hangs") if raw else FeedServer()
    async with FeedServer() as good, FeedServer() as inside, bad:
        limits = Limits(fetch=5.0, parse=2.0, entries=2000 if kind == "slow to parse" else 500)
        allowed = AddressGuard(frozenset({good.address, bad.address}))
        async with aclosing(Reader(AGENT, allowed, limits, anywhere(good, bad, inside))) as reader:
            if isinstance(bad, FeedServer) and hostile.to:
                bad.redirect("/feed", hostile.to.format(inside=inside.port))
            elif isinstance(bad, FeedServer):
                bad.serve(hostile.body, zipped=hostile.zipped)
            for n, title in enumerate(GOOD):
                good.serve(rss(item(title)), f"/{n}")
            witnessed = Witnessed(reader)
            table = Table(store, witnessed)
            bad_ones = [f"http://bad-{n}.example.org:{bad.address[1]}/feed" for n in range(4)]
            good_ones = [f"http://good-{n}.example.org:{good.port}/{n}" for n in range(4)]
            assert "8 added" in await table.says("alice", f"feed import {' '.join(bad_ones + good_ones)}")
            with Pulse() as pulse:
                before = resident()
                await fetch_due(table.world)
                grown = resident() - before
            assert pulse.longest < STALL
            assert grown < 64 * 2**20
            assert not inside.requests

            (space,) = await store.read(lambda tx: tx.communities.every_space())
            feeds = await store.read(lambda tx: tx.feeds.listed(space.community))
            faults = {feed.url: feed.fault for feed in feeds}
            held = {one.entry.title for one in await store.read(lambda tx: tx.entries.unjudged(5000))}
            listed = await table.says("bob", "feed list")
            assert all(not faults[url] for url in good_ones)
            assert set(GOOD) <= held
            if hostile.told:
                assert all(hostile.told in faults[url] for url in bad_ones), faults
                assert "8 feeds: 4 failing, 4 well" in listed
                assert hostile.told in listed
                assert held == set(GOOD)
            if hostile.holds is not None:
                assert held == {*GOOD, *hostile.holds}
            if kind in ("hangs", "drips"):
                assert set(witnessed.done[:4]) == set(good_ones), "the good ones wait for none of those that hang"


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    return int(statm("self")[1]) * resource.getpagesize()


def address_space(process: int) -> int:
    return int(statm(process)[0]) * resource.getpagesize()


def statm(process: int | str) -> list[str]:
    return Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()

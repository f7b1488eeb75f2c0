"""One visitor at a time to each host, with a gap after each."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from aiohttp import web

from bot.domain.feeds import FeedFault, Fetched
from bot.feeds.address import AddressGuard
from bot.feeds.limits import Limits
from bot.feeds.reader import Reader
from bot.feeds.turns import FORGET_FROM, Turns
from tests.feeds.serving import AGENT, NOW, UNKNOWN, FeedServer, anywhere, item, rss

GAP = 0.05


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as server:
        yield server


async def test_one_host_is_asked_one_thing_at_a_time_and_left_alone_in_between(server: FeedServer) -> None:
    now = asyncio.get_running_loop().time
    visits: list[tuple[float, float]] = []

    async def answer(request: web.Request) -> web.Response:
        began = now()
        await asyncio.sleep(0.02)
        visits.append((began, now()))
        return web.Response(body=rss(item()))

    url = server.answer("/feed", answer)
    reader = Reader(AGENT, AddressGuard(frozenset({server.address})), Limits(gap=GAP))
    await asyncio.gather(*(reader.read(f"{url}?{n}", UNKNOWN, NOW) for n in range(4)))
    await reader.aclose()
    assert len(visits) == 4
    assert all(later - earlier >= GAP for (_, earlier), (later, _) in pairwise(visits))


async def test_waiting_for_a_turn_takes_none_of_a_feed_s_time(server: FeedServer) -> None:
    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(0.5)
        return web.Response(body=rss(item()))

    url = server.answer("/feed", answer)
    reader = Reader(AGENT, AddressGuard(frozenset({server.address})), Limits(gap=0, fetch=2))
    assert len(await asyncio.gather(*(reader.read(f"{url}?{n}", UNKNOWN, NOW) for n in range(5)))) == 5
    await reader.aclose()


async def test_a_redirect_within_a_host_is_one_visit(server: FeedServer) -> None:
    server.redirect("/old", "/new", 301)
    server.serve(rss(item()), "/new")
    now = asyncio.get_running_loop().time
    reader = Reader(AGENT, AddressGuard(frozenset({server.address})), Limits(gap=60))
    began = now()
    await reader.read(server.url("/old"), UNKNOWN, NOW)
    assert now() - began < 30
    await reader.aclose()


async def test_another_host_is_not_kept_waiting() -> None:
    turns = Turns(60)
    async with turns.at("a.example.org"), turns.at("b.example.org"):
        waiting = asyncio.ensure_future(turns.at("a.example.org").__aenter__())
        await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()


async def test_no_more_than_so_many_feeds_are_read_at_once(server: FeedServer) -> None:
    there = most = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal there, most
        there += 1
        most = max(most, there)
        await asyncio.sleep(0.02)
        there -= 1
        return web.Response(body=rss(item()))

    server.answer("/feed", answer)

    reader = Reader(AGENT, AddressGuard(frozenset({server.address})), Limits(at_once=3), lookup=anywhere(server))
    urls = [f"http://{n}.example.org:{server.port}/feed" for n in range(12)]
    await asyncio.gather(*(reader.read(url, UNKNOWN, NOW) for url in urls))
    await reader.aclose()
    assert most == 3


async def test_hosts_that_nobody_waits_for_are_forgotten() -> None:
    turns = Turns(0)
    for number in range(3 * FORGET_FROM):
        async with turns.at(f"{number}.example.org"):
            pass
    assert len(turns._lines) <= FORGET_FROM


async def test_feeds_that_wait_for_one_slow_host_take_no_place_from_another(server: FeedServer) -> None:
    """Ten lead to a host that never answers; there are three places, and the good feed has one of them at once."""
    asked = asyncio.Event()

    async def never(request: web.Request) -> web.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    server.answer("/slow", never)
    server.redirect("/led", f"http://slow.example.org:{server.port}/slow")
    server.serve(rss(item("Good")), "/good")
    reader = Reader(
        AGENT, AddressGuard(frozenset({server.address})), Limits(at_once=3, fetch=60), lookup=anywhere(server)
    )
    led = [reader.read(f"http://{n}.example.org:{server.port}/led", UNKNOWN, NOW) for n in range(10)]
    hanging = [asyncio.ensure_future(one) for one in led]
    await asked.wait()
    async with asyncio.timeout(10):
        await reader.read(f"http://good.example.org:{server.port}/good", UNKNOWN, NOW)
    assert not any(one.done() for one in hanging)
    for one in hanging:
        one.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    await reader.aclose()


async def test_a_feed_does_not_wait_for_ever_for_a_host(server: FeedServer) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return web.Response(body=rss(item()))

    url = server.answer("/feed", slow)
    reader = Reader(AGENT, AddressGuard(frozenset({server.address})), Limits(gap=0, patience=0.4))
    told = await asyncio.gather(*(reader.read(f"{url}?{n}", UNKNOWN, NOW) for n in range(8)), return_exceptions=True)
    reasons = {str(fault) for fault in told if isinstance(fault, FeedFault)}
    assert reasons == {"Too many other feeds wait for the host to which it leads."}
    assert 1 <= sum(isinstance(one, Fetched) for one in told) <= 3
    await reader.aclose()

"""One visitor at a time to each host, with a gap after each."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from aiohttp import web

from bot.feeds.address import AddressGuard
from bot.feeds.limits import Limits
from bot.feeds.reader import Reader
from bot.feeds.turns import FORGET_FROM, Turns
from tests.feeds.serving import AGENT, NOW, UNKNOWN, FeedServer, item, rss

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
        await asyncio.sleep(0.2)
        return web.Response(body=rss(item()))

    url = server.answer("/feed", answer)
    reader = Reader(AGENT, AddressGuard(frozenset({server.address})), Limits(gap=0, fetch=0.5))
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

    def anywhere(host: str, port: int, family: int, kind: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", server.address)]

    reader = Reader(AGENT, AddressGuard(frozenset({server.address})), Limits(at_once=3), lookup=anywhere)
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

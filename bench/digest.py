"""What a week of many feeds costs from the first byte to the edition, beside feedparser alone on the same bytes.

Run `python -m bench.digest [feeds] [entries]`. The feeds are served on loopback by another process, each as a host of
its own, and read, kept in SQLite, judged, gathered to stories and composed by the services that the bot runs. One
entry in ten tells of one of some events, in words that differ by feed. feedparser is given the bodies from memory and
does no more than parse them: it is the floor. Read the ratio: the figures are this machine's.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from bench import feeds as bench
from bot.domain.composing import USUAL
from bot.domain.editions import DEFAULT_SECTIONS, Window
from bot.domain.feeds import NOTHING_KNOWN
from bot.domain.ids import CommunityId, FeedId, SpaceId, new_id
from bot.domain.people import Platform, Space
from bot.feeds.address import AddressGuard
from bot.feeds.reader import Reader
from bot.ports import Feed, Store, Transaction
from bot.services import editions
from bot.services.fetching import fetch_due
from bot.services.judging import judge_due
from bot.services.world import World
from storage.open import open_store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
EVENTS = (
    ("Lab {} stops the training of a frontier model", "Training of frontier model halted, says Lab {}"),
    (
        "Parliament {} votes on a moratorium on AI training",
        "A moratorium on training AI goes to a vote in parliament {}",
    ),
    ("Institute {} names red lines for self-improving AI", "Red lines for AI that improves itself, by institute {}"),
    ("Ministers of {} countries agree to pause frontier AI", "{} countries agree on a pause of frontier AI"),
)
USUAL_NEWS = (
    "Lab {} opens an office in town {}",
    "A phone of maker {} takes pictures by night, test {} finds",
    "Quarter {}: revenue of maker {} grows",
    "How team {} moved {} services to another cloud",
    "Opinion {}: what {} years of electric cars have changed",
)


PLAIN = (
    "<p>What is new in <b>shops</b> is told by those who were there, with <a href='https://example.org/more'>more</a> "
    "on what it costs and when it comes.</p><p>It was tried for a week by two of us, at home and on the way, in rain "
    "and sun. Nothing broke &amp; much was liked; what was not is said at the end.</p>"
    "<img src='https://example.org/p.png'>"
)


def told(feed: int, number: int) -> tuple[str, str]:
    """Return the title and the text of an entry; one in ten tells of an event, of which there are as many as feeds."""
    place = feed * 50 + number
    if place % 10 == 0:
        event = place // 10 % 500
        return EVENTS[event % len(EVENTS)][feed % 2].format(event), bench.LEAD
    return USUAL_NEWS[place % len(USUAL_NEWS)].format(feed, place), PLAIN


async def ours(count: int, entries: int, port: int) -> dict[str, float]:
    def look(host: str, port: int, family: int, kind: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(socket.AF_INET, kind or socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    took: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(f"sqlite+aiosqlite:///{folder}/bench.db")
        guard = AddressGuard(frozenset({("127.0.0.1", port)}))
        async with aclosing(store), aclosing(Reader("bench", guard, lookup=look)) as reader:
            world = World(store, lambda: NOW, os.urandom, {}, reader, "", {})
            community = await founded(store, count, port)
            began = time.perf_counter()
            fetched = await fetch_due(world)
            assert fetched == count, f"{fetched} feeds were read"
            took["fetched"] = -began + (began := time.perf_counter())
            (child,) = bench.children()
            took["parser"] = bench.peak(child)
            await judge_due(world)
            took["judged"] = -began + (began := time.perf_counter())
            window = Window(NOW - timedelta(days=7), NOW + timedelta(seconds=1))
            gathered = await store.read(lambda tx: editions.gather(tx, community, None, window))
            contents = await editions.composed(gathered, USUAL, DEFAULT_SECTIONS)
            took["composed"] = time.perf_counter() - began
            assert contents.read == count * entries, f"{contents.read} entries were kept"
            took["candidates"] = len(gathered.candidates)
            took["stories"] = contents.kept
    took["peak"] = bench.peak("self")
    return took


async def founded(store: Store, count: int, port: int) -> CommunityId:
    """Keep a community with *count* feeds, all due, and return it."""
    space = Space(SpaceId(new_id(os.urandom)), CommunityId(new_id(os.urandom)), Platform.CONSOLE, "bench", "Bench")

    async def found(tx: Transaction) -> None:
        await tx.communities.found(space.community, space.name, NOW)
        await tx.communities.add_space(space, NOW)
        for number in range(count):
            url = f"http://host-{number}.example.org:{port}/{number}"
            await tx.feeds.add(
                Feed(FeedId(new_id(os.urandom)), space.community, number + 1, url, url, NOTHING_KNOWN, NOW, added=url)
            )

    await store.write(found)
    return space.community


def main(count: int, entries: int) -> None:
    module = [sys.executable, "-m", "bench.digest"]
    with subprocess.Popen([*module, "serve", str(count), str(entries)], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        try:
            port = server.stdout.readline().decode().strip()
            measured = subprocess.run(
                [*module, "ours", str(count), str(entries), port], check=True, stdout=subprocess.PIPE
            )
        finally:
            server.kill()
    us = json.loads(measured.stdout)
    floor = json.loads(
        subprocess.run([*module, "floor", str(count), str(entries)], check=True, capture_output=True).stdout
    )
    whole = us["fetched"] + us["judged"] + us["composed"]
    print(f"{count} feeds of {entries} entries")
    print(f"  fetched and kept      {us['fetched']:6.2f} s")
    print(f"  judged                {us['judged']:6.2f} s  {us['candidates']:.0f} with points")
    print(f"  gathered and composed {us['composed']:6.2f} s  {us['stories']:.0f} stories")
    print(f"  all of it             {whole:6.2f} s  {us['peak']:.0f} MB, and {us['parser']:.0f} MB to parse in")
    print(f"  feedparser alone      {floor['seconds']:6.2f} s  {floor['peak']:.0f} MB, bodies included")
    print(f"  feedparser alone takes {floor['seconds'] / whole:.2f} times as long as all of it")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", count, entries]:
            bench.serve(int(count), int(entries), told)
        case ["ours", count, entries, port]:
            print(json.dumps(asyncio.run(ours(int(count), int(entries), int(port)))))
        case ["floor", count, entries]:
            print(json.dumps(bench.floor(int(count), int(entries), told)))
        case sizes:
            main(*([int(size) for size in sizes] + [500, 50][len(sizes) :]))

"""How fast many feeds are fetched and parsed within our bounds, beside feedparser alone on the same bytes.

Run `python -m bench.feeds [feeds] [entries]`. Half of the feeds are RSS, half Atom, each on a host of its own, all
served on loopback by another process. feedparser is given the bodies from memory and asked for nothing of what our
bounds cost: it is the floor. Read the ratio: the figures are this machine's.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.domain.feeds import NOTHING_KNOWN, Fetched, NotModified, Validators
from bot.feeds.address import AddressGuard
from bot.feeds.reader import Reader

Told = Callable[[int, int], tuple[str, str]]
"""The title and the text of an entry, by the number of its feed and its own number there."""

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEAD = (
    "<p>Representatives of Lab A and Lab B met in <b>Geneva</b> and agreed on <a href='https://example.org/text'>a text"
    "</a> that sets out what each would do before its next training run.</p><p>It names the evaluations, who carries "
    "them out, and the results at which a run &amp; its deployment stop.</p><img src='https://example.org/p.png'>"
)
RSS = "<item><title>{}</title><link>{}</link><guid>{}</guid><pubDate>{:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
RSS_END = "<description><![CDATA[{}]]></description></item>"
ATOM = "<entry><title>{}</title><link href='{}'/><id>{}</id><updated>{:%Y-%m-%dT%H:%M:%SZ}</updated>"
ATOM_END = "<summary type='html'><![CDATA[{}]]></summary></entry>"


def report(feed: int, number: int) -> tuple[str, str]:
    return f"Lab {feed} publishes report {number} on evaluations before training", LEAD


def body(feed: int, entries: int, told: Told = report) -> bytes:
    """Return a feed of about 0.7 kB an entry."""
    form = ATOM + ATOM_END if feed % 2 else RSS + RSS_END
    items = []
    for number in range(entries):
        url = f"https://host-{feed}.example.org/{number}?id={feed * number}"
        title, text = told(feed, number)
        items.append(form.format(title, url, f"{url}#id", NOW - timedelta(hours=number), text))
    whole = "".join(items)
    if feed % 2:
        return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Feed {feed}</title>{whole}</feed>".encode()
    return f"<rss version='2.0'><channel><title>Feed {feed}</title>{whole}</channel></rss>".encode()


def serve(feeds: int, entries: int, told: Told = report) -> None:
    """Serve the feeds until killed, and print the port."""
    bodies = [body(number, entries, told) for number in range(feeds)]

    async def give(request: web.Request) -> web.Response:
        tag = f'"{request.match_info["number"]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        sent = {"ETag": tag, "Content-Type": "application/xml; charset=utf-8"}
        return web.Response(body=bodies[int(request.match_info["number"])], headers=sent)

    listener = socket.create_server(("127.0.0.1", 0), backlog=1000)
    print(listener.getsockname()[1], flush=True)
    app = web.Application()
    app.router.add_get("/{number}", give)
    web.run_app(app, sock=listener, print=None)


async def ours(feeds: int, entries: int, port: int) -> dict[str, float]:
    def look(host: str, port: int, family: int, kind: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(socket.AF_INET, kind or socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    async with aclosing(Reader("bench", AddressGuard(frozenset({("127.0.0.1", port)})), lookup=look)) as reader:

        async def read(number: int, validators: Validators = NOTHING_KNOWN) -> Validators:
            found = await reader.read(f"http://host-{number}.example.org:{port}/{number}", validators, NOW)
            assert isinstance(found, NotModified) == (validators != NOTHING_KNOWN)
            if isinstance(found, NotModified):
                return validators
            assert isinstance(found, Fetched)
            assert len(found.entries) == entries
            return found.validators

        await read(0)  # the parsing process starts and certificates are read: once in the life of the bot
        before, began = peak("self"), time.perf_counter()
        known = await asyncio.gather(*map(read, range(feeds)))
        took = time.perf_counter() - began
        (child,) = children()
        grown, parser = peak("self") - before, peak(child)
        began = time.perf_counter()
        await asyncio.gather(*map(read, range(feeds), known))
        again = time.perf_counter() - began
    return {"seconds": took, "again": again, "grown": grown, "peak": before + grown, "parser": parser}


def floor(feeds: int, entries: int, told: Told = report) -> dict[str, float]:
    import feedparser  # type: ignore[import-untyped]

    bodies = [body(number, entries, told) for number in range(feeds)]
    feedparser.parse(bodies[0])
    before, began = peak("self"), time.perf_counter()
    for one in bodies:
        assert len(feedparser.parse(one).entries) == entries
    return {"seconds": time.perf_counter() - began, "grown": peak("self") - before, "peak": peak("self")}


def peak(process: int | str) -> float:
    """Return the most memory that the process has held, in MB."""
    told = Path(f"/proc/{process}/status").read_text("ascii")
    return int(told.split("VmHWM:")[1].split()[0]) / 1024


def children() -> Iterator[int]:
    for task in Path("/proc/self/task").iterdir():
        yield from map(int, (task / "children").read_text("ascii").split())


def alone(*options: object) -> dict[str, float]:
    """Measure in a process of its own, so that neither's memory is counted as the other's."""
    command = [sys.executable, "-m", "bench.feeds", *map(str, options)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return told


def main(feeds: int, entries: int) -> None:
    command = [sys.executable, "-m", "bench.feeds", "serve", str(feeds), str(entries)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        try:
            us = alone("ours", feeds, entries, int(server.stdout.readline()))
        finally:
            server.kill()
    peer = alone("floor", feeds, entries)
    size = sum(len(body(number, entries)) for number in range(feeds)) / 1e6
    print(f"{feeds} feeds of {entries} entries, {size:.1f} MB")
    told = f"+{us['grown']:.0f} MB to {us['peak']:.0f} MB, and {us['parser']:.0f} MB to parse in"
    print(f"  fetched and parsed    {us['seconds']:6.2f} s  {feeds / us['seconds']:5.0f} feeds/s   {told}")
    print(f"  asked again, unchanged{us['again']:6.2f} s  {feeds / us['again']:5.0f} feeds/s")
    told = f"+{peer['grown']:.0f} MB to {peer['peak']:.0f} MB, bodies included"
    print(f"  feedparser alone      {peer['seconds']:6.2f} s  {feeds / peer['seconds']:5.0f} feeds/s   {told}")
    print(f"  feedparser takes {peer['seconds'] / us['seconds']:.1f} times as long")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve", feeds, entries]:
            serve(int(feeds), int(entries))
        case ["ours", feeds, entries, port]:
            print(json.dumps(asyncio.run(ours(int(feeds), int(entries), int(port)))))
        case ["floor", feeds, entries]:
            print(json.dumps(floor(int(feeds), int(entries))))
        case sizes:
            main(*([int(size) for size in sizes] + [500, 50][len(sizes) :]))

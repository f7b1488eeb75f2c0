"""Feeds served on loopback, and a reader that may reach them."""

import asyncio
import gc
import gzip
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from aiohttp import web

from bot.domain.feeds import Validators
from bot.feeds.address import AddressGuard
from bot.feeds.limits import Limits
from bot.feeds.lookup import Lookup
from bot.feeds.reader import Reader

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
UNKNOWN = Validators(None, None)
AGENT = "Moratorium/test (+https://example.org/contact)"

PACE = 0.02

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FeedServer:
    """Answers each path as a test says, and keeps every request that reaches it."""

    def __init__(self) -> None:
        self.requests: list[web.Request] = []
        self._answers: dict[str, Answer] = {}

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.address: tuple[str, int] = self._runner.addresses[0]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def port(self) -> int:
        return self.address[1]

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def answer(self, path: str, with_: Answer) -> str:
        """Answer *path* by *with_* and return its address."""
        self._answers[path] = with_
        return self.url(path)

    def serve(self, body: bytes, path: str = "/feed", *, zipped: bool = False, **headers: str) -> str:
        """Answer *path* with *body*, and return its address."""
        sent = {"Content-Type": "application/xml", **{name.replace("_", "-"): text for name, text in headers.items()}}
        if zipped:
            sent["Content-Encoding"] = "gzip"
            body = gzip.compress(body)

        async def give(request: web.Request) -> web.Response:
            return web.Response(body=body, headers=sent)

        return self.answer(path, give)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        async def send_on(request: web.Request) -> web.Response:
            return web.Response(status=status, headers={"Location": to})

        return self.answer(path, send_on)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        answer = self._answers.get(request.path)
        return await answer(request) if answer else web.Response(status=404)


class RawServer:
    """Says *script* to whoever connects, whatever is asked, and then holds the line until they hang up.

    After it, *drip* is said again and again for as long as they listen.
    """

    def __init__(self, script: bytes, drip: bytes = b"", hold: bool = True) -> None:
        self._script, self._drip, self._hold = script, drip, hold
        self.hung_up = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.address: tuple[str, int] = self._server.sockets[0].getsockname()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.address[1]}/feed"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(self._script)
            await writer.drain()
            while self._drip and not await _gone(reader, PACE):
                writer.write(self._drip)
                await writer.drain()
            if self._hold:
                await reader.read()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.hung_up.set()
            writer.close()


async def _gone(reader: asyncio.StreamReader, seconds: float) -> bool:
    """Wait until the other side hangs up, for so long at most, and return whether it did."""
    try:
        async with asyncio.timeout(seconds):
            return not await reader.read(1)
    except TimeoutError:
        return False


def anywhere(*servers: FeedServer | RawServer) -> Lookup:
    """Return a look-up by which every name is where the one of *servers* stands that has the port asked for."""
    ports = {server.address[1]: server.address for server in servers}

    def look(host: str, port: int, family: int, kind: int) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(socket.AF_INET, kind or socket.SOCK_STREAM, 6, "", ports[port])]

    return look


@asynccontextmanager
async def reader_for(*addresses: tuple[str, int], limits: Limits | None = None) -> AsyncIterator[Reader]:
    """A reader that may read from *addresses* besides the public ones, without a gap between two visits."""
    reader = Reader(AGENT, AddressGuard(frozenset(addresses)), replace(limits or Limits(), gap=0.0))
    try:
        yield reader
    finally:
        await reader.aclose()


def rss(*items: str, title: str = "News", declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    channel = f"<title>{title}</title><link>https://example.org/</link>{''.join(items)}"
    return f'{declaration}<rss version="2.0"><channel>{channel}</channel></rss>'.encode()


def item(title: str = "Headline", link: str = "https://example.org/1", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


class Pulse:
    """Feels how long the event loop is busy with one thing, in seconds of processor time of its thread.

    Processor time is what we are answerable for: on a busy machine the wall clock measures others. Nor does the
    collector run meanwhile: what it takes is due to all that the tests hold.
    """

    def __init__(self) -> None:
        self.longest = 0.0

    def __enter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._beating = True
        gc.disable()
        self._last = time.thread_time()
        self._loop.call_soon(self._beat)
        return self

    def __exit__(self, *_: object) -> None:
        self._beating = False
        gc.enable()

    def _beat(self) -> None:
        now = time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self._last = now
        if self._beating:
            self._loop.call_soon(self._beat)


def children() -> set[int]:
    """Return the processes that this one has started."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread may have ended meanwhile
            found.update(map(int, (task / "children").read_text(encoding="ascii").split()))
    return found

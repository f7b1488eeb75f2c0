"""Keeps the parsing process: starts it at its first task, ends it when it takes too long, and replaces it."""

import asyncio
import logging
import math
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import bot
from bot.domain.feeds import FeedFault, Outline, Page
from bot.feeds import frames, parsed
from bot.feeds.fetch import CLOSED, Body
from bot.feeds.limits import Limits
from bot.feeds.parsed import Parsed

STEP = 64 * 1024
GRACE = 2.0

# What a Python may need to start; nothing else of the bot's environment, which holds its secrets, is passed on.
_PASSED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "TMPDIR", "SYSTEMROOT")

log = logging.getLogger(__name__)


class _Died(Exception):
    """The process ended before it answered."""


class Warden:
    """Parses one body at a time, in the order of asking; what a feed does to the process, the next does not notice."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._turn = asyncio.Lock()
        self._child: Process | None = None
        self._closed = False

    async def parse(self, body: Body, now: datetime) -> Parsed:
        """Return what *body* says.

        :raises FeedFault: where it is no feed, or takes more time or memory than one may.
        """
        return parsed.read(await self._answer(body, now, "feed"))

    async def outlines(self, body: Body, now: datetime) -> Sequence[Outline]:
        """Return the feeds that *body* lists.

        :raises FeedFault: where it is no list of feeds, or takes more time or memory than one may.
        """
        return parsed.outlines_read(await self._answer(body, now, "list"))

    async def page(self, body: Body, now: datetime) -> Page:
        """Return what *body*, a web page, says of itself.

        :raises FeedFault: where it is none, or takes more time or memory than one may.
        """
        return parsed.page_read(await self._answer(body, now, "page"))

    async def _answer(self, body: Body, now: datetime, what: str) -> Mapping[str, Any]:
        async with self._turn:
            while True:
                child, started = await self._present()
                try:
                    message = await self._ask(child, body, now, what)
                except _Died:
                    # One that has served before may have been ended from outside: the feed is tried on a new one.
                    if started:
                        raise FeedFault("It could not be parsed: it takes too much, or breaks the parser.") from None
                    continue
                if "fault" in message:
                    raise FeedFault(str(message["fault"]))
                return message

    async def aclose(self) -> None:
        """End the process, and with it what is being parsed."""
        self._closed = True
        if self._turn.locked() and self._child is not None:
            _kill(self._child)  # whoever has the turn sees it hang up, and discards it
        async with self._turn:
            await self._discard()

    async def _present(self) -> tuple[Process, bool]:
        """Return the process, and whether it was started just now."""
        if self._closed:
            raise FeedFault(CLOSED)
        if self._child is not None and self._child.returncode is None:
            return self._child, False
        await self._discard()
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-X", "utf8", "-m", "bot.feeds.child"),
            *(str(self._limits.memory), str(math.ceil(self._limits.parse))),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=Path(bot.__file__).parents[1],
            env={name: os.environ[name] for name in _PASSED if name in os.environ},
            start_new_session=True,  # an interrupt typed at the bot is the bot's to handle
        )
        self._child = child
        try:
            async with asyncio.timeout(self._limits.start):
                await _receive(child)
        except (TimeoutError, _Died) as error:
            await self._discard(kill=isinstance(error, TimeoutError))
            log.exception("the parsing process did not start")
            raise FeedFault("Feeds cannot be read just now: the parser does not start.") from error
        except BaseException:
            await self._discard()
            raise
        return child, True

    async def _ask(self, child: Process, body: Body, now: datetime, what: str) -> dict[str, Any]:
        task = {
            "what": what,
            "size": body.size,
            "charset": body.charset,
            "url": body.url,
            "now": now.isoformat(),
            "most": self._limits.entries,
        }
        try:
            async with asyncio.timeout(self._limits.parse):
                await _send(child, frames.pack(task), body)
                return await _receive(child)
        except TimeoutError:
            await self._discard()
            raise FeedFault(f"It could not be parsed within {self._limits.parse:g} seconds.") from None
        except _Died:
            await self._discard(kill=False)
            raise
        except BaseException:  # also where nobody waits any longer: the answer would be taken for the next one's
            await self._discard()
            raise

    async def _discard(self, *, kill: bool = True) -> None:
        child, self._child = self._child, None
        if child is not None:
            await _end(child, kill)


async def _send(child: Process, task: bytes, body: Body) -> None:
    assert child.stdin is not None
    body.file.seek(0)
    try:
        child.stdin.write(task)
        while piece := body.file.read(STEP):
            child.stdin.write(piece)
            await child.stdin.drain()
    except ConnectionError:
        raise _Died from None


async def _receive(child: Process) -> dict[str, Any]:
    assert child.stdout is not None
    try:
        size = frames.length(await child.stdout.readexactly(frames.LENGTH))
        if size > frames.LONGEST:
            raise _Died
        return frames.unpack(await child.stdout.readexactly(size))
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        raise _Died from None


def _kill(child: Process) -> None:
    with suppress(ProcessLookupError):
        child.kill()


async def _end(child: Process, kill: bool) -> None:
    """See the process gone. One that hung up is not killed at once: it is ending, and who ends a process twice may
    take its exit from whoever waits for it.
    """
    assert child.stdin is not None
    if kill:
        _kill(child)
    child.stdin.close()
    try:
        async with asyncio.timeout(GRACE):
            await _gone(child)
    except TimeoutError:
        _kill(child)
        await _gone(child)


async def _gone(child: Process) -> None:
    assert child.stdout is not None
    with suppress(ConnectionError):
        await child.stdout.read()  # an unread answer would keep the pipe open
    await child.wait()

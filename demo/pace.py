"""How fast a play goes: at reading pace, at a press of Enter, or without a pause."""

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import Protocol

WORD, LINE, LONGEST = 0.09, 0.1, 4.0
"""Seconds that a word and a line take to read; of what is long, people look at a part."""


class Pace(Protocol):
    async def rest(self, lines: Sequence[str]) -> None:
        """Wait until *lines*, which were just shown, are read."""
        ...


class Fast:
    async def rest(self, lines: Sequence[str]) -> None:
        return


class Reading:
    async def rest(self, lines: Sequence[str]) -> None:
        words = sum(len(line.split()) for line in lines)
        await asyncio.sleep(min(LONGEST, LINE * len(lines) + WORD * words))


class Step:
    async def rest(self, lines: Sequence[str]) -> None:
        await enter_is_pressed()


async def enter_is_pressed() -> None:
    """Wait for a line on standard input, or its end; meanwhile everything else goes on."""
    source = sys.stdin.fileno()
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(source, ready.set)
    except PermissionError:  # a file, which never keeps anybody waiting
        ready.set()
    try:
        await ready.wait()
    finally:
        loop.remove_reader(source)
    while os.read(source, 1) not in (b"\n", b""):  # no more than is asked for
        pass

"""A pipe hands over each line that is asked for, however the asking and the reading fall together."""

import asyncio
import io
import os
import sys

from bot.platforms.console.terminal import Pipe


async def test_a_pipe_that_is_answered_line_by_line_never_stalls() -> None:
    stdin, feed = os.pipe()
    pipe = Pipe(stdin, io.StringIO())
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the reading thread is interrupted as often as can be
    try:
        async with asyncio.timeout(60):
            for number in range(3000):
                os.write(feed, f"{number}\n".encode())
                assert await pipe.read("> ") == str(number)
    finally:
        sys.setswitchinterval(interval)
        os.close(feed)
        os.close(stdin)

"""Where lines come from and text goes: a pipe or a file here, a person's terminal in ``prompt``."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TextIO

from bot.platforms.console.render import Look, clean

Suggest = Callable[[str], Awaitable[Sequence[tuple[str, str]]]]
"""Returns (value, label) pairs that may stand in place of the word being typed at the end of a line."""

_CHUNK = 65536
_LONGEST = 1 << 20


class Interrupted(Exception):
    """The person at the terminal gave up the line that they were typing."""


class Terminal(Protocol):
    @property
    def is_interactive(self) -> bool:
        """Whether a person sits there."""
        ...

    @property
    def look(self) -> Look: ...

    async def read(self, prompt: str, suggest: Suggest | None = None, *, whole: bool = False) -> str:
        """Return the next line; with *whole*, what is pasted into it keeps its lines and is one answer.

        So does what is left of a paste into an answer before it.

        :raises EOFError: at the end of input.
        :raises Interrupted: where the person gave the line up.
        """
        ...

    def left_over(self) -> str:
        """Return what was pasted into an answer and no answer has taken, and forget it: it was meant for no command."""
        ...

    async def show(self, text: str) -> None:
        """Print *text* and a newline, above the prompt if one stands there.

        :raises OSError: where nobody reads what is printed any more.
        """
        ...

    def close(self) -> None: ...


class Pipe:
    """Lines of a pipe or a file, read on a thread of their own that an open silent pipe keeps for ever."""

    is_interactive = False

    def __init__(self, stdin: int | None, stdout: TextIO, look: Look | None = None) -> None:
        """*stdin* is a file descriptor, or None where there is no input at all."""
        self.look = look or Look()
        self._stdin = stdin
        self._stdout = stdout
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._reader: threading.Thread | None = None
        self._ended = False
        self._hungry = threading.Event()

    async def read(self, prompt: str, suggest: Suggest | None = None, *, whole: bool = False) -> str:
        """Return the next line, and print it after *prompt*: what is printed reads as a conversation."""
        if self._reader is None:
            loop = asyncio.get_running_loop()
            # A daemon, and no buffered file, whose lock would trouble the interpreter's end.
            self._reader = threading.Thread(target=self._read_all, args=(loop,), daemon=True)
            self._reader.start()
        if self._lines.empty():
            self._hungry.set()
        line = None if self._ended else await self._lines.get()
        if line is None:
            self._ended = True
            raise EOFError
        if line.strip() or suggest is None:  # an empty line is an answer, but no command
            await self.show(f"{prompt}{clean(line)}")
        return line

    def left_over(self) -> str:
        return ""  # a pipe's lines are typed one by one: nothing in it is pasted

    async def show(self, text: str) -> None:
        self._stdout.write(text + "\n")
        self._stdout.flush()

    def close(self) -> None:
        pass

    def _read_all(self, loop: asyncio.AbstractEventLoop) -> None:
        def put(line: str | None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._lines.put_nowait, line)

        held = b""
        try:
            while self._stdin is not None and (chunk := os.read(self._stdin, _CHUNK)):
                *lines, held = (held + chunk).split(b"\n")
                if len(held) > _LONGEST:
                    lines, held = [*lines, held], b""
                # No more is read than is asked for; cleared first, since who takes the last line may ask at once.
                self._hungry.clear()
                for line in lines:
                    put(line.decode(errors="replace").rstrip("\r"))
                if lines:
                    self._hungry.wait()
        except OSError:
            pass  # a terminal that went away, or an input that was closed, has ended
        if held:
            put(held.decode(errors="replace").rstrip("\r"))
        put(None)

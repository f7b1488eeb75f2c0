"""A real process in a working directory of its own: what it is given, what it prints and how it ends."""

import asyncio
import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bot.config import KEYS
from tests.servers.waiting import Pulse

ROOT = Path(__file__).parent.parent.parent
MORATORIUM = (str(Path(sys.executable).with_name("moratorium")),)
LAUNCHER = (sys.executable, "-m", "tests.launcher")
LIMIT = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Process:
    child: asyncio.subprocess.Process
    printed: bytearray = field(default_factory=bytearray)
    logged: bytearray = field(default_factory=bytearray)
    readers: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def out(self) -> str:
        return self.printed.decode()

    @property
    def err(self) -> str:
        return self.logged.decode()

    def say(self, *lines: str) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write("".join(f"{line}\n" for line in lines).encode())

    async def until(self, text: str) -> None:
        """Wait until *text* is printed or logged."""
        pulse, limit = Pulse(), LIMIT
        if not await pulse.reached(lambda: text in self.out or text in self.err, limit):
            raise AssertionError(f"no {text!r} in {limit:.0f} s: {self.out[-2000:]}\n{self.err[-3000:]}")

    async def ended(self, within: float = LIMIT) -> int:
        status = await asyncio.wait_for(self.child.wait(), within)
        await asyncio.gather(*self.readers)
        return status


@dataclass
class Home:
    """A working directory with a free port for the register."""

    directory: Path
    port: int
    started: list[asyncio.subprocess.Process] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in KEYS}
        return {**kept, "MORATORIUM_REGISTER_PORT": str(self.port), "TZ": "UTC"}

    async def start(
        self,
        *arguments: str,
        program: Sequence[str] = MORATORIUM,
        stdin: int | None = asyncio.subprocess.PIPE,
        **environment: str,
    ) -> Process:
        child = await asyncio.create_subprocess_exec(
            *program,
            *arguments,
            cwd=self.directory,
            env={**self.environment, **environment},
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        self.started.append(child)
        process = Process(child)
        assert child.stdout is not None
        assert child.stderr is not None
        for stream, into in ((child.stdout, process.printed), (child.stderr, process.logged)):
            process.readers.append(asyncio.create_task(_drain(stream, into)))
        return process

    async def run(self, *lines: str, arguments: tuple[str, ...] = ("run",), **environment: str) -> Process:
        """Return the process that was given *lines* and has ended."""
        process = await self.start(*arguments, **environment)
        process.say(*lines)
        assert process.child.stdin is not None
        process.child.stdin.close()
        await process.ended()
        return process

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, await response.text()


async def _drain(stream: asyncio.StreamReader, into: bytearray) -> None:
    while chunk := await stream.read(65536):
        into += chunk

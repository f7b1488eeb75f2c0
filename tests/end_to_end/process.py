"""The bot as a process of its own, which can be killed, stopped and started again on what it left behind."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).parents[2]
OURS = ("MORATORIUM_", "DISCORD_", "SLACK_", "SSL_CERT_FILE")
STOP_SECONDS = 10.0


class BotProcess:
    """*arguments* are the launcher's, *settings* the environment's; its log is ``bot.log`` in *home*."""

    def __init__(self, home: Path, arguments: Sequence[str], settings: dict[str, str]) -> None:
        self.log = home / "bot.log"
        self.register_port = free_port()
        self._home = home
        self._arguments = arguments
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self._environment = {
            **inherited,
            **settings,
            "MORATORIUM_REGISTER_PORT": str(self.register_port),
            "PYTHONPATH": str(ROOT),
        }
        self._process: Process | None = None

    async def start(self) -> None:
        log: BinaryIO
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.end_to_end.launcher",
                *self._arguments,
                cwd=self._home,
                env=self._environment,
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process is not None
        assert self._process.returncode is None, f"it had ended by itself:\n{self.said}"
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> float:
        """Ask it to end, and return how many seconds it took.

        :raises TimeoutError: where it does not within ten.
        """
        assert self._process is not None
        assert self._process.returncode is None, f"it had ended by itself:\n{self.said}"
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self._process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        assert self._process.returncode == 0, self.said
        return loop.time() - begun

    async def end(self) -> None:
        """Leave nothing running, however the test went."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

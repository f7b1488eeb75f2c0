"""A way to PostgreSQL on which messages are lost: the server hears and is not heard, or does not even hear."""

import asyncio
import tempfile
from pathlib import Path

from sqlalchemy.engine import make_url


class Passage:
    """Passes on what goes between a client and the server behind *url*, until a word of the client's falls silent.

    From the first message with *word* in it nothing comes back on its connection; with *heard* the server still gets
    that message. Each word silences one connection.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._home = tempfile.TemporaryDirectory(prefix="passage-")
        self._words: list[tuple[bytes, bool]] = []
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.silenced = 0

    @property
    def url(self) -> str:
        return self._url.update_query_dict({"host": self._home.name}).render_as_string(hide_password=False)

    def silence(self, word: str, heard: bool) -> None:
        self._words.append((word.encode(), heard))

    async def __aenter__(self) -> "Passage":
        self._server = await asyncio.start_unix_server(self._pass, Path(self._home.name) / ".s.PGSQL.5432")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        self._home.cleanup()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        there, back = await asyncio.open_unix_connection(f"{self._url.query['host']}/.s.PGSQL.5432")
        silent = asyncio.Event()

        async def forth() -> None:
            while data := await reader.read(65536):
                if not silent.is_set() and self._passes(data, silent):
                    back.write(data)

        async def answers() -> None:
            while data := await there.read(65536):
                if not silent.is_set():
                    writer.write(data)

        ways = {asyncio.create_task(forth()), asyncio.create_task(answers())}
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in ways:
                one.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            writer.close()
            back.close()
            self._open.discard(task)

    def _passes(self, data: bytes, silent: asyncio.Event) -> bool:
        """Silence the connection where *data* has the next word in it; return whether the server gets *data*."""
        for word, heard in self._words:
            if word in data:
                self._words.remove((word, heard))
                self.silenced += 1
                silent.set()
                return heard
        return True

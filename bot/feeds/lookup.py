"""Names into addresses, without a pool that slow name servers could fill."""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

from aiohttp.abc import AbstractResolver, ResolveResult

Found = Sequence[tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]]
Lookup = Callable[[str, int, int, int], Found]
"""Asks for (host, port, family, socket type), as ``socket.getaddrinfo`` does; it may block."""

MOST = 8


class Names(AbstractResolver):
    """Resolves each name in a thread of its own, which is left behind when nobody waits for it any longer.

    The loop's own pool would be held by names that never answer, and joined at exit.
    """

    def __init__(self, lookup: Lookup = socket.getaddrinfo) -> None:
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Found] = loop.create_future()

        def ask() -> None:
            try:
                found, fault = self._lookup(host, port, family, socket.SOCK_STREAM), None
            except (OSError, UnicodeError, ValueError) as error:
                found, fault = (), error if isinstance(error, OSError) else OSError(str(error))
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(settle, found, fault)

        def settle(found: Found, fault: OSError | None) -> None:
            if answer.done():
                return
            if fault is None:
                answer.set_result(found)
            else:
                answer.set_exception(fault)

        threading.Thread(target=ask, name="lookup", daemon=True).start()
        return [
            ResolveResult(
                hostname=host,
                host=where[0],
                port=port,
                family=family,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family, _, protocol, _, where in (await answer)[:MOST]
            if isinstance(where[0], str)
        ]

    async def close(self) -> None:
        """Nothing is held."""

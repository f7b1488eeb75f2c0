"""Whether the register's address is free, or ours already."""

import asyncio
import errno
from dataclasses import dataclass
from enum import Enum, auto

import aiohttp

from bot.web.server import HEADERS


class Holder(Enum):
    """Who listens at an address."""

    NOBODY = auto()
    MORATORIUM = auto()
    ANOTHER = auto()


@dataclass(frozen=True, slots=True)
class Address:
    """*healthy* is what our register, where it is there, says of its database; *reason* why nobody can listen there."""

    holder: Holder
    healthy: bool = True
    reason: str = ""


async def inquire(host: str, port: int, within: float) -> Address:
    """Look who listens at *host* and *port*; where nobody does, try it for a moment."""
    try:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return Address(Holder.NOBODY, reason=error.strerror or str(error))
    else:
        server.close()
        await server.wait_closed()
        return Address(Holder.NOBODY)
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    url = f"http://{f'[{named}]' if ':' in named else named}:{port}/healthz"
    try:
        limit = aiohttp.ClientTimeout(total=within)
        async with aiohttp.ClientSession(timeout=limit) as session, session.get(url, allow_redirects=False) as answer:
            ours = answer.headers.get("Server") == HEADERS["Server"]
            return Address(Holder.MORATORIUM, healthy=answer.status == 200) if ours else Address(Holder.ANOTHER)
    except (OSError, aiohttp.ClientError, TimeoutError):
        return Address(Holder.ANOTHER)

"""Pointing the platforms' own libraries at the simulated servers: for tests and their launchers, never for the product.

The product names no endpoint at all. What the libraries hold as constants is set here for a while, in this process.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import yarl
from slack_sdk.web.async_base_client import AsyncBaseClient

GUILDS_COME = 0.2
"""Seconds without another guild after which discord.py takes itself for ready; by itself it waits two at each start."""


@contextmanager
def pointed(*, discord: int | None = None, slack: int | None = None) -> Iterator[None]:
    """Let discord.py and slack_sdk believe that the platforms are at these ports of 127.0.0.1."""
    with ExitStack() as stack:
        if discord is not None:
            stack.enter_context(_discord(discord))
        if slack is not None:
            stack.enter_context(_slack(slack))
        yield


@contextmanager
def _discord(port: int) -> Iterator[None]:
    from discord.gateway import DiscordWebSocket
    from discord.http import Route
    from discord.state import ConnectionState

    gateway = yarl.URL(f"ws://127.0.0.1:{port}/")
    made = ConnectionState.__init__

    def init(self: Any, **named: Any) -> None:
        made(self, **{"guild_ready_timeout": GUILDS_COME, **named})

    with (
        patch.object(ConnectionState, "__init__", init),
        patch.object(Route, "BASE", f"http://127.0.0.1:{port}/api/v10"),
        patch.object(DiscordWebSocket, "DEFAULT_GATEWAY", gateway),
    ):
        yield


@contextmanager
def _slack(port: int) -> Iterator[None]:
    made = AsyncBaseClient.__init__

    def init(self: AsyncBaseClient, *arguments: Any, **named: Any) -> None:
        # The address is a default argument of the constructor; subclasses pass it on by name.
        if named.get("base_url", AsyncBaseClient.BASE_URL) == AsyncBaseClient.BASE_URL and len(arguments) < 2:
            named["base_url"] = f"http://127.0.0.1:{port}/api/"
        made(self, *arguments, **named)

    with patch.object(AsyncBaseClient, "__init__", init):
        yield

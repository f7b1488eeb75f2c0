"""Reads feeds: fetches within bounds, parses apart, and gives entries in plain text."""

import asyncio
import socket
from datetime import datetime

from bot.domain.feeds import Fetched, NotModified, Validators
from bot.feeds.address import AddressGuard
from bot.feeds.fetch import FeedFetcher
from bot.feeds.limits import Limits
from bot.feeds.lookup import Lookup
from bot.feeds.warden import Warden


class Reader:
    """Fulfils ``bot.ports.FeedReader``. Nothing is started before the first feed is read; close it at the end.

    *user_agent* is what the owners of feeds see. *guard* allows public addresses only, unless a launcher allows more.
    """

    def __init__(
        self,
        user_agent: str,
        guard: AddressGuard | None = None,
        limits: Limits | None = None,
        lookup: Lookup = socket.getaddrinfo,
    ) -> None:
        limits = limits or Limits()
        self._fetcher = FeedFetcher(guard or AddressGuard(), user_agent, limits, lookup)
        self._warden = Warden(limits)
        self._places = asyncio.Semaphore(limits.at_once)

    async def read(self, url: str, validators: Validators, now: datetime) -> Fetched | NotModified:
        """Read the feed at *url*; see the port.

        :raises FeedFault: with a reason fit to show to a person.
        """
        async with self._places:
            body = await self._fetcher.fetch(url, validators, now)
            if isinstance(body, NotModified):
                return body
            with body:
                parsed = await self._warden.parse(body, now)
        asked = max(body.asked, parsed.asked)
        return Fetched(body.url, parsed.title, parsed.entries, body.validators, asked)

    async def aclose(self) -> None:
        await self._warden.aclose()
        await self._fetcher.aclose()

"""Reads feeds: fetches within bounds, parses apart, and gives entries in plain text."""

import asyncio
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO

from bot.domain.feeds import NOTHING_KNOWN, Fetched, NotModified, Outline, Page, Validators
from bot.domain.pages import is_address
from bot.feeds.address import AddressGuard
from bot.feeds.fetch import Body, FeedFetcher
from bot.feeds.limits import Limits
from bot.feeds.lookup import Lookup
from bot.feeds.turns import Place
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
        async with Place(self._places) as place:
            body = await self._fetcher.fetch(url, validators, now, place)
            if isinstance(body, NotModified):
                return body
            with body:
                parsed = await self._warden.parse(body, now)
        asked = max(body.asked, parsed.asked)
        return Fetched(body.url, parsed.title, parsed.entries, body.validators, asked)

    async def outlines(self, source: str, now: datetime) -> Sequence[Outline]:
        """Read a list of feeds; see the port.

        :raises FeedFault: with a reason fit to show to a person.
        """
        async with Place(self._places) as place:
            with await self._listed(source, now, place) as body:
                return await self._warden.outlines(body, now)

    async def page(self, url: str, now: datetime) -> Page:
        """Read what the page at *url* says of itself; see the port.

        :raises FeedFault: with a reason fit to show to a person.
        """
        async with Place(self._places) as place:
            with await self._fetched(url, now, place) as body:
                return await self._warden.page(body, now)

    async def _listed(self, source: str, now: datetime, place: Place) -> Body:
        if not is_address(source):
            await place.take()
            text = source.encode("utf-8", "replace")
            return Body("", BytesIO(text), len(text), "utf-8", NOTHING_KNOWN, timedelta(0))
        return await self._fetched(source, now, place)

    async def _fetched(self, url: str, now: datetime, place: Place) -> Body:
        body = await self._fetcher.fetch(url, NOTHING_KNOWN, now, place)
        assert isinstance(body, Body), "what is not known cannot be unchanged"
        return body

    async def aclose(self) -> None:
        await self._warden.aclose()
        await self._fetcher.aclose()

"""Fetching a feed: bounded in time, size, hops and addresses."""

import asyncio
import socket
import ssl
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import IO, Self

import aiohttp
from yarl import URL

from bot.domain.feeds import FeedFault, NotModified, Validators
from bot.feeds.address import AddressGuard
from bot.feeds.inflation import Inflation
from bot.feeds.limits import Limits
from bot.feeds.lookup import Lookup, Names
from bot.feeds.refusals import reason, refusal
from bot.feeds.turns import Crowded, Place, Turns, Visit
from bot.feeds.wishes import fresh_for, retry_after

IN_MEMORY = 256 * 1024
LONGEST_VALIDATOR = 500
LONGEST_ADDRESS = 2000
CLOSED = "Feeds are no longer read: the bot is stopping."
MOVED = frozenset({301, 302, 303, 307, 308})
MOVED_FOR_GOOD = frozenset({301, 308})
ACCEPT = (
    "application/feed+json, application/atom+xml, application/rss+xml, "
    "application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Body:
    """What was received, as a file at its start, to be closed by whoever has it; large ones lie on disk."""

    url: str
    file: IO[bytes]
    size: int
    charset: str | None
    validators: Validators
    asked: timedelta

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()


class FeedFetcher:
    """Fetches from addresses that *guard* lets pass. It takes no proxy, no cookie and no password from anywhere."""

    def __init__(
        self,
        guard: AddressGuard,
        user_agent: str,
        limits: Limits | None = None,
        lookup: Lookup = socket.getaddrinfo,
    ) -> None:
        self._guard = guard
        self._user_agent = user_agent
        self._limits = limits or Limits()
        self._lookup = lookup
        self._turns = Turns(self._limits.gap)
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    async def fetch(self, url: str, validators: Validators, now: datetime, place: Place) -> Body | NotModified:
        """Fetch *url*, following redirects; afterwards *place* is had for what is made of it.

        :raises FeedFault: where it cannot be had within the limits.
        """
        session = await self._open()  # before its time begins: a feed is not to blame for what we do first
        try:
            async with asyncio.timeout(self._limits.fetch) as limit:
                async with Visit(self._turns, place, limit, self._limits.patience) as visit:
                    return await self._follow(session, _address(url), validators, now, visit)
        except Crowded:
            raise FeedFault("Too many other feeds wait for the host to which it leads.") from None
        except TimeoutError:
            raise FeedFault(f"It did not answer in full within {self._limits.fetch:g} seconds.") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FeedFault(reason(error)) from error

    async def aclose(self) -> None:
        self._closed = True
        if self._session is not None:
            await self._session.close()

    async def _follow(
        self, session: aiohttp.ClientSession, url: URL, validators: Validators, now: datetime, visit: Visit
    ) -> Body | NotModified:
        settled, for_good = url, True
        seen: set[URL] = set()
        while len(seen) <= self._limits.redirects:
            if url in seen:
                raise FeedFault("It redirects in a circle.")
            seen.add(url)
            await visit.go_to(url.host or "")
            async with session.get(url, headers=_conditions(validators), allow_redirects=False) as response:
                if response.status not in MOVED:
                    if response.status != 200:
                        return _without_body(response, validators, now, url == settled)
                    return await self._take(response, settled)
                there = _target(url, response)
                # An address that was once secure is never forgotten for one that is not.
                for_good &= response.status in MOVED_FOR_GOOD and not (url.scheme == "https" != there.scheme)
                if for_good:
                    # What is known is of the old address; only a whole feed shows that the new one has it.
                    settled, validators = there, Validators(None, None)
                url = there
        raise FeedFault(f"It redirects more than {self._limits.redirects} times.")

    async def _take(self, response: aiohttp.ClientResponse, url: URL) -> Body:
        inflation = Inflation(response.headers.get("Content-Encoding", ""), self._limits.size)
        if (response.content_length or 0) > self._limits.size:
            response.close()
            raise FeedFault(f"It is larger than {self._limits.size // 1_000_000} MB, which is the most that is read.")
        file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 -- it is handed on
        try:
            async for chunk in response.content.iter_any():
                for piece in inflation.pieces(chunk):
                    _keep(file, piece)
                    await asyncio.sleep(0)  # a bomb is many pieces: others have their turn between them
            inflation.end()
            size = file.tell()
            file.seek(0)
        except BaseException:
            response.close()
            file.close()
            raise
        return Body(
            str(url),
            file,
            size,
            response.charset,
            Validators(_validator(response, "ETag"), _validator(response, "Last-Modified")),
            fresh_for(response.headers),
        )

    async def _open(self) -> aiohttp.ClientSession:
        """Return the session, made at its first use: reading certificates takes a while, so it is done aside."""
        if self._session is None:
            trusted = await asyncio.to_thread(ssl.create_default_context)
            if self._session is None and not self._closed:
                self._session = aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(
                        ssl=trusted,
                        resolver=Names(self._lookup),
                        use_dns_cache=False,
                        socket_factory=self._guard.socket,
                        force_close=True,
                    ),
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # one limit holds for all of it
                    cookie_jar=aiohttp.DummyCookieJar(),
                    headers={"User-Agent": self._user_agent, "Accept": ACCEPT, "Accept-Encoding": "gzip"},
                    auto_decompress=False,
                    trust_env=False,
                )
        if self._session is None or self._closed:
            raise FeedFault(CLOSED)
        return self._session


def _without_body(
    response: aiohttp.ClientResponse, known: Validators, now: datetime, stands_there: bool
) -> NotModified:
    """Return what an answer other than a feed says; *stands_there*: no redirect that may change led to it.

    :raises FeedFault: where it is a refusal.
    """
    if response.status == 304 and (known.etag or known.modified):
        return NotModified()
    gone = response.status == 410 and stands_there
    raise FeedFault(refusal(response.status), asked=retry_after(response.headers, now), gone=gone)


def _keep(file: IO[bytes], piece: bytes) -> None:
    try:
        file.write(piece)
    except OSError as error:
        raise FeedFault("There was no room on our own disk to keep it while it is read.") from error


def _address(text: str) -> URL:
    try:
        url = URL(text.strip()).with_fragment(None)
        usable = url.scheme in ("http", "https") and bool(url.host) and url.port is not None
    except (ValueError, TypeError):
        usable = False
    if not usable:
        raise FeedFault("This is not a web address that starts with http:// or https://.")
    if len(str(url)) > LONGEST_ADDRESS:
        raise FeedFault(f"The address is longer than {LONGEST_ADDRESS} characters.")
    if url.user or url.password:
        raise FeedFault("The address holds a user name or a password; only feeds that are open to all are read.")
    return url


def _target(url: URL, response: aiohttp.ClientResponse) -> URL:
    location = response.headers.get("Location", "")
    if not location:
        raise FeedFault("It redirects to nowhere.")
    try:
        there = url.join(URL(location))
    except (ValueError, TypeError):
        raise FeedFault("It redirects to something that is not a web address.") from None
    if there.scheme not in ("http", "https"):
        raise FeedFault("It redirects to something that is not a web address.")
    return _address(str(there))


def _conditions(validators: Validators) -> dict[str, str]:
    conditions = {"If-None-Match": validators.etag, "If-Modified-Since": validators.modified}
    return {name: value for name, value in conditions.items() if value}


def _validator(response: aiohttp.ClientResponse, name: str) -> str | None:
    """Return the header if it can be kept and sent back as it is."""
    value = response.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and 0 < len(value) <= LONGEST_VALIDATOR else None

"""Feeds that stand ready to be read, without a network."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.feeds import Entry, FeedFault, Fetched, NotModified, Outline, Page, Validators
from bot.domain.pages import is_address
from bot.feeds.outlines import outlines
from bot.feeds.webpages import webpage


class Shelf:
    """What can be read, by address: titles with their instants, or the fault that reading it meets.

    *lists* are lists of feeds, and *web* is pages, as they are served. *names* are what feeds call themselves, where it
    matters; *moved*
    says where an address has moved for good, *asked* how long a feed asks to be left alone, *pages* where its entries
    stand if that is not beside it.
    """

    def __init__(self) -> None:
        self.titles: dict[str, list[tuple[str, datetime | None]]] = {}
        self.faults: dict[str, FeedFault] = {}
        self.names: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.asked: dict[str, timedelta] = {}
        self.pages: dict[str, str] = {}
        self.lists: dict[str, bytes] = {}
        self.web: dict[str, bytes] = {}
        self.read_count = 0

    async def read(self, url: str, validators: Validators, now: datetime) -> Fetched | NotModified:
        self.read_count += 1
        url = self.moved.get(url, url)
        if url in self.faults:
            raise self.faults[url]
        titles = self.titles[url]
        etag = str(hash((url, *titles)))
        if validators.etag == etag:
            return NotModified()
        beside = self.pages.get(url, f"{url.rpartition('/')[0]}/")
        entries = [Entry(title, title, f"{beside}{i}", "", at) for i, (title, at) in enumerate(titles)]
        asked = self.asked.get(url, timedelta(0))
        return Fetched(url, self.names.get(url, "Lab A news"), entries, Validators(etag, None), asked)

    async def page(self, url: str, now: datetime) -> Page:
        self.read_count += 1
        if url in self.faults:
            raise self.faults[url]
        return webpage(self.web[url], None, self.moved.get(url, url), now)

    async def outlines(self, source: str, now: datetime) -> Sequence[Outline]:
        if source in self.faults:
            raise self.faults[source]
        return outlines(self.lists[source] if is_address(source) else source.encode(), None)

"""Feeds that stand ready to be read, without a network."""

from datetime import datetime, timedelta

from bot.domain.feeds import Entry, FeedFault, Fetched, NotModified, Validators


class Shelf:
    """What can be read, by address: titles with their instants, or the fault that reading it meets.

    *moved* says where an address has moved for good, *asked* how long a feed asks to be left alone, *pages* where the
    entries of a feed stand.
    """

    def __init__(self) -> None:
        self.titles: dict[str, list[tuple[str, datetime | None]]] = {}
        self.faults: dict[str, FeedFault] = {}
        self.moved: dict[str, str] = {}
        self.asked: dict[str, timedelta] = {}
        self.pages: dict[str, str] = {}
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
        beside = self.pages.get(url, "https://example.org/")
        entries = [Entry(title, title, f"{beside}{i}", "", at) for i, (title, at) in enumerate(titles)]
        return Fetched(url, "Lab A news", entries, Validators(etag, None), self.asked.get(url, timedelta(0)))

"""Feeds as they are drawn in the tests of every platform."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.feeds import NOTHING_KNOWN, Entry, Fetched
from bot.domain.news import judge
from bot.views import feeds, lists_of_feeds, sources
from bot.views.elements import Card
from bot.views.sources import Health, Source
from tests.platforms.edition import item
from tests.platforms.redline import NOW

HOUR = timedelta(hours=1)
URL = "https://news-{}.example.org/topic/artificial-intelligence/feed"

FAULTS = (
    (Health.WELL, ""),
    (Health.FAILING, "It is not a feed: an HTML page was received. That page names a feed: https://example.org/news/feed.xml"),
    (Health.STOPPED, "Its server says that it is gone for good (410)."),
    (Health.SHRUNK, "It has 1 entry left of 40; what was read before is kept."),
    (Health.UNREAD, ""),
    (Health.FAILING, "It did not answer in full within 12 seconds."),
)  # fmt: skip


def source(number: int) -> Source:
    health, fault = FAULTS[number % len(FAULTS)]
    read = None if health is Health.UNREAD else NOW - number * HOUR
    title = "The *Example* of every day, with all that was said of frontier models " * (1 + number % 2)
    faulty = NOW - 30 * HOUR if fault else None
    moved = "http://old.example.org/feed" if number % 4 == 1 else ""
    return Source(
        number, title, URL.format(number), health, read, fault, faulty, NOW + HOUR, moved, 2 if number == 9 else None
    )


ENTRIES = tuple(
    Entry(str(n), title, f"https://example.org/{n}", "", None if n == 3 else NOW - n * 7 * HOUR)
    for n, title in enumerate(
        (
            "Lab A and Lab B agree to pause training of frontier AI above a red line",
            "Tariff pause extended for 90 days",
            "METR finds dangerous capability in evaluation of a frontier model",
            "A new phone",
        )
    )
)
FETCHED = Fetched(URL.format(1), "The Example", ENTRIES, NOTHING_KNOWN)


def drawn(prefix: str) -> Mapping[str, Card]:
    judged = [(entry, judge(entry)) for entry in ENTRIES]
    stories = [(item(0), item(0, "Outlet A")), *[()] * (len(ENTRIES) - 1)]
    twin = feeds.Twin(4, "The Example")
    offers = [
        lists_of_feeds.Offer(f"source-{n}", f"Source {n} of news", "newsletter", URL.format(n), "2026-11-26", n < 12)
        for n in range(33)
    ]
    refused = [("Old list", f"ftp://{n}.example.org/feed", "This is not a web address.") for n in range(12)]
    return {
        "feed-list": sources.listing([source(n) for n in range(1, 25)], 1, prefix),
        "feed-test": feeds.tested("https://example.org/feed", FETCHED, judged, stories, twin, prefix),
        "feed-import": lists_of_feeds.imported(31, 4, refused, prefix),
        "feed-suggest": lists_of_feeds.suggestions(offers, 33, 1, prefix),
    }

"""News sources as a community keeps them."""

import asyncio
import re
import threading
from datetime import timedelta

import pytest

from bot.domain.feeds import FeedFault, Fetched
from tests.scenarios.table import NOON

FEED = "https://example.org/feed"
NEW = "https://example.org/new"
HOUR = timedelta(hours=1)


class Long(list):
    """Entries that take long to look through: until somebody else was answered, for ten seconds at most."""

    def __init__(self, entries, begun, answered):
        super().__init__(entries)
        self.begun, self.answered = begun, answered
        self.waited = True

    def __iter__(self):
        self.begun.set()
        self.waited &= self.answered.wait(10)
        return super().__iter__()


@pytest.mark.parametrize("command", ["feed add", "feed test"])
async def test_a_long_feed_keeps_nobody_waiting(table, shelf, monkeypatch, command):
    shelf.titles[FEED] = [("Lab A and Lab B agree on red lines for frontier AI", NOON)]
    begun, answered = threading.Event(), threading.Event()
    read, held = shelf.read, []

    async def long(url, validators, now):
        found = await read(url, validators, now)
        held.append(Long(found.entries, begun, answered))
        return Fetched(found.url, found.title, held[0], found.validators)

    monkeypatch.setattr(shelf, "read", long)
    judging = asyncio.create_task(table.says("alice", f"{command} {FEED}"))
    await asyncio.to_thread(begun.wait, 10)
    assert "There is no feed yet" in await table.says("bob", "feed list")
    answered.set()
    assert "1" in await judging
    assert held[0].waited


def headlines(count):
    return [(f"Lab A publishes report {n}", NOON - timedelta(days=n)) for n in range(count)]


async def reads_in(table, shelf, hours):
    """Return how often feeds are read in so many hours."""
    before = shelf.read_count
    for _ in range(4 * hours):
        await table.passes(minutes=15)
    return shelf.read_count - before


async def test_a_feed_is_asked_less_often_while_it_brings_nothing_and_more_often_when_it_does(table, shelf):
    shelf.titles[FEED] = headlines(3)
    await table.says("alice", f"feed add {FEED}")
    assert await reads_in(table, shelf, 24) in (6, 7)
    assert await reads_in(table, shelf, 48) in (4, 5)
    for n in range(80):
        shelf.titles[FEED].append((f"Lab A publishes news {n}", table.now))
        await table.passes(minutes=30)
    assert await reads_in(table, shelf, 1) in (1, 2)


async def test_a_feed_that_asks_to_be_left_alone_is_but_for_no_longer_than_a_day(table, shelf):
    shelf.titles[FEED] = headlines(3)
    shelf.asked[FEED] = 6 * HOUR
    await table.says("alice", f"feed add {FEED}")
    assert await reads_in(table, shelf, 6) == 1
    shelf.asked[FEED] = 900 * HOUR
    shelf.titles[FEED].append(("Lab A publishes more", NOON))
    assert await reads_in(table, shelf, 6) == 1
    assert await reads_in(table, shelf, 23) == 0
    assert await reads_in(table, shelf, 2) == 1


async def test_a_server_that_says_when_to_come_back_is_left_alone_until_then(table, shelf):
    shelf.titles[FEED] = headlines(3)
    await table.says("alice", f"feed add {FEED}")
    shelf.faults[FEED] = FeedFault("It asks to be read less often (429).", asked=5 * HOUR)
    assert await reads_in(table, shelf, 2) == 1
    assert await reads_in(table, shelf, 3) == 0
    assert await reads_in(table, shelf, 2) == 1


async def test_a_feed_that_is_gone_for_good_is_not_asked_again_until_somebody_adds_it_again(table, shelf):
    shelf.titles[FEED] = headlines(3)
    await table.says("alice", f"feed add {FEED}")
    shelf.faults[FEED] = FeedFault("Its server says that it is gone for good (410).", gone=True)
    assert await reads_in(table, shelf, 2) == 1
    assert await reads_in(table, shelf, 48) == 0
    told = await table.says("bob", "feed list")
    assert "stopped: Its server says that it is gone for good (410)." in told
    assert "gone for good" in await table.says("alice", f"feed add {FEED}")
    del shelf.faults[FEED]
    assert "is feed 1" in await table.says("alice", f"feed add {FEED}")
    assert "stopped" not in await table.says("bob", "feed list")
    assert await reads_in(table, shelf, 2) in (1, 2)


async def test_a_feed_that_moved_for_good_is_read_there_and_known_by_both_addresses(table, shelf):
    shelf.titles[FEED] = shelf.titles[NEW] = headlines(3)
    await table.says("alice", f"feed add {FEED}")
    shelf.moved[FEED] = NEW
    shelf.faults[NEW] = FeedFault("It is not a feed: an HTML page was received.")
    await table.passes(hours=1)
    assert NEW not in await table.says("bob", "feed list")
    del shelf.faults[NEW]
    await table.passes(hours=1)
    assert NEW in await table.says("bob", "feed list")
    del shelf.moved[FEED]
    shelf.faults[FEED] = FeedFault("There is nothing at this address (404).")
    await table.passes(hours=12)
    assert "failing" not in await table.says("bob", "feed list")
    assert "is removed" in await table.says("alice", f"feed remove {FEED}")


async def test_a_feed_that_has_lost_nearly_everything_says_so_and_is_kept_as_it_was(table, shelf):
    shelf.titles[FEED] = headlines(20)
    await table.says("alice", f"feed add {FEED}")
    shelf.titles[FEED] = [("Lab A and Lab B agree on red lines for frontier AI", NOON)]
    await table.passes(hours=1)
    assert "It has 1 entry left of 20; what was read before is kept." in await table.says("bob", "feed list")
    assert "Lab A and Lab B agree" in await table.says("bob", "digest preview")
    shelf.titles[FEED] = headlines(20)
    await table.passes(hours=12)
    assert "left of" not in await table.says("bob", "feed list")


async def test_a_feed_that_stays_small_for_a_week_is_a_small_one(table, shelf):
    shelf.titles[FEED] = headlines(20)
    await table.says("alice", f"feed add {FEED}")
    shelf.titles[FEED] = headlines(2)
    for _ in range(7):
        await table.passes(days=1)
        assert "left of 20" in await table.says("bob", "feed list")
    await table.passes(days=1)
    assert "left of 20" not in await table.says("bob", "feed list")


async def test_an_emptied_feed_is_never_taken_to_be_well(table, shelf):
    shelf.titles[FEED] = headlines(3)
    await table.says("alice", f"feed add {FEED}")
    shelf.titles[FEED] = []
    for _ in range(10):
        await table.passes(days=1)
    assert "It has 0 entries left of 3" in await table.says("bob", "feed list")


@pytest.mark.parametrize("beside", ["https://example.org/", "http://www.example.org/es/"])
async def test_the_same_feed_at_another_address_or_in_another_language_is_told(table, shelf, beside):
    shelf.titles[FEED] = shelf.titles[NEW] = headlines(6)
    shelf.pages[NEW] = beside
    await table.says("alice", f"feed add {FEED}")
    assert "feed 1, Lab A news, has the same entries" in await table.says("alice", f"feed test {NEW}")
    assert "feed 1, Lab A news, has the same entries" in await table.says("alice", f"feed add {NEW}")
    assert "same entries as feed 1" in await table.says("bob", "feed list")
    await table.says("alice", "feed remove 1")
    assert "same entries" not in await table.says("bob", "feed list")


async def test_feeds_that_share_little_are_two(table, shelf):
    shelf.titles[FEED], shelf.titles[NEW] = headlines(3), headlines(6)
    await table.says("alice", f"feed add {FEED}")
    assert "same entries" not in await table.says("alice", f"feed add {NEW}")


async def test_many_feeds_of_one_host_do_not_keep_another_host_waiting(table, shelf):
    """Eight of one host are read in a round; the others come two minutes later, and the other host now."""
    for n in range(20):
        shelf.titles[f"https://many.example.org/{n}"] = []
        await table.says("alice", f"feed add https://many.example.org/{n}")
    shelf.titles[FEED] = headlines(3)
    await table.says("alice", f"feed add {FEED}")
    before = shelf.read_count
    await table.passes(hours=1)
    assert shelf.read_count - before == 9
    for _ in range(2):
        await table.passes(minutes=2)
    assert shelf.read_count - before == 21


async def test_a_feed_that_is_tried_tells_which_story_each_entry_joins(table, shelf):
    told, other = (
        "Lab A and Lab B agree on red lines for frontier AI",
        "An office opens in Geneva this spring",
    )
    for host in "ab":
        shelf.names[f"https://{host}.example.org/feed"] = f"Outlet {host.upper()}"
        shelf.titles[f"https://{host}.example.org/feed"] = [(told, NOON - timedelta(hours=3))]
        await table.says("alice", f"feed add https://{host}.example.org/feed")
    shelf.titles[FEED] = [(told, NOON - timedelta(hours=1)), (other, NOON - timedelta(hours=2))]
    lines = (await table.says("alice", f"feed test {FEED}")).splitlines()
    (joins,) = [line for line in lines if line.startswith(f"• {told}")]
    (alone,) = [line for line in lines if line.startswith(f"• {other}")]
    assert re.search(rf"joins the story {told} \(https://[ab].example.org/0\) · Outlet [AB] \+1 outlet$", joins)
    assert "joins" not in alone


async def test_a_feed_that_is_tried_or_added_is_judged_by_the_community_s_own_phrases(table, shelf):
    shelf.titles[FEED] = [("The lantern accord gains two signatories", NOON)]
    assert "left out" in await table.says("alice", f"feed test {FEED}")
    await table.says("alice", "news phrase add lantern accord 12")
    assert "lantern accord" in (await table.says("alice", f"feed test {FEED}")).partition("kept, ")[2]
    assert "here because: lantern accord" in await table.says("alice", f"feed add {FEED}")

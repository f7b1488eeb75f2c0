"""Reading a news source on command, while everybody else is answered."""

import asyncio
import threading

import pytest

from bot.domain.feeds import Fetched
from tests.scenarios.table import NOON

FEED = "https://example.org/feed"


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

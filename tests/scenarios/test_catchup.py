"""Who was away sees what came since they last looked, once."""

from datetime import timedelta

import pytest

from tests.scenarios.table import NOON, button
from tests.scenarios.test_editions import LONG

FEED = "https://news.example.org/feed"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"
BILL = "A moratorium on frontier AI training is proposed in parliament"


@pytest.fixture
async def news(table, shelf):
    shelf.titles[FEED], shelf.names[FEED] = [(PAUSE, NOON - timedelta(hours=2))], "The Example"
    await table.says("alice", f"feed add {FEED}")
    await table.passes(minutes=1)
    return shelf.titles[FEED]


async def test_it_shows_a_week_first_and_then_what_came_since(table, news):
    assert PAUSE in await table.says("bob", "digest catchup")
    assert "Nothing came since you last looked." in await table.says("bob", "digest catchup")
    news.append((BILL, table.now + timedelta(hours=1)))
    await table.passes(hours=2)
    await table.passes(hours=12)
    told = await table.says("bob", "digest catchup")
    assert BILL in told
    assert PAUSE not in told
    assert PAUSE in await table.says("carol", "digest catchup")
    assert table.wall.messages == []


async def test_it_goes_back_as_far_as_it_is_asked(table, news):
    await table.says("bob", "digest catchup")
    for _ in range(10):
        await table.passes(days=1)
    assert "Nothing came" in await table.says("bob", "digest catchup")
    assert PAUSE in await table.says("bob", "digest catchup for 14d")
    assert "Name up to eight weeks" in await table.says("bob", "digest catchup for 1000d")


async def test_what_was_opened_and_decided_is_in_it(table):
    await table.opens("alice")
    assert "RL-1 No autonomous replication" in await table.says("bob", "digest catchup")


async def test_its_parts_are_of_one_window(table, shelf):
    for letter in "abcde":
        url = f"https://{letter}.example.org/feed"
        shelf.titles[url], shelf.names[url] = [], f"{letter}.example.org"
    for place, told in enumerate(LONG):
        shelf.titles[f"https://{'abcde'[place // 2]}.example.org/feed"].append((told, NOON - timedelta(hours=place)))
    table.at(type(table.platform).DISCORD)
    for letter in "abcde":
        await table.says("alice", f"feed add https://{letter}.example.org/feed")
    await table.passes(minutes=1)
    first = await table.answered("bob", "digest catchup")
    table.now += timedelta(minutes=5)
    second = await table.says("bob", button(first.view, "Part 2 of 2"))
    assert "Nothing came" not in second
    assert sum(told in second for told in LONG) > 0

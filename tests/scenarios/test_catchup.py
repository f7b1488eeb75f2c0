"""What one member is told of what is new since they last looked."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform
from tests.scenarios.table import NOON, button, shown
from tests.scenarios.test_editions import FEEDS, LONG

FEED = "https://news.example.org/feed"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"
BILL = "A moratorium on frontier AI training is proposed in parliament"


@pytest.fixture
async def news(table, shelf):
    shelf.titles[FEED], shelf.names[FEED] = [(PAUSE, NOON - timedelta(hours=2))], "News"
    await table.says("alice", f"feed add {FEED}")
    await a_while(table)
    return shelf.titles[FEED]


async def a_while(table, days=0):
    """Let what stands in the feeds be read, and then some minutes pass."""
    await table.passes(days=days, hours=12)
    table.now += timedelta(minutes=5)


async def test_what_was_shown_is_not_shown_again_and_nothing_between_is_lost(table, news):
    first = await table.says("bob", "digest catchup")
    assert "What is new since 30 December" in first
    assert "You had not looked before, so this begins a week ago." in first
    assert PAUSE in first
    news.append((BILL, table.now))
    await a_while(table)
    second = await table.says("bob", "digest catchup")
    assert "From Tue 6 Jan 00:03" in second
    assert BILL in second
    assert PAUSE not in second
    assert PAUSE in await table.says("carol", "digest catchup")


async def test_it_goes_back_as_far_as_it_is_asked(table, news):
    await table.says("bob", "digest catchup")
    for _ in range(10):
        await table.passes(days=1)
    assert "Nothing is new" in await table.says("bob", "digest catchup")
    assert PAUSE in await table.says("bob", "digest catchup for 14d")
    assert "Name up to eight weeks" in await table.says("bob", "digest catchup for 1000d")


async def test_where_nothing_is_new_what_was_shown_last_is_one_press_away(table, news):
    first = await table.says("bob", "digest catchup")
    await table.passes(minutes=30)
    told = await table.answered("bob", "digest catchup")
    assert "Nothing is new since you last looked, Tue 6 Jan 00:03" in await table.says("bob", "digest catchup")
    again = await table.says("bob", button(told.view, "What you were shown last"))
    assert again == first.replace("You had not looked before, so this begins a week ago.\n", "")


async def test_an_entry_read_as_they_look_comes_the_next_time(table, news):
    news.append((BILL, table.now))
    await table.passes(hours=12)
    assert BILL not in await table.says("bob", "digest catchup")  # it may still be on its way into the store
    table.now += timedelta(minutes=5)
    assert BILL in await table.says("bob", "digest catchup")


async def test_what_was_decided_is_told_and_what_goes_on_is_no_news(table, news):
    await table.says("bob", "digest catchup")
    await table.opens("alice")
    await a_while(table)
    assert "Opened: RL-1" in await table.says("bob", "digest catchup")
    await a_while(table)
    assert "Nothing is new" in await table.says("bob", "digest catchup")
    for name in ("alice", "bob", "carol"):
        await table.says(name, "vote 1 for")
    await a_while(table, days=8)
    assert "Decided: RL-1" in await table.says("bob", "digest catchup")


async def test_a_story_that_goes_on_is_an_update_and_a_note_on_it_is_repeated(table, news):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await a_while(table, days=1)
    await table.says("bob", "digest catchup")
    await a_while(table)
    await table.says("alice", "digest correct 1 1 Lab B has not signed yet")
    await a_while(table)
    told = await table.says("bob", "digest catchup")
    assert "Lab B has not signed yet" in told
    assert "here because" not in told
    news.append(("Lab C joins Lab A and Lab B: all three agree on red lines for frontier AI", table.now))
    await a_while(table)
    assert "Update · Lab C joins" in await table.says("bob", "digest catchup")


async def test_after_long_it_tells_of_eight_weeks_and_more_stories(table, news):
    await table.says("bob", "digest catchup")
    for _ in range(90):
        await table.passes(days=1)
    news.append((BILL, table.now))
    await a_while(table)
    told = await table.says("bob", "digest catchup")
    assert "You had not looked for longer: what was read is kept for 8 weeks." in told
    assert BILL in told


async def test_a_long_answer_comes_in_parts_of_one_and_the_same_span(table, shelf):
    for place, (name, url) in enumerate(FEEDS.items()):
        shelf.names[url] = name
        shelf.titles[url] = [(title, NOON) for title in LONG[2 * place : 2 * place + 2]]
    table.at(Platform.DISCORD)
    for url in FEEDS.values():
        await table.says("alice", f"feed add {url}")
    await a_while(table)
    first = await table.answered("bob", "digest catchup")
    other = await table.says("bob", button(first.view, "Part 2 of 2"))
    assert [told for told in LONG if told not in shown(first.view) + other] == []
    await a_while(table)
    assert await table.says("bob", button(first.view, "Part 2 of 2")) == other
    assert "there is no part 3" in await table.says("bob", "digest catchup part 3")


async def test_who_was_shown_nothing_yet_has_no_part_to_see(table, news):
    assert "You have been shown nothing yet" in await table.says("bob", "digest catchup part 1")


async def test_asked_twice_by_one_and_the_same_event_it_answers_the_same(table, news):
    first = await table.says("bob", "digest catchup", key="event")
    table.now += timedelta(minutes=10)
    assert await table.says("bob", "digest catchup", key="event") == first


async def test_guests_are_told_whom_it_is_for(table, news):
    table.guests.add("bob")
    assert "is for full members" in await table.says("bob", "digest catchup")

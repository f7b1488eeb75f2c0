"""Members put pages forward for the digest: judged like any entry, under their names, each page once."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.domain.feeds import FeedFault
from bot.domain.people import Platform
from tests.scenarios.table import button

FEED = "https://a.example.org/feed"
PAGE = "https://www.example.org/2026/red-lines?utm_source=chat"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"
NEAR = "Senate committee in Canberra hears why training should pause for six months"


def page(title, summary=""):
    return f"<html><head><title>{title}</title><meta name=description content='{summary}'></head></html>".encode()


async def test_a_page_is_put_forward_by_its_own_title_and_judged(table, shelf):
    shelf.web[PAGE] = page(PAUSE)
    told = await table.says("bob", f"news submit {PAGE}")
    assert re.search(r"Put forward. It has \d+ points, so it is kept: .*red line", told)
    assert "It is entry `0-" in told
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.passes(days=1)
    (digest,) = table.wall.messages
    assert f"1 {PAUSE} (https://www.example.org/2026/red-lines)\nexample.org, put forward by bob · " in digest.text
    assert f"bob (console table) put forward for the news: {PAUSE}." in await table.says("alice", "acts")


async def test_with_its_title_the_page_is_not_asked(table, shelf):
    assert "Put forward." in await table.says("bob", f"news submit {PAGE} {PAUSE}")
    assert shelf.read_count == 0
    told = await table.says("carol", "news list")
    assert f"{PAUSE} · example.org, put forward by bob" in told


async def test_where_two_put_one_page_forward_at_once_neither_is_told_that_it_is_not_kept(table):
    told = await asyncio.gather(*(table.says(each, f"news submit {PAGE} {PAUSE}") for each in ("bob", "carol")))
    assert sorted(answer.partition(".")[0] for answer in told) == ["Put forward", "This is here already"]
    assert "not kept" not in "".join(told)
    assert "It is kept: " in await table.says("carol", f"news submit {PAGE} {PAUSE}")


async def test_a_near_miss_is_shown_with_who_put_it_forward_and_a_curator_adds_it(table, shelf):
    shelf.web[PAGE] = page(NEAR)
    told = (await table.answered("bob", f"news submit {PAGE}")).view
    preview = (await table.answered("alice", "digest preview")).view
    assert "too few to be kept by itself; a curator may add it" in told.summary
    assert f"{NEAR} (https://www.example.org/2026/red-lines) · example.org, put forward by bob" in await table.says(
        "alice", "digest preview"
    )
    assert "Added." in await table.says("alice", button(preview, f"Add: {NEAR}"))
    assert "alice added it" in await table.says("carol", button(told, "What becomes of it"))


async def test_what_came_already_is_said_with_its_source_and_not_asked_for(table, shelf):
    shelf.titles[FEED] = [(PAUSE, table.now - timedelta(hours=2))]
    shelf.names[FEED] = "Outlet A"
    await table.says("alice", f"feed add {FEED}")
    read = shelf.read_count
    told = await table.says("bob", "news submit http://a.example.org/0?utm_campaign=x#top")
    assert f"This is here already. Outlet A brought it on Mon 5 Jan 12:00 UTC: {PAUSE}. It is kept:" in told
    assert shelf.read_count == read
    await table.says("bob", f"news submit {PAGE} {NEAR}")
    assert "This is here already. example.org, put forward by bob brought it" in await table.says(
        "carol", f"news submit {PAGE} Another title"
    )
    assert "3 entries" not in await table.says("bob", "news list")


async def test_a_page_that_moved_to_one_that_came_already_is_known_too(table, shelf):
    shelf.web["https://short.example.org/x"] = page(PAUSE)
    shelf.moved["https://short.example.org/x"] = PAGE
    await table.says("bob", f"news submit {PAGE} {PAUSE}")
    assert "This is here already." in await table.says("bob", "news submit https://short.example.org/x")


async def test_what_a_feed_brings_of_a_page_that_was_put_forward_is_one_story_with_it(table, shelf):
    await table.says("bob", f"news submit https://a.example.org/0 {PAUSE}")
    shelf.titles[FEED] = [(PAUSE, table.now - timedelta(hours=2))]
    shelf.names[FEED] = "Outlet A"
    await table.says("alice", f"feed add {FEED}")
    told = await table.says("alice", "digest preview")
    assert len(re.findall(rf"(?m)^\d {PAUSE}", told)) == 1
    assert "+1 outlet" in told


async def test_a_page_that_cannot_be_read_can_be_put_forward_with_its_title(table, shelf):
    shelf.faults[PAGE] = FeedFault("It refuses to show this to us (403).")
    told = await table.says("bob", f"news submit {PAGE}")
    assert "It refuses to show this to us (403). With its title after the address it is put forward" in told
    assert "Put forward." in await table.says("bob", f"news submit {PAGE} {PAUSE}")


async def test_guests_put_nothing_forward(table, shelf):
    table.at(Platform.DISCORD)
    table.guests.add("bob")
    assert "Put forward" not in await table.says("bob", f"news submit {PAGE} {PAUSE}")
    assert "0 kept" in await table.says("alice", "news list")


async def test_in_a_day_so_many_are_taken_and_no_more(table, shelf):
    for n in range(50):
        assert "Put forward." in await table.says("bob", f"news submit https://example.org/{n} Story number {n}")
    told = await table.says("carol", "news submit https://example.org/more One more")
    assert "50 were put forward here in a day, and that is as many as are taken." in told
    await table.passes(days=1, minutes=1)
    assert "Put forward." in await table.says("carol", "news submit https://example.org/more One more")


@pytest.mark.parametrize(
    "line", ["news submit", "news submit javascript:alert(1)", "news submit https://a:b@example.org/"]
)
async def test_what_is_no_address_is_refused(table, shelf, line):
    assert "Put forward" not in await table.says("bob", line)


async def test_what_was_put_forward_is_no_feed(table, shelf):
    await table.says("bob", f"news submit {PAGE} {PAUSE}")
    assert "There is no feed yet" in await table.says("alice", "feed list")
    assert "There is no feed 0 here" in await table.says("alice", "feed remove 0")

"""Lists of feeds as members bring and take them, and feeds to begin with."""

import pytest

from bot.domain.feeds import FeedFault
from bot.services import importing
from bot.views.elements import Button, Buttons, Menu, runs
from commands.suggested import suggested
from tests.scenarios.table import NOON, shown

LIST = "https://example.org/feeds.opml"
OPML = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="News"><outline type="rss" text="Lab A" xmlUrl="https://a.example.org/feed"/>
<outline type="rss" title="Lab B" text="b" xmlUrl="https://b.example.org/feed"/></outline>
<outline text="Lab A again" xmlUrl="https://a.example.org/feed"/>
<outline text="Not one" xmlUrl="ftp://c.example.org/feed"/>
<outline text="Secret" xmlUrl="https://me:secret@d.example.org/feed"/></body></opml>"""
TOLD = "2 added, 0 known already, 2 refused"


async def test_a_list_by_its_link_or_its_text_tells_what_became_of_it(table, shelf):
    shelf.lists[LIST] = OPML
    told = await table.says("alice", f"feed import {LIST}")
    assert TOLD in told
    assert "`ftp://c.example.org/feed` · This is not a web address that starts with http:// or https://." in told
    assert "user name or a password" in told
    assert "0 added, 2 known already, 2 refused" in await table.says("alice", f"feed import <{LIST}>")
    assert "0 added, 2 known already, 2 refused" in await table.says("alice", f"feed import {OPML.decode()}")
    told = await table.says("bob", "feed list")
    assert "2 feeds: 2 not read yet" in told
    assert "Lab A" in told
    assert "Lab B" in told


async def test_what_a_list_brings_is_read_and_judged_and_what_fails_is_named(table, shelf):
    await table.says("alice", "feed import https://a.example.org/feed\nhttps://b.example.org/feed")
    shelf.titles["https://a.example.org/feed"] = [("Lab A and Lab B agree on red lines for frontier AI", NOON)]
    shelf.faults["https://b.example.org/feed"] = FeedFault("There is nothing at this address (404).")
    await table.passes(minutes=1)
    assert "1 failing, 1 well" in await table.says("bob", "feed list")
    assert "Lab A and Lab B agree" in await table.says("bob", "digest preview")


async def test_members_are_told_once_of_a_list(table, shelf):
    shelf.lists[LIST] = OPML
    await table.says("alice", f"feed import {LIST}")
    acts = await table.says("bob", "acts")
    assert acts.count("from a list") == 1
    assert "added 2 feeds from a list" in acts


async def test_a_list_that_is_too_long_says_what_found_no_room(table, shelf, monkeypatch):
    monkeypatch.setattr(importing, "MOST_FEEDS", 3)
    many = " ".join(f"https://example.org/{n}" for n in range(15))
    told = await table.says("alice", f"feed import {many}")
    assert "3 added, 0 known already, 12 refused" in told
    assert "There are 3 feeds already, which is the most." in told
    assert "These are 10 of the 12 that were refused." in told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<opml><body/></opml>", "It lists no feed."),
        ("hello there", "It lists no feed."),
        ("<rss><channel/></rss>", "It is a feed, and no list of feeds"),
        ("<html/>", "OPML was expected"),
    ],
)
async def test_what_is_no_list_is_refused_with_its_reason(table, shelf, text, why):
    told = await table.says("alice", f"feed import {text}")
    assert "This list could not be read." in told
    assert why in told


async def test_only_facilitators_and_admins_bring_lists(table, shelf):
    shelf.lists[LIST] = OPML
    for line in (f"feed import {LIST}", runs("feed begin"), runs("feed take", name="metr")):
        assert "facilitator" in await table.says("bob", line)
    assert "There is no feed yet" in await table.says("bob", "feed list")


async def test_the_list_to_take_away_stands_on_the_register(table, shelf):
    assert "no feed yet to list" in await table.says("bob", "feed export")
    await table.says("alice", "feed import https://a.example.org/feed https://b.example.org/feed")
    told = await table.says("bob", "feed export")
    assert "2 feeds, as OPML" in told
    assert "https://register.example.org/c/" in told


async def test_what_is_suggested_is_added_by_a_choice_or_all_that_is_to_begin_with(table, shelf):
    for one in suggested():
        shelf.titles[one.url] = []
    card = (await table.answered("alice", "feed suggest")).view
    assert "METR" in shown(card)
    menu = next(element for element in card.elements if isinstance(element, Menu))
    assert menu.options[0].label == "METR"
    assert "is feed 1" in await table.says("alice", menu.options[0].runs)
    first = sum(one.first for one in suggested())
    card = (await table.answered("alice", "feed suggest")).view
    begin = next(element for element in card.elements if isinstance(element, Buttons)).buttons[0]
    assert isinstance(begin, Button)
    assert begin.label == f"Add the first {first - 1}"
    assert f"{first - 1} added, 1 known already, 0 refused" in await table.says("alice", begin.runs)
    assert "METR" not in shown((await table.answered("alice", "feed suggest")).view)
    every = " ".join(one.url for one in suggested())
    await table.says("alice", f"feed import {every}")
    assert f"All {len(suggested())} feeds that are suggested are here." in await table.says("bob", "feed suggest")


def test_every_suggestion_has_a_source_and_a_date():
    assert len({one.url for one in suggested()}) == len({one.id for one in suggested()}) == len(suggested())
    for one in suggested():
        assert one.url.startswith("https://")
        assert one.source.startswith("https://")
        assert one.retrieved >= "2026-11-23"

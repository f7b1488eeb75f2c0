"""A community's own phrases: what it says of its news besides what the product knows."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.domain.feeds import Entry
from bot.domain.news import PRODUCT, Phrase, extended, judge
from bot.domain.people import Platform
from bot.services.judging import judge_due
from tests.scenarios.table import shown

FEED = "https://a.example.org/feed"
OWN = "The lantern accord gains two signatories"
OTHER = "Lab A opens an office in Geneva"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"


@pytest.fixture
async def read(table, shelf):
    shelf.titles[FEED] = [(title, table.now - timedelta(hours=n)) for n, title in enumerate((OWN, OTHER, PAUSE), 1)]
    shelf.names[FEED] = "Outlet A"
    await table.says("alice", f"feed add {FEED}")
    assert "1 kept" in await table.says("alice", "news list")


async def test_what_has_a_phrase_is_judged_anew_and_kept_because_of_it(table, read):
    told = await table.says("alice", "news phrase add lantern accord 12")
    assert "“lantern accord” gives 12 points where it stands. 3 entries of the last five weeks are judged anew." in told
    told = await table.says("bob", "news list only kept")
    assert re.search(rf"{OWN} · Outlet A · \d+ points: lantern accord", told)
    told = await table.says("bob", "digest preview")
    assert re.search(rf"{OWN}.*\n.* · here because: lantern accord", told)
    assert "alice (console table) let “lantern accord” give 12 points in the news." in await table.says("bob", "acts")


async def test_a_phrase_that_is_removed_counts_no_more(table, read):
    before = await table.says("bob", "news list only none")
    await table.says("alice", "news phrase add lantern accord 12")
    told = await table.says("alice", "news phrase remove Lantern-Accord")
    assert "“lantern accord” gives no points any more." in told
    assert await table.says("bob", "news list only none") == before
    assert "This community has no phrases of its own" in await table.says("bob", "news phrase list")


async def test_a_phrase_can_speak_against_an_entry(table, read):
    await table.says("alice", 'news phrase add "red lines" -30')
    assert "0 kept" in await table.says("bob", "news list")


async def test_phrases_are_listed_and_what_one_gives_is_changed(table, read):
    await table.says("alice", "news phrase add compute cap 4")
    await table.says("alice", "news phrase add moratorium 6")
    told = await table.says("alice", "news phrase add Compute Cap -2")
    assert "“Compute Cap” gives -2 points instead of 4" in told
    told = await table.says("bob", "news phrase list")
    assert "• +6 moratorium\n• -2 Compute Cap" in told


async def test_what_comes_later_and_what_is_put_forward_is_judged_by_them_too(table, shelf, read):
    await table.says("alice", "news phrase add lantern 12")
    told = await table.says("bob", "news submit https://example.org/x A lantern for Geneva")
    assert "so it is kept: lantern" in told
    assert "A lantern for Geneva" in await table.says("bob", "news list only kept")


async def test_another_community_is_not_judged_by_them(table, shelf, read):
    table.at(Platform.CONSOLE, 2)
    await table.says("alice", f"feed add {FEED}")
    table.at(Platform.CONSOLE, 1)
    await table.says("alice", "news phrase add lantern accord 12")
    table.at(Platform.CONSOLE, 2)
    assert OWN not in await table.says("bob", "news list only kept")
    assert "no phrases of its own" in await table.says("bob", "news phrase list")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("news phrase add", "Say which phrase: `news phrase add compute cap 6`."),
        (
            "news phrase add compute cap",
            "Say how many points it gives, after the phrase: `news phrase add compute cap 6`.",
        ),
        ("news phrase add 2030 6", "“2030” ends in a number, which is read as points."),
        ("news phrase add ** 6", "A phrase has a word at least"),
        ("news phrase remove", "Say which phrase: `news phrase remove compute cap`."),
        ("news phrase remove compute cap", "“compute cap” is none of this community's phrases."),
        ("news phrase add compute cap 0", "is no number of points: from 1 to 30"),
        ("news phrase add compute cap 31", "is no number of points: from 1 to 30"),
        ('news phrase add "SB 1047" 3', "ends in a number, which is read as points. Join it with a hyphen"),
    ],
)
async def test_what_makes_no_sense_is_refused(table, read, line, answer):
    assert answer in await table.says("alice", line)


async def test_what_holds_already_is_said(table, read):
    await table.says("alice", "news phrase add compute cap 4")
    assert "“compute cap” gives 4 points already." in await table.says("alice", "news phrase add compute-cap 4")


async def test_only_facilitators_change_them(table, read):
    table.at(Platform.DISCORD)
    assert "for facilitators of this community" in await table.says("bob", "news phrase add compute cap 4")
    assert "no phrases of its own" in await table.says("bob", "news phrase list")
    await table.says("alice", "facilitator add <@bob|bob>")
    assert "gives 4 points" in await table.says("bob", "news phrase add compute cap 4")


async def test_a_held_edition_follows_them(table, read):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.says("alice", "digest edit 1 approve on")
    await table.passes(days=1)
    assert OWN not in await table.says("bob", "digest show 1")
    told = await table.says("alice", "news phrase add lantern accord 12")
    assert "Edition 1 waits for approval and is composed anew." in told
    assert OWN in await table.says("bob", "digest show 1")


async def test_whoever_changes_them_while_entries_are_judged_every_entry_follows_the_last(table, read):
    """Judging and changing meet in every order; a judgement by older phrases never stays."""

    table.admins.add("bob")

    async def judged():
        for _ in range(5):
            await judge_due(table.world)

    for points in range(1, 9):
        await asyncio.gather(
            judged(),
            table.says("alice", f"news phrase add lantern {points}"),
            judged(),
            table.says("bob", f"news phrase add accord {points + 10}"),
        )
        await judge_due(table.world)
        held = shown((await table.answered("alice", "news phrase list")).view)
        phrases = [Phrase(words, int(given)) for given, words in re.findall(r"• ([+-]\d+) (.+)", held)]
        expected = judge(Entry("", OWN, "", "", None), extended(PRODUCT, phrases)).points
        told = await table.says("bob", "news list")
        assert re.search(rf"{OWN} · Outlet A · {expected} points?\b", told)

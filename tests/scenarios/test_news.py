"""Looking after the news as curators live it: what came and why, and what they choose."""

import re
from datetime import timedelta

import pytest

from bot.domain.people import Platform
from tests.scenarios.table import button, shown

A, B = "https://a.example.org/feed", "https://b.example.org/feed"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"
TALKS = "Ministers meet in Nairobi for talks on artificial intelligence"
LETTER = "Open letter asks for a global pause of superintelligence research"
NEAR = "Senate committee in Canberra hears why training should pause for six months"
PLAIN = "Lab D opens an office in Geneva"


@pytest.fixture
def news(shelf):
    shelf.names |= {A: "Outlet A", B: "Outlet B"}
    shelf.titles |= {A: [], B: []}
    return shelf.titles


async def came(table, news, *titles, feed=A):
    """Let a feed bring *titles*, an hour after what it brought before."""
    first = len(news[feed])
    news[feed] += [(title, table.now - timedelta(hours=9 - first - at)) for at, title in enumerate(titles)]
    await table.says("alice", f"feed add {feed}")


async def subscribed(table):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")


async def code_of(table, title):
    pages = [
        await table.says("alice", f"news list 8w only {only}") for only in ("kept", "near", "weak", "none", "dropped")
    ]
    found = re.findall(r"`(\d+-[0-9a-f]{10})` " + re.escape(title), "\n".join(pages))
    assert len(set(found)) == 1, pages
    return found[0]


async def a_week_passes(table):
    for _ in range(7):
        await table.passes(days=1)


async def test_what_came_is_listed_by_what_became_of_it_with_points_and_reasons(table, news):
    await came(table, news, PAUSE, NEAR, PLAIN)
    told = await table.says("bob", "news list")
    assert "3 entries read: 1 kept, 1 near, 0 weak, 1 without points, 0 dropped." in told
    assert re.search(rf"Kept\n• `1-[0-9a-f]{{10}}` {PAUSE} · Outlet A · \d+ points: .*red line", told)
    assert re.search(rf"Near-misses\n• `1-[0-9a-f]{{10}}` {NEAR} · Outlet A · \d points", told)
    assert PLAIN not in told
    assert PLAIN in await table.says("bob", "news list only none")
    assert PAUSE not in await table.says("bob", "news list only near")


async def test_a_long_list_is_turned_page_by_page_and_has_each_once(table, news):
    titles = [f"Lab {chr(65 + n // 26)}{chr(65 + n % 26)} agrees on red lines for frontier AI" for n in range(30)]
    news[A] += [(title, table.now - timedelta(minutes=n)) for n, title in enumerate(titles)]
    await table.says("alice", f"feed add {A}")
    card = (await table.answered("bob", "news list")).view
    pages = [shown(card)]
    for label in ("Page 2 of 3", "Page 3 of 3"):
        card = (await table.answered("bob", button(card, label))).view
        pages.append(shown(card))
    found = re.findall(r"• `(1-[0-9a-f]{10})`", "\n".join(pages))
    assert len(found) == len(set(found)) == 30
    assert shown((await table.answered("bob", button(card, "Back"))).view) == pages[1]
    assert await table.says("bob", "news list page 99") == pages[2]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("news list 9w", "Name from an hour to eight weeks"),
        ("news list 30m", "Name from an hour to eight weeks"),
        ("news show 7-0123456789", "No entry 7-0123456789 came in the last eight weeks."),
        ("news pin 7-0123456789", "No entry 7-0123456789 came in the last eight weeks."),
        ("news show that", "“that” is not an entry's code, such as 3-9f86d08188."),
    ],
)
async def test_what_makes_no_sense_is_refused(table, news, line, answer):
    assert answer in await table.says("alice", line)


async def test_what_is_dropped_is_not_told_nor_what_other_feeds_tell_of_it(table, news):
    await came(table, news, PAUSE, TALKS)
    await came(table, news, PAUSE, feed=B)
    await subscribed(table)
    told = await table.says("alice", "news list")
    first, second = sorted(re.findall(rf"`(\d-[0-9a-f]{{10}})` {PAUSE}", told.partition("See what")[0]))
    assert "Dropped." in await table.says("alice", f"news drop {first}")
    await table.passes(days=1)
    (digest,) = table.wall.messages
    assert TALKS in digest.text
    assert PAUSE not in digest.text
    assert "it was dropped by a curator" in await table.says("bob", f"news show {first}")
    told = await table.says("bob", f"news show {second}")
    assert "it tells of the same event as one that a curator dropped" in told


async def test_what_was_dropped_does_not_come_back_by_another_feed_a_week_later(table, news):
    await came(table, news, PAUSE, TALKS)
    await came(table, news, feed=B)
    await subscribed(table)
    await table.says("alice", f"news drop {await code_of(table, PAUSE)}")
    await table.passes(days=1)
    news[B].append((PAUSE, table.now))
    await a_week_passes(table)
    assert [PAUSE in message.text for message in table.wall.messages] == [False, False]


async def test_what_is_pinned_comes_first(table, news):
    await came(table, news, LETTER, TALKS, PAUSE)
    await subscribed(table)
    await table.says("alice", f"news pin {await code_of(table, TALKS)}")
    await table.passes(days=1)
    (digest,) = table.wall.messages
    assert f"1 {TALKS}" in digest.text
    assert "pinned by a curator" in digest.text


async def test_a_near_miss_of_an_edition_that_was_sent_is_added_to_the_next_one(table, news):
    await came(table, news, PAUSE, NEAR)
    await subscribed(table)
    await table.passes(days=1)
    code = await code_of(table, NEAR)
    told = await table.says("alice", f"news add {code}")
    assert "Added. The next edition weighs it as if it had been kept." in told
    assert "waits for the next edition of subscription 1" in await table.says("alice", f"news show {code}")
    await a_week_passes(table)
    first, second = table.wall.messages
    assert NEAR not in first.text
    assert f"1 {NEAR}" in second.text
    assert "a curator put it here" in second.text
    await a_week_passes(table)
    assert NEAR not in table.wall.messages[2].text


async def test_what_was_told_and_is_pinned_after_that_is_not_told_again(table, news):
    await came(table, news, PAUSE)
    await subscribed(table)
    await table.passes(days=1)
    await table.says("alice", f"news pin {await code_of(table, PAUSE)}")
    await a_week_passes(table)
    first, second = table.wall.messages
    assert PAUSE in first.text
    assert PAUSE not in second.text


async def test_what_is_taken_back_stands_by_its_points_again(table, news):
    await came(table, news, PAUSE)
    await subscribed(table)
    card = (await table.answered("alice", f"news drop {await code_of(table, PAUSE)}")).view
    assert "Restored. It stands by its points again." in await table.says("alice", button(card, "Take it back"))
    await table.passes(days=1)
    assert PAUSE in table.wall.messages[0].text


async def test_who_chose_what_and_when_is_told(table, news):
    table.at(Platform.DISCORD)
    table.admins.add("carol")
    await came(table, news, PAUSE)
    code = await code_of(table, PAUSE)
    await table.says("alice", f"news pin {code}")
    await table.passes(hours=1)
    await table.says("carol", f"news restore {code}")
    await table.passes(hours=1)
    await table.says("alice", f"news drop {code}")
    told = await table.says("bob", f"news show {code}")
    assert re.findall(r"• Mon 5 Jan (\S+) UTC · (.*)", told) == [
        ("14:00", "alice dropped it"),
        ("13:00", "carol took that back"),
        ("12:00", "alice pinned it"),
    ]
    told = await table.says("bob", "acts")
    assert f"alice (discord table) dropped from the news: {PAUSE}." in told
    assert f"carol (discord table) left to its points again: {PAUSE}." in told


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["news pin", "news pin"], "It is pinned already, by alice."),
        (["news restore"], "No curator chose anything for it: it stands by its points."),
        (["news add"], "points already. `news pin"),
    ],
)
async def test_what_holds_already_is_said(table, news, lines, answer):
    await came(table, news, PAUSE)
    code = await code_of(table, PAUSE)
    for line in lines:
        told = await table.says("alice", f"{line} {code}")
    assert answer in told


async def test_only_curators_choose_and_are_shown_how(table, news):
    table.at(Platform.DISCORD)
    await came(table, news, PAUSE, NEAR)
    code = await code_of(table, PAUSE)
    for line in ("pin", "add", "drop", "restore"):
        assert "facilitator" in await table.says("bob", f"news {line} {code}")
    assert "For curators" not in await table.says("bob", "digest preview")
    assert "[1] Pin" not in await table.says("bob", f"news show {code}")
    await table.says("alice", "facilitator add <@bob|bob>")
    assert "[1] Pin" in await table.says("bob", f"news show {code}")
    assert "Pinned." in await table.says("bob", f"news pin {code}")


async def test_a_preview_drops_and_adds_with_one_press(table, news):
    await came(table, news, PAUSE, TALKS, NEAR)
    preview = (await table.answered("alice", "digest preview")).view
    stories = re.findall(r"(?m)^(\d) (.*?) \(", shown(preview))
    place = {title: number for number, title in stories}[TALKS]
    assert "Dropped." in await table.says("alice", button(preview, f"Drop {place}: {TALKS}"))
    assert "Added." in await table.says("alice", button(preview, f"Add: {NEAR}"))
    told = await table.says("alice", "digest preview")
    assert TALKS not in told
    assert re.search(rf"(?m)^\d {NEAR}", told)


async def test_of_an_entry_all_is_told_that_became_of_it(table, news):
    await came(table, news, PAUSE, NEAR, PLAIN)
    await came(table, news, PAUSE, feed=B)
    near, plain = [await code_of(table, title) for title in (NEAR, PLAIN)]
    told = await table.says("bob", f"news show {near}")
    assert "too few to be kept" in told
    assert "No digest weighs it: none covers the time when it was read." in told
    await subscribed(table)
    told = await table.says("bob", f"news show {plain}")
    assert "It waits for the next edition of subscription 1, due Tue 6 Jan 09:00 UTC" in told
    await table.passes(days=1)
    told = await table.says("bob", f"news show {plain}")
    assert "Edition 1, Tue 6 Jan 12:00 UTC: it had no points then" in told
    assert "waits" not in told
    told = await table.says("bob", f"news show {near}")
    assert "Edition 1, Tue 6 Jan 12:00 UTC: it has too few points" in told
    codes = re.findall(rf"`(\d-[0-9a-f]{{10}})` {PAUSE}", await table.says("bob", "news list"))
    shown_of = [await table.says("bob", f"news show {code}") for code in sorted(set(codes))]
    assert sum(f"it is shown, story 1: {PAUSE}" in told for told in shown_of) == 1
    assert sum(f"it is counted with a story that is shown, story 1: {PAUSE}" in told for told in shown_of) == 1
    assert all("The same event is told by" in told for told in shown_of)


async def test_what_came_long_ago_is_not_chosen_any_more(table, news):
    await came(table, news, PAUSE)
    code = await code_of(table, PAUSE)
    await table.passes(days=57)
    assert "came in the last eight weeks" in await table.says("alice", f"news pin {code}")


@pytest.fixture
async def held(table, news):
    """An edition of PAUSE and TALKS that waits for alice's approval, with NEAR a near-miss."""
    await came(table, news, PAUSE, TALKS, NEAR)
    await subscribed(table)
    await table.says("alice", "digest edit 1 approve on")
    await table.passes(days=1)
    await table.works()
    (asked,) = table.wall.messages
    return asked


async def test_a_held_edition_is_composed_anew_with_what_curators_choose(table, held):
    told = await table.says("alice", f"news drop {await code_of(table, TALKS)}")
    assert "Edition 1 waits for approval and is composed anew." in told
    await table.says("alice", f"news add {await code_of(table, NEAR)}")
    edition = await table.says("bob", "digest show 1")
    assert PAUSE in edition
    assert NEAR in edition
    assert TALKS not in edition
    assert f"Edition 1 (it waits for approval), Tue 6 Jan 12:00 UTC: it is shown, story 2: {NEAR}" in await table.says(
        "bob", f"news show {await code_of(table, NEAR)}"
    )


async def test_who_is_asked_sees_the_edition_as_it_was_composed_last_and_approves_that(table, held):
    assert TALKS in held.text
    await table.says("alice", f"news drop {await code_of(table, TALKS)}")
    await table.passes(minutes=1)
    assert len(table.wall.messages) == 1
    assert "Edition 1 waits for your approval." in held.text
    assert TALKS not in held.text
    await table.says("alice", f"news restore {await code_of(table, TALKS)}")
    await table.passes(minutes=1)
    assert TALKS in held.text
    await table.says("alice", f"news drop {await code_of(table, TALKS)}")
    assert "Edition 1 is approved." in await table.says("alice", button(held.card, "Approve"))
    await table.passes(minutes=1)
    _, digest = table.wall.messages
    assert PAUSE in digest.text
    assert TALKS not in digest.text


async def test_a_correction_of_a_held_edition_stays_with_its_story_when_others_are_dropped(table, held):
    first, second = re.findall(r"(?m)^\d (.*?) \(", await table.says("bob", "digest show 1"))
    await table.says("alice", "digest correct 1 2 It was not so.")
    await table.says("alice", f"news drop {await code_of(table, first)}")
    told = await table.says("bob", "digest show 1")
    assert "(story 1): It was not so." in told
    assert f"1 {second}" in told


async def test_what_is_added_from_an_older_edition_joins_the_one_that_is_held_and_not_the_next_too(table, news):
    await came(table, news, PAUSE, NEAR)
    await subscribed(table)
    await table.passes(days=1)
    await table.says("alice", "digest edit 1 approve on")
    news[A].append((TALKS, table.now))
    await a_week_passes(table)
    await table.says("alice", f"news add {await code_of(table, NEAR)}")
    assert NEAR in await table.says("bob", "digest show 2")
    await table.says("alice", "digest approve 2")
    await table.says("alice", "digest edit 1 approve off")
    news[A].append((LETTER, table.now))
    await a_week_passes(table)
    posted = [message.text for message in table.wall.messages if message.channel == "general"]
    assert [NEAR in text for text in posted] == [False, True, False]


async def test_what_is_left_out_because_its_outlet_leads_two_is_not_called_less_weighty(table, news):
    await came(table, news, PAUSE, LETTER, "Parliament passes a bill that licenses frontier models")
    told = await table.says("bob", "digest preview")
    assert "1 story left out: of less weight, or beyond the two that one outlet may lead." in told

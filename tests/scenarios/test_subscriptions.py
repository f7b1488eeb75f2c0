"""A digest as each channel and each member wants it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.people import Platform
from bot.ports import Cause, Impossible
from commands.catalogue import COMMANDS
from tests.docs.test_documents import ROOT
from tests.scenarios.table import NOON, button, doubt

FEED, OTHER_FEED = "https://news.example.org/feed", "https://other.example.org/feed"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"
BILL = "A moratorium on frontier AI training is proposed in parliament"
UNIONS = "Unions in Nairobi call for a moratorium on advanced AI training"


@pytest.fixture
async def news(table, shelf):
    for url in (FEED, OTHER_FEED):
        shelf.titles[url], shelf.names[url] = [], url.split("/")[2]
    shelf.titles[FEED].append((PAUSE, NOON - timedelta(hours=2)))
    for url in (FEED, OTHER_FEED):
        await table.says("alice", f"feed add {url}")
    return shelf.titles


async def days_pass(table, count):
    for _ in range(count):
        await table.passes(days=1)


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("daily 09:00 Europe/Berlin", "Next: Tue 6 Jan 09:00, Wed 7 Jan 09:00, Thu 8 Jan 09:00"),
        ("monthly 15 09:00 Europe/Berlin", "Next: Thu 15 Jan 09:00, Sun 15 Feb 09:00, Sun 15 Mar 09:00"),
        ("monthly last 9am Europe/Berlin", "Next: Sat 31 Jan 09:00, Sat 28 Feb 09:00, Tue 31 Mar 09:00"),
    ],
)
async def test_a_digest_comes_every_day_or_every_month(table, line, times):
    told = await table.says("alice", f"digest subscribe {line}")
    assert times in told
    assert line.split()[0] in await table.says("bob", "digest list")


@pytest.mark.parametrize("name", ["digest subscribe", "digest follow"])
async def test_what_help_gives_as_an_example_can_be_typed(table, name):
    await table.says("alice", "settings zone UTC")
    example = COMMANDS[name].example
    assert f"Such as `{example}`" in (ROOT / "docs/reference/commands.md").read_text()
    assert "Next: Mon 12 Jan 09:00" in await table.says("alice", example)


async def test_a_daily_digest_goes_out_once_a_day(table, news):
    await table.says("alice", "digest subscribe daily 09:00 UTC")
    for _ in range(24 * 5):
        await table.passes(hours=1)
    assert len(table.wall.messages) == 5
    assert [PAUSE in message.text for message in table.wall.messages] == [True] + 4 * [False]
    assert "Pause digest · 6 January" in table.wall.messages[0].text


async def test_a_monthly_digest_is_late_while_half_the_month_is_left(table, news):
    await table.says("alice", "digest subscribe monthly 15 09:00 UTC")
    await table.passes(days=20)
    (digest,) = table.wall.messages
    assert "Late: it was due on Thu 15 Jan" in digest.text
    await table.passes(days=18)
    assert len(table.wall.messages) == 1


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        (
            "digest subscribe weekly foo 09:00 UTC",
            "“foo” is not a day, such as mon, or 15 or last for one of the month.",
        ),
        ("digest subscribe monthly 32 09:00", "“32” is not a day, such as mon, or 15 or last for one of the month."),
        ("digest subscribe weekly mon 25:00 UTC", "“25:00” is not a time of day"),
        ("digest subscribe daily 09:00 Mars/Olympus", "There is no time zone “Mars/Olympus”."),
        ("digest subscribe weekly 09:00 UTC", "A weekly digest needs a day of the week"),
        ("digest subscribe monthly mon 09:00 UTC", "A monthly digest needs a day of the month"),
        ("digest subscribe daily mon 09:00 UTC", "A daily digest comes every day: leave the day out."),
        ("digest edit 1 length 11", "A digest tells from 1 to 10 stories."),
        ("digest edit 1 sources 9", "There is no feed 9 here."),
        ("digest edit 1 sections gossip", "“gossip” is no part of a digest. There are: table, news, near-misses."),
        ("digest edit 1 every monthly", "A monthly digest needs a day of the month"),
        ("digest edit 7 length 3", "There is no subscription 7 here."),
        ("digest resume 1", "Subscription 1 is not paused."),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(table, line, answer):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    before = await table.says("alice", "digest list")
    assert answer in await table.says("alice", line)
    assert await table.says("alice", "digest list") == before


async def test_a_digest_holds_what_it_was_set_to_hold(table, news):
    news[FEED].append((UNIONS, NOON - timedelta(hours=3)))
    await table.passes(hours=14)
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    told = await table.says("alice", "digest edit 1 sections news length 1 minimum 1 sources 1")
    assert "and holds the news, at most 1 story, from 1 point on, from feed 1 only. Next" in told
    await table.passes(days=1)
    (digest,) = table.wall.messages
    assert "At the table" not in digest.text
    assert digest.text.count("here because") == 1
    assert "1 story of less weight left out." in digest.text


async def test_a_feed_that_a_digest_leaves_out_is_not_told_in_it(table, news):
    news[OTHER_FEED].append((BILL, NOON - timedelta(hours=3)))
    await table.passes(hours=1)
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.says("alice", "digest edit 1 sources 2")
    assert PAUSE not in await table.says("bob", "digest preview 1")
    await table.passes(days=1)
    (digest,) = table.wall.messages
    assert BILL in digest.text
    assert PAUSE not in digest.text


async def test_its_time_can_be_changed(table):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    assert "It comes weekly, Wed 18:30 Europe/Berlin" in (
        await table.says("alice", "digest edit 1 day wed time 18:30 zone Europe/Berlin")
    )
    assert "weekly, Wed 18:30 Europe/Berlin" in await table.says("alice", "digest list")
    await table.passes(days=1)
    assert table.wall.messages == []
    await table.passes(days=1, hours=6)
    assert len(table.wall.messages) == 1


async def test_how_it_stands_is_told_where_nothing_is_changed(table):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    assert "It holds the table and the news." in await table.says("bob", "digest edit 1")


async def test_a_paused_digest_does_not_come_and_goes_on_with_the_period_that_runs(table, news):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.says("alice", "digest pause 1")
    assert "paused: by alice" in await table.says("bob", "digest list")
    await days_pass(table, 20)
    assert table.wall.messages == []
    news[FEED].append((BILL, table.now))
    assert "Subscription 1 goes on. Next Tue 27 Jan 09:00" in await table.says("alice", "digest resume 1")
    await days_pass(table, 3)
    (digest,) = table.wall.messages
    assert BILL in digest.text
    assert PAUSE not in digest.text


async def test_admins_change_a_channels_digest_and_members_their_own(table):
    table.at(Platform.DISCORD)
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.says("bob", "digest follow daily 08:00 UTC")
    for line in ("edit 1 length 3", "pause 1", "resume 1", "unsubscribe 1"):
        assert "an admin of this space changes it" in await table.says("bob", f"digest {line}")
        assert "There is no subscription 2" in await table.says("alice", f"digest {line.replace('1', '2')}")
    assert "is changed" in await table.says("bob", "digest edit 2 length 3")
    assert "to you alone" in await table.says("bob", "digest list")
    assert "to you alone" not in await table.says("alice", "digest list")
    assert "has ended" in await table.says("bob", "digest unsubscribe 2")


# -- to one member alone ----------------------------------------------------------------------------------


async def test_a_member_gets_a_digest_of_their_own(table, news):
    table.at(Platform.DISCORD)
    await table.says("alice", f"feed add {FEED}")
    told = await table.says("bob", "digest follow daily 21:00 Asia/Kolkata")
    assert "You now get the daily digest, by direct message (subscription 1). Next: Mon 5 Jan 21:00" in told
    await table.passes(hours=4)
    (digest,) = table.posted
    assert digest.channel == "person:bob"
    assert PAUSE in digest.text
    assert "There is no edition 1 here." in await table.says("carol", "digest show 1")
    assert "bob" not in await table.says("carol", "acts")


async def test_who_cannot_be_written_to_finds_their_digest_paused(table, news):
    table.at(Platform.DISCORD)
    await table.says("bob", "digest follow daily 09:00 UTC")
    table.wall.shut["person:bob"] = Impossible("They take no messages from this server.", Cause.PERSON)
    await days_pass(table, 3)
    assert table.posted == []
    told = await table.says("bob", "digest list")
    assert "paused: you could not be written to (They take no messages from this server.)" in told
    table.wall.shut.clear()
    await table.says("bob", "digest resume 1")
    await days_pass(table, 1)
    assert [message.channel for message in table.posted] == ["person:bob"]


async def test_one_member_has_so_many_and_no_more(table):
    for hour in range(5):
        assert "You now get" in await table.says("bob", f"digest follow daily {hour:02}:00 UTC")
    assert "You have 5 digests of your own already" in await table.says("bob", "digest follow daily 12:00 UTC")
    assert "You now get" in await table.says("carol", "digest follow daily 12:00 UTC")
    assert "You have that digest already" in await table.says("carol", "digest follow daily 12:00 UTC")


async def test_what_is_subscribed_in_a_direct_message_comes_to_who_wrote_it(table, news):
    table.at(Platform.SLACK)
    table.channel = ""
    assert "You now get the daily digest, by direct message" in await table.says(
        "bob", "digest subscribe daily 09:00 Asia/Kolkata"
    )
    assert "to you alone" in await table.says("bob", "digest list")


async def test_members_are_told_how_to_get_what_admins_subscribe_a_channel_to(table):
    table.at(Platform.DISCORD)
    assert "`/digest follow` sends you one" in await table.says("bob", "digest subscribe daily 09:00 UTC")
    assert "No channel is subscribed" in await table.says("bob", "digest list")


async def test_nobody_approves_what_goes_to_one_member_alone(table):
    await table.says("bob", "digest follow daily 09:00 UTC")
    assert "goes to you alone, so nobody approves it first" in await table.says("bob", "digest edit 1 approve on")


# -- approved first ----------------------------------------------------------------------------------------


@pytest.fixture
async def held(table, news):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    assert "sent once it is approved" in await table.says("alice", "digest edit 1 approve on")
    await table.passes(days=1)
    await table.works()
    (asked,) = table.wall.messages
    assert asked.channel == "person:alice"
    return asked.card


async def test_an_edition_waits_until_it_is_approved_with_one_press(table, held):
    assert "Edition 1 waits for your approval. Until Tue 13 Jan 09:00" in table.wall.messages[0].text
    assert PAUSE in table.wall.messages[0].text
    assert "edition 1 waits for approval" in await table.says("bob", "digest list")
    assert "Edition 1 of the digest waits for approval" in await table.says("alice", "status")
    assert "Edition 1 is approved." in await table.says("alice", button(held, "Approve"))
    await table.works()
    _, digest = table.wall.messages
    assert digest.channel == "general"
    assert PAUSE in digest.text
    assert "does not wait for approval: it was sent" in await table.says("alice", button(held, "Skip"))
    await table.passes(hours=1)
    assert len(table.wall.messages) == 2


async def test_what_was_skipped_is_not_told_later(table, held):
    assert "Edition 1 is skipped." in await table.says("alice", button(held, "Skip"))
    await table.says("alice", "digest edit 1 approve off")
    await days_pass(table, 7)
    _, digest = table.wall.messages
    assert PAUSE not in digest.text
    assert "edition 2 was sent" in await table.says("alice", "digest list")


async def test_what_nobody_approved_goes_into_the_next_one(table, held, news):
    news[FEED].append((BILL, table.now))
    await days_pass(table, 7)
    await table.works()
    asked = table.wall.messages[-1]
    assert asked.channel == "person:alice"
    assert "Edition 2 waits for your approval" in asked.text
    assert PAUSE in asked.text
    assert BILL in asked.text
    assert "what it told went into the next one" in await table.says("alice", button(held, "Approve"))
    assert "Edition 2 is approved" in await table.says("alice", button(asked.card, "Approve"))


async def test_a_held_edition_ends_with_its_subscription(table, held):
    await table.says("alice", "digest unsubscribe 1")
    assert "does not wait for approval: it was skipped" in await table.says("alice", button(held, "Approve"))
    assert "waits for approval" not in await table.says("alice", "status")
    await table.works()
    assert [message.channel for message in table.wall.messages] == ["person:alice"]


async def test_an_edition_that_is_approved_after_a_pause_tells_nothing_twice(table, held, news):
    await table.says("alice", "digest pause 1")
    await days_pass(table, 16)
    news[FEED].append((BILL, table.now - timedelta(hours=12)))
    await table.says("alice", "digest resume 1")
    await table.says("alice", button(held, "Approve"))
    await table.says("alice", "digest edit 1 approve off")
    await days_pass(table, 6)
    *_, late, digest = table.wall.messages
    assert PAUSE in late.text
    assert "Pause digest · week of 20 January" in digest.text


async def test_only_facilitators_and_admins_approve(table, held):
    table.admins.clear()
    assert "facilitator" in await table.says("bob", "digest approve 1")


async def test_a_doubtful_digest_is_told_in_the_list(table, news):
    table.at(Platform.SLACK)
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    table.wall.troubles.append(doubt(took_effect=False))
    await table.passes(hours=21)
    await table.passes(hours=10)
    assert "edition 1 may or may not have arrived: it is not repeated by itself" in await table.says(
        "bob", "digest list"
    )


async def test_a_change_of_the_clocks_moves_a_daily_digest_with_the_wall(table):
    table.now = datetime(2026, 3, 27, 12, tzinfo=UTC)
    await table.says("alice", "digest subscribe daily 02:30 Europe/Berlin")
    for _ in range(24 * 4):
        await table.passes(hours=1)
    assert len(table.wall.messages) == 4
    assert ["Late" in message.text for message in table.wall.messages] == 4 * [True]


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berlin", "(Berlin; summer time followed)"),
        ("America/Sao_Paulo", "(Sao Paulo)"),
        ("Asia/Kolkata", "(Kolkata)"),
        ("UTC", "(UTC)"),
    ],
)
async def test_summer_time_is_spoken_of_where_there_is_one(table, news, zone, said):
    assert said in await table.says("alice", f"digest subscribe weekly mon 09:00 {zone}")

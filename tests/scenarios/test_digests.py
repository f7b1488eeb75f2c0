"""Feeds and digests as a channel lives them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.feeds import FeedFault
from bot.domain.people import Platform
from bot.services.digests import queue_due
from bot.services.fetching import fetch_due
from tests.scenarios.table import NOON, doubt

FEED = "https://example.org/feed"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"
OTHER = "The museum opens a new wing"


@pytest.fixture
def news(shelf):
    shelf.titles[FEED] = [(PAUSE, NOON - timedelta(days=1)), (OTHER, NOON - timedelta(days=2))]
    return shelf.titles[FEED]


async def test_adding_a_feed_says_what_it_would_keep_and_why_and_what_not(table, news):
    told = await table.says("alice", f"feed add {FEED}")
    assert "Lab A news is feed 1: 2 entries" in told
    assert "Of these I would keep 1." in told
    assert "here because: " in told
    assert OTHER in told
    assert "is feed 1 already" in await table.says("alice", f"feed add {FEED}")
    assert FEED in await table.says("bob", "feed list") or "Lab A news" in await table.says("bob", "feed list")


async def test_a_feed_can_be_tested_without_adding_it(table, news):
    assert "It works: 2 entries" in await table.says("alice", f"feed test {FEED}")
    assert "There is no feed yet" in await table.says("alice", "feed list")


async def test_a_feed_that_holds_nothing_yet_says_so_and_no_more(table, news):
    news.clear()
    told = [await table.says("alice", f"feed {does} {FEED}") for does in ("test", "add")]
    assert "It works: no entry yet." in told[0]
    assert "Lab A news is feed 1: no entry yet." in told[1]
    assert not any("Of these" in one for one in told)


async def test_a_feed_that_is_none_is_refused_with_the_reason(table, shelf):
    shelf.faults[FEED] = FeedFault("It is not a feed: an HTML page was received.")
    told = await table.says("alice", f"feed add {FEED}")
    assert "It is not a feed" in told


async def test_feeds_and_subscriptions_need_an_admin(table, news):
    table.at(Platform.DISCORD)
    for line in (f"feed add {FEED}", "feed remove 1", "digest subscribe weekly mon 09:00 UTC"):
        assert "admin" in await table.says("bob", line)


async def test_a_feed_is_removed_by_number_or_address(table, news):
    await table.says("alice", f"feed add {FEED}")
    assert "is removed" in await table.says("alice", "feed remove 1")
    await table.says("alice", f"feed add {FEED}")
    assert "is removed" in await table.says("alice", f"feed remove {FEED}")
    assert "There is no feed 1 here" in await table.says("alice", "feed remove 1")


async def test_a_failing_feed_is_named_with_its_reason_asked_less_often_and_recovers(table, news, shelf):
    await table.says("alice", f"feed add {FEED}")
    shelf.faults[FEED] = FeedFault("It did not answer within 15 seconds.")
    reads = shelf.read_count
    for _ in range(24):
        await table.passes(hours=1)
    assert 3 <= shelf.read_count - reads <= 6
    assert "failing: It did not answer within 15 seconds." in await table.says("bob", "feed list")
    del shelf.faults[FEED]
    await table.passes(hours=24)
    assert "failing" not in await table.says("bob", "feed list")


async def test_subscribing_answers_with_the_next_three_times_across_a_change_of_the_clocks(table):
    table.now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    told = await table.says("alice", "digest subscribe weekly mon 09:00 Europe/Berlin")
    assert "Next: Mon 23 Mar 09:00, Mon 30 Mar 09:00, Mon 6 Apr 09:00" in told
    assert "Berlin" in told
    assert "Europe/Berlin" in await table.says("bob", "digest list")


@pytest.mark.parametrize(
    "line",
    [
        "digest subscribe weekly mon 09:00 Europe/Berlim",
        "digest subscribe weekly mon 25:00 Europe/Berlin",
        "digest subscribe weekly someday 09:00 Europe/Berlin",
        "digest subscribe hourly mon 09:00 Europe/Berlin",
        "digest unsubscribe 7",
        "digest unsubscribe all",
    ],
)
async def test_a_subscription_that_makes_no_sense_is_refused(table, line):
    await table.says("alice", line)
    assert "No channel is subscribed" in await table.says("alice", "digest list")


async def test_a_week_of_news_goes_out_once_with_its_reasons(table, news):
    await table.says("alice", f"feed add {FEED}")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.passes(hours=20)
    assert table.wall.messages == []
    await table.passes(hours=1)
    (digest,) = table.wall.messages
    assert "Pause digest · week of 30 December" in digest.text
    assert f"{PAUSE}" in digest.text
    assert "here because: " in digest.text
    assert OTHER not in digest.text
    assert "Late" not in digest.text
    for _ in range(48):
        await table.passes(hours=1)
    assert len(table.wall.messages) == 1


async def test_the_next_edition_does_not_repeat_what_the_last_one_told(table, news):
    await table.says("alice", f"feed add {FEED}")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.passes(days=1)
    news.append(("A moratorium on frontier AI training is proposed in parliament", table.now + timedelta(hours=1)))
    for _ in range(7):
        await table.passes(days=1)
    first, second = table.wall.messages
    assert PAUSE in first.text
    assert PAUSE not in second.text
    assert "A moratorium on frontier AI training" in second.text


async def test_what_was_being_read_as_an_edition_was_made_is_in_the_next_one(table, news, shelf):
    await table.says("alice", f"feed add {FEED}")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    table.now += timedelta(hours=21)
    news.append(("A moratorium on frontier AI training is proposed in parliament", table.now))
    reading = shelf.read

    async def slow(url, validators, now):
        found = await reading(url, validators, now)
        table.now += timedelta(seconds=10)
        await queue_due(table.world)
        return found

    shelf.read = slow
    await fetch_due(table.world)
    shelf.read = reading
    for _ in range(8):
        await table.passes(days=1)
    told = [message.text for message in table.wall.messages]
    assert sum("A moratorium on frontier AI training" in text for text in told) == 1
    assert sum(PAUSE in text for text in told) == 1


async def test_the_table_itself_is_in_the_digest(table):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.opens("alice")
    await table.passes(days=1)
    digest = table.wall.messages[1].text
    assert "At the table" in digest
    assert "Closing soon: RL-1 No autonomous replication" in digest
    assert "closes" in digest
    assert "A quiet week: no story" in digest


async def test_after_downtime_one_late_marked_edition_goes_out_while_half_the_week_is_left(table, news):
    await table.says("alice", f"feed add {FEED}")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.passes(days=3)
    (digest,) = table.wall.messages
    assert "Late: it was due on Tue 6 Jan" in digest.text
    await table.passes(hours=1)
    assert len(table.wall.messages) == 1


async def test_after_longer_downtime_the_window_joins_the_next_edition(table, news):
    await table.says("alice", f"feed add {FEED}")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.passes(days=5)
    assert table.wall.messages == []
    await table.passes(days=2, hours=21)
    (digest,) = table.wall.messages
    assert "Pause digest · 30 December to 13 January" in digest.text
    assert PAUSE in digest.text
    assert "Late" not in digest.text


async def test_weeks_of_downtime_make_one_edition(table, news):
    await table.says("alice", f"feed add {FEED}")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.passes(days=29)
    assert len(table.wall.messages) == 1


async def test_a_clock_that_ran_ahead_and_back_neither_doubles_nor_silences_a_digest(table):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.passes(days=365)
    table.now = NOON
    await table.works()
    ahead = len(table.wall.messages)
    for _ in range(14):
        await table.passes(days=1)
    assert len(table.wall.messages) - ahead == 2


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_doubtful_digest_is_never_repeated_by_itself_on_slack(table, arrived):
    table.at(Platform.SLACK)
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    table.wall.troubles.append(doubt(arrived))
    await table.passes(hours=21)
    await table.passes(hours=10)
    assert len(table.wall.messages) == arrived
    assert "digest in #general · uncertain" in await table.says("alice", "status")


async def test_a_preview_shows_it_as_it_would_arrive_and_sends_nothing(table, news):
    await table.says("alice", f"feed add {FEED}")
    assert PAUSE in await table.says("bob", "digest preview")
    await table.works()
    assert table.wall.messages == []


async def test_an_ended_subscription_sends_no_more(table):
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    assert "Subscription 1 has ended" in await table.says("alice", "digest unsubscribe 1")
    await table.passes(days=8)
    assert table.wall.messages == []

"""Feeds are read by one process at a time, an entry is new once, and a subscription is found when it is due."""

import asyncio
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.composing import Taste
from bot.domain.editions import Section, Window
from bot.domain.feeds import Entry, Validators
from bot.domain.ids import FeedId, SubscriptionId
from bot.domain.news import Judgement
from bot.domain.periods import LAST, Every, Recurrence, Weekday, weekly
from bot.domain.subscriptions import Subscription
from bot.ports import Feed, Transaction
from tests.storage.table import HOUR, MINUTE, NOON, Store, Table, fresh, lay_table

URL = "https://example.org/feed"


async def fed(table: Table, url: str = URL, due: timedelta = timedelta(0)) -> Feed:
    async def add(tx: Transaction) -> Feed:
        feed = Feed(
            id=FeedId(fresh()),
            community=table.community,
            number=await tx.feeds.next_number(table.community),
            url=url,
            title="Example “News”",
            validators=Validators('"tag"', None),
            due=NOON + due,
            added=url,
        )
        await tx.feeds.add(feed)
        return feed

    return await table.write(add)


async def claimed(table: Table, now: timedelta = timedelta(0), limit: int = 10) -> list[Feed]:
    waits = await table.read(lambda tx: tx.feeds.waits(NOON + now))
    found = list(await table.write(lambda tx: tx.feeds.claim(NOON + now, NOON + now + MINUTE, limit)))
    assert waits or not found
    return found


async def entries(table: Table, since: timedelta = -HOUR, until: timedelta = HOUR) -> list[tuple[Entry, str, datetime]]:
    """Return the entries that were first seen in [since, until) from noon, with their feeds' titles and when."""

    async def judge(tx: Transaction) -> None:
        await tx.entries.keep_judgements([(one, Judgement(True, 7, ())) for one in await tx.entries.unjudged(99)])

    await table.write(judge)
    found = await table.read(lambda tx: tx.entries.weighed(table.community, NOON + since, NOON + until))
    return [(one.entry, one.source, one.seen) for one in found]


def entry(id: str, title: str = "A pause is discussed") -> Entry:
    return Entry(id, title, f"https://example.org/{len(id)}", "Summary\nin two lines", NOON - HOUR)


async def test_feeds_have_numbers_that_are_not_given_again(table: Table) -> None:
    made = await asyncio.gather(*(fed(table, f"{URL}/{n}") for n in range(6)))
    assert sorted(feed.number for feed in made) == [1, 2, 3, 4, 5, 6]
    last = max(made, key=lambda feed: feed.number)
    await table.write(lambda tx: tx.feeds.remove(last.id))
    assert (await fed(table, last.url)).number == 7


async def test_an_address_stands_once_among_the_feeds_of_a_community(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    feed = await fed(ours)
    await fed(theirs)
    with pytest.raises(IntegrityError):
        await fed(ours)
    await kept.write(lambda tx: tx.feeds.remove(feed.id))
    again = await fed(ours)
    assert await kept.read(lambda tx: tx.feeds.listed(ours.community)) == [again]


async def test_a_feed_that_is_due_is_taken_by_one(table: Table) -> None:
    late, later = await fed(table, f"{URL}/1", -HOUR), await fed(table, f"{URL}/2")
    await fed(table, f"{URL}/3", HOUR)
    shares = await asyncio.gather(*(claimed(table) for _ in range(4)))
    taken = [feed for share in shares for feed in share]
    assert sorted(taken, key=lambda feed: feed.due) == [late, later]
    assert {feed.id for feed in await claimed(table, MINUTE)} == {late.id, later.id}


async def test_what_a_reading_found_is_kept(table: Table) -> None:
    feed = await fed(table)
    failing = replace(
        feed,
        due=NOON + HOUR,
        failures=3,
        fault="It is not a feed.",
        read=NOON - HOUR,
        every=2 * HOUR,
        asked=MINUTE,
        size=25,
        faulty=NOON - MINUTE,
        twin=(await fed(table, f"{URL}/twin", HOUR)).id,
    )
    await table.write(lambda tx: tx.feeds.keep(failing))
    assert (await table.read(lambda tx: tx.feeds.listed(table.community)))[0] == failing
    assert await claimed(table) == []


async def test_a_feed_that_stopped_is_listed_and_not_read(table: Table) -> None:
    stopped = replace(await fed(table), stopped=True)
    await table.write(lambda tx: tx.feeds.keep(stopped))
    assert await table.read(lambda tx: tx.feeds.listed(table.community)) == [stopped]
    assert await claimed(table, HOUR) == []


async def test_only_new_entries_are_counted_as_such(table: Table) -> None:
    feed = await fed(table)

    async def keep(*names: str) -> int:
        return await table.write(lambda tx: tx.feeds.keep_entries(feed.id, [entry(name) for name in names], NOON))

    assert [await keep("1", "2"), await keep("2", "3", "3"), await keep("1"), await keep()] == [2, 1, 0, 0]


async def test_feeds_that_have_the_same_pages_are_found_in_their_community_only(kept: Store) -> None:
    table, other = await lay_table(kept), await lay_table(kept, "lab-b")
    ours, twin, removed = await fed(table), await fed(table, f"{URL}/2"), await fed(table, f"{URL}/3")
    foreign = await fed(other)
    entries = [replace(entry(f"{n}"), url=f"https://example.org/{n}") for n in range(4)]
    entries.append(replace(entry("nowhere"), url=""))
    translated = [replace(one, id=f"es-{one.id}", url=one.url.replace("org/", "org/es/")) for one in entries[1:]]

    async def keep(tx: Transaction) -> None:
        for feed in (ours, removed, foreign):
            await tx.feeds.keep_entries(feed.id, entries, NOON)
        await tx.feeds.keep_entries(twin.id, translated, NOON)
        await tx.feeds.remove(removed.id)

    await kept.write(keep)
    assert await kept.read(lambda tx: tx.feeds.sharing(ours, entries)) == {twin.id: 3}
    assert await kept.read(lambda tx: tx.feeds.sharing(twin, entries[:1])) == {ours.id: 1}
    assert await kept.read(lambda tx: tx.feeds.sharing(ours, entries[-1:])) == {}


async def test_a_feed_moves_but_not_to_where_another_stands(table: Table) -> None:
    feed, other = await fed(table), await fed(table, f"{URL}/2")
    await table.write(lambda tx: tx.feeds.keep(replace(feed, url=other.url, failures=1)))
    stays = replace(feed, failures=1)
    assert await table.read(lambda tx: tx.feeds.listed(table.community)) == [stays, other]
    await table.write(lambda tx: tx.feeds.remove(other.id))
    moved = replace(feed, url=other.url)
    await table.write(lambda tx: tx.feeds.keep(moved))
    assert await table.read(lambda tx: tx.feeds.listed(table.community)) == [moved]


async def test_a_removed_feed_is_neither_listed_nor_read_nor_heard(table: Table) -> None:
    feed = await fed(table)
    await table.write(lambda tx: tx.feeds.keep_entries(feed.id, [entry("before")], NOON))
    await table.write(lambda tx: tx.feeds.remove(feed.id))
    await table.write(lambda tx: tx.feeds.keep_entries(feed.id, [entry("after")], NOON))
    assert await table.read(lambda tx: tx.feeds.listed(table.community)) == []
    assert await claimed(table, HOUR) == []
    assert await entries(table) == []


async def test_an_entry_is_new_once_in_its_feed(table: Table) -> None:
    feed, other = await fed(table), await fed(table, f"{URL}/2")
    first, undated = entry("one"), replace(entry("x" * 9000), published=None)
    await table.write(lambda tx: tx.feeds.keep_entries(feed.id, [first, undated], NOON))
    changed = entry("one", "A pause is discussed again")
    await table.write(lambda tx: tx.feeds.keep_entries(feed.id, [changed, changed], NOON + MINUTE))
    await table.write(lambda tx: tx.feeds.keep_entries(other.id, [changed], NOON + MINUTE))
    await table.write(lambda tx: tx.feeds.keep_entries(feed.id, [], NOON))
    found = await entries(table)
    assert found[0] == (changed, other.title, NOON + MINUTE)
    assert sorted(found[1:], key=lambda one: one[0].id) == [
        (first, feed.title, NOON),
        (undated, feed.title, NOON),
    ]


async def test_a_window_has_its_beginning_and_not_its_end(kept: Store) -> None:
    table, other = await lay_table(kept), await lay_table(kept, "lab-b")
    feed, foreign = await fed(table), await fed(other)
    await kept.write(lambda tx: tx.feeds.keep_entries(foreign.id, [entry("foreign")], NOON))
    for minute in range(4):
        kept_at = NOON + minute * MINUTE
        await table.write(lambda tx, m=minute, at=kept_at: tx.feeds.keep_entries(feed.id, [entry(f"{m}")], at))
    assert [one.id for one, _, _ in await entries(table, MINUTE, 3 * MINUTE)] == ["2", "1"]


async def subscribed(table: Table, due: timedelta = timedelta(0)) -> Subscription:
    monday = weekly(Weekday.MON, time(9, 30), "Europe/Berlin")

    async def add(tx: Transaction) -> Subscription:
        number = await tx.subscriptions.next_number(table.community)
        made = Subscription(SubscriptionId(fresh()), table.space.id, "general", number, monday, NOON + due, NOON - HOUR)
        await tx.subscriptions.add(made)
        return made

    return await table.write(add)


async def test_a_subscription_comes_back_as_it_was_and_as_it_was_changed(table: Table) -> None:
    made = await subscribed(table)
    assert await table.write(lambda tx: tx.subscriptions.locked(made.id)) == made
    changed = replace(
        made,
        recurrence=Recurrence(Every.MONTHLY, LAST, time(23, 59), "Pacific/Apia"),
        due=NOON + HOUR,
        sent_to=NOON,
        owner=table.people["alice"].member,
        taste=Taste(3, frozenset({2, 11}), 5),
        sections=frozenset({Section.NEAR}),
        approve=True,
        paused="by alice",
    )
    await table.write(lambda tx: tx.subscriptions.change(changed))
    assert await table.read(lambda tx: tx.subscriptions.listed(table.community)) == [changed]


async def test_an_ended_subscription_is_not_listed_nor_due_and_its_number_stays_its_own(table: Table) -> None:
    made = await asyncio.gather(*(subscribed(table) for _ in range(5)))
    assert sorted(one.number for one in made) == [1, 2, 3, 4, 5]
    last = max(made, key=lambda one: one.number)
    await table.write(lambda tx: tx.subscriptions.change(replace(last, ended=True)))
    listed = await table.read(lambda tx: tx.subscriptions.listed(table.community))
    assert [one.number for one in listed] == [1, 2, 3, 4]
    due = await table.read(lambda tx: tx.subscriptions.due(NOON + HOUR, {Every.WEEKLY: NOON + HOUR}, 10))
    assert last.id not in due
    assert (await subscribed(table)).number == 6


async def test_subscriptions_are_due_in_their_time_or_when_it_lies_too_far_ahead(table: Table) -> None:
    now, soon, far = await subscribed(table), await subscribed(table, HOUR), await subscribed(table, 400 * HOUR)

    async def due(at: timedelta, horizon: timedelta, limit: int = 10) -> list[SubscriptionId]:
        return list(await table.read(lambda tx: tx.subscriptions.due(NOON + at, {Every.WEEKLY: NOON + horizon}, limit)))

    assert await due(-MINUTE, 400 * HOUR) == []
    assert await due(timedelta(0), 400 * HOUR) == [now.id]
    assert await due(timedelta(0), 399 * HOUR) == [now.id, far.id]
    assert await due(HOUR, 400 * HOUR) == [now.id, soon.id]
    assert await due(HOUR, 399 * HOUR, limit=1) == [now.id]


async def test_what_is_paused_is_not_due_and_a_far_instant_is_told_by_how_often_it_comes(table: Table) -> None:
    paused, monthly = await subscribed(table), await subscribed(table, 400 * HOUR)
    await table.write(lambda tx: tx.subscriptions.change(replace(paused, paused="by alice")))
    at = replace(monthly, recurrence=Recurrence(Every.MONTHLY, 1, time(9), "UTC"))
    await table.write(lambda tx: tx.subscriptions.change(at))
    horizons = {Every.DAILY: NOON, Every.WEEKLY: NOON, Every.MONTHLY: NOON + 400 * HOUR}
    assert await table.read(lambda tx: tx.subscriptions.due(NOON, horizons, 10)) == []
    horizons[Every.MONTHLY] -= HOUR
    assert await table.read(lambda tx: tx.subscriptions.due(NOON, horizons, 10)) == [monthly.id]


async def test_how_far_somebody_caught_up_is_kept_and_replaced(table: Table) -> None:
    member = table.people["alice"].member
    assert await table.read(lambda tx: tx.subscriptions.caught_up(member)) is None
    for window in (Window(NOON, NOON + HOUR), Window(NOON + HOUR, NOON + 2 * HOUR)):
        await table.write(lambda tx, kept=window: tx.subscriptions.catch_up(member, kept))
        assert await table.read(lambda tx: tx.subscriptions.caught_up(member)) == window


async def test_no_feed_waits_where_none_could_be_claimed(table: Table) -> None:
    async def waits() -> bool:
        return await table.read(lambda tx: tx.feeds.waits(NOON))

    await fed(table, f"{URL}/1", HOUR)
    gone = await fed(table, f"{URL}/2")
    assert await waits()
    await table.write(lambda tx: tx.feeds.remove(gone.id))
    assert not await waits()
    await fed(table, f"{URL}/3")
    await claimed(table)
    assert not await waits()


async def test_what_old_entries_said_is_forgotten_and_they_are_never_new_again(table: Table) -> None:
    feed = await fed(table)
    old, young = [entry(f"old {n}") for n in range(3)], entry("young")

    async def keep(tx: Transaction) -> None:
        await tx.feeds.keep_entries(feed.id, old, NOON - MINUTE)
        await tx.feeds.keep_entries(feed.id, [young], NOON)

    await table.write(keep)
    assert len(await entries(table)) == 4
    counts = [await table.write(lambda tx: tx.feeds.forget_entries(NOON, 2)) for _ in range(3)]
    assert counts == [2, 1, 0]
    assert [kept for kept, _, _ in await entries(table)] == [young]
    await table.write(lambda tx: tx.feeds.keep_entries(feed.id, [*old, young], NOON + MINUTE))
    assert [kept for kept, _, _ in await entries(table)] == [young]

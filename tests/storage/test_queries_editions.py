"""Entries are judged once, editions are kept once a period, and both are read back as they were kept."""

import json
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from bot.domain.addresses import to_person
from bot.domain.delivering import DeliveryKind
from bot.domain.editions import Became, Contents, Correction, Edition, Fate, Stage
from bot.domain.feeds import Entry
from bot.domain.ids import DeliveryId, EditionId, SubscriptionId
from bot.domain.news import Judgement
from bot.domain.periods import Weekday, weekly
from bot.domain.subscriptions import Subscription
from bot.ports import Delivery, DeliveryState, Weighed
from bot.services.issuing import key_of
from storage.contents import SUMMARY, read_contents, write_contents
from tests.platforms.edition import contents
from tests.storage.table import HOUR, NOON, Table, fresh
from tests.storage.test_queries_news import fed

KEPT = Judgement(True, 7, ("red line", "METR"))
WEAK = Judgement(False, 2, ("local moratorium",))
NOTHING = Judgement(False, 0, ())


async def subscribed(table: Table, channel: str = "general") -> Subscription:
    subscription = Subscription(
        id=SubscriptionId(fresh()),
        space=table.space.id,
        channel=channel,
        number=await table.write(lambda tx: tx.subscriptions.next_number(table.community)),
        recurrence=weekly(Weekday.MON, time(9), "UTC"),
        due=NOON,
        sent_to=NOON,
    )
    await table.write(lambda tx: tx.subscriptions.add(subscription))
    return subscription


async def kept(table: Table, of: Subscription, period: str, stage: Stage = Stage.QUEUED) -> Edition | None:
    edition = Edition(EditionId(fresh()), of.id, 0, period, NOON, stage, contents())

    async def add(tx):
        numbered = replace(edition, number=await tx.editions.next_number(table.community))
        return numbered if await tx.editions.add(numbered, table.community) else None

    return await table.write(add)


async def delivered(
    table: Table, of: Subscription, edition: Edition, state: DeliveryState = DeliveryState.SENT, at: datetime = NOON
) -> None:
    """Keep what became of the first message of *edition*."""
    message = Delivery(
        id=DeliveryId(fresh()),
        key=key_of(edition),
        kind=DeliveryKind.DIGEST,
        space=of.space,
        channel=of.channel,
        card=None,
        posting=None,
        state=state,
        due=NOON,
        first=at,
    )
    await table.write(lambda tx: tx.outbox.put(message))


async def published(table: Table, **narrowed: int) -> list[int]:
    found = await table.read(lambda tx: tx.editions.published(table.community, 9, **narrowed))
    return [one.edition.number for one in found]


async def seen(table: Table, *ids: str, at: timedelta = timedelta(0)) -> None:
    feed = await fed(table, f"https://example.org/{ids[0]}")
    entries = [Entry(name, f"Title {name}", f"https://example.org/{name}", "", None) for name in ids]
    await table.write(lambda tx: tx.feeds.keep_entries(feed.id, entries, NOON + at))


async def judged(table: Table, **verdicts: Judgement) -> None:
    async def judge(tx):
        waiting = await tx.entries.unjudged(100)
        await tx.entries.keep_judgements([(one, verdicts[one.entry.id]) for one in waiting if one.entry.id in verdicts])

    await table.write(judge)


async def weighed(table: Table, since: timedelta = -HOUR, until: timedelta = HOUR) -> list[Weighed]:
    return list(await table.read(lambda tx: tx.entries.weighed(table.community, NOON + since, NOON + until)))


async def test_an_entry_waits_until_it_is_judged_and_those_seen_last_come_first(table: Table) -> None:
    await seen(table, "a", "b")
    await seen(table, "c", at=HOUR)
    waiting = await table.read(lambda tx: tx.entries.unjudged(2))
    assert waiting[0].entry.id == "c"
    assert len(waiting) == 2
    assert {one.community for one in waiting} == {table.community}
    await judged(table, c=KEPT, a=NOTHING)
    assert [one.entry.id for one in await table.read(lambda tx: tx.entries.unjudged(9))] == ["b"]


async def test_what_has_points_is_weighed_and_all_of_it_is_counted(table: Table) -> None:
    await seen(table, "a", "b", "c", "d")
    await judged(table, a=KEPT, b=WEAK, c=NOTHING)
    found = {one.entry.id: one for one in await weighed(table)}
    assert {name: one.judgement for name, one in found.items()} == {"a": KEPT, "b": WEAK}
    assert found["a"].code.startswith("1-")
    assert found["a"].choice is None
    count = await table.read(lambda tx: tx.entries.count(table.community, NOON - HOUR, NOON + HOUR))
    assert count == 4
    assert await weighed(table, since=timedelta(seconds=1)) == []


async def test_an_edition_is_kept_once_a_period(table: Table) -> None:
    first, second = await subscribed(table), await subscribed(table)
    one = await kept(table, first, "monday")
    assert one is not None
    assert await kept(table, first, "monday") is None
    other = await kept(table, second, "monday")
    assert other is not None
    assert [one.number, other.number] == [1, 2]
    assert await table.read(lambda tx: tx.editions.numbered(table.community, 1)) == one
    assert await table.read(lambda tx: tx.editions.numbered(table.community, 3)) is None
    assert [e.number for e in await table.read(lambda tx: tx.editions.listed(table.community, None, 9))] == [2, 1]
    assert [e.number for e in await table.read(lambda tx: tx.editions.listed(table.community, None, 9, before=2))] == [
        1
    ]


async def test_editions_of_a_subscription_are_those_whose_window_ends_later(table: Table) -> None:
    of = await subscribed(table)
    one = await kept(table, of, "monday")
    assert one is not None
    until = one.contents.window.until
    assert await table.read(lambda tx: tx.editions.of(of.id, until)) == []
    assert await table.read(lambda tx: tx.editions.of(of.id, until - HOUR)) == [one]


async def test_a_held_edition_is_found_until_it_is_settled(table: Table) -> None:
    of = await subscribed(table)
    held = await kept(table, of, "monday", Stage.HELD)
    assert held is not None
    assert await table.read(lambda tx: tx.editions.held(table.community)) == [held]
    noted = replace(held.contents, corrections=(Correction(1, 1, "A headline", "It was not so.", NOON),))
    await table.write(lambda tx: tx.editions.change(held.id, Stage.QUEUED, noted))
    assert await table.read(lambda tx: tx.editions.held(table.community)) == []
    found = await table.read(lambda tx: tx.editions.numbered(table.community, held.number))
    assert found == replace(held, stage=Stage.QUEUED, contents=noted)


async def test_an_edition_is_published_once_it_was_sent_to_a_channel(table: Table) -> None:
    of, own = await subscribed(table), await subscribed(table, to_person("U01"))
    for state in DeliveryState:
        edition = await kept(table, of, state.value)
        assert edition is not None
        await delivered(table, of, edition, state)
    await kept(table, of, "never queued")
    for subscription, stage in ((of, Stage.HELD), (of, Stage.SKIPPED), (of, Stage.JOINED), (own, Stage.QUEUED)):
        edition = await kept(table, subscription, stage.value, stage)
        assert edition is not None
        await delivered(table, subscription, edition)
    states = list(DeliveryState)
    seen = [states.index(state) + 1 for state in (DeliveryState.UNCERTAIN, DeliveryState.SENT)]
    assert await published(table) == seen
    for number in range(1, len(states) + 6):
        found = await table.read(lambda tx, number=number: tx.editions.published_as(table.community, number))
        assert (found is not None) == (number in seen)


async def test_what_is_published_comes_latest_first_and_can_be_narrowed(table: Table) -> None:
    one, other = await subscribed(table), await subscribed(table)
    for number, of in enumerate((one, other, one), 1):
        edition = await kept(table, of, f"{number}")
        assert edition is not None
        await delivered(table, of, edition, at=NOON + number * HOUR)
    assert await published(table) == [3, 2, 1]
    assert await published(table, before=3) == [2, 1]
    assert await published(table, digest=one.number) == [3, 1]
    assert await published(table, before=3, digest=one.number) == [1]
    found = await table.read(lambda tx: tx.editions.published_as(table.community, 2))
    assert found is not None
    kept_whole = await table.read(lambda tx: tx.editions.numbered(table.community, 2))
    assert kept_whole is not None
    assert kept_whole.contents.near
    assert found.edition == replace(kept_whole, contents=replace(kept_whole.contents, near=None, became={}))
    assert (found.digest, found.space, found.zone, found.sent) == (other.number, "Lab A", "UTC", NOON + 2 * HOUR)
    assert found.updated == found.sent
    noted = Correction(2, 1, "A headline", "It was not so.", NOON + 5 * HOUR)
    await table.write(
        lambda tx: tx.editions.change(
            found.edition.id, Stage.QUEUED, replace(kept_whole.contents, corrections=(noted,))
        )
    )
    again = await table.read(lambda tx: tx.editions.published_as(table.community, 2))
    assert again is not None
    assert (again.sent, again.updated) == (found.sent, noted.at)


@pytest.mark.parametrize("near", [True, False])
def test_contents_are_read_as_they_were_written(near: bool) -> None:
    became = {f"3-{n:010}": Became(fate, n or None) for n, fate in enumerate(Fate)}
    whole = replace(contents(4, near=near), became=became)
    assert read_contents(write_contents(whole)) == whole
    bare = Contents(whole.window, None, None, None, 0, 0)
    assert read_contents(write_contents(bare)) == bare


def test_of_a_summary_enough_is_kept_to_know_an_event_by() -> None:
    whole = contents(1)
    assert whole.stories
    long = replace(whole.stories[0], lead=replace(whole.stories[0].lead, summary="x" * 10_000))
    text = write_contents(replace(whole, stories=(long,)))
    stories = read_contents(text).stories
    assert stories
    assert len(stories[0].lead.summary) == SUMMARY
    assert json.loads(text)


async def test_held_editions_are_out_of_date_until_they_are_renewed(table: Table) -> None:
    of = await subscribed(table)
    held = await kept(table, of, "monday", Stage.HELD)
    sent = await kept(table, await subscribed(table, "other"), "monday")
    assert held is not None
    assert sent is not None
    assert await table.read(lambda tx: tx.editions.outdated()) == []
    assert await table.write(lambda tx: tx.editions.revise(table.community)) == [held.number]
    assert await table.write(lambda tx: tx.editions.revise(table.community)) == [held.number]
    assert await table.read(lambda tx: tx.editions.outdated()) == [(table.community, held.number)]
    anew = replace(held, contents=contents(1), revision=2, composed=1)
    await table.write(lambda tx: tx.editions.renew(anew))
    assert await table.read(lambda tx: tx.editions.numbered(table.community, held.number)) == anew
    assert await table.read(lambda tx: tx.editions.outdated()) == [(table.community, held.number)]
    await table.write(lambda tx: tx.editions.renew(replace(anew, composed=2)))
    assert await table.read(lambda tx: tx.editions.outdated()) == []
    assert await table.read(lambda tx: tx.editions.numbered(table.community, sent.number)) == sent

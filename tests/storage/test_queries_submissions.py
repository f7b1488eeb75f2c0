"""What members put forward is kept once a page, among the entries of their own community."""

import asyncio
from datetime import timedelta

from bot.domain.feeds import Entry
from bot.domain.ids import FeedId
from bot.ports import Transaction, Weighed
from tests.storage.table import HOUR, MINUTE, NOON, Store, Table, fresh, lay_table
from tests.storage.test_queries_editions import seen

URL = "https://www.example.org/story"


async def put(table: Table, name: str, url: str = URL, by: str = "alice", at: timedelta = timedelta(0)) -> str:
    entry = Entry(name, f"Title {name}", url, "", None)
    spare = FeedId(fresh())
    return await table.write(lambda tx: tx.submissions.add(table.community, entry, by, NOON + at, spare))


async def known(table: Table, url: str = URL, since: timedelta = -HOUR) -> Weighed | None:
    return await table.read(lambda tx: tx.submissions.known(table.community, url, NOON + since))


async def test_what_was_put_forward_is_an_entry_under_a_name(table: Table) -> None:
    code = await put(table, "a")
    found = await known(table)
    assert found is not None
    assert (found.code, found.by, found.source, found.feed) == (code, "alice", "example.org", 0)
    assert await table.read(lambda tx: tx.entries.named(table.community, code)) == found
    waiting = await table.read(lambda tx: tx.entries.unjudged(9))
    assert [one.entry.title for one in waiting] == ["Title a"]
    assert await table.read(lambda tx: tx.feeds.listed(table.community)) == []
    assert not await table.read(lambda tx: tx.feeds.waits(NOON + HOUR))


async def test_several_at_once_are_of_one_feed(table: Table) -> None:
    codes = await asyncio.gather(*(put(table, f"{n}", f"{URL}/{n}") for n in range(5)))
    assert {code.partition("-")[0] for code in codes} == {"0"}
    count = await table.read(lambda tx: tx.submissions.count(table.community, NOON))
    assert count == 5
    assert await table.read(lambda tx: tx.submissions.count(table.community, NOON + MINUTE)) == 0
    assert await table.write(lambda tx: tx.feeds.next_number(table.community)) == 1


async def test_a_page_is_known_by_any_of_its_addresses_in_its_own_community_for_a_while(kept: Store) -> None:
    table, other = await lay_table(kept), await lay_table(kept, "lab-b")
    await put(table, "a")
    assert await known(table, "http://example.org/story/?utm_source=x") is not None
    assert await known(table, "https://example.org/other") is None
    assert await known(table, since=MINUTE) is None
    assert await known(other) is None
    await seen(other, "fed")
    found = await known(other, "https://example.org/fed")
    assert found is not None
    assert (found.by, found.source) == ("", "Example “News”")


async def test_what_is_forgotten_can_be_put_forward_anew(table: Table) -> None:
    code = await put(table, "a")

    async def forget(tx: Transaction) -> None:
        await tx.feeds.forget_entries(NOON + MINUTE, 9)

    await table.write(forget)
    assert await known(table) is None
    assert await put(table, "a", by="bob", at=HOUR) == code
    found = await known(table)
    assert found is not None
    assert (found.by, found.seen) == ("bob", NOON + HOUR)

"""A community's phrases are kept once for all ways to write each, and entries wait to be judged by them."""

import asyncio
from datetime import timedelta

from bot.domain.news import Judgement, Phrase
from bot.ports import Said, Transaction
from tests.storage.table import HOUR, MINUTE, NOON, Store, Table, lay_table
from tests.storage.test_queries_editions import judged, seen

CAP, PACT = Phrase("compute cap", 4), Phrase("Pact", -3)


async def said(table: Table) -> Said:
    return (await table.read(lambda tx: tx.phrases.of([table.community])))[table.community]


async def put(table: Table, key: str, phrase: Phrase) -> Phrase | None:
    return await table.write(lambda tx: tx.phrases.put(table.community, key, phrase, NOON))


async def test_a_phrase_takes_the_place_of_the_same(table: Table) -> None:
    assert await said(table) == Said()
    assert await put(table, "pact", PACT) is None
    assert await put(table, "compute cap", CAP) is None
    assert (await said(table)).phrases == (CAP, PACT)
    changed = Phrase("Compute-Cap", 7)
    assert await put(table, "compute cap", changed) == CAP
    assert (await said(table)).phrases == (changed, PACT)
    assert await table.write(lambda tx: tx.phrases.remove(table.community, "pact")) == PACT
    assert await table.write(lambda tx: tx.phrases.remove(table.community, "pact")) is None
    assert (await said(table)).phrases == (changed,)


async def test_each_community_has_its_own(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    await put(ours, "pact", PACT)
    await seen(theirs, "theirs")
    await judged(theirs, theirs=Judgement(True, 12, ()))
    assert await ours.write(lambda tx: tx.phrases.judge_anew(ours.community, NOON)) == 0
    found = await kept.read(lambda tx: tx.phrases.of([ours.community, theirs.community]))
    assert found == {ours.community: Said(1, (PACT,)), theirs.community: Said()}
    assert await kept.write(lambda tx: tx.phrases.held([ours.community])) == {ours.community: 1}


async def test_entries_of_a_window_wait_to_be_judged_anew(table: Table) -> None:
    await seen(table, "old", at=-MINUTE)
    await seen(table, "young")
    await judged(table, old=Judgement(True, 12, ()), young=Judgement(True, 12, ()))
    assert await table.write(lambda tx: tx.phrases.judge_anew(table.community, NOON)) == 1
    waiting = await table.read(lambda tx: tx.entries.unjudged(9))
    assert [one.entry.id for one in waiting] == ["young"]
    weighed = await table.read(lambda tx: tx.entries.weighed(table.community, NOON - HOUR, NOON + HOUR))
    assert len(weighed) == 2, "until then its points stand"


async def test_a_revision_that_is_held_does_not_change_until_its_holder_ends(table: Table) -> None:
    order: list[str] = []
    held = asyncio.Event()

    async def hold(tx: Transaction) -> None:
        before = await tx.phrases.held([table.community])
        held.set()
        for _ in range(20):
            assert await tx.phrases.held([table.community]) == before
        order.append("held")

    async def change(tx: Transaction) -> None:
        await tx.phrases.judge_anew(table.community, NOON - timedelta(weeks=5))
        order.append("changed")

    holding = asyncio.create_task(table.write(hold))
    await held.wait()
    await table.write(change)
    await holding
    assert order == ["held", "changed"]

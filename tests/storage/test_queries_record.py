"""The record grows by one leaf at a time, whoever writes, and opens what it commits to."""

import asyncio

import pytest

from bot.domain.record import leaf_hash
from bot.ports import Transaction
from tests.storage.table import NOON, Store, Table, append, lay_table, leaf

WRITERS = 50


async def test_concurrent_writers_leave_no_gap(table: Table) -> None:
    indices = await asyncio.gather(*(table.write(lambda tx: append(tx, table.community)) for _ in range(WRITERS)))
    assert sorted(indices) == list(range(WRITERS))
    assert await table.read(lambda tx: tx.record.size(table.community)) == WRITERS
    kept = await table.read(lambda tx: tx.record.leaves(table.community))
    assert [one.index for one in kept] == list(range(WRITERS))


async def test_a_leaf_comes_back_byte_for_byte_with_what_opens_it(table: Table) -> None:
    made, (opening,) = leaf(table.community, 0, text="Ünïcode \N{SNOWMAN}, “quotes” and a\nline")
    await table.write(lambda tx: tx.record.append(table.community, made, [opening], "tested", NOON))
    assert await table.read(lambda tx: tx.record.leaves(table.community)) == [made]
    assert leaf_hash(made.body) == made.hash
    assert await table.read(lambda tx: tx.record.opening(opening.commitment)) == opening
    assert await table.read(lambda tx: tx.record.opening("sha256:" + "0" * 64)) is None


@pytest.mark.parametrize("index", [0, 2, 3])
async def test_a_leaf_out_of_turn_is_refused_and_nothing_of_it_kept(table: Table, index: int) -> None:
    await table.write(lambda tx: append(tx, table.community))
    made, openings = leaf(table.community, index)
    with pytest.raises(ValueError, match="not the next"):
        await table.write(lambda tx: tx.record.append(table.community, made, openings, "tested", NOON))
    assert await table.read(lambda tx: tx.record.size(table.community)) == 1
    assert await table.read(lambda tx: tx.record.opening(openings[0].commitment)) is None


async def test_each_community_has_a_log_of_its_own(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    for _ in range(3):
        await ours.write(lambda tx: append(tx, ours.community))
    assert await theirs.write(lambda tx: append(tx, theirs.community)) == 0
    assert [one.index for one in await ours.read(lambda tx: tx.record.leaves(ours.community, 1))] == [1, 2]


async def test_what_is_undone_takes_its_leaf_with_it(table: Table) -> None:
    async def fail(tx: Transaction) -> None:
        await append(tx, table.community)
        raise RuntimeError("after the leaf")

    with pytest.raises(RuntimeError, match="after the leaf"):
        await table.write(fail)
    assert await table.write(lambda tx: append(tx, table.community)) == 0


async def test_an_attempt_that_fails_undoes_only_itself(table: Table) -> None:
    async def fail(tx: Transaction) -> None:
        await append(tx, table.community)
        raise RuntimeError("inside")

    async def run(tx: Transaction) -> int:
        first = await append(tx, table.community)
        with pytest.raises(RuntimeError, match="inside"):
            await tx.attempt(lambda: fail(tx))
        assert await tx.attempt(lambda: append(tx, table.community)) == first + 1
        return first

    assert await table.write(run) == 0
    assert await table.read(lambda tx: tx.record.size(table.community)) == 2

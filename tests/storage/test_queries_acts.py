"""What was done, asked of both databases."""

from bot.ports import Done
from tests.storage.table import NOON


async def test_the_latest_acts_come_first_and_no_more_than_are_asked_for(table):
    alice = table.people["alice"]
    done = [
        Done(table.community, leaf, NOON, alice.member, "alice", table.space.id, f"alice (Lab A) did {leaf}.")
        for leaf in (3, 5, 8)
    ]
    for one in done:
        await table.write(lambda tx, one=one: tx.acts.add(one))
    assert await table.read(lambda tx: tx.acts.latest(table.community, 2)) == [done[2], done[1]]

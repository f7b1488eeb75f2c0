"""An obstacle is kept until it is gone, and told of as new once."""

from bot.ports import Obstacle
from tests.storage.table import HOUR, NOON, Table, lay_table


async def test_an_obstacle_is_new_once_until_it_is_gone(table: Table) -> None:
    other = await lay_table(table.store, "lab-b")
    first = Obstacle(table.space.id, "general", "grant Send Messages", NOON)
    again = Obstacle(table.space.id, "general", "the channel is gone", NOON + HOUR)
    elsewhere = Obstacle(table.space.id, "random", "the channel is gone", NOON + HOUR)
    assert [await table.write(lambda tx, one=one: tx.obstacles.note(one)) for one in (first, again, elsewhere)] == [
        True,
        False,
        True,
    ]
    listed = await table.read(lambda tx: tx.obstacles.of(table.community))
    assert listed == [elsewhere, Obstacle(table.space.id, "general", "the channel is gone", NOON)]
    assert await table.read(lambda tx: tx.obstacles.of(other.community)) == []
    await table.write(lambda tx: tx.obstacles.clear(table.space.id, "general"))
    assert await table.read(lambda tx: tx.obstacles.of(table.community)) == [elsewhere]
    assert await table.write(lambda tx: tx.obstacles.note(first))
    await table.write(lambda tx: tx.obstacles.clear(table.space.id))
    assert await table.read(lambda tx: tx.obstacles.of(table.community)) == []

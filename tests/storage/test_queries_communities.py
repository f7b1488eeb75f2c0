"""A space is founded with all that its community needs."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Platform, Space
from bot.domain.rules import MAJORITY, Charter, Quorum
from bot.ports import Transaction
from tests.storage.table import NOON, Store, Table, fresh, lay_table


async def test_a_founded_space_has_a_charter_and_an_empty_record(table: Table) -> None:
    assert await table.read(lambda tx: tx.communities.space(Platform.DISCORD, "lab-a")) == table.space
    assert await table.read(lambda tx: tx.communities.space_by_id(table.space.id)) == table.space
    assert await table.read(lambda tx: tx.communities.charter(table.community)) == Charter()
    assert await table.read(lambda tx: tx.record.size(table.community)) == 0


async def test_the_same_key_on_another_platform_is_another_space(table: Table) -> None:
    assert await table.read(lambda tx: tx.communities.space(Platform.SLACK, "lab-a")) is None


async def test_spaces_are_listed_for_their_community_and_for_all(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    assert await kept.read(lambda tx: tx.communities.spaces(ours.community)) == [ours.space]
    assert await kept.read(lambda tx: tx.communities.every_space()) == [ours.space, theirs.space]


async def test_a_name_and_a_channel_are_kept(table: Table) -> None:
    await table.write(lambda tx: tx.communities.name_space(table.space.id, "Lab A, “renamed”"))
    await table.write(lambda tx: tx.communities.set_channel(table.space.id, "C0123"))
    expected = replace(table.space, name="Lab A, “renamed”", channel="C0123")
    assert await table.read(lambda tx: tx.communities.space_by_id(table.space.id)) == expected
    await table.write(lambda tx: tx.communities.set_channel(table.space.id, None))
    assert await table.read(lambda tx: tx.communities.space_by_id(table.space.id)) == replace(expected, channel=None)


@pytest.mark.parametrize(
    "charter",
    [
        Charter(Quorum(ballots=1), MAJORITY, timedelta(minutes=1)),
        Charter(Quorum(share=Fraction(1, 3)), MAJORITY, timedelta(days=90)),
    ],
)
async def test_a_charter_is_kept_exactly(table: Table, charter: Charter) -> None:
    await table.write(lambda tx: tx.communities.set_charter(table.community, charter))
    assert await table.read(lambda tx: tx.communities.charter(table.community)) == charter


async def test_a_space_whose_first_requests_come_at_once_is_founded_once(kept: Store) -> None:
    async def enter(tx: Transaction) -> Space:
        held = await tx.communities.space(Platform.SLACK, "T1")
        if held is not None:
            return held
        space = Space(SpaceId(fresh()), CommunityId(fresh()), Platform.SLACK, "T1", "Lab B", None)
        await tx.communities.found(space, NOON)
        return space

    first, *others = await asyncio.gather(*(kept.write(enter) for _ in range(8)))
    assert others == [first] * 7
    assert await kept.read(lambda tx: tx.communities.every_space()) == [first]


async def test_a_key_is_never_given_to_two_spaces(table: Table) -> None:
    twin = replace(table.space, id=SpaceId(fresh()), community=CommunityId(fresh()))
    with pytest.raises(IntegrityError):
        await table.write(lambda tx: tx.communities.found(twin, NOON))
    assert await table.read(lambda tx: tx.communities.every_space()) == [table.space]

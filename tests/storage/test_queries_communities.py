"""A space is founded with all that its community needs."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta
from fractions import Fraction

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.charter import Authority, Charter, OwnTerms
from bot.domain.ids import CommunityId, SpaceId
from bot.domain.people import Habits, Platform, Role, Seat, Space
from bot.domain.proposals import Kind
from bot.domain.rules import MAJORITY, Quorum, RollKind
from bot.ports import Transaction
from tests.storage.table import HOUR, NOON, Store, Table, fresh, lay_table


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
    habits = Habits("C0123", "C0456", "Europe/Berlin", "de", (time(22), time(7, 30)), Role("R1", "Council"))
    await table.write(lambda tx: tx.communities.set_habits(table.space.id, habits))
    expected = replace(table.space, name="Lab A, “renamed”", habits=habits)
    assert await table.read(lambda tx: tx.communities.space_by_id(table.space.id)) == expected
    await table.write(lambda tx: tx.communities.set_habits(table.space.id, Habits()))
    assert await table.read(lambda tx: tx.communities.space_by_id(table.space.id)) == replace(expected, habits=Habits())


async def test_a_space_that_moves_keeps_its_old_seat_in_memory_and_its_old_community_its_name(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    await kept.write(lambda tx: tx.communities.move(theirs.space.id, ours.community, NOON + HOUR))
    moved = replace(theirs.space, community=ours.community)
    assert await kept.read(lambda tx: tx.communities.spaces(ours.community)) == [ours.space, moved]
    assert await kept.read(lambda tx: tx.communities.spaces(theirs.community)) == []
    assert await kept.read(lambda tx: tx.communities.seats(moved.id)) == [
        Seat(moved.id, theirs.community, NOON, NOON + HOUR),
        Seat(moved.id, ours.community, NOON + HOUR, None),
    ]
    names = await kept.read(lambda tx: tx.communities.names())
    assert names == {ours.community: ("Lab A", "Lab A"), theirs.community: ("Lab A",)}
    some = await kept.read(lambda tx: tx.communities.names([ours.community, CommunityId("0" * 26)]))
    assert some == {ours.community: ("Lab A", "Lab A")}
    await kept.write(lambda tx: tx.communities.move(ours.space.id, theirs.community, NOON))
    left = (await kept.read(lambda tx: tx.communities.seats(ours.space.id)))[0]
    assert left.until == NOON, "a clock that went back ends no seat before it began"


@pytest.mark.parametrize(
    "charter",
    [
        Charter(own={Kind.RED_LINE: OwnTerms(Quorum(ballots=1), MAJORITY, timedelta(minutes=1))}),
        Charter(own={Kind.RED_LINE: OwnTerms(voting_period=timedelta(days=90))}),
        Charter(
            RollKind.REGISTERED,
            admission=True,
            authority=Authority.VOTE,
            own={Kind.RED_LINE: OwnTerms(Quorum(share=Fraction(2, 5)))},
        ),
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
        space = Space(SpaceId(fresh()), CommunityId(fresh()), Platform.SLACK, "T1", "Lab B")
        await _found(tx, space)
        return space

    first, *others = await asyncio.gather(*(kept.write(enter) for _ in range(8)))
    assert others == [first] * 7
    assert await kept.read(lambda tx: tx.communities.every_space()) == [first]


async def _found(tx: Transaction, space: Space) -> None:
    await tx.communities.found(space.community, space.name, NOON)
    await tx.communities.add_space(space, NOON)


async def test_a_key_is_never_given_to_two_spaces(table: Table) -> None:
    twin = replace(table.space, id=SpaceId(fresh()), community=CommunityId(fresh()))
    with pytest.raises(IntegrityError):
        await table.write(lambda tx: _found(tx, twin))
    assert await table.read(lambda tx: tx.communities.every_space()) == [table.space]

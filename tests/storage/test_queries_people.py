"""People keep their names and their history: who was a full member of which space, and when."""

from bot.domain.ids import MemberId
from bot.domain.people import Account, Handle, Platform
from bot.ports import Presence, Present
from tests.storage.table import HOUR, NOON, Store, Table, fresh, lay_table


async def test_an_account_is_found_by_its_handle_and_renamed_by_its_id(table: Table) -> None:
    alice = table.people["alice"]
    assert await table.read(lambda tx: tx.people.account(alice.handle)) == Account(alice.account, alice.handle, "alice")
    renamed = Account(alice.account, alice.handle, "Alice “A.”")
    await table.write(lambda tx: tx.people.keep(renamed))
    assert await table.read(lambda tx: tx.people.account(alice.handle)) == renamed
    assert await table.read(lambda tx: tx.people.account(Handle(Platform.SLACK, "", alice.handle.user))) is None
    assert await table.read(lambda tx: tx.people.account(Handle(Platform.DISCORD, "T1", alice.handle.user))) is None


async def test_an_account_is_a_member_of_its_own_in_each_community(kept: Store) -> None:
    ours, theirs = await lay_table(kept), await lay_table(kept, "lab-b")
    alice = ours.people["alice"]
    assert await kept.read(lambda tx: tx.people.member(ours.community, alice.account)) == alice.member
    assert await kept.read(lambda tx: tx.people.member(theirs.community, alice.account)) is None
    second = MemberId(fresh())
    await kept.write(lambda tx: tx.people.join(theirs.community, alice.account, second, NOON))
    assert await kept.read(lambda tx: tx.people.member(theirs.community, alice.account)) == second
    assert await kept.read(lambda tx: tx.people.member(ours.community, alice.account)) == alice.member


async def presence(table: Table, name: str = "alice") -> list[Presence]:
    return list(await table.read(lambda tx: tx.people.presence(table.community, table.people[name].member)))


async def note(table: Table, *times: int, name: str = "alice") -> None:
    """Note that somebody is here since each of *times*, hours from noon; a negative one says they left then."""
    account = table.people[name].account
    for hours in times:
        at = NOON + abs(hours) * HOUR
        if hours < 0:
            await table.write(lambda tx, at=at: tx.people.absent(table.space.id, account, at))
        else:
            await table.write(lambda tx, at=at: tx.people.present(table.space.id, account, at))


async def test_somebody_here_is_here_since_the_earliest_known_instant(table: Table) -> None:
    await note(table, 5, 7, 3, 6)
    assert await presence(table) == [Presence(NOON + 3 * HOUR, None)]


async def test_who_comes_back_begins_a_new_stay(table: Table) -> None:
    await note(table, 1, -3, 5, -8, 9)
    assert await presence(table) == [
        Presence(NOON + HOUR, NOON + 3 * HOUR),
        Presence(NOON + 5 * HOUR, NOON + 8 * HOUR),
        Presence(NOON + 9 * HOUR, None),
    ]


async def test_a_new_stay_does_not_reach_back_into_an_absence(table: Table) -> None:
    await note(table, 2, -4, 1)
    assert await presence(table) == [
        Presence(NOON + 2 * HOUR, NOON + 4 * HOUR),
        Presence(NOON + 4 * HOUR, None),
    ]


async def test_leaving_twice_or_without_having_come_changes_nothing(table: Table) -> None:
    await note(table, -1)
    assert await presence(table) == []
    await note(table, 1, -2, -3)
    assert await presence(table) == [Presence(NOON + HOUR, NOON + 2 * HOUR)]


async def test_a_clock_set_back_makes_no_stay_that_ends_before_it_began(table: Table) -> None:
    await note(table, 4, -2, 4, -4, 4)
    assert all(stay.until is None or stay.since <= stay.until for stay in await presence(table))
    assert (await presence(table))[-1].until is None


async def test_those_here_now_are_listed_by_handle(table: Table) -> None:
    await note(table, 1, name="alice")
    await note(table, 1, -2, name="bob")
    alice = table.people["alice"]
    assert await table.read(lambda tx: tx.people.presences(table.space.id)) == {
        alice.handle: Present(alice.account, None)
    }


async def test_members_are_counted_once_at_an_instant(kept: Store) -> None:
    table, other = await lay_table(kept), await lay_table(kept, "lab-b")
    await note(table, 1, -3, name="alice")
    await note(table, 2, name="bob")
    await note(other, 1, name="alice")
    counts = [
        await table.read(lambda tx, at=NOON + hours * HOUR: tx.people.count_present(table.community, at))
        for hours in range(5)
    ]
    assert counts == [0, 1, 2, 1, 1]


async def test_of_an_account_it_is_known_when_it_acted_last_and_where(table: Table) -> None:
    alice = table.people["alice"]
    (own,) = await table.read(lambda tx: tx.people.accounts(table.community, alice.member))
    assert (own.acted, own.acted_in) == (None, None)
    for at in (NOON, NOON + HOUR):
        await table.write(lambda tx, at=at: tx.people.note_act(table.community, alice.account, table.space.id, at))
    (own,) = await table.read(lambda tx: tx.people.accounts(table.community, alice.member))
    assert (own.acted, own.acted_in) == (NOON + HOUR, table.space.id)

"""Registered rolls and facilitators, asked of both databases; members that a link made one are one."""

from dataclasses import replace

from bot.domain.people import Habits, Role
from bot.domain.rolls import RegisteredRoll
from bot.domain.voting import Vote
from bot.ports import Transaction
from tests.storage.table import HOUR, NOON, Table


def roll(table: Table, *, admission: bool = False, by_role: bool = False) -> RegisteredRoll:
    return RegisteredRoll(table.community, admission, by_role)


async def here(table: Table, **roles: str | None) -> None:
    """Let everybody be in the space, those in *roles* with one."""

    async def note(tx: Transaction) -> None:
        await tx.communities.set_habits(table.space.id, Habits(role=Role("R1", "Council")))
        for name, person in table.people.items():
            await tx.people.present(table.space.id, person.account, NOON, roles.get(name))

    await table.write(note)


async def joined(table: Table, *names: str, admitted: bool = True) -> None:
    for hours, name in enumerate(names):
        at = NOON + hours * HOUR
        member = table.people[name].member
        await table.write(
            lambda tx, member=member, at=at: tx.rolls.join(table.community, member, at, at if admitted else None)
        )


async def size(table: Table, **asked: bool) -> int:
    return await table.read(lambda tx: tx.rolls.size(roll(table, **asked)))


async def fixed(table: Table, **asked: bool) -> tuple[Vote, int]:
    vote = await table.opened()
    return vote, await table.write(lambda tx: tx.rolls.fix(vote.id, roll(table, **asked)))


async def on(table: Table, vote: Vote) -> set[str]:
    return {
        name
        for name, person in table.people.items()
        if await table.read(lambda tx, person=person: tx.rolls.includes(vote.id, person.member))
    }


async def test_a_roll_is_who_joined_it_when_it_was_fixed(table: Table) -> None:
    await here(table)
    await joined(table, "alice", "bob")
    vote, entries = await fixed(table)
    assert entries == 2
    bob = table.people["bob"].member
    await table.write(lambda tx: tx.rolls.leave(table.community, bob))
    await joined(table, "carol")
    assert await on(table, vote) == {"alice", "bob"}
    assert await size(table) == 2


async def test_who_waits_is_on_it_where_nobody_has_to_be_admitted(table: Table) -> None:
    await here(table)
    await joined(table, "alice", admitted=False)
    assert (await size(table), await size(table, admission=True)) == (1, 0)
    alice = table.people["alice"].member
    await table.write(lambda tx: tx.rolls.admit(table.community, alice, NOON + HOUR))
    assert await size(table, admission=True) == 1
    await table.write(lambda tx: tx.rolls.admit(table.community, alice, NOON + 9 * HOUR))
    held = await table.read(lambda tx: tx.rolls.registration(table.community, alice))
    assert held is not None
    assert held.admitted == NOON + HOUR


async def test_a_role_counts_while_its_holder_is_here_and_the_space_asks_for_it(table: Table) -> None:
    await here(table, alice="R1", bob="R2")
    await joined(table, "alice", "bob", "carol")
    assert (await size(table), await size(table, by_role=True)) == (3, 1)
    account = table.people["alice"].account
    await table.write(lambda tx: tx.people.absent(table.space.id, account, NOON + HOUR))
    assert (await size(table), await size(table, by_role=True)) == (2, 0)


async def test_members_who_are_one_have_one_entry_with_what_any_of_them_has(table: Table) -> None:
    await here(table, bob="R1")
    await joined(table, "alice", "bob", admitted=False)
    alice, bob = table.people["alice"].member, table.people["bob"].member
    await table.write(lambda tx: tx.rolls.admit(table.community, bob, NOON))
    await table.write(lambda tx: tx.people.absorb(bob, alice))
    [only] = await table.read(lambda tx: tx.rolls.registered(table.community))
    assert (only.member, only.name, only.joined, only.admitted, only.holds_role) == (alice, "alice", NOON, NOON, True)
    assert await size(table, admission=True, by_role=True) == 1
    vote, entries = await fixed(table, admission=True, by_role=True)
    assert entries == 1
    await table.write(lambda tx: tx.people.release([bob], None))
    assert [one.name for one in await table.read(lambda tx: tx.rolls.registered(table.community))] == ["alice", "bob"]
    assert await on(table, vote) == {"alice"}


async def test_a_struck_entry_leaves_the_other_one_of_who_is_one_now(table: Table) -> None:
    await here(table)
    await joined(table, "alice", "bob")
    vote, _ = await fixed(table)
    alice, bob = table.people["alice"].member, table.people["bob"].member
    await table.write(lambda tx: tx.rolls.strike(vote.id, bob))
    assert await on(table, vote) == {"alice"}
    await table.write(lambda tx: tx.people.absorb(bob, alice))
    assert await table.read(lambda tx: tx.rolls.includes(vote.id, alice))


async def test_facilitators_stand_for_those_they_are_one_with(table: Table) -> None:
    alice, bob = table.people["alice"].member, table.people["bob"].member
    await table.write(lambda tx: tx.facilitators.add(table.community, bob, NOON))
    assert not await table.read(lambda tx: tx.facilitators.includes(table.community, alice))
    await table.write(lambda tx: tx.people.absorb(bob, alice))
    assert await table.read(lambda tx: tx.facilitators.includes(table.community, alice))
    [only] = await table.read(lambda tx: tx.facilitators.listed(table.community))
    assert (only.member, only.name, only.since) == (alice, "alice", NOON)
    await table.write(lambda tx: tx.facilitators.remove(table.community, alice))
    assert await table.read(lambda tx: tx.facilitators.listed(table.community)) == []


async def test_an_act_goes_with_its_proposal_and_no_change_of_it_touches_the_act(table: Table) -> None:
    proposal = replace(table.proposal(1), act='{"act":"bridge.allowed"}')
    await table.write(lambda tx: tx.proposals.add(proposal))
    await table.write(lambda tx: tx.proposals.change(replace(proposal, act=None, version=2)))
    held = await table.read(lambda tx: tx.proposals.by_id(proposal.id))
    assert held is not None
    assert (held.version, held.act) == (2, proposal.act)


async def test_bridges_that_a_vote_allowed_are_counted(table: Table) -> None:
    assert await table.read(lambda tx: tx.communities.bridges_allowed(table.community)) == 0
    for more, left in ((1, 1), (1, 2), (-1, 1)):
        await table.write(lambda tx, more=more: tx.communities.allow_bridges(table.community, more))
        assert await table.read(lambda tx: tx.communities.bridges_allowed(table.community)) == left

"""User groups: known where a space asks for one, and where it does not nobody is asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Handle, Platform, Profile, Role, Space, Standing
from bot.platforms.slack.groups import Groups
from bot.platforms.slack.people import Directory
from bot.platforms.slack.workspaces import Workspace
from bot.ports import Impossible, Transaction
from tests.platforms.slack.conftest import Bot


@pytest.fixture
def transport() -> str:
    return "socket"


def calls(bot: Bot, method: str) -> int:
    return sum(call.method == method for call in bot.slack.calls)


async def space(bot: Bot, role: str | None) -> Space:
    """Return the workspace's space, which asks for *role*."""
    await bot.slack.person("alice").command("/pause", "status")

    async def ask_for(tx: Transaction) -> Space:
        found = await tx.communities.space(Platform.SLACK, "T01TEST")
        assert found is not None
        await tx.communities.set_habits(found.id, replace(found.habits, role=Role(role, role) if role else None))
        return await tx.communities.space_by_id(found.id)

    return await bot.world.store.write(ask_for)


def present(bot: Bot) -> Workspace:
    assert bot.workspaces.present is not None
    return bot.workspaces.present


async def roles(bot: Bot, directory: Directory, name: str) -> frozenset[str]:
    return (await directory.profile(present(bot), bot.slack.person(name).id, "T01TEST")).roles


def by_name(people: object) -> Mapping[str, Profile]:
    assert isinstance(people, list)
    return {profile.name: profile for profile in people}


async def test_a_person_and_everybody_are_known_with_the_groups_they_are_in(bot: Bot) -> None:
    council = bot.slack.add_group("council", ["alice", "bob"])
    testers = bot.slack.add_group("testers", ["bob"])
    directory = Directory(bot.clock, Groups(bot.world.store, bot.clock))
    asking = await space(bot, council.id)
    assert await roles(bot, directory, "alice") == {council.id, "council"}
    assert await roles(bot, directory, "bob") == {council.id, "council", testers.id, "testers"}
    assert await roles(bot, directory, "carol") == frozenset()
    roll = by_name(await bot.adapter.roll(asking))
    assert roll["alice"].roles == {council.id, "council"}
    assert roll["bob"].roles == {council.id, "council", testers.id, "testers"}
    assert roll["carol"].roles == frozenset()


async def test_they_are_asked_for_once_in_a_minute(bot: Bot) -> None:
    council = bot.slack.add_group("council", ["alice"])
    directory = Directory(bot.clock, Groups(bot.world.store, bot.clock))
    await space(bot, council.id)
    for name in ("alice", "bob", "carol"):
        await roles(bot, directory, name)
    assert calls(bot, "usergroups.list") == 1
    council.members.clear()
    bot.clock.ahead = timedelta(seconds=61)
    assert await roles(bot, directory, "alice") == frozenset()
    assert calls(bot, "usergroups.list") == 2


async def test_where_a_space_asks_for_none_slack_is_not_asked(bot: Bot) -> None:
    bot.slack.add_group("council", ["alice"])
    directory = Directory(bot.clock, Groups(bot.world.store, bot.clock))
    asking = await space(bot, None)
    assert await roles(bot, directory, "alice") == frozenset()
    assert by_name(await bot.adapter.roll(asking))["alice"].roles == frozenset()
    assert calls(bot, "usergroups.list") == 0


@pytest.mark.parametrize(
    ("paid", "granted", "told"),
    [(False, True, "this workspace's plan has no user groups"), (True, False, "lacks the scope usergroups:read")],
)
async def test_without_groups_there_is_no_roll_and_commands_go_on(
    bot: Bot, paid: bool, granted: bool, told: str
) -> None:
    bot.slack.space.paid = paid
    if not granted:
        bot.slack.scopes.remove("usergroups:read")
    asking = await space(bot, "S1")
    with pytest.raises(Impossible, match=told):
        await bot.adapter.roll(asking)
    directory = Directory(bot.clock, Groups(bot.world.store, bot.clock))
    assert await roles(bot, directory, "alice") == frozenset()
    # An admin can still mend it: being one is not in doubt.
    assert "changed" in (await bot.slack.person("alice").command("/pause", "settings unset role")).text
    assert by_name(await bot.adapter.roll(await space(bot, None)))["alice"].roles == frozenset()


async def test_an_admin_of_one_workspace_is_none_of_another_in_the_same_organisation(bot: Bot) -> None:
    other = bot.slack.add_workspace("T02LABB", "Lab B", enterprise="E01ORG")
    other.person("alice").user.owner = False
    token = bot.slack.oauth.issue(other.methods, ("users:read",))
    calls = present(bot).calls
    there = Workspace("T02LABB", "Lab B", "E01ORG", "moratorium", calls.with_token(token, "", ""))
    here = replace(present(bot), enterprise="E01ORG")
    directory = Directory(bot.clock, Groups(bot.world.store, bot.clock))
    first = await directory.profile(here, "U01ALICE", here.realm)
    second = await directory.profile(there, "U01ALICE", there.realm)
    assert first.handle == second.handle == Handle(Platform.SLACK, "E01ORG", "U01ALICE")
    assert (first.admin, second.admin) == (True, False)
    assert first.standing is second.standing is Standing.FULL


@pytest.mark.parametrize("by_key", [True, False])
async def test_a_group_that_a_workspace_asks_for_is_what_it_takes_to_join_its_roll(bot: Bot, by_key: bool) -> None:
    council = bot.slack.add_group("council", ["alice"])
    alice, bob = bot.slack.person("alice"), bot.slack.person("bob")
    named = council.id if by_key else "@council"
    assert "changed" in (await alice.command("/pause", f"settings role {named}")).text
    await alice.command("/pause", "charter set roll registered")
    assert "You are on the roll" in (await alice.command("/pause", "join")).text
    assert "Only who holds the role" in (await bob.command("/pause", "join")).text
    council.members.add(bob.id)
    bot.clock.ahead = timedelta(seconds=61)
    assert "You are on the roll" in (await bob.command("/pause", "join")).text
    assert "2 members" in (await bob.command("/pause", "roll show")).text

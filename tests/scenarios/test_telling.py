"""What one member is told alone."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform
from bot.ports import DeliveryState, Impossible
from bot.services.telling import tell
from bot.views.elements import note
from tests.scenarios.table import doubt
from tests.scenarios.test_linking import linked, shared

DISCORD, SLACK, CONSOLE = Platform.DISCORD, Platform.SLACK, Platform.CONSOLE


async def told(table, person, text, key="k", by=None):
    """Tell *person*, a member where the next lines would be typed; return whether an account could be reached."""
    world, place = table.world, table.request(person)

    async def say(tx):
        space = await tx.communities.space(place.platform, place.space_key)
        account = await tx.people.account(place.handle)
        member = await tx.people.member(space.community, account.id)
        used = None
        if by is not None:
            used = (await tx.people.account(table.at(by).request(person).handle)).id
        return await tell(tx, space.community, member, note(text), key, table.now, world.entropy, used)

    reached = await world.store.write(say)
    await table.works()
    return reached


def private(table, platform, person="bob"):
    return [m.card.summary for m in table.walls[platform].messages if m.channel == f"person:{person}"]


async def test_a_member_is_told_once_for_each_key(table):
    await table.proposes("bob")
    for key in ("a", "a", "b"):
        assert await told(table, "bob", "Your text changed.", key)
    assert private(table, CONSOLE) == ["Your text changed.", "Your text changed."]
    assert private(table, CONSOLE, "alice") == []


async def test_of_several_accounts_the_one_that_acted_last_is_told_or_the_one_that_is_named(table):
    await shared(table)
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    await table.at(DISCORD).opens("alice")
    await table.says("bob", "vote 1 for")
    table.now += timedelta(minutes=1)
    await table.at(SLACK).says("bob", "vote 1 against")
    await told(table.at(DISCORD), "bob", "to Slack", "a")
    assert (private(table, DISCORD), private(table, SLACK)) == ([], ["to Slack"])
    await told(table.at(SLACK), "bob", "to Discord", "b", by=DISCORD)
    assert (private(table, DISCORD), private(table, SLACK)) == (["to Discord"], ["to Slack"])


async def test_an_account_of_a_lost_space_is_not_written_to(table):
    await shared(table)
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    table.now += timedelta(minutes=1)
    await table.at(SLACK).says("bob", "draft 1")
    for platform in (SLACK, DISCORD):
        space = await table.world.store.read(
            lambda tx, at=platform: tx.communities.space(at, table.at(at).request("bob").space_key)
        )
        await table.world.store.write(lambda tx, lost=space.id: tx.communities.set_lost(lost, "uninstalled"))
        assert await told(table.at(DISCORD), "bob", f"{platform.value} is lost", platform.value) is (platform is SLACK)
    assert (private(table, DISCORD), private(table, SLACK)) == (["slack is lost"], [])


async def test_who_takes_no_direct_messages_is_not_told_and_nobody_can_send_it_again(table):
    await table.at(DISCORD).proposes("bob")
    table.wall.troubles.append((False, Impossible("They take no direct messages from me.")))
    await told(table, "bob", "Your text changed.")
    await table.passes(days=1)
    assert private(table, DISCORD) == []
    status = await table.says("alice", "status")
    assert "notice to one member · failed: They take no direct messages from me." in status
    assert "Send" not in status
    assert "bob" not in status


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_may_have_arrived_is_not_said_again(table, arrived):
    await table.at(SLACK).proposes("bob")
    table.wall.troubles.append(doubt(arrived))
    await told(table, "bob", "Your text changed.")
    await table.passes(days=1)
    assert len(private(table, SLACK)) == arrived
    place = table.request("bob")
    space = await table.world.store.read(lambda tx: tx.communities.space(SLACK, place.space_key))
    unsure = [DeliveryState.UNCERTAIN]
    assert len(await table.world.store.read(lambda tx: tx.outbox.in_state(space.community, unsure, None, 9))) == 1

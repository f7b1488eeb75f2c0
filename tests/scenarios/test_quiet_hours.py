"""In quiet hours nothing new is posted; what waits goes out in order when they end, and cards still follow."""

from datetime import time, timedelta

import pytest

from bot.domain.people import Platform
from bot.ports import Cause, Impossible
from bot.services.telling import tell
from bot.views.elements import note
from tests.scenarios.table import NOON
from tests.scenarios.test_moving import habits

DISCORD, SLACK = Platform.DISCORD, Platform.SLACK
NIGHT = (time(22), time(8))


@pytest.fixture
async def night(table):
    """A Discord server in Berlin, where it is quiet from 22:00 to 08:00; it is 21:30, and RL-1 is at the vote."""
    table.at(DISCORD)
    await table.says("alice", "settings channel:general")
    await habits(table, quiet=NIGHT, zone="Europe/Berlin")
    table.now = NOON + timedelta(hours=8, minutes=30)
    await table.says("alice", "digest subscribe weekly tue 06:00 Europe/Berlin")
    await table.works()
    table.wall.messages.clear()
    await table.opens("alice", 1)
    return table


def lines(table):
    return [message.text.splitlines()[0] for message in table.posted]


async def test_what_is_new_waits_for_the_end_of_the_quiet_hours_and_goes_out_in_order(night):
    await night.says("bob", "vote 1 for")
    await night.passes(minutes=29, seconds=59)
    await night.proposes("alice")
    await night.says("alice", "open 2")
    await night.passes(seconds=1)  # 22:00
    assert len(lines(night)) == 1
    await night.says("alice", "bridge create")
    await night.proposes("alice")
    await night.says("alice", "open 3")
    while night.now < NOON + timedelta(hours=18, minutes=30):
        await night.passes(minutes=30)
    night.now = NOON + timedelta(hours=19) - timedelta(microseconds=1)
    await night.works()
    assert len(lines(night)) == 1
    assert "1 voted" in night.posted[0].text, "edits are silent, and go on"
    await night.passes(microseconds=1)  # 08:00
    assert [line.split(" ")[0] for line in lines(night)] == ["RL-1", "RL-2", "alice", "RL-3", "Pause"]


async def test_an_outcome_waits_too_and_status_says_until_when(night):
    await night.says("alice", "open 1")
    await night.proposes("alice")
    await night.says("alice", "open 2 for 2h")
    await night.works()
    await night.passes(hours=3)
    assert [line.split(" ")[0] for line in lines(night)] == ["RL-1", "RL-2"]
    assert "No quorum" in night.posted[1].text, "its card says it"
    status = await night.says("alice", "status")
    assert "These are quiet hours: what is new waits until Tue 6 Jan 07:00 UTC" in status
    await night.passes(hours=8)
    assert lines(night)[2].startswith("RL-2 no quorum")


async def test_a_warning_and_what_one_member_is_told_are_not_delayed(night):
    await night.says("alice", "bridge create")
    night.now = NOON + timedelta(hours=12)
    await night.works()

    async def says(tx):
        space = await tx.communities.space(DISCORD, night.space_key)
        account = await tx.people.account(night.request("bob").handle)
        member = await tx.people.member(space.community, account.id)
        await tell(tx, space.community, member, note("Your text changed."), "k", night.now, night.entropy)

    await night.says("bob", "vote 1 for")
    await night.world.store.write(says)
    await night.works()
    assert lines(night)[-1] == "Your text changed."
    night.wall.shut["general"] = Impossible("The channel is gone: choose another with /settings.", Cause.CHANNEL)
    await night.says("carol", "vote 1 for")
    await night.passes(minutes=1)
    await night.works()
    warnings = [m.channel for m in night.posted if m.card.tone.value == "warning"]
    assert warnings == ["person:alice"]


async def test_other_spaces_are_not_quiet(night):
    night.at(SLACK)
    night.now = NOON + timedelta(hours=12)
    await night.opens("alice", 1)
    assert len(lines(night)) == 1
    assert len(lines(night.at(DISCORD))) == 1

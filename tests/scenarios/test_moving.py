"""Cards that cannot stand where they should: they go where they can, the vote goes on, and an admin is told once."""

from dataclasses import replace

import pytest

from bot.domain.people import Platform
from bot.ports import Cause, Impossible
from tests.scenarios.table import button
from tests.scenarios.test_linking import shared

DISCORD, SLACK, CONSOLE = Platform.DISCORD, Platform.SLACK, Platform.CONSOLE
GRANT = "I can't write in #proposals: grant *Send Messages*, or choose another channel with /settings."
NO_RIGHT = Impossible(GRANT, Cause.PERMISSION)
GONE = Impossible("The channel is gone: choose another with /settings.", Cause.CHANNEL)
CLOSED = Impossible("They take no direct messages from me.", Cause.PERSON)


async def habits(table, **changes):
    """Set habits of the space where the next lines are typed."""

    async def change(tx):
        space = await tx.communities.space(table.platform, table.space_key)
        await tx.communities.set_habits(space.id, replace(space.habits, **changes))

    await table.world.store.write(change)


@pytest.fixture
async def settled(table):
    """A Discord server whose cards stand in #proposals, where alice is an admin."""
    table.at(DISCORD)
    await table.says("alice", "settings channel:proposals")
    await table.says("alice", "bridge create")
    await table.works()
    table.wall.messages.clear()
    table.wall.places = ("system", "lobby")
    return table


def cards(table):
    """Return where cards stand, with what the last of their states reads like."""
    return [(m.channel, m.text) for m in table.posted if m.text.startswith("RL-")]


def told(table, channel="person:alice"):
    return [m.text for m in table.posted if m.channel == channel and m.card.tone.value == "warning"]


async def test_a_card_that_may_not_be_posted_goes_where_it_was_proposed_and_an_admin_is_told_what_to_grant(settled):
    settled.wall.shut["proposals"] = NO_RIGHT
    await settled.opens("alice")
    await settled.works()
    [(channel, text)] = cards(settled)
    assert channel == "general"
    assert "0 voted" in text
    (warning,) = told(settled)
    assert GRANT in warning
    assert "the card of RL-1 is in #general now" in warning
    assert "discord table" in warning
    assert "/status" in warning
    status = await settled.says("alice", "status")
    assert f"discord table: {GRANT}" in status
    assert "Every message was sent" in status


async def test_a_card_whose_channel_is_deleted_in_mid_vote_is_posted_anew_and_the_vote_goes_on(settled):
    await settled.opens("alice")
    await settled.says("bob", "vote 1 for")
    settled.wall.shut["proposals"] = GONE
    await settled.passes(minutes=1)
    await settled.works()
    assert [channel for channel, _ in cards(settled)] == ["proposals", "general"]
    assert "1 voted" in cards(settled)[-1][1]
    for name in ("alice", "carol"):
        await settled.says(name, "vote 1 for")
    await settled.passes(minutes=1)
    assert "3 voted" in cards(settled)[-1][1], "the new one follows"
    await settled.passes(days=8)
    outcomes = [m.channel for m in settled.posted if "adopted" in m.card.summary and m.channel != "general"]
    assert outcomes == []
    assert "RL-1 adopted" in settled.posted[-1].text
    assert settled.posted[-1].channel == "general"


async def test_where_nothing_that_was_chosen_takes_it_the_platform_suggests_a_place_and_each_is_tried_once(settled):
    await settled.opens("alice")
    for channel in ("proposals", "general", "system"):
        settled.wall.shut[channel] = GONE
    await settled.says("bob", "vote 1 for")
    for _ in range(6):
        await settled.passes(minutes=1)
    assert [channel for channel, _ in cards(settled)] == ["proposals", "lobby"]
    assert "1 voted" in cards(settled)[-1][1]
    assert len(told(settled)) == 3, "one for each channel"


async def test_where_there_is_no_place_at_all_an_admin_is_told_and_may_have_it_tried_again_elsewhere(settled):
    settled.wall.places = ()
    settled.wall.shut |= {"proposals": NO_RIGHT, "general": NO_RIGHT}
    await settled.opens("alice")
    for _ in range(5):
        await settled.passes(minutes=1)
    assert cards(settled) == []
    assert "the card of RL-1 is nowhere in discord table now" in told(settled)[-1]
    view = (await settled.answered("alice", "status")).view
    await settled.says("alice", "settings channel:random")
    await settled.says("alice", button(view, "Send 1 again"))
    await settled.passes(seconds=1)
    assert [channel for channel, _ in cards(settled)] == ["random"]
    await settled.says("bob", "vote 1 for")
    await settled.passes(minutes=1)
    assert "1 voted" in cards(settled)[-1][1]


async def test_an_admin_is_told_once_however_many_cards_and_minutes_and_again_when_it_comes_back(settled):
    settled.wall.shut["proposals"] = NO_RIGHT
    for number in (1, 2, 3):
        await settled.opens("alice", number)
    for _ in range(10):
        await settled.passes(minutes=1)
    assert len(told(settled)) == 1
    del settled.wall.shut["proposals"]
    await settled.opens("alice", 4)
    assert cards(settled)[-1][0] == "proposals"
    assert GRANT not in await settled.says("alice", "status")
    settled.wall.shut["proposals"] = NO_RIGHT
    await settled.passes(minutes=1)
    await settled.opens("alice", 5)
    await settled.works()
    assert len(told(settled)) == 2


WAYS = ("staff", "person:alice", "person:carol", "general")
"""The channel for notices; else who acted as an admin last; else the owner; else where the card is."""


@pytest.mark.parametrize("closed", range(len(WAYS)))
async def test_an_admin_is_told_by_the_first_way_that_is_open(settled, closed):
    settled.wall.owned_by = "carol"
    await habits(settled, notices="staff")
    settled.wall.shut = {"proposals": NO_RIGHT} | dict.fromkeys(WAYS[:closed], CLOSED)
    await settled.opens("alice")
    for _ in range(6):
        await settled.passes(seconds=10)
    assert [m.channel for m in settled.posted if m.card.tone.value == "warning"] == [WAYS[closed]]


async def test_where_no_way_is_open_status_still_says_what_is_in_the_way(settled):
    await habits(settled, notices="staff")
    settled.wall.places = ()
    settled.wall.shut = dict.fromkeys(("proposals", "general"), NO_RIGHT) | {"staff": GONE, "person:alice": CLOSED}
    await settled.opens("alice")
    for _ in range(6):
        await settled.passes(seconds=10)
    assert settled.posted == []
    status = await settled.says("alice", "status")
    assert status.count(f"discord table: {GRANT}") == 2
    assert "notice to one member · failed: They take no direct messages" in status


async def test_a_card_that_somebody_deleted_is_posted_again_once(table):
    table.at(DISCORD)
    await table.opens("alice")
    table.wall.torn.add("0")
    await table.says("bob", "vote 1 for")
    await table.passes(minutes=1)
    await table.works()
    assert [(m.channel, "1 voted" in m.text) for m in table.posted] == [("general", False), ("general", True)]
    table.wall.torn.add("1")
    await table.says("carol", "vote 1 for")
    for _ in range(5):
        await table.passes(minutes=1)
    assert len(table.posted) == 2, "who deletes it twice means it"
    status = await table.answered("alice", "status")
    assert "RL-1 in #general: The message was deleted." in await table.says("alice", "status")
    await table.says("alice", button(status.view, "Try RL-1 again"))
    await table.passes(minutes=1)
    assert "2 voted" in table.posted[2].text, "but an admin may want it"
    told = "alice (discord table) had the card of RL-1 brought up to date that had been given up."
    assert told in await table.says("bob", "acts")


async def test_the_card_of_a_decided_proposal_is_not_posted_again(table):
    table.at(DISCORD)
    await table.opens("alice")
    table.wall.torn.add("0")
    await table.passes(days=8)
    assert [m.card.summary.partition(":")[0] for m in table.posted[1:]] == ["RL-1 no quorum"]


async def test_one_space_that_takes_no_card_changes_nothing_at_another(table):
    await shared(table)
    table.at(DISCORD).wall.shut["general"] = GONE
    table.wall.places = ("lobby",)
    await table.opens("alice")
    await table.works()
    assert [m.channel for m in table.at(DISCORD).posted if m.text.startswith("RL-")] == ["lobby"]
    assert [m.channel for m in table.at(SLACK).posted if m.text.startswith("RL-")] == ["general"]
    await table.says("bob", "vote 1 for")
    await table.passes(minutes=1)
    assert "1 voted" in table.at(DISCORD).posted[-1].text
    assert "discord table: The channel is gone" in await table.at(SLACK).says("alice", "status")


async def test_a_digest_whose_channel_is_gone_fails_and_an_admin_is_told(settled):
    await settled.says("alice", "digest subscribe weekly mon 12:00 UTC")
    settled.wall.shut["general"] = GONE
    await settled.passes(days=7)
    await settled.works()
    (warning,) = told(settled)
    assert "The channel is gone" in warning
    assert "the digest is nowhere in discord table now" in warning


async def test_who_leaves_the_server_in_mid_vote_keeps_their_ballot_and_stays_on_the_roll(table):
    table.at(SLACK)
    await table.opens("alice")
    for name in ("alice", "bob", "carol"):
        await table.says(name, "vote 1 for")
    del table.wall.people["bob"]
    await table.opens("alice", 2)  # Slack lists who is there: bob is not
    table.arrives("bob", SLACK)
    assert "so you can't vote on it" in await table.says("bob", "vote 2 for")
    assert "Recorded: Against" in await table.says("bob", "vote 1 against"), "the roll was fixed before"
    del table.wall.people["bob"]
    await table.passes(days=8)
    assert "2 for, 1 against" in await table.says("alice", "results 1")

"""Spaces from which the bot is removed in mid-vote, and to which it comes back."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform
from bot.ports import Cause, Impossible
from bot.services.losing import lose, reconcile
from bot.services.posting import post_note
from tests.scenarios.test_linking import shared

DISCORD, SLACK = Platform.DISCORD, Platform.SLACK
REMOVED = "The bot is not in this server any more: invite it again."


@pytest.fixture
async def apart(table):
    """A table of a Discord server and a Slack workspace, with a vote open; the bot was then removed from the server."""
    await shared(table)
    await table.at(SLACK).opens("alice")
    await table.at(SLACK).says("bob", "vote 1 for")
    await reconcile(table.world, DISCORD, {"discord-7"}, REMOVED)
    return table


def posted(table, platform):
    return [m.card.summary for m in table.at(platform).posted if m.text.startswith("RL-")]


async def test_nothing_is_tried_in_a_lost_space_and_the_vote_goes_on_elsewhere(apart):
    apart.walls[DISCORD].shut["discord-1"] = AssertionError("the bot was removed")
    for name in ("alice", "carol"):
        await apart.at(SLACK).says(name, "vote 1 for")
    await apart.passes(minutes=1)
    assert "3 voted" in apart.at(SLACK).posted[-1].text
    await apart.opens("alice", 2)
    await apart.passes(days=8)
    assert any(summary.startswith("RL-1 adopted") for summary in posted(apart, SLACK))


async def test_the_admins_of_other_spaces_see_it_in_status(apart):
    status = await apart.at(SLACK).says("alice", "status")
    assert "Spaces that cannot be reached" in status
    assert f"discord table: {REMOVED}" in status


async def test_when_the_bot_is_back_cards_of_open_votes_are_brought_up_to_date_and_outcomes_told(apart):
    before = len(apart.at(DISCORD).posted)
    await apart.at(SLACK).opens("alice", 2)
    for name in ("alice", "carol"):
        await apart.says(name, "vote 1 for")
    await apart.passes(days=8)
    await apart.opens("alice", 3)
    await apart.says("bob", "vote 3 for")
    assert len(apart.at(DISCORD).posted) == before
    await reconcile(apart.world, DISCORD, {"discord-1"}, REMOVED)
    for _ in range(3):
        await apart.passes(minutes=1)
    new = [m.text.splitlines()[0] for m in apart.at(DISCORD).posted[before:]]
    assert [line for line in new if "RL-2" in line and "·" in line] == [], "the vote that is over needs no card"
    assert [line.split()[0:2] for line in new] == [["RL-1", "adopted"], ["RL-2", "no"], ["RL-3", "·"]]
    assert "1 voted" in apart.posted[-1].text
    assert "Adopted" in next(m.text for m in apart.posted if m.text.startswith("RL-1 ·"))
    assert "cannot be reached" not in await apart.at(SLACK).says("alice", "status")


async def test_notes_that_waited_long_in_a_lost_space_are_not_told_and_recent_ones_are(apart):
    before = len(apart.at(DISCORD).posted)
    space = await apart.world.store.read(lambda tx: tx.communities.space(DISCORD, "discord-1"))

    async def says(told):
        await apart.world.store.write(
            lambda tx: post_note(tx, space.community, told, told, apart.now, apart.entropy, only=space.id)
        )

    await says("an old note")
    apart.now += timedelta(hours=12)
    await says("a new note")
    apart.now += timedelta(seconds=1)
    await reconcile(apart.world, DISCORD, {"discord-1"}, REMOVED)
    await apart.passes(minutes=1)
    assert [m.card.summary for m in apart.at(DISCORD).posted[before:]] == ["a new note"]


async def test_a_platform_that_says_that_the_bot_was_removed_is_believed_and_asked_no_more(table):
    await shared(table)
    await table.at(SLACK).opens("alice")
    wall = table.walls[DISCORD]
    wall.shut["discord-1"] = Impossible(REMOVED, Cause.SPACE)
    await table.says("bob", "vote 1 for")
    await table.passes(minutes=1)
    assert f"discord table: {REMOVED}" in await table.says("alice", "status")
    wall.shut["discord-1"] = AssertionError("asked again")
    await table.opens("alice", 2)
    await table.passes(minutes=5)
    assert "card in discord table · waiting" in await table.says("alice", "status")
    wall.shut.clear()
    await reconcile(table.world, DISCORD, {"discord-1"}, REMOVED)
    await table.passes(minutes=5)
    assert [line.split()[0] for line in posted(table, DISCORD)] == ["RL-1", "RL-2"]


async def test_who_is_heard_is_not_lost(table):
    table.at(DISCORD)
    await table.opens("alice")
    await lose(table.world, DISCORD, "discord-1", REMOVED)
    await table.says("bob", "vote 1 for")
    await table.passes(minutes=1)
    assert "1 voted" in table.posted[0].text

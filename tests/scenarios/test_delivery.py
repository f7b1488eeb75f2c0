"""Messages when platforms fail, and cards that follow."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform
from bot.ports import Ambiguous, Impossible, NotSent
from tests.scenarios.table import button, doubt


def outcomes(table):
    return [m for m in table.wall.messages if m.text.startswith(("RL-1 adopted", "RL-1 no quorum"))]


async def test_what_was_certainly_not_sent_is_sent_later_not_before_the_platform_allows(table):
    await table.proposes("alice")
    table.wall.troubles.append((False, NotSent("rate limited", after=timedelta(seconds=40))))
    await table.says("alice", "open 1")
    await table.works()
    assert table.wall.messages == []
    await table.passes(seconds=39)
    assert table.wall.messages == []
    await table.passes(seconds=1)
    assert len(table.wall.messages) == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_on_discord_a_doubtful_card_is_sent_again_under_its_nonce_and_shown_once(table, arrived):
    table.at(Platform.DISCORD)
    await table.proposes("alice")
    table.wall.troubles.append(doubt(arrived))
    await table.says("alice", "open 1")
    for _ in range(10):
        await table.passes(seconds=5)
    assert len(table.wall.messages) == 1
    await table.says("bob", "vote 1 for")
    await table.passes(seconds=30)
    assert "1 voted" in table.wall.messages[0].text


@pytest.mark.parametrize("arrived", [True, False])
async def test_on_slack_a_doubtful_card_is_flagged_and_an_admin_may_send_it_again(table, arrived):
    table.at(Platform.SLACK)
    await table.proposes("alice")
    table.wall.troubles.append(doubt(arrived))
    await table.says("alice", "open 1")
    await table.passes(hours=1)
    assert len(table.wall.messages) == arrived
    status = await table.answered("alice", "status")
    assert "card in #general · uncertain: it did not answer" in await table.says("alice", "status")
    again = button(status.view, "Send 1 again")
    assert "admin" in await table.says("bob", again)
    await table.says("alice", again)
    await table.works()
    assert len(table.wall.messages) == arrived + 1
    assert "not waiting for you any more" in await table.says("alice", again)


async def test_on_slack_a_doubtful_outcome_is_repeated_once_at_most(table):
    table.at(Platform.SLACK)
    await table.opens("alice")
    table.wall.troubles += [doubt(True), doubt(True), doubt(True)]
    table.now += timedelta(days=7)
    for _ in range(20):
        await table.passes(seconds=30)
    assert len(outcomes(table)) == 2
    assert "outcome in #general · uncertain" in await table.says("alice", "status")


async def test_what_is_impossible_is_told_to_an_admin_with_its_remedy(table):
    await table.proposes("alice")
    table.wall.troubles.append((False, Impossible("I am not in #general: invite me")))
    await table.says("alice", "open 1")
    await table.passes(hours=2)
    assert table.wall.messages == []
    assert "failed: I am not in #general: invite me" in await table.says("alice", "status")


async def test_a_process_that_died_in_mid_send_leaves_a_doubt_and_no_second_card_on_slack(table):
    table.at(Platform.SLACK)
    await table.proposes("alice")
    await table.says("alice", "open 1")
    now, until = table.now, table.now + timedelta(seconds=90)
    (claimed,) = await table.world.store.write(lambda tx: tx.outbox.claim(now, until, 10))
    await table.world.store.write(lambda tx: tx.outbox.begin(claimed.id, now))
    await table.passes(seconds=89)
    assert table.wall.messages == []
    await table.passes(seconds=1)
    assert table.wall.messages == []
    assert "uncertain: the process ended while it was being sent" in await table.says("alice", "status")


async def test_a_process_that_died_before_it_began_to_send_leaves_no_doubt(table):
    table.at(Platform.SLACK)
    await table.proposes("alice")
    await table.says("alice", "open 1")
    now, until = table.now, table.now + timedelta(seconds=90)
    await table.world.store.write(lambda tx: tx.outbox.claim(now, until, 10))
    await table.passes(seconds=90)
    assert len(table.wall.messages) == 1


async def test_a_state_is_shown_at_once_and_turnout_within_a_minute_whatever_the_number_of_ballots(table):
    await table.opens("alice")
    (card,) = table.wall.messages
    shown = len(card.cards)
    for second in range(60):
        await table.says("bob", f"vote 1 {('for', 'against')[second % 2]}")
        await table.passes(seconds=1)
    assert "1 voted" in card.text
    assert 2 <= len(card.cards) - shown <= 4
    await table.says("alice", "withdraw 1")
    await table.works()
    assert "Withdrawn" in card.text


async def test_an_edit_that_fails_is_tried_again_and_one_that_cannot_be_is_given_up(table):
    await table.opens("alice")
    (card,) = table.wall.messages
    await table.says("bob", "vote 1 for")
    table.wall.troubles += [
        (False, Ambiguous("it did not answer")),
        (False, NotSent("slow down", timedelta(minutes=5))),
    ]
    for _ in range(5):
        await table.passes(minutes=1)
    assert "0 voted" in card.text
    await table.passes(minutes=5)
    assert "1 voted" in card.text
    await table.says("carol", "vote 1 for")
    table.wall.troubles.append((False, Impossible("the message was deleted")))
    await table.passes(minutes=1)
    edits = len(card.cards)
    await table.says("alice", "vote 1 for")
    await table.passes(minutes=5)
    assert len(card.cards) == edits


async def test_one_channel_that_fails_holds_up_no_other(table):
    for platform in (Platform.DISCORD, Platform.SLACK):
        table.at(platform)
        await table.proposes("alice")
        await table.says("alice", "open 1")
    table.walls[Platform.DISCORD].troubles.append((False, NotSent("down", timedelta(hours=1))))
    await table.works()
    assert len(table.walls[Platform.DISCORD].messages) == 0
    assert len(table.walls[Platform.SLACK].messages) == 1

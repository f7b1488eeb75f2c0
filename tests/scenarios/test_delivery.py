"""Messages when platforms fail, and cards that follow."""

import asyncio
import contextlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import NotRecorded
from bot.domain.people import Platform
from bot.ports import Ambiguous, DeliveryState, Impossible, NotSent
from bot.services.delivery import deliver_due
from bot.services.lines import Doing, Lines
from bot.services.refreshing import CLAIM
from bot.views.elements import runs
from tests.scenarios.table import button, doubt, shown


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
    (due,) = await table.world.store.read(lambda tx: tx.outbox.due(now))
    (claimed,) = await table.world.store.write(lambda tx: tx.outbox.claim([due.id], now, until))
    begun = replace(claimed, first=now)
    assert await table.world.store.write(lambda tx: tx.outbox.begin(begun, until))
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
    (due,) = await table.world.store.read(lambda tx: tx.outbox.due(now))
    await table.world.store.write(lambda tx: tx.outbox.claim([due.id], now, until))
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
    await table.says("alice", "withdraw 1 sure")
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


async def test_what_is_put_off_is_overtaken_by_nothing_in_its_channel_and_asked_for_once(table):
    for number in (1, 2):
        await table.proposes("alice")
        await table.says("alice", f"open {number}")
    table.wall.troubles.append((False, NotSent("rate limited", after=timedelta(seconds=40))))
    await table.works()
    await table.proposes("alice")
    await table.says("alice", "open 3")
    await table.passes(seconds=39)
    assert table.wall.messages == []
    await table.passes(seconds=1)
    assert [message.card.summary.split()[0] for message in table.wall.messages] == ["RL-1", "RL-2", "RL-3"]


async def test_a_channel_that_hangs_holds_up_neither_another_nor_the_next_beat(table):
    table.world = replace(table.world, lines=Lines(within=0.3))
    stuck, other = table.walls[Platform.DISCORD], table.walls[Platform.SLACK]
    for platform in (Platform.DISCORD, Platform.SLACK):
        table.at(platform)
        await table.proposes("alice")
    with hanging(stuck) as (begun, released):
        for platform in (Platform.DISCORD, Platform.SLACK):
            await table.at(platform).says("alice", "open 1")
        await table.works()
        await until(lambda: len(other.messages) == len(table.world.lines.busy(Doing.SENDING)) == 1)
        await table.proposes("alice")
        await table.says("alice", "open 2")
        await asyncio.wait_for(table.passes(seconds=1), 5)
        await until(lambda: len(other.messages) == 2)
        assert begun == ["send"]
        released.set()
        await until(lambda: len(stuck.messages) == 1)
    await table.world.lines.aclose(5)
    with hanging(stuck) as (begun, released):
        for platform in (Platform.DISCORD, Platform.SLACK):
            await table.at(platform).says("bob", "vote 1 for")
        for _ in range(5):
            await asyncio.wait_for(table.passes(seconds=20), 5)
        await until(lambda: "1 voted" in other.messages[0].text)
        assert begun == ["edit"]
        released.set()
        await table.world.lines.aclose(5)
    await table.passes(seconds=60)
    assert "1 voted" in stuck.messages[0].text
    assert len(stuck.messages) == 1


async def test_what_arrived_is_noted_though_the_store_refuses_for_a_moment(table):
    table.at(Platform.SLACK)
    await table.proposes("alice")
    await table.says("alice", "open 1")
    table.world = replace(table.world, store=Moody(table.world.store, refused_writes=(3,)))  # claim, begin, settle
    await deliver_due(table.world)
    await table.passes(hours=1)
    assert len(table.wall.messages) == 1
    assert "Every message was sent" in await table.says("alice", "status")
    await table.says("bob", "vote 1 for")
    await table.passes(minutes=1)
    assert "1 voted" in table.wall.messages[0].text


@pytest.mark.parametrize("refused", [{"refused_reads": (2,)}, {"refused_reads": (3,)}, {"refused_writes": (2,)}])
async def test_what_failed_before_it_was_sent_leaves_no_doubt(table, refused):
    table.at(Platform.SLACK)
    await table.proposes("alice")
    await table.says("alice", "open 1")
    well = table.world
    table.world = replace(well, store=Moody(well.store, **refused))
    await deliver_due(table.world)
    assert table.wall.messages == []
    table.world = well
    await table.passes(seconds=90)
    assert len(table.wall.messages) == 1


async def test_a_card_that_was_given_up_is_told_to_an_admin_who_may_have_it_tried_again(table):
    await table.opens("alice")
    (card,) = table.wall.messages
    await table.says("bob", "vote 1 for")
    table.wall.troubles.append((False, Impossible("I may not write in this thread: unarchive it")))
    await table.passes(minutes=1)
    status = await table.answered("alice", "status")
    assert "RL-1 in #general: I may not write in this thread: unarchive it" in await table.says("alice", "status")
    again = button(status.view, "Try RL-1 again")
    assert "admin" in await table.says("bob", again)
    await table.says("alice", again)
    await table.passes(minutes=1)
    assert "1 voted" in card.text
    assert "unarchive" not in await table.says("alice", "status")
    assert "not given up any more" in await table.says("alice", again)


async def test_what_an_admin_sends_again_is_in_the_record(table):
    await table.proposes("alice")
    table.wall.troubles.append((False, Impossible("I am not in #general: invite me")))
    await table.says("alice", "open 1")
    await table.works()
    again = button((await table.answered("alice", "status")).view, "Send 1 again")
    for _ in range(2):
        await table.says("alice", again)
    leaves = await recorded(table)
    assert [leaf["event"] for leaf in leaves].count("delivery.resent") == 1
    assert leaves[-1]["event"] == "delivery.resent"
    data = leaves[-1]["data"]
    assert (data["delivery"], data["kind"], data["channel"]) == (dict(again.arguments)["delivery"], "card", "general")
    assert data["by"].startswith("sha256:")


async def test_a_digest_is_never_offered_to_be_sent_again(table):
    await table.says("alice", "digest subscribe weekly mon 12:00 UTC")
    table.wall.troubles.append((False, Impossible("I am not in #general: invite me")))
    await table.passes(days=7)
    status = await table.answered("alice", "status")
    assert "digest in #general · failed" in shown(status.view)
    assert "again" not in shown(status.view)
    space = await table.world.store.read(lambda tx: tx.communities.space(Platform.CONSOLE, "console-1"))
    states = [DeliveryState.FAILED]
    (failed,) = await table.world.store.read(lambda tx: tx.outbox.in_state(space.community, states, None, 10))
    assert "not waiting for you" in await table.says("alice", runs("resend", delivery=failed.id))


async def test_status_tells_what_failed_for_two_weeks_and_not_more_than_can_be_read(table):
    for number in range(1, 13):
        await table.proposes("alice")
        table.wall.troubles.append((False, Impossible("I am not in #general")))
        await table.says("alice", f"open {number} for 60d")
    await table.works()
    told = await table.says("alice", "status")
    assert told.count("failed: I am not") == 10
    assert "There are more" in told
    table.now += timedelta(days=14)
    assert "failed: I am not" in await table.says("alice", "status")
    table.now += timedelta(seconds=1)
    assert "Every message was sent" in await table.says("alice", "status")


async def test_a_card_held_by_a_process_that_died_is_up_to_date_within_a_minute(table):
    await table.opens("alice")
    (card,) = table.wall.messages
    await table.says("bob", "vote 1 for")
    table.now += timedelta(seconds=20)
    store, now = table.world.store, table.now
    (stale,) = await store.read(lambda tx: tx.postings.stale(now, now))
    await store.write(lambda tx: tx.postings.claim([stale.posting.id], now, now + CLAIM))
    await table.passes(seconds=19)
    assert "0 voted" in card.text
    await table.passes(seconds=1)
    assert "1 voted" in card.text


class Moody:
    """A store that refuses the reads and writes of these numbers."""

    def __init__(self, store, refused_reads=(), refused_writes=()):
        self.store = store
        self.refused = {"read": refused_reads, "write": refused_writes}
        self.asked = {"read": 0, "write": 0}

    async def read(self, fn):
        return await self._ask("read", fn)

    async def write(self, fn):
        return await self._ask("write", fn)

    async def _ask(self, what, fn):
        self.asked[what] += 1
        if self.asked[what] in self.refused[what]:
            raise NotRecorded("Not recorded, try again.")
        return await getattr(self.store, what)(fn)


@contextlib.contextmanager
def hanging(wall):
    """Let each call to *wall* wait to be released; yield the calls that have begun, and the release."""
    begun, released = [], asyncio.Event()
    send, edit = wall.send, wall.edit

    async def sends(*args):
        begun.append("send")
        await released.wait()
        return await send(*args)

    async def edits(*args):
        begun.append("edit")
        await released.wait()
        return await edit(*args)

    wall.send, wall.edit = sends, edits
    yield begun, released
    wall.send, wall.edit = send, edit


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (it has no event)
            await asyncio.sleep(0.01)


async def recorded(table):
    space = await table.world.store.read(lambda tx: tx.communities.space(Platform.CONSOLE, "console-1"))
    return [
        json.loads(leaf.body) for leaf in await table.world.store.read(lambda tx: tx.record.leaves(space.community))
    ]

"""Messages that go on from another one, and corrections of what was sent."""

from datetime import timedelta

import pytest

from bot.domain.delivering import DeliveryKind
from bot.domain.pacing import Limit, Ration
from bot.domain.people import Platform
from bot.ports import Ambiguous, Cause, DeliveryState, Impossible, NotSent
from bot.services.losing import reconcile
from bot.services.queueing import queue
from bot.views.elements import note
from tests.scenarios.table import button, doubt


async def puts(table, key, said, kind=DeliveryKind.NOTE, channel="general", **follows):
    space = await table.world.store.read(lambda tx: tx.communities.space(table.platform, table.space_key))
    card = note(said)
    put = await table.world.store.write(
        lambda tx: queue(tx, kind, space.id, channel, card, key, table.now, table.entropy, **follows)
    )
    assert put


async def corrects(table, key, said, edits, **more):
    await puts(table, key, said, DeliveryKind.CORRECTION, edits=edits, **more)


def said(table):
    return [message.text for message in table.wall.messages]


async def delivery(table, key):
    return await table.world.store.read(lambda tx: tx.outbox.find(key))


@pytest.fixture
async def slack(table):
    table.at(Platform.SLACK)
    await table.says("alice", "proposals")  # the space is known from now on
    return table


async def test_parts_follow_one_by_one_under_the_first_and_nothing_comes_between(slack):
    await puts(slack, "one", "Part 1")
    await puts(slack, "two", "Part 2", after="one")
    await puts(slack, "three", "Part 3", after="two")
    await puts(slack, "other", "Other")
    for _ in range(3):
        await slack.passes(seconds=1)
    assert [(message.text, message.under) for message in slack.wall.messages] == [
        ("Part 1", None),
        ("Part 2", "0"),
        ("Part 3", "0"),
        ("Other", None),
    ]
    assert (await delivery(slack, "two")).reference == "1"


@pytest.mark.parametrize("trouble", [Ambiguous("it did not answer"), Impossible("invite me")])
async def test_what_goes_on_from_a_message_that_may_not_be_there_waits_and_says_why(slack, trouble):
    slack.wall.troubles.append((False, trouble))
    await puts(slack, "one", "Part 1")
    await puts(slack, "two", "Part 2", after="one")
    await puts(slack, "other", "Other")
    for _ in range(2):
        await slack.passes(hours=1)
    assert said(slack) == ["Other"]
    state = "uncertain" if isinstance(trouble, Ambiguous) else "failed"
    told = await slack.says("alice", "status")
    assert f"note in #general · waiting: the message that it goes on from is {state}" in told
    again = button((await slack.answered("alice", "status")).view, "Send 1 again")
    await slack.says("alice", again)
    for _ in range(2):
        await slack.passes(seconds=1)
    assert said(slack) == ["Other", "Part 1", "Part 2"]
    assert slack.wall.messages[2].under == "1"
    assert "Every message was sent" in await slack.says("alice", "status")


async def test_what_waits_in_vain_for_two_weeks_is_never_sent(slack):
    slack.wall.troubles.append(doubt(False))
    await puts(slack, "one", "Part 1")
    await puts(slack, "two", "Part 2", after="one")
    await slack.passes(days=14)
    assert (await delivery(slack, "two")).state is DeliveryState.WAITING
    await slack.passes(seconds=1)
    assert (await delivery(slack, "two")).state is DeliveryState.MISSED
    assert said(slack) == []


async def test_what_goes_on_from_a_message_that_moves_moves_with_it(slack):
    slack.wall.places = ["random"]
    slack.wall.shut["general"] = Impossible("it is archived", Cause.CHANNEL)
    await puts(slack, "one", "Part 1")
    await puts(slack, "two", "Part 2", after="one")
    for _ in range(4):
        await slack.passes(seconds=1)
    parts = [message for message in slack.wall.messages if message.text.startswith("Part")]
    assert [(part.text, part.channel) for part in parts] == [("Part 1", "random"), ("Part 2", "random")]
    assert slack.wall.messages[int(parts[1].under)] is parts[0]


async def test_a_reply_that_is_refused_stays_with_its_message_and_an_admin_may_send_it_there_again(slack):
    slack.wall.places = ["random"]
    await puts(slack, "one", "Part 1")
    await slack.works()
    slack.wall.shut["general"] = Impossible("it is read-only", Cause.PERMISSION)
    await puts(slack, "two", "Part 2", after="one")
    await slack.works()
    assert (await delivery(slack, "two")).state is DeliveryState.FAILED
    slack.wall.shut.clear()
    await slack.says("alice", button((await slack.answered("alice", "status")).view, "Send 1 again"))
    await slack.works()
    (part,) = [message for message in slack.wall.messages if message.text == "Part 2"]
    assert (part.channel, part.under) == ("general", "0")


async def test_a_correction_is_shown_in_the_place_of_what_was_sent(slack):
    await puts(slack, "one", "Fourteen labs")
    await corrects(slack, "fix", "Fifteen labs", "one")
    await corrects(slack, "better", "Sixteen labs", "fix")
    for _ in range(2):
        await slack.passes(seconds=1)
    (message,) = slack.wall.messages
    assert [card.summary for card in message.cards] == ["Fourteen labs", "Fifteen labs", "Sixteen labs"]
    assert (await delivery(slack, "fix")).state is DeliveryState.SENT


async def test_a_correction_of_what_was_deleted_is_refused_once_and_says_so(slack):
    await puts(slack, "one", "Fourteen labs")
    await slack.works()
    slack.wall.torn.add("0")
    await corrects(slack, "fix", "Fifteen labs", "one")
    await slack.passes(hours=1)
    slack.wall.torn.clear()
    await slack.passes(hours=1)
    assert said(slack) == ["Fourteen labs"]
    assert "correction in #general · failed: The message was deleted." in await slack.says("alice", "status")


async def test_a_correction_of_what_is_uncertain_waits_for_an_admin_who_looked(slack):
    slack.wall.troubles.append(doubt(True))
    await puts(slack, "one", "Fourteen labs")
    await corrects(slack, "fix", "Fifteen labs", "one")
    await puts(slack, "other", "Other")
    await slack.passes(minutes=1)
    assert said(slack) == ["Fourteen labs", "Other"]
    assert "waiting: the message that it corrects is uncertain" in await slack.says("alice", "status")


async def test_an_edit_in_doubt_is_made_again_for_an_hour_and_then_told(slack):
    await puts(slack, "one", "Fourteen labs")
    await slack.works()
    slack.wall.troubles += [doubt(True)] * 3
    await corrects(slack, "fix", "Fifteen labs", "one")
    for _ in range(4):
        await slack.passes(minutes=1)
    assert said(slack) == ["Fifteen labs"]
    slack.wall.troubles = [doubt(True)] * 100
    await corrects(slack, "again", "Sixteen labs", "one")
    for _ in range(70):
        await slack.passes(minutes=1)
    assert 10 < 100 - len(slack.wall.troubles) < 30
    assert "correction in #general · uncertain: it did not answer" in await slack.says("alice", "status")


async def test_an_edit_that_the_platform_puts_off_holds_up_no_new_message(slack):
    await puts(slack, "one", "Fourteen labs")
    await slack.works()
    slack.wall.troubles.append((False, NotSent("edits of old messages are limited", timedelta(minutes=10))))
    await corrects(slack, "fix", "Fifteen labs", "one")
    await puts(slack, "other", "Other")
    for _ in range(2):
        await slack.passes(seconds=1)
    assert said(slack) == ["Fourteen labs", "Other"]
    await slack.passes(minutes=10)
    assert said(slack) == ["Fifteen labs", "Other"]


async def test_an_edit_draws_on_what_edits_may(slack):
    await puts(slack, "one", "Fourteen labs")
    await slack.works()
    slack.wall.edits = (Ration("edits", Limit(1, timedelta(minutes=1))),)
    for number in range(2):
        await corrects(slack, f"fix {number}", f"{number} labs", "one")
    await puts(slack, "other", "Other")
    await slack.works()
    assert said(slack) == ["0 labs", "Other"]
    await slack.passes(minutes=1)
    assert said(slack) == ["1 labs", "Other"]


async def test_a_correction_is_made_in_a_space_that_was_lost_for_days(slack):
    await puts(slack, "one", "Fourteen labs")
    await slack.works()
    slack.wall.shut[slack.space_key] = Impossible("the bot was removed", Cause.SPACE)
    await corrects(slack, "fix", "Fifteen labs", "one")
    await slack.passes(days=2)
    assert said(slack) == ["Fourteen labs"]
    slack.wall.shut.clear()
    await reconcile(slack.world, Platform.SLACK, {slack.space_key}, "removed")
    await slack.works()
    assert said(slack) == ["Fifteen labs"]


async def test_what_an_older_version_sent_cannot_be_followed(slack):
    await puts(slack, "one", "Part 1", state=DeliveryState.SENT)
    await puts(slack, "two", "Part 2", after="one")
    await slack.works()
    assert "waited" not in await slack.says("alice", "status")
    assert "failed: what it follows was sent by another version" in await slack.says("alice", "status")

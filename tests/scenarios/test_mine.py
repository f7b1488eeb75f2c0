"""What needs a member, asked for by `mine`."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform, Standing
from bot.views.elements import Button, Buttons, Form
from tests.scenarios.table import RED_LINE, button, shown

pytestmark = pytest.mark.parametrize("platform", list(Platform))


@pytest.fixture(autouse=True)
def seat(table, platform):
    table.at(platform)


async def test_nothing_needs_who_has_nothing_to_do(table):
    told = await table.answered("bob", "mine")
    assert told.view.summary == "Nothing needs you now"
    await table.proposes("alice")
    assert "Nothing needs you now." in await table.says("bob", "mine")


async def test_votes_that_wait_come_first_those_that_close_soonest_on_top(table):
    await table.proposes("alice", title="Later")
    await table.says("alice", "open 1 for 7d")
    await table.proposes("alice", title="Sooner")
    await table.says("alice", "open 2 for 1d")
    told = (await table.answered("bob", "mine")).view
    assert told.summary == "2 votes need you"
    text = shown(told)
    assert text.index("RL-2 Sooner\nCloses Tue 6 Jan") < text.index("RL-1 Later\nCloses Mon 12 Jan")
    form = (await table.answered("bob", button(told, "Vote on RL-2"))).view
    assert isinstance(form, Form)
    await table.fills("bob", form, {"choice": "for"})
    told = (await table.answered("bob", "mine")).view
    assert told.summary == "1 vote needs you"
    assert "You voted, and can still change it\n• RL-2 Sooner · you voted for · closes" in shown(told)
    assert isinstance((await table.answered("bob", button(told, "Change RL-2"))).view, Form)
    table.now += timedelta(days=1)
    assert "RL-2" not in await table.says("bob", "mine")


async def test_who_is_not_on_the_roll_is_not_bothered_and_is_from_the_next_vote_on(table, platform):
    await table.opens("alice")
    table.now += timedelta(hours=1)
    if platform is Platform.DISCORD:
        table.joined["dave"] = table.now
    else:
        table.arrives("dave", platform)
    assert "Nothing needs you now." in await table.says("dave", "mine")
    assert (
        "The next vote includes you; `mine` will show it." in (await table.answered("dave", "vote 1")).refusal.message
    )
    table.now += timedelta(hours=1)
    await table.opens("alice", number=2)
    told = await table.says("dave", "mine")
    assert "RL-2" in told
    assert "RL-1" not in told


async def test_guests_are_asked_for_nothing(table, platform):
    table.guests.add("frank")
    if platform is not Platform.DISCORD:
        table.arrives("frank", platform, Standing.GUEST)
    await table.opens("alice")
    assert "Nothing needs you now." in await table.says("frank", "mine")


async def test_ones_drafts_and_what_one_has_begun_are_there_and_nobody_elses(table):
    form = (await table.answered("alice", "propose pause")).view
    await table.fills("alice", form, {"title": "Half a pause"})
    await table.proposes("alice")
    told = (await table.answered("alice", "mine")).view
    assert "• Pause that you began: Half a pause" in shown(told)
    assert "• RL-1 No autonomous replication · version 1, not put to the vote" in shown(told)
    again = (await table.answered("alice", button(told, "Go on with the pause"))).view
    assert next(field.value for field in again.fields if field.name == "title") == "Half a pause"
    assert "Open the vote" in shown((await table.answered("alice", button(told, "Look at RL-1"))).view)
    assert "Nothing needs you now." in await table.says("bob", "mine")


async def test_changes_that_were_begun_are_gone_on_with(table):
    preview = (await table.proposes("alice")).view
    form = (await table.answered("alice", button(preview, "Edit"))).view
    await table.fills(
        "alice", form, {field.name: RED_LINE.get(field.name, "") for field in form.pages[0]} | {"title": "New"}
    )
    told = (await table.answered("alice", "mine")).view
    assert "changes that you began" in shown(told)
    again = (await table.answered("alice", button(told, "Go on with RL-1"))).view
    assert again.title.startswith("Edit RL-1")


async def test_ones_own_proposals_at_the_table_come_with_their_turnout(table):
    await table.opens("alice")
    await table.says("bob", "vote 1 for")
    told = shown((await table.answered("alice", "mine")).view)
    assert "Your proposals at the table\n• RL-1 No autonomous replication · closes" in told
    assert "1 voted" in told.partition("Your proposals at the table")[2]
    await table.passes(days=8)
    assert "Nothing needs you now." in await table.says("alice", "mine")


async def test_of_very_many_votes_the_soonest_have_buttons_and_the_rest_are_counted(table):
    for number in range(1, 24):
        await table.proposes("alice", title=f"Number {number}")
        await table.says("alice", f"open {number} for {number}d")
    told = (await table.answered("bob", "mine")).view
    labels = [b.label for e in told.elements if isinstance(e, Buttons) for b in e.buttons if isinstance(b, Button)]
    assert labels == [f"Vote on RL-{number}" for number in range(1, 6)]
    assert "RL-20 Number 20" in shown(told)
    assert "3 more are not shown." in shown(told)


async def test_an_admin_is_told_who_waits_for_admission_and_nobody_else_is(table):
    await table.says("alice", "charter set roll registered admission on")
    assert "Nothing needs you now" in await table.says("alice", "mine")
    await table.says("bob", "join")
    mine = (await table.answered("alice", "mine")).view
    assert "Waiting for you to admit them to the roll\n• bob" in shown(mine)
    assert "Admit bob" in await table.says("alice", button(mine, "See the roll"))
    assert "Waiting for you" not in await table.says("bob", "mine")
    await table.says("alice", "roll admit bob")
    assert "Waiting for you" not in await table.says("alice", "mine")


async def test_where_not_every_draft_has_a_button_that_is_said(table):
    for title in ("One", "Two", "Three"):
        await table.proposes("alice", title=title)
    assert "have buttons" not in await table.says("alice", "mine")
    await table.proposes("alice", title="Four")
    assert "Your drafts, which only you see (the first 3 have buttons)" in await table.says("alice", "mine")

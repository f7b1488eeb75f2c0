"""What is asked for where something is missing, and what is said instead where there is nothing to ask."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform, Standing
from bot.views.elements import Form, Moment, plain
from tests.scenarios.table import button, shown

# Both databases are held to the same queries elsewhere; here the faster one does.
pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

EVERYWHERE = list(Platform)


async def pressed(table, person, label="Vote", wall_card=0):
    return await table.answered(person, button(table.wall.messages[wall_card].card, label))


@pytest.mark.parametrize("platform", EVERYWHERE)
async def test_the_form_names_the_proposal_and_when_its_vote_closes(table, platform):
    table.at(platform)
    await table.opens("alice")
    for answered in (
        await pressed(table, "bob"),
        await table.answered("bob", "vote RL-1"),
        await table.answered("bob", "vote"),
    ):
        form = answered.view
        assert isinstance(form, Form)
        assert form.title == "Vote on RL-1"
        assert plain(form.intro) == "No autonomous replication\nCloses Mon 12 Jan 2026 12:00 UTC."
        assert Moment(table.now + timedelta(days=7), relative=True) in form.intro
        assert [(field.name, field.value) for field in form.fields] == [("choice", ""), ("reason", "")]
        assert form.submit == "Vote"


@pytest.mark.parametrize("platform", EVERYWHERE)
async def test_who_has_voted_finds_their_ballot_in_the_form(table, platform):
    table.at(platform)
    await table.opens("alice")
    await table.says("bob", "vote 1 against It can't be measured.")
    await table.passes(hours=1)
    form = (await pressed(table, "bob")).view
    assert plain(form.intro).endswith("You voted Against on Mon 5 Jan 2026 12:00 UTC. Change it?")
    assert {field.name: field.value for field in form.fields} == {
        "choice": "against", "reason": "It can't be measured.",
    }  # fmt: skip
    assert "Recorded: For" in shown((await table.fills("bob", form, {"choice": "for", "reason": ""})).view)
    form = (await pressed(table, "bob")).view
    assert {field.name: field.value for field in form.fields} == {"choice": "for", "reason": ""}
    assert "Change it?" not in shown((await pressed(table, "carol")).view)


async def test_the_form_holds_the_member_to_the_version_that_it_shows(table):
    await table.opens("alice")
    form = (await table.answered("bob", "vote 1")).view
    assert dict(form.runs.arguments)["proposal"].startswith("~")


@pytest.mark.parametrize("platform", EVERYWHERE)
async def test_a_vote_that_is_closed_tells_its_outcome_and_opens_no_form(table, platform):
    table.at(platform)
    await table.opens("alice")
    stale = table.wall.messages[0].card
    form = (await pressed(table, "carol")).view
    for person in ("alice", "bob", "carol"):
        await table.says(person, "vote 1 for")
    await table.passes(days=7)
    asked = await table.answered("bob", button(stale, "Vote"))
    told = shown(asked.view)
    assert "Voting on RL-1 closed on 12 Jan 2026, 12:00 UTC. Nothing was recorded." in told
    assert "Adopted: 3 for, 0 against, 0 abstained" in told
    assert "bob" in await table.says("bob", button(asked.view, "Results"))
    # Who had the form open already hears the same, with the same buttons.
    late = await table.fills("carol", form, {"choice": "against"}, key="late")
    assert shown(late.view) == told
    again = await table.fills("carol", form, {"choice": "against"}, key="late")
    assert again.view == late.view
    assert again.refusal.message == late.refusal.message


async def test_a_vote_whose_hour_has_come_and_that_is_not_counted_yet_says_so(table):
    await table.opens("alice")
    table.now += timedelta(days=7)
    told = shown((await pressed(table, "bob")).view)
    assert "closed on 12 Jan 2026, 12:00 UTC" in told
    assert "The outcome is being counted." in told


@pytest.mark.parametrize("platform", EVERYWHERE)
async def test_a_vote_that_was_withdrawn_says_so(table, platform):
    table.at(platform)
    await table.opens("alice")
    stale = table.wall.messages[0].card
    await table.says("alice", "withdraw 1 sure")
    told = await table.says("bob", button(stale, "Vote"))
    assert "RL-1 was withdrawn. Nothing was recorded." in told
    assert "Withdrawn: its ballots were not counted" in told


@pytest.mark.parametrize("platform", EVERYWHERE)
async def test_who_is_not_on_the_roll_is_told_why_in_the_place_of_the_form(table, platform):
    table.at(platform)
    await table.opens("alice")
    table.now += timedelta(hours=1)
    if platform is Platform.DISCORD:
        table.joined["dave"] = table.now
    else:
        table.arrives("dave", platform)
    asked = await table.answered("dave", "vote 1")
    assert "you can't vote on it" in shown(asked.view)
    assert shown((await table.answered("dave", "vote 1 for")).view) == shown(asked.view)


async def test_who_was_never_heard_of_and_joined_before_is_asked(table):
    table.at(Platform.DISCORD)
    await table.opens("alice")
    table.now += timedelta(hours=1)
    table.joined["erin"] = table.now - timedelta(hours=2)
    form = (await pressed(table, "erin")).view
    assert "Recorded: For" in shown((await table.fills("erin", form, {"choice": "for"})).view)


async def test_who_left_and_came_back_is_asked_or_refused_as_their_ballot_would_be(table):
    table.at(Platform.DISCORD)
    await table.says("erin", "help")
    await table.says("erin", "withdraw 9")  # acts, and so is known
    table.now += timedelta(hours=1)
    table.guests.add("erin")
    await table.says("erin", "withdraw 9")
    table.guests.clear()
    table.joined["erin"] = table.now - timedelta(hours=2)
    await table.opens("alice")
    asked = await table.answered("erin", "vote 1")
    cast = await table.answered("erin", "vote 1 for")
    assert isinstance(asked.view, Form) == (cast.refusal is None)


async def test_a_guest_is_told_in_the_place_of_the_form(table):
    table.at(Platform.SLACK)
    table.arrives("frank", Platform.SLACK, Standing.GUEST)
    table.guests.add("frank")
    await table.opens("alice")
    assert "You are a guest in this space, and guests are on no roll" in await table.says("frank", "vote 1")


@pytest.mark.parametrize("platform", EVERYWHERE)
async def test_without_a_number_it_is_asked_which_of_the_open_votes(table, platform):
    table.at(platform)
    await table.proposes("alice", title="The first")
    assert "No vote is open" in await table.says("bob", "vote")
    await table.says("alice", "open 1")
    await table.opens("alice", number=2, title="The second")
    form = (await table.answered("bob", "vote")).view
    which, choice, _ = form.fields
    assert form.title == "Vote"
    assert [label for _, label in which.options] == ["RL-2 The second", "RL-1 The first"]
    told = await table.fills("bob", form, {"proposal": which.options[1][0], "choice": choice.options[0][0]})
    assert "Recorded: For on version 1 of RL-1" in shown(told.view)


async def test_asking_keeps_nothing_of_who_asks(table):
    table.at(Platform.DISCORD)
    await table.opens("alice")
    for line in ("vote 1", "vote"):
        assert isinstance((await table.answered("erin", line)).view, Form)
    handle = table.request("erin").handle
    assert await table.world.store.read(lambda tx: tx.people.account(handle)) is None


@pytest.mark.parametrize("platform", EVERYWHERE)
async def test_a_vote_of_minutes_is_told_to_the_second_and_one_of_an_hour_is_not(table, platform):
    table.at(platform)
    await table.proposes("alice")
    assert "12:04:30 UTC (in 4 minutes 30 seconds)" in await table.says("alice", "open 1 for 4m 30s")
    assert "until Mon 5 Jan 12:04:30 UTC" in await table.says("bob", "vote 1 for")
    assert "12:04:30 UTC" in plain((await table.answered("bob", "vote 1")).view.intro)
    await table.proposes("alice")
    assert "13:00 UTC (in 60 minutes)" in await table.says("alice", "open 2 for 1h")
    await table.passes(minutes=5)
    assert "closed on 5 Jan 2026, 12:04:30 UTC" in await table.says("bob", "vote 1 for")


async def test_who_has_nothing_to_choose_from_is_told_so_and_not_asked(table):
    for line in ("results", "proposal"):
        assert "Nothing has happened in this space yet" in await table.says("alice", line)
    await table.opens("alice")
    for line, told in (
        ("open", "You have no draft to open."),
        ("withdraw", "No draft and no open vote here is yours."),
        ("edit", "No draft and no open vote here is yours."),
    ):
        assert told in await table.says("bob", line)
    assert isinstance((await table.answered("alice", "withdraw")).view, Form)
    assert "You have no draft to open." in await table.says("alice", "open")
    await table.proposes("alice", title="Another")
    assert isinstance((await table.answered("alice", "open")).view, Form)
    assert "You have no draft to open." in await table.says("bob", "open")

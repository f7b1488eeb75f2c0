"""Voting as members live it."""

from datetime import timedelta

import pytest

from bot.domain.people import Platform, Standing
from bot.ports import NotSent
from bot.views.elements import Form
from tests.scenarios.table import LONG_AGO, button, shown

LISTING = [Platform.CONSOLE, Platform.SLACK]


async def test_a_red_line_from_the_first_word_to_the_register(table):
    assert "open for voting" in await table.opens("alice")
    (card,) = table.wall.messages
    assert "RL-1 · Red line · Voting" in card.text
    assert "0 voted of 3; quorum 3 not yet reached" in card.text

    assert "Recorded: For on version 1 of RL-1" in await table.says("alice", "vote 1 for")
    assert "Recorded: For, with your reason," in await table.says("bob", "vote 1 for it's time, don't wait")
    assert "Recorded: Against" in await table.says("carol", "vote RL-1 AGAINST")
    await table.passes(minutes=1)
    assert "3 voted of 3; quorum 3 reached" in card.text

    await table.passes(days=7)
    assert "RL-1 · Red line · Adopted" in card.text
    assert "2 for, 1 against, 0 abstained of 3 · at least two thirds needed, exactly two thirds reached" in card.text
    announcement = table.wall.messages[1]
    assert "RL-1 adopted" in announcement.text
    assert len(table.wall.messages) == 2

    told = await table.says("carol", "results 1")
    assert "bob (Console): it's time, don't wait" in told
    assert "RL-1 No autonomous replication · version 1" in await table.says("carol", "register")


async def test_the_vote_button_asks_for_what_is_missing(table):
    await table.opens("alice")
    form = (await table.answered("bob", button(table.wall.messages[0].card, "Vote"))).view
    assert isinstance(form, Form)
    assert [field.name for field in form.fields] == ["choice", "reason"]
    assert [value for value, _ in form.fields[0].options] == ["for", "against", "abstain"]
    told = await table.fills("bob", form, {"choice": "against", "reason": ""})
    assert "Recorded: Against" in shown(told.view)


async def test_only_the_latest_ballot_counts_and_a_member_may_change_it_until_the_close(table):
    await table.opens("alice")
    told = {"for": "You voted for.", "abstain": "You abstained.", "against": "You voted against."}
    for choice, said in told.items():
        assert f"Recorded: {choice.capitalize()}" in await table.says("bob", f"vote 1 {choice}")
        assert said in await table.says("bob", "proposal 1")
    await table.says("alice", "vote 1 for")
    await table.says("carol", "vote 1 for")
    await table.passes(days=8)
    assert "2 for, 1 against, 0 abstained" in await table.says("bob", "results 1")


async def test_results_are_hidden_until_the_close(table):
    await table.opens("alice")
    await table.says("bob", "vote 1 against because")
    await table.passes(minutes=2)
    told = await table.says("alice", "results 1")
    assert "Results are hidden until" in told
    assert "1 voted" in told
    for hidden in ("against", "because", "bob"):
        assert hidden not in told
        assert hidden not in table.wall.messages[0].text


async def test_no_quorum_says_what_was_needed(table):
    await table.opens("alice")
    await table.says("bob", "vote 1 for")
    await table.passes(days=7)
    assert "No quorum: 1 of the 3 needed" in table.wall.messages[1].text
    assert "RL-1 no quorum" in table.wall.messages[1].text


async def test_a_ballot_at_the_closing_instant_is_refused_and_one_before_it_counts(table):
    await table.opens("alice")
    table.now += timedelta(days=7) - timedelta(microseconds=1)
    assert "Recorded" in await table.says("bob", "vote 1 for")
    table.now += timedelta(microseconds=1)
    told = await table.says("carol", "vote 1 for")
    assert "Voting on RL-1 closed on 12 Jan 2026, 12:00 UTC" in told
    assert "Nothing was recorded" in told
    await table.works()
    assert "1 of the 3 needed" in await table.says("carol", "results 1")


async def test_a_vote_closes_once_however_often_the_clock_comes_by(table):
    await table.opens("alice")
    for person in ("alice", "bob", "carol"):
        await table.says(person, "vote 1 for")
    await table.passes(days=7)
    table.now -= timedelta(days=3)
    await table.works()
    await table.passes(days=365)
    assert [message.text.splitlines()[0] for message in table.wall.messages].count("RL-1 adopted") == 1
    assert "closed on" in await table.says("alice", "vote 1 against")


@pytest.mark.parametrize("platform", LISTING)
async def test_who_came_after_the_roll_was_fixed_is_told_so(table, platform):
    table.at(platform)
    await table.opens("alice")
    table.now += timedelta(hours=1)
    table.arrives("dave", platform)
    told = await table.says("dave", "vote 1 for")
    assert "RL-1's roll was fixed on 5 Jan 2026, 12:00 UTC" in told
    assert "you can't vote on it. The next vote includes" in told
    await table.opens("alice", number=2)
    assert "Recorded" in await table.says("dave", "vote 2 for")


async def test_on_discord_the_date_of_joining_decides(table):
    table.at(Platform.DISCORD)
    await table.opens("alice")
    opened = table.now
    table.joined["dave"] = opened + timedelta(seconds=1)
    table.joined["erin"] = opened - timedelta(seconds=1)
    table.now += timedelta(hours=1)
    assert "You joined on 5 Jan 2026, 12:00 UTC" in await table.says("dave", "vote 1 for")
    assert "Recorded" in await table.says("erin", "vote 1 for")
    table.joined["erin"] = opened + timedelta(minutes=5)  # left and came back: known to have been there
    assert "Recorded" in await table.says("erin", "vote 1 against")


async def test_a_guest_is_on_no_roll(table):
    table.at(Platform.SLACK)
    table.arrives("frank", Platform.SLACK, Standing.GUEST)
    await table.opens("alice")
    table.guests.add("frank")
    told = await table.says("frank", "vote 1 for")
    assert "You are a guest in this space, and guests are on no roll, so you can't vote on RL-1. An admin" in told


async def test_a_member_made_a_guest_in_mid_vote_stays_on_the_roll_that_was_frozen_but_on_no_later_one(table):
    table.at(Platform.SLACK)
    await table.opens("alice")
    table.now += timedelta(hours=1)
    table.arrives("carol", Platform.SLACK, Standing.GUEST)
    await table.opens("alice", number=2)
    assert "Recorded" in await table.says("carol", "vote 1 for")
    assert "roll was fixed" in await table.says("carol", "vote 2 for")


async def test_if_the_roll_cannot_be_read_the_vote_is_not_opened_and_says_so(table):
    table.at(Platform.SLACK)
    await table.proposes("alice")
    table.wall.roll_trouble = NotSent("Slack answered that it is overloaded")
    told = await table.says("alice", "open 1")
    assert "could not be read (Slack answered that it is overloaded)" in told
    assert "The vote is not open" in told
    assert "not open yet" in await table.says("alice", "vote 1 for")
    table.wall.roll_trouble = None
    assert "open for voting" in await table.says("alice", "open 1")


async def test_opening_what_is_not_ones_own_asks_no_platform(table):
    table.at(Platform.SLACK)
    await table.proposes("alice")
    table.wall.roll_trouble = NotSent("never asked")
    for line in ("open 1", "open 8"):
        assert "There is no proposal" in await table.says("bob", line)


async def test_a_refused_opening_delivered_again_stays_refused_and_an_opened_one_opened(table):
    table.at(Platform.SLACK)
    await table.proposes("alice")
    table.wall.roll_trouble = NotSent("down")
    refused = await table.says("alice", "open 1", key="event 10")
    table.wall.roll_trouble = None
    assert await table.says("alice", "open 1", key="event 10") == refused
    opened = await table.says("alice", "open 1", key="event 11")
    assert await table.says("alice", "open 1", key="event 11") == opened


async def test_a_large_space_can_open_a_vote(table):
    table.at(Platform.SLACK)
    for number in range(450):
        table.arrives(f"member{number}", Platform.SLACK)
    assert "of 453 must vote" in await table.opens("alice")
    table.now += timedelta(hours=1)
    for number in range(0, 450, 2):
        del table.wall.people[f"member{number}"]
    assert "of 228 must vote" in await table.opens("alice", number=2)
    assert "Recorded" in await table.says("member0", "vote 1 for")
    assert "roll was fixed" in await table.says("member0", "vote 2 for")


async def test_what_was_written_to_the_bot_alone_is_opened_where_its_card_can_stand(table):
    table.channel = ""
    await table.proposes("alice")
    assert "There is no channel for the card of RL-1" in await table.says("alice", "open 1")
    assert "not open yet" in await table.says("alice", "results 1")
    table.channel = "general"
    assert "open for voting" in await table.says("alice", "open 1")
    await table.works()
    assert [(post.channel, "RL-1 · Red line · Voting" in post.text) for post in table.posted] == [("general", True)]


async def test_a_vote_can_be_opened_for_a_while_of_its_own(table):
    await table.proposes("alice")
    assert "open for voting" in await table.says("alice", "open 1 for 5m")
    await table.passes(minutes=4)
    assert "hidden" in await table.says("bob", "results 1")
    await table.passes(minutes=1)
    assert "No quorum" in await table.says("bob", "results 1")


@pytest.mark.parametrize("period", ["5s", "0d", "91d", "soon", "-1d", "999999999999d"])
async def test_a_period_out_of_bounds_is_refused_with_the_bounds(table, period):
    await table.proposes("alice")
    told = await table.says("alice", f"open 1 for {period}")
    assert "open for voting" not in told
    assert "not open yet" in await table.says("alice", "vote 1 for")


async def test_a_withdrawn_proposal_takes_no_ballots_and_shows_no_count(table):
    await table.opens("alice")
    await table.says("bob", "vote 1 against")
    assert "Only alice, who proposed RL-1, can withdraw it" in await table.says("bob", "withdraw 1")
    assert "RL-1 is withdrawn" in await table.says("alice", "withdraw 1 sure")
    await table.works()
    assert "RL-1 · Red line · Withdrawn" in table.wall.messages[0].text
    assert "was withdrawn" in await table.says("carol", "vote 1 for")
    told = await table.says("carol", "results 1")
    assert "bob" not in told
    await table.passes(days=8)
    assert len(table.wall.messages) == 1


async def test_withdrawing_an_open_vote_says_first_what_would_be_lost(table):
    await table.opens("alice")
    await table.says("bob", "vote 1 for")
    asked = (await table.answered("alice", "withdraw 1")).view
    assert "The vote on RL-1 is open. Its 1 ballot would never be counted." in shown(asked)
    assert "Recorded" in await table.says("carol", "vote 1 for")
    assert "RL-1 is withdrawn. Its ballots are not counted." in await table.says("alice", button(asked, "Withdraw it"))
    assert "RL-1 was withdrawn. Nothing was recorded." in await table.says("carol", "vote 1 against")


async def test_the_same_event_delivered_again_has_one_effect_and_the_same_answer(table):
    await table.opens("alice")
    first = await table.says("bob", "vote 1 for", key="event 7")
    await table.says("bob", "vote 1 against")
    table.now += timedelta(hours=24)
    assert await table.says("bob", "vote 1 for", key="event 7") == first
    assert "You voted against." in await table.says("bob", "proposal 1")


async def test_what_was_answered_two_days_ago_is_forgotten_and_no_sooner(table):
    await table.opens("alice")
    await table.says("bob", "vote 1 for", key="event 9")
    await table.passes(hours=48)
    assert await table.world.store.read(lambda tx: tx.inbox.answer("event 9")) is not None
    await table.passes(seconds=1)
    assert await table.world.store.read(lambda tx: tx.inbox.answer("event 9")) is None


async def test_a_refusal_delivered_again_stays_one(table):
    await table.proposes("alice")
    refused = await table.says("alice", "vote 1 for", key="event 8")
    await table.says("alice", "open 1")
    assert await table.says("alice", "vote 1 for", key="event 8") == refused
    assert "You have not voted." in await table.says("alice", "proposal 1")


async def test_a_rule_is_frozen_when_the_vote_opens(table):
    await table.opens("alice")
    assert "Done: you set the quorum" in await table.says("alice", "charter set quorum 1 voting-period 20m")
    await table.says("bob", "vote 1 for")
    await table.passes(days=7)
    assert "No quorum: 1 of the 3 needed" in await table.says("bob", "results 1")
    await table.opens("alice", number=2)
    await table.says("bob", "vote 2 for")
    await table.passes(minutes=20)
    assert "Adopted" in await table.says("bob", "results 2")


async def test_settings_and_the_charter_are_changed_by_admins(table):
    table.at(Platform.DISCORD)
    for line in ("settings zone UTC", "settings", "charter set quorum 1"):
        assert "admin" in await table.says("bob", line)
    assert "Time zone" in await table.says("alice", "settings")
    assert "3 ballots" in await table.says("bob", "charter show")


@pytest.mark.parametrize(
    "setting",
    [
        "quorum 0", "quorum many", "quorum 1/3", "voting-period 10s", "voting-period never", "colour red",
        "threshold 1/3", "threshold most", "admission on", "roll closed", "authority me", "kind pause", "",
    ],
)  # fmt: skip
async def test_a_charter_that_makes_no_sense_changes_nothing(table, setting):
    before = await table.says("alice", "charter show")
    assert "Done" not in await table.says("alice", f"charter set {setting}")
    assert await table.says("alice", "charter show") == before


async def test_cards_stand_in_the_channel_that_was_set(table):
    await table.says("alice", "settings channel #decisions")
    await table.opens("alice")
    assert [message.channel for message in table.wall.messages] == ["decisions", "decisions"]
    note, card = table.wall.messages
    assert "alice (console table) set the channel for its cards." in note.text
    assert "RL-1 · Red line · Voting" in card.text


@pytest.mark.parametrize(
    "line",
    [
        "vote", "vote x for", "vote 99999999999999999999 for", "vote 8 for", "vite 1 for", "vote 1 maybe",
        "vote -1 for", "vote ~aaaa.1 for", "vote 1 for " + "x" * 10_000, "open", "open 8", "results", "results zero",
        "propse red-line",
        "", "   ", "\x00", "“”", "proposal '", "withdraw 8", "@everyone", "feed", "digest",
    ],
)  # fmt: skip
async def test_bad_input_gets_a_clear_answer_and_changes_nothing(table, line):
    await table.opens("alice")
    before = await table.says("bob", "proposal 1")
    told = await table.says("bob", line)
    assert told.strip()
    assert "Something went wrong" not in told
    assert await table.says("bob", "proposal 1") == before


async def test_a_number_with_the_letters_of_another_kind_names_nothing(table):
    await table.opens("alice")
    told = await table.says("bob", "vote MO-1 for")
    assert "Number 1 here is RL-1, and no motion. Nothing was done." in told
    assert "You have not voted." in await table.says("bob", "results rl-1")


async def test_a_slip_of_the_keyboard_is_met_with_a_button_that_mends_it(table):
    told = (await table.answered("alice", "proposls")).view
    assert "Did you mean" in shown(told)


async def test_membership_on_discord_since_long_ago_needs_no_roll_size(table):
    table.at(Platform.DISCORD)
    assert table.now > LONG_AGO
    await table.opens("alice")
    assert "0 voted; quorum 3 not yet reached" in table.wall.messages[0].text

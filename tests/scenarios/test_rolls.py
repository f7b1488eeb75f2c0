"""Rolls that members join beforehand, as they live it; what refuses a voter, and what it says."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Platform, Standing
from bot.ports import NotSent
from bot.views.elements import Form
from tests.scenarios.table import button, shown

EVERYWHERE = list(Platform)


async def registered(table, *people: str, **charter: str) -> None:
    """Let *people* join a registered roll of this space's community."""
    given = "".join(f" {name} {value}" for name, value in charter.items())
    assert "Done" in await table.says("alice", f"charter set roll registered{given}")
    for person in people:
        assert "the roll" in await table.says(person, "join")


@pytest.mark.parametrize("platform", EVERYWHERE)
async def test_who_joined_beforehand_votes_and_the_size_is_public(table, platform):
    table.at(platform)
    await registered(table, "alice", "bob", "carol")
    assert "3 members" in await table.says("dave", "roll show")
    assert "On it: alice, bob, carol" in await table.says("dave", "roll show")
    assert "1 of 3 must vote." in await table.opens("alice")
    card = table.posted[-1]
    assert "0 voted of 3; quorum 1 not yet reached" in card.text
    assert "Registered roll of 3: who had joined it when the vote opened." in card.text
    assert "Linked accounts are one elector, unlinked ones are several." in card.text
    assert "Recorded" in await table.says("bob", "vote 1 for")
    await table.passes(days=7)
    assert "1 for, 0 against, 0 abstained of 3" in table.posted[-1].text


async def test_who_never_joined_is_told_so_and_what_to_do(table):
    await registered(table, "alice")
    await table.opens("alice")
    told = await table.says("bob", "vote 1 for")
    assert "RL-1's roll was fixed on 5 Jan 2026, 12:00 UTC from those who had joined it, and you had not" in told
    assert "`join` puts you on the roll of later votes." in told
    await table.says("bob", "join")
    await table.opens("alice", number=2)
    assert "Recorded" in await table.says("bob", "vote 2 for")


async def test_who_joined_after_it_was_fixed_is_told_so_and_is_on_the_next(table):
    await registered(table, "alice")
    await table.opens("alice")
    table.now += timedelta(hours=1)
    assert "You are on the roll of votes that open from now on." in await table.says("bob", "join")
    told = await table.says("bob", "vote 1 for")
    assert "You joined the roll on 5 Jan 2026, 13:00 UTC, after RL-1's roll was fixed on 5 Jan 2026, 12:00 UTC" in told
    assert "so you can't vote on it. The next vote includes you." in told
    assert "of 1;" in await table.says("bob", "results 1")


async def test_leaving_concerns_later_votes(table):
    await registered(table, "alice", "bob")
    await table.opens("alice")
    assert "On the rolls of votes that are open you stay." in await table.says("bob", "leave")
    assert "Recorded" in await table.says("bob", "vote 1 against")
    assert "You are not on the registered roll. `join` puts you on it." in await table.says("bob", "leave")
    assert "1 of 1 must vote" in await table.opens("alice", number=2)
    assert "you had not" in await table.says("bob", "vote 2 for")


async def test_a_vote_that_nobody_could_vote_in_is_not_opened(table):
    await registered(table)
    preview = await table.proposes("alice")
    assert "Nobody is on the registered roll, so the vote can't be opened yet" in shown(preview.view)
    assert "Open the vote" not in shown(preview.view)
    assert "Nobody is on the registered roll, so there is nobody to ask." in await table.says("alice", "open 1")
    assert "Draft" in await table.says("alice", "proposal 1")
    await table.says("alice", "join")
    assert "is open for voting" in await table.says("alice", "open 1")


async def test_who_has_joined_and_lacks_the_role_is_shown_as_why_a_vote_cannot_be_opened(table):
    await registered(table, "alice", "bob")
    await table.says("alice", "settings role @Council")
    preview = await table.proposes("alice")
    assert "members join it first. The roll shows what those who joined still lack." in shown(preview.view)
    told = await table.says("alice", "open 1")
    assert "`roll show` shows what those who joined still lack." in told
    assert "alice" in await table.says("alice", "roll show")


async def test_if_the_charter_says_so_who_joins_waits_to_be_admitted(table):
    table.at(Platform.DISCORD)
    await registered(table, "alice", admission="on")
    assert "A facilitator or an admin admits you" in await table.says("bob", "join")
    assert "You wait to be admitted." in await table.says("bob", "join")
    await table.says("alice", "roll admit alice")
    await table.opens("alice")
    told = await table.says("bob", "vote 1 for")
    assert "RL-1's roll was fixed on 5 Jan 2026, 12:00 UTC, and you were waiting to be admitted to it" in told
    assert "The next vote includes you once a facilitator or an admin has admitted you (`/roll admit`)." in told

    table.now += timedelta(hours=1)
    assert "facilitators" in await table.says("bob", "roll admit bob")
    assert "Waiting to be admitted: bob" in await table.says("bob", "roll show")
    roll = (await table.answered("alice", "roll show")).view
    assert "bob is admitted." in await table.says("alice", button(roll, "Admit bob"))
    assert "bob was admitted on 5 Jan 2026, 13:00 UTC already." in await table.says("alice", "roll admit bob")
    told = await table.says("bob", "vote 1 for")
    assert "You were admitted to the roll on 5 Jan 2026, 13:00 UTC, after RL-1's roll was fixed" in told
    assert "The next vote includes you." in told
    await table.opens("alice", number=2)
    assert "Recorded" in await table.says("bob", "vote 2 for")


async def test_only_who_may_admit_sees_the_button_that_does(table):
    table.at(Platform.DISCORD)
    await registered(table, "bob", admission="on")
    assert "Admit bob" not in await table.says("bob", "roll show")
    assert "Admit bob" in await table.says("alice", "roll show")
    await table.says("alice", "facilitator add bob")
    assert "Admit bob" in await table.says("bob", "roll show")


async def test_who_was_free_to_join_stays_when_admission_comes_and_who_waits_is_on_it_when_it_goes(table):
    await registered(table, "alice")
    await table.says("alice", "charter set admission on")
    await table.says("bob", "join")
    assert "1 of 1 must vote" in await table.opens("alice")
    assert "Recorded" in await table.says("alice", "vote 1 for")
    await table.says("alice", "charter set admission off")
    assert "1 of 2 must vote" in await table.opens("alice", number=2)
    assert "Recorded" in await table.says("bob", "vote 2 for")


async def test_somebody_can_be_taken_off_the_roll_of_later_votes(table):
    table.at(Platform.DISCORD)
    await registered(table, "alice", "bob")
    await table.opens("alice")
    assert "facilitators" in await table.says("bob", "roll remove alice")
    assert "bob is off the roll of later votes." in await table.says("alice", "roll remove bob")
    assert "Recorded" in await table.says("bob", "vote 1 for")
    assert "bob has not joined the roll." in await table.says("alice", "roll remove bob")
    await table.opens("alice", number=2)
    assert "you had not" in await table.says("bob", "vote 2 for")
    assert "took bob off the roll of later votes." in await table.says("carol", "acts")


async def test_a_role_that_the_space_asks_for_lets_its_holders_join(table):
    table.at(Platform.DISCORD)
    await table.says("alice", "settings role <@&77|Council>")
    await registered(table)
    refused = "Only who holds the role Council in discord table can join the roll, and you were not seen with it."
    assert refused in await table.says("bob", "join")
    table.roles["bob"] = {"78", "77"}
    assert "You are on the roll" in await table.says("bob", "join")
    assert "On it: bob" in await table.says("carol", "roll show")


async def test_a_role_that_was_lost_takes_its_holder_off_later_rolls_until_it_is_held_again(table):
    table.at(Platform.DISCORD)
    table.roles = {"alice": {"77"}, "bob": {"77"}}
    await table.says("alice", "settings role <@&77|Council>")
    await registered(table, "alice", "bob")
    await table.opens("alice")
    table.roles["bob"] = set()
    assert "Recorded" in await table.says("bob", "vote 1 for"), "the roll was fixed while they held it"
    assert "1 of 1 must vote" in await table.opens("alice", number=2)
    told = await table.says("bob", "vote 2 for")
    assert "RL-2's roll was fixed on 5 Jan 2026, 12:00 UTC, and you were not known to hold the role" in told
    assert "once you hold the role Council in discord table and have typed `/join` there since" in told
    assert "Not seen with the role: bob" in await table.says("bob", "roll show")
    table.roles["bob"] = {"77"}
    assert "The next vote includes you." in await table.says("bob", "vote 2 for")
    assert "1 of 2 must vote" in await table.opens("alice", number=3)
    assert "Recorded" in await table.says("bob", "vote 3 for")


async def test_slack_tells_at_opening_who_holds_the_role(table):
    table.at(Platform.SLACK)
    people = table.wall.people
    for name in ("alice", "bob"):
        table.roles[name] = {"S1"}
        people[name] = _with_roles(people[name], "S1")
    await table.says("alice", "settings role <!subteam^S1|@council>")
    await registered(table, "alice", "bob")
    people["bob"] = _with_roles(people["bob"])
    table.roles["bob"] = set()
    assert "1 of 1 must vote" in await table.opens("alice")
    assert "not known to hold the role" in await table.says("bob", "vote 1 for")
    people["bob"] = _with_roles(people["bob"], "S1")
    assert "1 of 2 must vote" in await table.opens("alice", number=2)
    assert "Recorded" in await table.says("bob", "vote 2 for")


def _with_roles(profile, *roles):
    return replace(profile, roles=frozenset(roles))


async def test_another_role_that_is_asked_for_has_to_be_seen_anew(table):
    table.at(Platform.DISCORD)
    table.roles = {"alice": {"77", "78"}, "bob": {"77", "78"}}
    await table.says("alice", "settings role <@&77|Council>")
    await registered(table, "alice", "bob")
    await table.says("alice", "settings role <@&78|Senate>")
    assert "Not seen with the role: alice, bob" in await table.says("alice", "roll show")
    for person in ("alice", "bob"):
        await table.says(person, "join")
    assert "2 members" in await table.says("alice", "roll show")
    await table.says("alice", "settings role off")
    table.roles.clear()
    assert "1 of 2 must vote" in await table.opens("alice")


async def test_who_is_no_full_member_any_more_is_on_no_later_roll_and_does_not_raise_its_quorum(table):
    table.at(Platform.SLACK)
    await registered(table, "alice", "bob", "carol")
    del table.wall.people["carol"]
    table.arrives("bob", Platform.SLACK, Standing.GUEST)
    table.guests.add("bob")
    assert "1 of 1 must vote" in await table.opens("alice")
    assert "No full members here any more: bob, carol" in await table.says("alice", "roll show")
    assert "You are a guest in this space" in await table.says("bob", "vote 1 for")
    table.now += timedelta(hours=1)
    assert "you were not known to be a full member of a space at this table" in await table.says("carol", "vote 1 for")
    table.arrives("carol", Platform.SLACK)
    assert "1 of 2 must vote" in await table.opens("alice", number=2)
    assert "Recorded" in await table.says("carol", "vote 2 for")


async def test_a_registered_roll_that_cannot_be_read_opens_no_vote_either(table):
    table.at(Platform.SLACK)
    await registered(table, "alice")
    await table.proposes("alice")
    table.wall.roll_trouble = NotSent("Slack is away")
    assert "could not be read (Slack is away). The vote is not open" in await table.says("alice", "open 1")


@pytest.mark.parametrize("platform", [Platform.SLACK, Platform.DISCORD])
async def test_a_guest_and_a_bot_are_told_that_they_are_on_no_roll(table, platform):
    table.at(platform)
    table.guests.add("frank")
    table.bots.add("gizmo")
    for number, line in enumerate(("charter set roll open", "charter set roll registered"), 1):
        await table.says("alice", line)
        await table.says("alice", "join")
        await table.opens("alice", number=number)
        told = await table.says("frank", f"vote {number} for")
        assert f"You are a guest in this space, and guests are on no roll, so you can't vote on RL-{number}." in told
        assert "An admin of the space can make you a full member" in told
        told = await table.says("gizmo", f"vote {number} for")
        assert f"Bots are on no roll, so this account can't vote on RL-{number}." in told
    assert "full members of this space" in await table.says("frank", "join")


async def test_the_form_for_a_ballot_refuses_as_the_ballot_would(table):
    await registered(table, "alice")
    await table.opens("alice")
    asked = await table.answered("bob", button(table.posted[-1].card, "Vote"))
    assert not isinstance(asked.view, Form)
    assert "`join` puts you on the roll of later votes." in shown(asked.view)


async def test_who_is_told_that_they_are_no_full_member_is_asked_about_once_and_nothing_is_noted_of_it(table):
    """Slack's word that somebody is a full member now does not mean that they were when the roll was fixed."""
    table.at(Platform.SLACK)
    await table.opens("alice")
    told = await table.says("dave", "vote 1 for")  # dave's profile says "full member since now", which is the opening
    assert "you were not among the full members of this space then" in told
    assert "you were not among the full members of this space then" in await table.says("dave", "vote 1 for")


async def test_linked_members_are_one_elector_of_a_registered_roll(table):
    table.at(Platform.DISCORD)
    await registered(table, "alice", "bob", "carol")
    code = await _code(table, "bob")
    confirm = (await table.answered("carol", f"link {code}")).view
    await table.says("carol", button(confirm, "Link them"))
    assert "2 members" in await table.says("alice", "roll show")
    assert "1 of 2 must vote" in await table.opens("alice")
    assert "Recorded" in await table.says("bob", "vote 1 for")
    assert "Recorded" in await table.says("carol", "vote 1 against")
    await table.passes(days=7)
    assert "0 for, 1 against, 0 abstained of 2" in table.posted[-1].text


async def test_linking_during_a_vote_strikes_one_entry_of_its_roll(table):
    table.at(Platform.DISCORD)
    await registered(table, "alice", "bob", "carol")
    await table.opens("alice")
    await table.says("bob", "vote 1 for")
    await table.says("carol", "vote 1 for")
    code = await _code(table, "bob")
    confirm = (await table.answered("carol", f"link {code}")).view
    await table.says("carol", button(confirm, "Link them"))
    await table.passes(minutes=2)
    assert "1 voted of 2; quorum 1 reached" in await table.says("alice", "proposal 1")


async def _code(table, person: str) -> str:
    return re.search(r"[2-9A-Z]{4}-[2-9A-Z]{2}", await table.says(person, "link"))[0]


async def test_the_record_says_who_joined_and_which_roll_a_vote_has_and_names_nobody(table):
    await registered(table, "alice", admission="on")
    await table.says("alice", "roll admit alice")
    await table.says("bob", "join")
    await table.says("bob", "leave")
    await table.opens("alice")
    space = await table.world.store.read(lambda tx: tx.communities.space(Platform.CONSOLE, "console-1"))
    kept = await table.world.store.read(lambda tx: tx.record.leaves(space.community))
    leaves = [json.loads(leaf.body) for leaf in kept]
    events = [leaf["event"] for leaf in leaves]
    for event in ("charter.amended", "roll.joined", "roll.admitted", "roll.left"):
        assert event in events
    opened = next(leaf["data"] for leaf in leaves if leaf["event"] == "vote.opened")
    assert (opened["roll_kind"], opened["roll"], opened["quorum"]) == ("registered", 1, "1/3")
    joined = next(leaf["data"] for leaf in leaves if leaf["event"] == "roll.joined")
    assert joined["member"].startswith("sha256:")
    assert joined["admitted"] is False

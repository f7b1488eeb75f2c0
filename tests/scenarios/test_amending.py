"""Changing a text while its vote is open: that vote ends uncounted, a new one opens, and nobody is left in the dark."""

import asyncio
from datetime import timedelta

import pytest

from bot.domain.people import Platform
from bot.domain.proposals import Kind
from bot.ports import NotSent
from bot.services.amending import VOTERS_AT_ONCE
from bot.views.elements import runs
from bot.web.pages import Pages
from bot.web.reading import entries
from tests.scenarios.table import RED_LINE, button, shown
from tests.scenarios.test_rolls import registered

LOWER = RED_LINE | {"value": "12 of 20 families"}


async def prepares(table, person="alice", number=1, **changes):
    """Fill in the form of an edit and return what is shown before anything changes."""
    form = (await table.answered(person, f"edit {number}")).view
    kept = {field.name: field.value for field in form.fields}
    return (await table.fills(person, form, kept | (changes or {"value": LOWER["value"]}))).view


async def amends(table, person="alice", number=1, **changes):
    preview = await prepares(table, person, number, **changes)
    return await table.says(person, button(preview, "Put it to the vote"))


def notices(table, person):
    return [message for message in table.wall.messages if message.channel == f"person:{person}"]


async def votes_of(table, number=1):
    async def look(tx):
        space = await tx.communities.space(table.platform, f"{table.platform.value}-1")
        proposal = await tx.proposals.get(space.community, number)
        return proposal, await tx.votes.rounds(proposal.id)

    return await table.world.store.read(look)


@pytest.fixture
async def open_line(table):
    """RL-1 of alice, on which bob and carol have voted."""
    await table.opens("alice")
    await table.says("bob", "vote 1 for")
    await table.says("carol", "vote 1 against I do not agree")
    await table.passes(hours=1)
    return table


async def test_its_author_sees_what_changes_and_what_that_means_before_anything_does(open_line):
    table = open_line
    preview = await prepares(table)
    told = shown(preview)
    assert "Preview · RL-1, version 2" in told
    assert "Crossed when RepliBench is at least 12 of 20 families" in told
    assert "Value: [-15-] [+12+] of 20 families" in told
    assert "the vote on version 1 ends and is not counted (2 voted" in told
    assert "It can be changed so 1 more time." in told
    assert "Recorded" in await table.says("bob", "vote 1 against")
    assert "15 of 20" in await table.says("carol", "proposal 1")
    assert "discarded" in await table.says("alice", button(preview, "Keep the vote as it is"))
    assert "no other text of RL-1" in await table.says("alice", button(preview, "Put it to the vote"))
    assert "15 of 20" in await table.says("carol", "proposal 1")


async def test_a_changed_text_gets_a_vote_of_its_own_with_its_own_roll_rule_and_full_period(open_line):
    table = open_line
    table.arrives("dave", table.platform)
    await table.says("alice", "charter set quorum 2 voting-period 3d")
    await table.passes(days=2)
    told = await amends(table)
    assert "RL-1 is now version 2. The vote on version 1 has ended and is not counted. The 2 who voted are" in told
    proposal, (old, new) = await votes_of(table)
    assert (proposal.version, proposal.text["value"]) == (2, LOWER["value"])
    assert (old.outcome.value, old.tally, old.closed) == ("superseded", None, table.now)
    assert (new.version, new.opened, new.closes - new.opened) == (2, table.now, new.closes - table.now)
    assert (new.closes - new.opened).days == 3
    assert new.rule.quorum.ballots == 2
    assert old.rule.quorum.ballots == 3
    assert new.roll == old.roll + 1

    kept = await table.world.store.read(lambda tx: tx.votes.ballots(old.id))
    assert len(kept) == 2
    assert "0 voted" in await table.says("bob", "results 1")
    assert "Recorded: For on version 2" in await table.says("dave", "vote 1 for")
    assert "Recorded: For on version 2" in await table.says("alice", "vote 1 for")
    await table.passes(days=3)
    told = await table.says("bob", "results 1")
    assert "2 for, 0 against, 0 abstained" in told
    assert "I do not agree" not in told


async def test_a_registered_roll_is_fixed_anew_for_the_new_vote(table):
    await registered(table, "alice", "bob")
    await table.opens("alice")
    table.now += timedelta(hours=1)
    await table.says("carol", "join")
    assert "so you can't vote on it" in await table.says("carol", "vote 1 for")
    await amends(table)
    assert "Recorded: For on version 2" in await table.says("carol", "vote 1 for")
    _, (old, new) = await votes_of(table)
    assert (old.roll, new.roll) == (2, 3)


async def test_the_card_shows_the_new_text_and_everybody_is_told_beside_it(open_line):
    table = open_line
    card = table.wall.messages[0]
    await table.says("bob", "vote 1 against")
    await table.passes(seconds=30)
    await amends(table)
    await table.passes(seconds=1)
    assert "12 of 20 families" in card.text
    assert "0 voted" in card.text
    (said,) = [m for m in table.wall.messages if "a new vote is open" in m.text and m.channel == card.channel]
    assert "Value: [-15-] [+12+] of 20 families" in said.text
    assert "The vote on version 1 has ended and is not counted. A new vote is open until" in said.text
    assert "Recorded: For on version 2" in await table.says("bob", button_with(said.card, "Vote on version 2", "for"))


def button_with(view, label, choice):
    runs = button(view, label)
    return type(runs)(runs.command, (*runs.arguments, ("choice", choice)))


async def test_a_text_that_changes_while_its_card_is_being_edited_is_on_the_card_at_once(open_line):
    table, edits = open_line, []
    edit = table.wall.edit

    async def edit_meanwhile(*what):
        edits.append(what)
        if len(edits) == 1:
            await amends(table)
        await edit(*what)

    table.wall.edit = edit_meanwhile
    await table.says("alice", "vote 1 for")
    await table.passes(minutes=1)
    await table.works()
    assert len(edits) == 2
    assert LOWER["value"] in next(message.text for message in table.wall.messages if len(message.cards) > 1)


async def test_who_voted_on_the_old_text_is_told_what_changed_and_nobody_else_is(open_line):
    table = open_line
    table.arrives("dave", table.platform)
    await amends(table)
    await table.says("bob", "vote 1 for")  # before he is told: he knows
    await table.passes(minutes=1)
    assert not notices(table, "alice")
    assert not notices(table, "bob")
    assert not notices(table, "dave")
    (told,) = notices(table, "carol")
    assert "Your vote was on version 1. Version 2 changed Value. A new vote is open until" in told.text
    assert "Value: [-15-] [+12+] of 20 families" in told.text
    assert "Recorded: For on version 2" in await table.says("carol", button_with(told.card, "Vote on version 2", "for"))
    await table.passes(minutes=5)
    assert len(notices(table, "carol")) == 1


async def test_many_voters_are_told_in_parts_and_each_once(table):
    people = [f"person {number}" for number in range(2 * VOTERS_AT_ONCE + 3)]
    for person in people:
        table.arrives(person, table.platform)
    await table.opens("alice")
    for person in people:
        await table.says(person, "vote 1 for")
    await amends(table)
    for _ in range(6):
        await table.passes(seconds=90)
    assert [len(notices(table, person)) for person in people] == [1] * len(people)


async def test_a_press_on_an_old_card_shows_what_changed_first_and_then_votes_on_the_new_text(open_line):
    table = open_line
    old = button(table.wall.messages[0].card, "Vote")
    form = (await table.answered("alice", old)).view
    await amends(table)
    for told in (await table.answered("bob", old), await table.fills("alice", form, {"choice": "for"})):
        said = shown(told.view)
        assert "You saw version 1 of RL-1; the vote is on version 2, which changed Value. Nothing was recorded." in said
        assert "Value: [-15-] [+12+] of 20 families" in said
        again = (await table.answered("bob", button(told.view, "Vote on version 2"))).view
        assert "Recorded: Abstain on version 2" in shown((await table.fills("bob", again, {"choice": "abstain"})).view)
    assert "1 voted" in await table.says("alice", "results 1")


async def test_a_text_is_changed_twice_at_most_and_an_old_press_shows_all_that_changed(open_line):
    table = open_line
    old = button(table.wall.messages[0].card, "Vote")
    await amends(table)
    told = shown(await prepares(table, value="9 of 20 families", scope="All of them"))
    assert "It can't be changed so once more." in told
    await amends(table, value="9 of 20 families", scope="All of them")
    assert "changed twice while its vote was open" in await table.says("alice", "edit 1")
    told = await table.says("carol", old)
    assert "You saw version 1 of RL-1; the vote is on version 3, which changed Value and Scope" in told
    assert "Value: [-15-] [+9+] of 20 families" in told
    await table.passes(seconds=90)
    assert [m.text for m in notices(table, "carol")] != []
    assert "Version 3 changed Value and Scope" in notices(table, "carol")[0].text
    for person in ("alice", "bob", "carol"):
        await table.says(person, "vote 1 for")
    await table.passes(days=7)
    assert "RL-1 · Red line · Adopted" in await table.says("bob", "proposal 1")


async def test_white_space_is_no_change(open_line):
    table = open_line
    told = shown(await prepares(table, act="A  system copies\nitself without approval. "))
    assert "No word of it changed, so the vote goes on" in told
    proposal, votes = await votes_of(table)
    assert (proposal.version, len(votes)) == (1, 1)
    assert {field.value for field in (await table.answered("alice", "edit 1")).view.fields} == set(RED_LINE.values())


async def test_only_its_author_changes_a_text_and_only_until_the_vote_closes(open_line):
    table = open_line
    assert "Only alice, who proposed RL-1, can edit it" in await table.says("bob", "edit 1")
    preview = await prepares(table)
    assert "Only alice" in await table.says("bob", button(preview, "Put it to the vote"))
    await table.passes(days=7)
    told = await table.says("alice", button(preview, "Put it to the vote"))
    assert "its text no longer changes" in told
    proposal, votes = await votes_of(table)
    assert (proposal.version, len(votes)) == (1, 1)


async def test_a_preview_of_an_older_text_puts_nothing_to_the_vote(open_line):
    table = open_line
    first = await prepares(table)
    await amends(table)
    told = await table.says("alice", button(first, "Put it to the vote"))
    assert "it is now version 2" in told
    assert len((await votes_of(table))[1]) == 2


async def test_a_faulty_change_is_kept_and_changes_nothing(open_line):
    table = open_line
    form = (await table.answered("alice", "edit 1")).view
    told = await table.fills("alice", form, RED_LINE | {"title": ""})
    assert "Title is needed" in shown(told.view)
    assert "edit 1" not in shown(told.view)
    again = (await table.answered("alice", button(told.view, "Edit again"))).view
    preview = (await table.fills("alice", again, LOWER)).view
    assert "is now version 2" in await table.says("alice", button(preview, "Put it to the vote"))


async def test_the_same_press_delivered_twice_opens_one_vote(open_line):
    table = open_line
    press = button(await prepares(table), "Put it to the vote")
    told = await asyncio.gather(*(table.says("alice", press, key="pressed") for _ in range(3)))
    assert len(set(told)) == 1
    assert len((await votes_of(table))[1]) == 2


async def test_a_roll_that_cannot_be_read_leaves_the_vote_as_it_is(table):
    table.at(Platform.SLACK)
    await table.opens("alice")
    preview = await prepares(table)
    table.wall.roll_trouble = NotSent("Slack is down")
    assert "could not be read" in await table.says("alice", button(preview, "Put it to the vote"))
    assert len((await votes_of(table))[1]) == 1


async def test_the_history_tells_which_texts_were_voted_on_when_and_what_each_changed(open_line):
    table = open_line
    only = await table.says("bob", "history 1")
    assert "Version 1, open for voting from Mon 5 Jan 12:00 UTC, closes Mon 12 Jan 12:00 UTC" in only
    assert "What changed" not in await table.says("bob", "proposal 1")
    await amends(table)
    details = (await table.answered("bob", "proposal 1")).view
    told = await table.says("bob", button(details, "What changed"))
    assert told.index("Version 2, open for voting from Mon 5 Jan 13:00 UTC") < told.index("Version 1")
    assert "superseded Mon 5 Jan 13:00 UTC, its ballots not counted" in told
    assert told.count("Value: [-15-] [+12+] of 20 families") == 1
    await table.proposes("alice", Kind.PAUSE)
    assert "never put to the vote" in await table.says("alice", "history 2")
    assert "There is no proposal 2" in await table.says("bob", "history 2")


async def test_what_was_a_draft_is_shown_to_its_author_alone(table):
    await table.proposes("alice", scope="A secret plan")
    form = (await table.answered("alice", "edit 1")).view
    await table.fills("alice", form, RED_LINE)
    await table.says("alice", "open 1")
    proposal, _ = await votes_of(table)
    forged = f"~{proposal.id}.1"
    for person, seen in (("bob", False), ("alice", True)):
        told = await table.says(person, runs("vote", proposal=forged, choice="for"))
        assert "You saw version 1 of RL-1" in told
        assert ("A secret plan" in told) == seen
    assert "A secret plan" not in await table.says("bob", "history 1")


async def test_the_register_tells_of_the_texts_before(open_line):
    table = open_line
    await amends(table)
    (entry,) = await table.world.store.read(lambda tx: entries(tx, "RL-1", None))
    page = Pages().entry(entry, "../../")
    assert "12 of 20 families" in page
    assert "<del>15</del> <ins>12</ins> of 20 families" in page
    assert "superseded" in page

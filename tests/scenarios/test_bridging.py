"""Spaces that come to one table, and leave it."""

import json
import re

import pytest

from bot.domain.people import Platform
from bot.web import reading
from tests.codes import code_in
from tests.scenarios.table import Table, button, shown
from tests.scenarios.test_amending import prepares

DISCORD, SLACK, CONSOLE = Platform.DISCORD, Platform.SLACK, Platform.CONSOLE


async def bridged(table: Table, *places: tuple[Platform, int]) -> None:
    """Let the spaces at *places* come to the table of the first one."""
    first, *others = places
    for place in others:
        code = code_in(await table.at(*first).says("alice", "bridge create"))
        preview = await table.at(*place).answered("alice", f"bridge join {code}")
        told = shown((await table.answered("alice", button(preview.view, "Join this table"))).view)
        assert "now share one table" in told
    await table.works()
    table.at(*first)


async def test_a_channel_is_named_in_its_own_space_alone(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    await table.says("alice", "digest subscribe weekly mon 09:00 Europe/Berlin")
    assert "discord table, #general · next" in await table.says("bob", "digest list")
    assert "discord table · next" in await table.at(SLACK).says("bob", "digest list")


async def test_two_spaces_share_proposals_cards_votes_and_outcomes(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    assert "alice (slack table) typed the code that alice (discord table) had made" in table.posted[0].text
    assert "founded by discord table" in table.at(SLACK).posted[0].text

    await table.at(DISCORD).opens("alice")
    cards = [table.posted[-1], table.at(SLACK).posted[-1]]
    assert all("RL-1 · Red line · Voting" in card.text for card in cards)

    assert "Recorded: For" in await table.at(SLACK).says("bob", "vote 1 for")
    assert "Recorded: Against" in await table.at(DISCORD).says("carol", "vote 1 against")
    assert "Recorded: For" in await table.says("alice", "vote 1 for")
    await table.passes(minutes=1)
    assert all("3 voted; quorum 3 reached" in card.text for card in cards)
    await table.passes(days=8)
    assert "RL-1 adopted" in table.at(DISCORD).posted[-1].text
    assert "RL-1 adopted" in table.at(SLACK).posted[-1].text
    assert "bob (Slack)" in await table.at(DISCORD).says("carol", "results 1")
    assert "RL-1" in await table.at(SLACK).says("bob", "register")


async def test_any_number_of_spaces_of_either_platform_sit_at_one_table(table):
    places = [(DISCORD, 1), (SLACK, 1), (DISCORD, 2), (SLACK, 2), (DISCORD, 3)]
    await bridged(table, *places)
    told = await table.at(SLACK, 2).says("bob", "bridge list")
    assert "discord table (Discord) · founded it" in told
    assert told.count("since") == 5
    await table.at(DISCORD, 3).opens("alice")
    assert all(any("Voting" in posted.text for posted in table.at(*place).posted) for place in places)


async def test_a_bridge_is_made_with_no_vote_open(table):
    await table.at(DISCORD).says("alice", "help")
    await table.opens("alice")
    code = code_in(await table.says("alice", "bridge create"))
    told = await table.at(SLACK).says("alice", f"bridge join {code}")
    assert "A bridge is made while no vote is open" in told
    assert "RL-1 of discord table closes on 12 Jan 2026, 12:00 UTC" in told
    assert "shares its table with no other" in await table.says("alice", "bridge leave")

    await table.opens("alice")
    await table.at(DISCORD).says("alice", "withdraw 1 sure")
    code = code_in(await table.says("alice", "bridge create"))
    assert "RL-1 of slack table closes" in await table.at(SLACK).says("alice", f"bridge join {code}")


async def test_a_vote_opened_between_the_preview_and_the_press_keeps_the_spaces_apart(table):
    code = code_in(await table.at(DISCORD).says("alice", "bridge create"))
    preview = await table.at(SLACK).answered("alice", f"bridge join {code}")
    await table.at(DISCORD).opens("alice")
    told = await table.at(SLACK).answered("alice", button(preview.view, "Join this table"))
    assert "A bridge is made while no vote is open" in shown(told.view)


async def test_the_joining_spaces_past_stays_as_an_archive_and_its_drafts_come_along(table):
    table.at(SLACK)
    await table.opens("alice")
    for name in ("alice", "bob", "carol"):
        await table.says(name, "vote 1 for")
    await table.passes(days=8)
    await table.proposes("bob", title="A second line")

    await table.at(DISCORD).opens("alice")
    await table.says("alice", "withdraw 1 sure")
    code = code_in(await table.says("alice", "bridge create"))
    preview = await table.at(SLACK).answered("alice", f"bridge join {code}")
    assert "Comes along: 1 draft." in shown(preview.view)
    assert "Stays behind, as an archive to read: 1 decided proposal." in shown(preview.view)
    told = shown((await table.answered("alice", button(preview.view, "Join this table"))).view)
    assert "the archive" in told

    assert "Nothing is in force yet" in await table.says("carol", "register")
    assert "RL-2 A second line" in await table.says("bob", "proposals")
    assert "RL-2" not in await table.says("carol", "proposals"), "a draft stays its proposer's alone"
    assert "slack table" in await table.says("carol", "bridge list")
    assert "open for voting" in await table.says("bob", "open 2")


async def test_the_archive_can_be_read_and_nothing_in_it_changes(table):
    await table.at(SLACK).opens("alice")
    vote = button(table.posted[-1].card, "Vote")
    await table.passes(days=8)
    await table.says("alice", "charter set authority vote")
    drafted = (await table.answered("alice", "charter set quorum 1")).view
    archive = await leaves_of(table)
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    assert "closed on" in shown((await table.at(SLACK).answered("alice", vote)).view)
    assert "has left the table" in await table.says("alice", button(drafted, "Open the vote"))
    await table.works()

    community = archive[0]["community"]
    kept = await table.world.store.read(lambda tx: tx.record.leaves(community))
    assert [json.loads(leaf.body)["event"] for leaf in kept[len(archive) :]] == ["bridge.left"]
    page = await table.world.store.read(lambda tx: reading.table(tx, community))
    assert [entry.proposal.label for entry in page.register.decided] == ["RL-1"]


async def test_digests_and_feeds_come_along(table, shelf):
    shelf.titles["https://lab-a.example/feed"] = []
    await table.at(SLACK).says("alice", "feed add https://lab-a.example/feed")
    await table.says("alice", "digest subscribe weekly mon 09:00 Europe/Berlin")
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    assert "Lab A" in await table.at(DISCORD).says("bob", "feed list")
    assert "slack table" in await table.says("bob", "digest list")
    await table.at(SLACK).says(
        "alice", button((await table.answered("alice", "bridge leave")).view, "Leave this table")
    )
    assert "Lab A" in await table.says("bob", "feed list")
    assert "slack table" in await table.says("bob", "digest list")
    assert "Lab A" in await table.at(DISCORD).says("bob", "feed list")
    assert "slack table" not in await table.says("bob", "digest list")
    for place in (DISCORD, SLACK):
        came = [leaf["event"] for leaf in await leaves_of(table.at(place)) if "from" in leaf["data"]]
        assert sorted(came) == sorted(["digest.moved", "feed.added"] + ["bridge.joined"] * (place is DISCORD))


async def test_where_cards_stand_from_then_on_is_in_the_record(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    set_now = [leaf["data"] for leaf in await leaves_of(table) if leaf["event"] == "space.settings"]
    assert [data["channel"] for data in set_now] == ["general", "general"]
    assert len({data["space"] for data in set_now}) == 2


async def leaves_of(table: Table) -> list[dict]:
    """Return the record of the community at whose table the chosen space sits now."""

    async def look(tx):
        space = await tx.communities.space(table.platform, table.space_key)
        return [json.loads(leaf.body) for leaf in await tx.record.leaves(space.community)]

    return await table.world.store.read(look)


async def leaves(table: Table, person: str = "alice") -> str:
    preview = await table.answered(person, "bridge leave")
    return shown((await table.answered(person, button(preview.view, "Leave this table"))).view)


async def test_on_leaving_open_votes_keep_their_roll_and_the_space_begins_an_empty_community(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    await table.at(DISCORD).opens("alice")
    card = table.at(SLACK).posted[-1]
    vote = button(card.card, "Vote")
    assert "now has a table of its own" in await leaves(table)

    assert "Nothing is proposed yet" in await table.says("bob", "proposals")
    assert "no proposal 1 here" in await table.says("bob", "vote 1 for"), "a number names nothing at the new table"
    form = (await table.answered("bob", vote)).view
    assert "Recorded: For" in shown((await table.fills("bob", form, {"choice": "for", "reason": ""})).view)
    for name in ("alice", "carol"):
        assert "Recorded: For" in await table.at(DISCORD).says(name, "vote 1 for")
    await table.passes(days=8)
    told = [posted.card.summary for posted in table.at(SLACK).posted]
    assert any(summary.startswith("RL-1 adopted") for summary in told), "whoever voted learns the outcome"
    assert "3 for" in await table.at(DISCORD).says("bob", "results 1")
    assert "Nothing is in force yet" in await table.at(SLACK).says("bob", "register")


async def test_who_has_left_the_table_opens_no_vote_there(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    await table.says("alice", "charter set authority vote")
    drafted = (await table.at(SLACK).answered("alice", "charter set quorum 1")).view
    await leaves(table)
    told = await table.says("alice", button(drafted, "Open the vote"))
    assert "slack table has left the table that MO-1 is of" in told
    await table.works()
    assert "Nothing is proposed yet" in await table.at(DISCORD).says("bob", "proposals")


async def test_who_has_left_the_table_puts_no_other_text_to_its_vote(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    await table.at(SLACK).opens("alice")
    await table.says("bob", "vote 1 for")
    preview = await prepares(table)
    await leaves(table)
    assert "slack table has left the table that RL-1 is of" in await table.says(
        "alice", button(preview, "Put it to the vote")
    )
    assert "1 voted" in await table.at(DISCORD).says("bob", "results 1"), "the vote keeps its roll and its ballots"


async def test_whoever_came_to_the_space_after_it_left_is_on_no_roll_of_the_old_table(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    await table.at(DISCORD).opens("alice")
    vote = button(table.at(SLACK).posted[-1].card, "Vote")
    await leaves(table)
    table.now = table.now.replace(hour=13)
    table.arrives("dave", SLACK)
    answered = await table.answered("dave", vote)
    told = shown(answered.view)
    if "roll was fixed" not in told:
        told = shown((await table.fills("dave", answered.view, {"choice": "for", "reason": ""})).view)
    assert "RL-1's roll was fixed" in told


async def test_a_table_that_a_space_left_is_named_once_and_not_while_it_sits_there(table):
    await table.at(DISCORD).opens("alice")
    await table.passes(days=8)
    for _ in range(2):
        await bridged(table, (DISCORD, 1), (SLACK, 1))
        assert "sat at before" not in await table.at(SLACK).says("bob", "bridge list")
        await leaves(table)
    told = await table.says("bob", "bridge list")
    assert "sat at before" in told
    assert told.count("discord table") == 1


async def test_the_founding_space_may_leave_and_the_next_one_founds(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1), (DISCORD, 2))
    await leaves(table.at(DISCORD))
    told = await table.at(DISCORD, 2).says("bob", "bridge list")
    assert "slack table (Slack) · founded it" in told
    assert "sat at before" not in told, "nothing was decided there that could be read"


async def test_a_code_is_used_once_and_not_after_its_time(table):
    code = code_in(await table.at(DISCORD).says("alice", "bridge create"))
    for place in (1, 2):
        preview = (await table.at(SLACK, place).answered("alice", f"bridge join {code.lower().replace('-', ' ')}")).view
        if place == 1:
            await table.answered("alice", button(preview, "Join this table"))
    assert "There is no such code, or it was used" in shown(preview)

    code = code_in(await table.at(DISCORD).says("alice", "bridge create"))
    await table.passes(hours=25)
    assert "its time is over" in await table.at(SLACK, 2).says("alice", f"bridge join {code}")


async def test_only_an_admin_makes_or_redeems_a_code(table):
    assert "is for admins of this space" in await table.at(DISCORD).says("bob", "bridge create")
    code = code_in(await table.says("alice", "bridge create"))
    assert "is for admins of this space" in await table.at(SLACK).says("bob", f"bridge join {code}")
    preview = await table.answered("alice", f"bridge join {code}")
    assert "is for admins" in await table.says("bob", button(preview.view, "Join this table"))


async def test_only_the_founding_space_brings_others_to_the_table(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    told = await table.at(SLACK).says("alice", "bridge create")
    assert "for the admins of discord table, which founded it" in told


async def test_a_space_that_shares_a_table_leaves_it_before_it_joins_another(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    code = code_in(await table.at(DISCORD, 2).says("alice", "bridge create"))
    assert "shares a table with discord table. Leave that one first" in await table.at(SLACK).says(
        "alice", f"bridge join {code}"
    )
    code = code_in(await table.at(DISCORD).says("alice", "bridge create"))
    assert "share a table already" in await table.at(SLACK).says("alice", f"bridge join {code}")


@pytest.mark.parametrize("typed", ["bridge join", "bridge join !!!", "bridge join K7Q2-9F-this-is-far-too-long"])
async def test_what_is_no_code_is_told_so(table, typed):
    told = await table.at(SLACK).says("alice", typed)
    assert "is not a code, such as K7Q2-9F" in told or "code" in told


async def test_a_channels_digest_is_changed_by_admins_of_its_own_space_alone(table, shelf):
    await table.at(SLACK).says("alice", "digest subscribe weekly tue 09:00 UTC")
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    for line in ("edit 1 length 3", "pause 1", "resume 1", "unsubscribe 1"):
        told = await table.at(DISCORD).says("alice", f"digest {line}")
        assert re.search(r"Subscription 1 is a channel's, so an admin of .+ changes it", told)
        assert "this space" not in told
    assert "is paused" in await table.at(SLACK).says("alice", "digest pause 1")


async def test_a_members_own_digest_comes_along_and_stays_theirs(table, shelf):
    await table.at(SLACK).says("bob", "digest follow daily 09:00 UTC")
    await table.says("alice", "digest subscribe weekly tue 09:00 UTC")
    await table.says("alice", "digest edit 2 approve on")
    await table.passes(days=1)
    assert "waits for approval" in await table.says("alice", "digest list")
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    told = await table.at(SLACK).says("bob", "digest list")
    assert "to you alone" in told
    assert "waits for approval" not in told
    assert "to you alone" not in await table.says("carol", "digest list")
    assert "to you alone" not in await table.at(DISCORD).says("bob", "digest list")
    await table.passes(days=1)
    assert [message.channel for message in table.at(SLACK).posted].count("person:bob") == 2
    assert "has ended" in await table.says("bob", "digest unsubscribe 1")
    await table.passes(days=6)
    asked = table.posted[-1]
    assert asked.channel == "person:alice"
    assert "is approved" in await table.says("alice", button(asked.card, "Approve"))

"""A community's charter and its spaces' settings, as members and admins meet them."""

import pytest

from bot.domain.people import Platform
from bot.domain.proposals import Kind
from tests.scenarios.table import button, shown
from tests.scenarios.test_bridging import bridged

KINDS = [kind.shape.word for kind in Kind]


async def test_the_defaults_are_those_of_the_design(table):
    told = await table.says("bob", "charter show")
    for line in (
        "Red lines: 3 ballots · two thirds for · open for 7 days",
        "Pauses: 3 ballots · two thirds for · open for 7 days",
        "Benchmarks: 3 ballots · more than half for · open for 7 days",
        "Standards: 3 ballots · more than half for · open for 7 days",
        "Motions: 3 ballots · more than half for · open for 7 days",
    ):
        assert line in told
    assert "Full members of the spaces at this table when a vote opens (open roll, the default)" in told
    assert "Admins of console table, which founded this table (the default)" in told
    assert "(default: " not in told


async def test_only_what_differs_from_the_default_is_said_to(table):
    await table.says("alice", "charter set kind pause quorum 5 threshold at least 3/4")
    told = await table.says("bob", "charter show pause")
    assert (
        "Pauses: 5 ballots (default: 3 ballots) · three quarters for (default: two thirds for) · open for 7 d" in told
    )
    assert "Motions" not in told
    assert "Motions: 3 ballots · more than half for · open for 7 days" in await table.says("bob", "charter show")
    assert "set the quorum for pauses to the default" in await table.says(
        "alice", "charter set kind pause quorum default"
    )
    assert "Pauses: 3 ballots · three quarters for (default" in await table.says("bob", "charter show")


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_is_decided_by_its_own_terms(table, kind):
    of = next(k for k in Kind if k.shape.word == kind)
    await table.says("alice", f"charter set kind {kind} quorum 2 threshold majority voting-period 20m")
    for number, other in enumerate((of, next(k for k in Kind if k is not of)), 1):
        await table.opens("alice", number, other)
        await table.says("bob", f"vote {number} for")
        await table.says("carol", f"vote {number} abstain")
    await table.passes(minutes=20)
    assert "1 for, 0 against, 1 abstained of 3 · more than half needed" in await table.says("bob", "results 1")
    assert "Results are hidden" in await table.says("bob", "results 2")
    await table.passes(days=7)
    assert "2 of the 3 needed" in await table.says("bob", "results 2")


async def test_the_rule_is_said_in_people_before_the_vote_opens(table):
    people = [f"member{number}" for number in range(81)]
    await table.says("alice", "charter set roll registered quorum 1/2")
    for person in people:
        table.arrives(person, Platform.CONSOLE)
        await table.says(person, "join")
    preview = (await table.proposes("alice")).view
    told = shown(preview)
    assert (
        "41 of 81 must vote. Of those who take a side, two thirds must be for: with 41 voting, 28. "
        "Abstaining counts for the quorum only. Closes Mon 12 Jan 12:00 UTC. Results stay hidden until then. The text "
        "can't change without a new vote."
    ) in told
    assert "Registered roll of 81" in told
    opened = await table.says("alice", button(preview, "Open the vote"))
    assert "41 of 81 must vote." in opened
    assert "0 voted of 81; quorum 41 not yet reached" in await table.says("bob", "proposal 1")


async def test_a_line_that_says_for_how_long_opens_at_once(table):
    await table.proposes("alice")
    told = await table.says("alice", "open 1 for 5m")
    assert "RL-1 is open for voting. It closes Mon 5 Jan 12:05:00 UTC (in 5 minutes)." in told
    assert "two thirds must be for: with 3 voting, 2." in told


async def test_a_share_is_a_quorum_on_registered_rolls_only(table):
    assert "On an open roll the quorum is a number of ballots" in await table.says("alice", "charter set quorum 1/3")
    await table.says("alice", "charter set roll registered")
    assert "one third of the roll" in await table.says("alice", "charter show")
    await table.says("alice", "charter set quorum 2")
    assert "2 ballots (default: one third of the roll)" in await table.says("alice", "charter show")
    await table.says("alice", "charter set roll open")
    assert "Pauses: 3 ballots ·" in await table.says("alice", "charter show"), "what was set was for the other roll"
    assert "An open roll has nobody to admit" in await table.says("alice", "charter set admission on")


async def test_settings_are_the_space_s_own_and_each_can_be_unset(table):
    table.at(Platform.DISCORD)
    line = (
        "settings channel #decisions notices #admins zone Europe/Berlin language pt-br quiet 22:00-07:00 "
        "role <@&7|Council>"
    )
    told = await table.says("alice", line)
    for seen in ("#decisions", "#admins", "Europe/Berlin", "pt-BR", "22:00–07:00 (Europe/Berlin)", "Council"):
        assert seen in told
    for off in ("channel off", "notices default", "zone off", "language none", "quiet off", "role off"):
        assert "changed" in await table.says("alice", f"settings {off}")
    assert "where each proposal is made" in await table.says("alice", "settings")
    await table.says("alice", line)
    for setting in ("channel", "notices", "zone", "language", "quiet", "role"):
        assert "changed" in await table.says("alice", f"settings unset {setting}")
        assert "say so already" in await table.says("alice", f"settings unset {setting}")
    assert "cannot be set and unset at once" in await table.says("alice", "settings zone UTC unset zone")
    for unknown in ("language english", "zone Berlin", "quiet always", "unset quorum"):
        assert "changed" not in await table.says("alice", f"settings {unknown}")


async def test_the_space_s_zone_is_that_of_a_digest_for_which_none_is_named(table):
    assert "This space has set no time zone, so name one" in await table.says(
        "alice", "digest subscribe weekly mon 09:00"
    )
    await table.says("alice", "settings zone America/New_York")
    assert "(New York; summer time followed)" in await table.says("alice", "digest subscribe weekly mon 09:00")


async def test_each_space_keeps_its_own_settings_at_a_shared_table(table):
    await bridged(table, (Platform.DISCORD, 1), (Platform.SLACK, 1))
    table.at(Platform.SLACK)
    await table.says("alice", "settings zone Asia/Tokyo")
    assert "Asia/Tokyo" in await table.says("alice", "settings")
    table.at(Platform.DISCORD)
    assert "Asia/Tokyo" not in await table.says("alice", "settings")


async def test_a_share_needs_its_part_of_the_roll_rounded_up(table):
    await table.says("alice", "charter set roll registered quorum 1/2")
    for person in ("alice", "bob", "carol"):
        await table.says(person, "join")
    assert "2 of 3 must vote" in await table.opens("alice")
    await table.says("alice", "vote 1 for")
    await table.passes(days=7)
    assert "No quorum: 1 of the 2 needed" in await table.says("bob", "results 1")


async def test_the_preview_says_that_too_few_could_vote_and_offers_no_vote(table):
    await table.says("alice", "charter set quorum 4")
    preview = (await table.proposes("alice")).view
    assert "it can't be decided: 4 must vote, and only 3 can." in shown(preview)
    assert "Open the vote" not in shown(preview)
    assert "Edit" in shown(preview)
    table.arrives("dave", Platform.CONSOLE)
    preview = (await table.proposes("alice", title="Another")).view
    assert "4 must vote. Of those who take a side, two thirds must be for: with 4 voting, 3." in shown(preview)
    assert "4 of 4 must vote" in await table.says("alice", button(preview, "Open the vote"))


async def test_of_a_roll_of_unknown_size_the_preview_claims_nothing(table):
    await table.at(Platform.DISCORD).says("alice", "charter set quorum 100 threshold 1/2")
    preview = (await table.proposes("alice")).view
    assert "100 must vote. Of those who take a side, half must be for: with 100 voting, 50." in shown(preview)
    button(preview, "Open the vote")


async def test_a_quorum_of_one_is_said_without_arithmetic(table):
    await table.says("alice", "charter set quorum 1")
    preview = shown((await table.proposes("alice")).view)
    assert "1 must vote. Of those who take a side, two thirds must be for: where only one votes, that one." in preview


async def test_admission_is_said_in_words(table):
    told = await table.says("alice", "charter set roll registered admission on")
    assert "set the roll of later votes to registered and admission to the roll to required." in told

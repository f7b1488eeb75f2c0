"""Two accounts that become one member with one vote, and part again."""

from datetime import timedelta

from bot.domain.people import Platform
from tests.codes import code_in
from tests.scenarios.table import Table, button, shown
from tests.scenarios.test_bridging import bridged, leaves_of

DISCORD, SLACK, CONSOLE = Platform.DISCORD, Platform.SLACK, Platform.CONSOLE


async def linked(table: Table, first: tuple[Platform, str], second: tuple[Platform, str]) -> str:
    """Let *first* make a code and *second* type it; return what the second is told."""
    code = code_in(await table.at(first[0]).says(first[1], "link"))
    asked = await table.at(second[0]).answered(second[1], f"link {code}")
    return shown((await table.answered(second[1], button(asked.view, "Link them"))).view)


async def shared(table: Table) -> None:
    """Let Discord and Slack share a table at which alice, bob and carol have sat down."""
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    for platform in (DISCORD, SLACK):
        for name in ("alice", "bob", "carol"):
            await table.at(platform).says(name, "bridge list")
    table.at(DISCORD)


async def test_a_code_is_shown_privately_and_names_both_accounts_before_it_links(table):
    await shared(table)
    told = await table.says("bob", "link")
    code = code_in(told)
    assert len(code) == 7, "six signs and a dash"
    assert "Only you see this" in told
    asked = await table.at(SLACK).answered("bob.b", f"link {code}")
    assert "bob.b (Slack), this account" in shown(asked.view)
    assert "bob (Discord), which made the code" in shown(asked.view)
    told = shown((await table.answered("bob.b", button(asked.view, "Link them"))).view)
    assert "Linked. bob (Discord) and bob.b (Slack) are one member with one vote." in told


async def test_linked_accounts_have_one_ballot_the_last_one(table):
    await shared(table)
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    await table.at(DISCORD).opens("alice")
    await table.says("bob", "vote 1 for")
    assert "You voted for." in await table.at(SLACK).says("bob", "proposal 1")
    await table.says("bob", "vote 1 against")
    await table.says("alice", "vote 1 for")
    await table.says("carol", "vote 1 for")
    await table.passes(days=8)
    assert "2 for, 1 against" in await table.says("bob", "results 1")


async def test_a_second_try_says_what_is_linked_and_how_to_undo_it(table):
    await shared(table)
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    view = (await table.at(DISCORD).answered("bob", "link")).view
    assert "bob (Discord)" in shown(view)
    assert "bob (Slack)" in shown(view)
    assert "/unlink" in shown(view)
    code = code_in(await table.says("bob", button(view, "Link another account")))
    assert "are linked already. `/pause unlink` undoes it" in await table.at(SLACK).says("bob", f"link {code}")
    assert "the code of this very account" in await table.at(DISCORD).says("bob", f"link {code}")


async def test_a_code_ends_after_ten_minutes_and_after_one_use(table):
    await shared(table)
    code = code_in(await table.at(DISCORD).says("bob", "link"))
    table.now = table.now.replace(minute=10)
    assert "There is no such code" in await table.at(SLACK).says("bob", f"link {code}")
    code = code_in(await table.at(DISCORD).says("bob", "link"))
    asked = await table.at(SLACK).answered("bob", f"link {code}")
    await table.answered("bob", button(asked.view, "Link them"))
    assert "it was used" in await table.says("carol", f"link {code}")


async def test_a_new_code_ends_the_old_one(table):
    await shared(table)
    old = code_in(await table.at(DISCORD).says("bob", "link"))
    new = code_in(await table.says("bob", "link"))
    told = await table.at(SLACK).says("bob", f"link {old}")
    assert "There is no such code" in told
    assert "all codes are counted together, those that link accounts and those that join a table." in told
    assert "Are both of these yours?" in await table.says("bob", f"link {new}")


async def test_five_tries_in_ten_minutes_and_no_more(table):
    await shared(table)
    code = code_in(await table.at(DISCORD).says("bob", "link"))
    table.at(SLACK)
    for left in ("4 tries left", "3 tries left", "2 tries left", "1 try left", "No try is left"):
        assert left in await table.says("carol", "link AAAA-AA")
        table.now = table.now.replace(second=table.now.second + 1)
    assert "5 codes that you typed were not valid" in await table.says("carol", f"link {code}")
    assert "Are both of these yours?" in await table.says("bob", f"link {code}"), "another's tries are their own"
    table.now = table.now.replace(minute=11)
    assert "3 tries left" not in await table.says("carol", "link AAAA-AA")


async def test_accounts_are_linked_within_one_community(table):
    code = code_in(await table.at(DISCORD).says("bob", "link"))
    told = await table.at(SLACK).says("bob", f"link {code}")
    assert "made in discord table, which does not share a table with slack table" in told


async def test_linking_in_an_open_vote_strikes_one_ballot_and_the_last_commit_stands(table):
    await shared(table)
    await table.at(DISCORD).opens("alice")
    await table.at(SLACK).says("bob", "vote 1 against")
    await table.at(DISCORD).says("bob", "vote 1 for")
    await table.says("alice", "vote 1 for")
    await table.says("carol", "vote 1 for")
    assert "4 voted" in await table.says("carol", "results 1")
    told = await linked(table, (SLACK, "bob"), (DISCORD, "bob"))
    assert "In RL-1 both had voted: the ballot that was cast last counts, once." in told
    assert "3 voted" in await table.says("carol", "results 1")
    assert "You voted for." in await table.at(SLACK).says("bob", "proposal 1")
    await table.passes(days=8)
    assert "3 for, 0 against" in await table.says("bob", "results 1")
    assert "bob (Slack)" not in await table.says("bob", "results 1")


async def test_what_a_link_strikes_is_in_the_record_and_the_tally_can_be_made_from_it(table):
    await bridged(table, (CONSOLE, 1), (SLACK, 1))
    await table.at(CONSOLE).opens("alice")
    await table.says("bob", "vote 1 for")
    await table.at(SLACK).says("bob", "vote 1 against")
    await linked(table, (CONSOLE, "bob"), (SLACK, "bob"))
    await linked(table, (CONSOLE, "carol"), (SLACK, "carol"))
    await table.says("carol", "vote 1 for")
    await table.passes(days=8)
    leaves = await leaves_of(table)
    struck = [leaf["data"] for leaf in leaves if leaf["event"] == "roll.struck"]
    cast = [leaf["data"] for leaf in leaves if leaf["event"] == "ballot.cast"]
    assert [(data["elector"], data["roll"]) for data in struck] == [(cast[0]["elector"], 5), (None, 4)]
    counted = [ballot["choice"] for ballot in cast if ballot["elector"] != struck[0]["elector"]]
    openings = [await table.world.store.read(lambda tx, c=one: tx.record.opening(c)) for one in counted]
    assert sorted(opening.value for opening in openings) == ["against", "for"]
    (closed,) = [leaf["data"] for leaf in leaves if leaf["event"] == "vote.closed"]
    assert (closed["for"], closed["against"], closed["abstain"]) == (1, 1, 0)


async def test_linking_after_the_hour_of_a_vote_that_is_not_counted_yet_changes_nothing_in_it(table):
    await shared(table)
    await table.at(DISCORD).opens("alice")
    await table.at(SLACK).says("bob", "vote 1 against")
    await table.at(DISCORD).says("bob", "vote 1 for")
    await table.says("alice", "vote 1 for")
    table.now += timedelta(days=7)
    assert "had voted" not in await linked(table, (SLACK, "bob"), (DISCORD, "bob"))
    await table.works()
    assert "2 for, 1 against" in await table.at(DISCORD).says("carol", "results 1")


async def test_linking_in_an_open_vote_strikes_one_entry_of_a_roll_whose_size_is_known(table):
    await bridged(table, (CONSOLE, 1), (SLACK, 1))
    await table.at(CONSOLE).opens("alice")
    assert "of 6" in await table.says("alice", "results 1")
    await linked(table, (CONSOLE, "bob"), (SLACK, "bob"))
    assert "of 5" in await table.says("alice", "results 1")
    await linked(table, (CONSOLE, "carol"), (SLACK, "carol"))
    assert "of 4" in await table.says("alice", "results 1")
    await table.passes(minutes=1)
    table.arrives("dave", SLACK)
    await linked(table, (CONSOLE, "alice"), (SLACK, "dave"))
    assert "of 4" in await table.says("alice", "results 1"), "dave was on no roll"
    assert "Recorded: For" in await table.at(SLACK).says("dave", "vote 1 for"), "dave is alice, who was"


async def test_no_unlinking_while_a_vote_is_open(table):
    await shared(table)
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    await table.at(DISCORD).opens("alice")
    told = await table.at(SLACK).says("bob", "unlink")
    assert "cannot be undone while a vote is open: RL-1 closes on 12 Jan 2026, 12:00 UTC" in told
    await table.passes(days=8)
    assert "a member by itself again. It was linked with bob (Discord)" in await table.says("bob", "unlink")
    assert "not linked with another" in await table.says("bob", "unlink")
    await table.at(DISCORD).opens("alice", 2)
    await table.says("bob", "vote 2 for")
    assert "You have not voted" in await table.at(SLACK).says("bob", "results 2"), "two members again"


async def test_what_one_proposed_stays_theirs_through_linking_and_unlinking(table):
    await shared(table)
    await table.at(SLACK).proposes("bob", title="From Slack")
    await table.at(DISCORD).proposes("bob", title="From Discord")
    assert "From Slack" not in await table.says("bob", "proposals")
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    told = await table.at(DISCORD).says("bob", "proposals")
    assert "From Slack" in told
    assert "From Discord" in told
    await table.says("bob", "unlink")
    told = await table.says("bob", "proposals")
    assert "From Slack" not in told
    assert "From Discord" in told
    assert "From Slack" in await table.at(SLACK).says("bob", "proposals")


async def test_three_accounts_are_one_member_and_each_can_part(table):
    await bridged(table, (DISCORD, 1), (SLACK, 1), (DISCORD, 2))
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    view = (await table.at(SLACK).answered("bob", "link")).view
    code = code_in(await table.says("bob", button(view, "Link another account")))
    asked = await table.at(DISCORD, 2).answered("robert", f"link {code}")
    told = await table.says("robert", button(asked.view, "Link them"))
    assert all(one in told for one in ("bob (Discord)", "bob (Slack)", "robert (Discord)", "are one member"))
    told = await table.at(DISCORD).says("bob", "unlink")
    assert "bob (Slack)" in told
    assert "robert (Discord)" in told
    assert "bob (Slack)" in await table.at(DISCORD, 2).says("robert", "link")


async def test_a_request_that_comes_twice_links_once(table):
    await shared(table)
    code = code_in(await table.at(DISCORD).says("bob", "link", key="made"))
    assert code == code_in(await table.says("bob", "link", key="made"))
    asked = await table.at(SLACK).answered("bob", f"link {code}")
    press = button(asked.view, "Link them")
    told = [await table.says("bob", press, key="pressed") for _ in range(3)]
    assert told[0].startswith("Linked.")
    assert told == [told[0]] * 3


async def test_what_one_proposes_while_linked_is_theirs_when_they_part(table):
    await shared(table)
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    await table.at(SLACK).proposes("bob", title="From Slack")
    assert "From Slack" in await table.at(DISCORD).says("bob", "proposals")
    await table.says("bob", "unlink")
    assert "From Slack" not in await table.says("bob", "proposals")
    assert "From Slack" in await table.at(SLACK).says("bob", "proposals")

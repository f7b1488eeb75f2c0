"""Lists narrowed by kind, state and words, and what is offered while somebody types."""

import pytest

from bot.domain.proposals import Kind
from tests.scenarios.table import RED_LINE


@pytest.fixture
async def busy(table):
    """A table with RL-1 in force, PA-2 rejected, BM-3 open, RL-4 withdrawn, alice's draft ST-5 and bob's draft RL-6."""
    await table.opens("alice", 1, title="No autonomous replication")
    for person in ("alice", "bob", "carol"):
        await table.says(person, "vote 1 for")
    await table.opens("alice", 2, Kind.PAUSE)
    for person in ("alice", "bob", "carol"):
        await table.says(person, "vote 2 against")
    await table.passes(days=7)
    await table.opens("bob", 3, Kind.BENCHMARK, title="Réplication bench")
    await table.opens("alice", 4, title="A line taken back")
    await table.says("alice", "withdraw 4 sure")
    await table.proposes("alice", Kind.STANDARD)
    await table.proposes("bob", title="A replication draft")
    return table


async def labels(table, person, line):
    return [word for word in (await table.says(person, line)).split() if word[:3] in ("RL-", "PA-", "BM-", "ST-")]


LISTS = [
    ("proposals", ["ST-5", "RL-4", "BM-3", "PA-2", "RL-1"]),
    ("proposals red-line", ["RL-4", "RL-1"]),
    ("proposals red lines", ["RL-4", "RL-1"]),
    ("proposals open", ["BM-3"]),
    ("proposals voting", ["BM-3"]),
    ("proposals in force", ["RL-1"]),
    ("proposals adopted", ["RL-1"]),
    ("proposals decided", ["PA-2", "RL-1"]),
    ("proposals rejected", ["PA-2"]),
    ("proposals withdrawn", ["RL-4"]),
    ("proposals drafts", ["ST-5"]),
    ("proposals red-line withdrawn", ["RL-4"]),
    ("proposals withdrawn red-line", ["RL-4"]),
    ("proposals replication", ["BM-3", "RL-1"]),
    ("proposals red line replication", ["RL-1"]),
    ("proposals open REPLIcation", ["BM-3"]),
    ("proposals decided replication autonomous", ["RL-1"]),
]


async def test_a_list_is_narrowed_by_kind_state_and_words_in_any_order(busy):
    assert [(line, await labels(busy, "alice", line)) for line, _ in LISTS] == LISTS


async def test_what_was_asked_is_said_above_the_list_and_where_nothing_is_found(busy):
    assert "Red lines in force, with “auto”" in await busy.says("alice", "proposals red-line in force auto")
    told = await busy.says("alice", "proposals pause open of nothing")
    assert "Red lines in force\n" in await busy.says("bob", "proposals red-line adopted")
    assert "Proposals withdrawn\n" in await busy.says("bob", "proposals withdrawn")
    assert "There are no standards in force." in await busy.says("bob", "proposals standard in force")
    assert "No pauses open for voting, with “of nothing”, were found. Words are looked for in titles." in told
    assert "`proposals` shows all" in told


async def test_a_long_list_says_how_many_more_there_are(table):
    for number in range(1, 29):
        await table.opens("alice", number, title=f"Line {number}")
    told = await table.says("bob", "proposals")
    assert "RL-28" in told
    assert "RL-3 " not in told
    assert "3 more are not shown" in told
    assert await labels(table, "bob", "proposals line 3") == ["RL-3", "RL-23", "RL-13"]


async def offers(table, person, command, text):
    found = await table.dispatcher.suggest(table.request(person), command, "proposal", text)
    return [value for value, _ in found]


OFFERS = [
    ("alice", "proposal", "", ["5", "4", "3", "2", "1"]),
    ("bob", "proposal", "", ["6", "4", "3", "2", "1"]),
    ("dave", "proposal", "draft", []),
    ("alice", "proposal", "replication", ["3", "1"]),
    ("alice", "proposal", "replication no", ["1"]),
    ("alice", "proposal", "REPLICATION BENCH", ["3"]),
    ("alice", "proposal", "rl-1", ["1"]),
    ("alice", "proposal", "#4", ["4"]),
    ("alice", "results", "months", ["2"]),
    ("alice", "vote", "", ["3"]),
    ("alice", "open", "", ["5"]),
    ("bob", "open", "", ["6"]),
    ("bob", "edit", "repl", ["6", "3"]),
    ("alice", "edit", "repl", []),
    ("bob", "withdraw", "", ["6", "3"]),
    ("alice", "withdraw", "", ["5"]),
]


async def test_an_argument_is_offered_by_number_and_by_words_and_drafts_of_others_never(busy):
    for person, command, text, numbers in OFFERS:
        assert await offers(busy, person, command, text) == numbers, (person, command, text)


async def test_an_offer_shows_label_and_title(table):
    await table.opens("alice")
    found = await table.dispatcher.suggest(table.request("bob"), "proposal", "proposal", "1")
    assert found == [("1", f"RL-1 {RED_LINE['title']}")]

"""An edition that went to one member alone: theirs to look at and to use, and nobody else's to know of."""

from datetime import timedelta

import pytest

from tests.scenarios.table import NOON, button

FEED = "https://news.example.org/feed"
PAUSE = "Lab A and Lab B agree on red lines for frontier AI"
NONE = "There is no edition 1 here."


@pytest.fixture
async def own(table, shelf):
    """Edition 1, which went to bob alone; alice is an admin."""
    shelf.titles[FEED] = [(PAUSE, NOON - timedelta(hours=2))]
    await table.says("alice", f"feed add {FEED}")
    await table.says("bob", "digest follow weekly tue 09:00 UTC")
    await table.passes(days=1)
    (digest,) = table.wall.messages
    assert PAUSE in digest.text
    await table.opens("alice")


@pytest.mark.parametrize(
    "line",
    [
        "digest show 1",
        "digest approve 1",
        "digest skip 1",
        "digest correct 1 1 It was not so.",
        "news use 1 1",
        "evidence add 1 1 1",
    ],
)
async def test_nobody_else_gets_at_it(table, own, line):
    assert await table.says("alice", line) == NONE


async def test_a_proposal_of_somebody_else_cannot_begin_with_it(table, own):
    begins = button((await table.answered("bob", "news use 1 1")).view, "Propose a red line")
    assert await table.says("alice", begins) == NONE


async def test_who_got_it_looks_at_it_and_uses_it(table, own):
    assert PAUSE in await table.says("bob", "digest show 1")
    assert PAUSE in await table.says("bob", "news use 1 1")
    assert "Attached." in await table.says("bob", "evidence add 1 1 1")


async def test_it_is_offered_to_who_got_it_alone(table, own):
    await table.says("alice", "digest subscribe weekly wed 09:00 UTC")
    await table.passes(days=1)
    assert [number for number, _ in await offered(table, "bob")] == ["2", "1"]
    assert [number for number, _ in await offered(table, "alice")] == ["2"]


async def offered(table, person):
    return await table.dispatcher.suggest(table.request(person), "digest show", "edition", "")


async def test_a_facilitator_who_corrects_their_own_tells_others_no_number(table, own):
    await table.says("alice", "facilitator add bob")
    assert "Corrected." in await table.says("bob", "digest correct 1 1 It was not so.")
    acts = await table.says("carol", "acts")
    assert "corrected a story of the digest" in acts
    assert "edition 1" not in acts


async def test_a_note_that_stands_is_not_put_twice(table, own):
    await table.says("alice", "digest subscribe weekly wed 09:00 UTC")
    await table.passes(days=1)
    assert "Corrected." in await table.says("alice", "digest correct 2 1 It was not so.")
    assert (
        await table.says("alice", "digest correct 2 1 It was not so.") == "Story 1 of edition 2 has that note already."
    )
    assert (await table.says("carol", "acts")).count("corrected") == 1
    assert (await table.says("alice", "digest show 2")).count("It was not so.") == 1

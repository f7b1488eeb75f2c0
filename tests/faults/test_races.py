"""Ballots against the close, and one member pressing many times at once, on real databases."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.people import Handle, Platform
from bot.services.closing import close_due
from storage.open import open_store
from tests.codes import code_in
from tests.scenarios.table import Table, button, shown
from tests.scenarios.test_bridging import bridged
from tests.scenarios.test_linking import linked

DISCORD, SLACK = Platform.DISCORD, Platform.SLACK


async def test_one_member_pressing_at_once_has_one_ballot_that_counts(table):
    await table.opens("alice")
    choices = ["for", "against", "abstain"] * 20
    told = await asyncio.gather(*(table.says("bob", f"vote 1 {choice}") for choice in choices))
    recorded = [answer for answer in told if answer.startswith("Recorded: ")]
    assert recorded
    assert all(answer.startswith(("Recorded: ", "Not recorded")) for answer in told)  # a busy store may refuse some
    leaves = [json.loads(leaf.body) for leaf in await record_of(table)]
    cast = [leaf["data"] for leaf in leaves if leaf["event"] == "ballot.cast"]
    assert len(cast) == len(recorded)
    assert len({ballot["elector"] for ballot in cast}) == 1
    last = await table.world.store.read(lambda tx: tx.record.opening(cast[-1]["choice"]))
    await table.passes(days=7)
    assert f"1 {last.value}".replace("1 abstain", "1 abstained") in await table.says("bob", "results 1")


async def race(table: Table, times: int) -> None:
    """Let bob, who is one member on two platforms, press on both at once, again and again."""
    await bridged(table, (DISCORD, 1), (SLACK, 1))
    await linked(table, (DISCORD, "bob"), (SLACK, "bob"))
    await table.at(DISCORD).opens("alice")
    vote = await the_vote(table)
    for number in range(times):
        choices = ("for", "against") if number % 2 else ("abstain", "for")
        presses = [
            table.dispatcher.answer(table.at(platform).request("bob"), f"vote 1 {choice}")
            for platform, choice in zip((DISCORD, SLACK), choices, strict=True)
        ]
        told = [shown(answered.view) for answered in await asyncio.gather(*presses)]
        assert all(answer.startswith("Recorded: ") for answer in told), told
        turnout, own, last = await table.world.store.read(lambda tx: standing(tx, vote))
        assert (turnout, own) == (1, last), "one ballot, and the last commit stands"
    ballots = await table.world.store.read(lambda tx: tx.votes.ballots(vote.id))
    assert len(ballots) == 2 * times
    assert len({ballot.elector for ballot in ballots}) == 1


async def standing(tx, vote) -> tuple[int, str, str]:
    """Return how many have voted, what bob's ballot says, and what was recorded last."""
    proposal = await tx.proposals.by_id(vote.proposal)
    account = await tx.people.account(Handle(DISCORD, "", "bob"))
    own = await tx.votes.cast_by(vote.id, await tx.people.member(proposal.community, account.id))
    size = await tx.record.size(proposal.community)
    (leaf,) = await tx.record.leaves(proposal.community, size - 1)
    opening = await tx.record.opening(json.loads(leaf.body)["data"]["choice"])
    return await tx.votes.turnout(vote.id), own.choice.value, opening.value


async def test_one_member_pressing_on_two_platforms_at_once_has_one_ballot(table):
    await race(table, 40)


@pytest.mark.soak
async def test_one_member_pressing_on_two_platforms_at_once_ten_thousand_times_has_one_ballot(table):
    await race(table, 10_000)


async def test_a_ballot_that_races_the_close_is_counted_or_refused_and_its_answer_agrees(table):
    people = [f"member{number}" for number in range(20)]
    for person in people:
        table.arrives(person, table.platform)
    await table.opens("alice")
    due = (await the_vote(table)).closes
    table.now = due - timedelta(milliseconds=1)

    async def strike() -> None:
        table.now = due
        await close_due(table.world)

    half = len(people) // 2
    told = await asyncio.gather(
        *(table.says(person, "vote 1 for") for person in people[:half]),
        strike(),
        *(table.says(person, "vote 1 for") for person in people[half:]),
    )
    answers = [answer for answer in told if answer is not None]
    counted = sum(answer.startswith("Recorded: ") for answer in answers)
    assert counted + sum("closed on" in answer for answer in answers) == len(people)
    await table.works()
    assert (await the_vote(table)).tally.turnout == counted


async def test_several_processes_closing_and_delivering_at_once_do_each_thing_once(table, shelf, migrated_url):
    """Each worker has a store of its own, as each process has."""
    stores = [await open_store(migrated_url) for _ in range(4)]
    workers = [worker_of(table, store, shelf, number) for number, store in enumerate(stores, 1)]
    await table.says("alice", "digest subscribe weekly mon 12:00 UTC")
    for number in range(1, 6):
        await table.proposes("alice")
        await table.says("alice", f"open {number} for 1h")
    for _ in range(3):
        await asyncio.gather(*(worker.works() for worker in workers))
        table.now += timedelta(seconds=3)
    table.now += timedelta(days=7)
    for _ in range(6):
        await asyncio.gather(*(worker.works() for worker in workers))
        table.now += timedelta(seconds=3)
    for store in stores:
        await store.aclose()
    firsts = [message.text.splitlines()[0] for message in table.wall.messages]
    assert sorted(line for line in firsts if "no quorum" in line.lower() and "·" not in line) == [
        f"RL-{number} no quorum" for number in range(1, 6)
    ]
    assert sum("Pause digest" in line for line in firsts) == 1
    assert len(firsts) == 11


def worker_of(table, store, shelf, number):
    """Return another process's view of *table*: its clock and its walls, over a store and a randomness of its own."""
    worker = Table(store, shelf)
    worker.drawn, worker.typed, worker.walls = number * 1_000_000, number * 1_000_000, table.walls
    worker.world = replace(
        table.world, store=store, clock=lambda: table.now, entropy=worker.entropy, messengers=table.walls
    )
    return worker


async def the_vote(table):
    space = await table.world.store.read(lambda tx: tx.communities.space(table.platform, table.space_key))
    proposal = await table.world.store.read(lambda tx: tx.proposals.get(space.community, 1))
    return await table.world.store.read(lambda tx: tx.votes.of(proposal.id))


async def record_of(table):
    space = await table.world.store.read(lambda tx: tx.communities.space(table.platform, table.space_key))
    return await table.world.store.read(lambda tx: tx.record.leaves(space.community))


async def test_two_spaces_with_one_code_at_once_are_not_both_let_in(table, shelf, migrated_url):
    stores = [await open_store(migrated_url) for _ in range(2)]
    comers = [worker_of(table, store, shelf, number) for number, store in enumerate(stores, 1)]
    for number in range(1, 9, 2):
        code = code_in(await table.at(DISCORD).says("alice", "bridge create"))
        presses = []
        for comer, space in zip(comers, (number, number + 1), strict=True):
            preview = await comer.at(SLACK, space).answered("alice", f"bridge join {code}")
            presses.append(comer.answered("alice", button(preview.view, "Join this table")))
        told = [shown(answered.view) for answered in await asyncio.gather(*presses)]
        assert sum("now share one table" in answer for answer in told) == 1, told
        assert sum("used a moment ago" in answer or "no such code" in answer for answer in told) == 1, told
    seats = await table.at(DISCORD).says("alice", "bridge list")
    assert seats.count("slack table") == 4
    for store in stores:
        await store.aclose()

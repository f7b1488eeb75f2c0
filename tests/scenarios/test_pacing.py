"""Under a platform's limits states go first, then turnout, and outcomes before cards; nothing is asked too often."""

from datetime import timedelta

from bot.domain.pacing import Limit, Ration
from bot.domain.people import Platform
from bot.ports import NotSent
from tests.scenarios.test_delivery import outcomes

DISCORD = Platform.DISCORD


def slow(table, most, **span):
    table.at(DISCORD).wall.rations = (Ration("all", Limit(most, timedelta(**span))),)


async def several(table, count):
    for number in range(1, count + 1):
        await table.proposes("alice")
        await table.says("alice", f"open {number} for 1h")
    while len(table.posted) < count:
        await table.passes(seconds=1)


async def test_only_so_many_are_sent_as_the_platform_takes_and_in_order(table):
    slow(table, 2, seconds=10)
    for number in range(1, 6):
        await table.proposes("alice")
        await table.says("alice", f"open {number}")
    seen = []
    for _ in range(30):
        await table.works()
        seen.append(len(table.posted))
        table.now += timedelta(seconds=1)
    assert seen == [2] * 10 + [4] * 10 + [5] * 10
    assert [m.card.summary.split()[0] for m in table.posted] == [f"RL-{n}" for n in range(1, 6)]


async def test_a_new_state_does_not_wait_behind_turnout(table):
    table.at(DISCORD)
    await several(table, 10)
    slow(table, 10, minutes=1)
    for number in range(1, 11):
        await table.says("bob", f"vote {number} for")
    await table.passes(seconds=20)
    await table.says("alice", "withdraw 10 sure")
    await table.works()
    assert "Withdrawn" in table.posted[9].text
    for _ in range(10):
        await table.says("alice", "withdraw 9 sure")
        await table.passes(seconds=5)
    assert sum("1 voted" in m.text for m in table.posted) >= 5, "which goes on meanwhile"


async def test_turnout_comes_round_to_all_cards_however_many_ballots_one_gets(table):
    table.at(DISCORD)
    await several(table, 12)
    slow(table, 6, minutes=1)
    edits = [len(m.cards) for m in table.posted]
    for second in range(240):
        for number in range(1, 13):
            if number == 1 or second % 60 == number:
                await table.says("bob", f"vote {number} {('for', 'against')[second % 2]}")
        await table.passes(seconds=1)
    counts = [len(m.cards) - before for m, before in zip(table.posted, edits, strict=True)]
    assert min(counts) >= 1
    assert max(counts) <= min(counts) + 1


async def test_an_outcome_goes_before_the_cards_that_wait(table):
    table.at(DISCORD)
    await several(table, 1)
    slow(table, 1, seconds=10)
    for number in range(2, 6):
        await table.proposes("alice")
        await table.says("alice", f"open {number}")
    table.now += timedelta(hours=1)
    await table.works()
    assert len(outcomes(table)) == 1
    assert len(table.posted) == 2


async def test_what_the_platform_asks_to_wait_for_holds_for_all_that_it_counts_together(table):
    slow(table, 5, seconds=10)
    await table.proposes("alice")
    await table.says("alice", "open 1")
    table.wall.troubles.append((False, NotSent("slow down", timedelta(seconds=40))))
    await table.works()
    await table.says("alice", "settings channel:random")
    await table.proposes("alice")
    await table.says("alice", "open 2")
    await table.passes(seconds=39)
    assert table.posted == []
    await table.passes(seconds=1)
    assert len([m for m in table.posted if m.text.startswith("RL-")]) == 2

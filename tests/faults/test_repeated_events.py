"""Each event delivered one to ten times, shuffled among the others, minutes and a day late: one effect each."""

import random
from datetime import timedelta

import pytest

from bot.views.elements import Invocation
from tests.scenarios.table import RED_LINE

PEOPLE = ("alice", "bob", "carol")


@pytest.mark.parametrize("seed", range(3))
async def test_every_event_has_one_effect_and_one_answer_however_often_it_comes(table, seed):
    chance = random.Random(seed)
    form = (await table.answered("alice", "propose red-line")).view
    whole = Invocation(form.runs.command, (*form.runs.arguments, *RED_LINE.items()))
    events = [("alice", whole), ("alice", "open 1"), ("alice", "charter set quorum 2")]
    events += [(person, f"vote 1 {choice}") for person in PEOPLE for choice in ("for", "against", "abstain")]
    answers: dict[int, set[str]] = {}
    for key, (person, what) in enumerate(events):
        answers[key] = {await table.says(person, what, key=f"event {key}")}
    before = await leaves(table)
    again = [key for key in answers for _ in range(chance.randint(1, 9))]
    chance.shuffle(again)
    for late, key in enumerate(again):
        if late == len(again) // 3:
            table.now += timedelta(minutes=6)
        if late == 2 * len(again) // 3:
            table.now += timedelta(hours=24)
        person, what = events[key]
        answers[key].add(await table.says(person, what, key=f"event {key}"))
    assert {key: len(told) for key, told in answers.items()} == dict.fromkeys(answers, 1)
    assert await leaves(table) == before
    await table.passes(days=8)
    assert "3 abstained" in await table.says("bob", "results 1")


async def leaves(table):
    space = await table.world.store.read(lambda tx: tx.communities.space(table.platform, "console-1"))
    return await table.world.store.read(lambda tx: tx.record.size(space.community))

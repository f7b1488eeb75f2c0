"""A repeated invocation has the answer of the first, and no second effect."""

import asyncio

from bot.ports import Answer, Transaction
from bot.views.elements import Button, Buttons, Card, Moment, Prose, Strong, Tone, runs
from tests.storage.table import HOUR, NOON, Table, append

ANSWER = Answer(
    Card(
        "Recorded: For.",
        (
            Prose(("Recorded: ", Strong("For"), " at ", Moment(NOON, relative=True))),
            Buttons((Button("Vote", runs("vote")),)),
        ),
        Tone.GOOD,
    )
)


async def test_an_answer_is_given_again_as_it_was(table: Table) -> None:
    refused = Answer(None, "That vote closed on Friday.")
    await table.write(lambda tx: tx.inbox.keep("one", ANSWER, NOON))
    await table.write(lambda tx: tx.inbox.keep("two", refused, NOON))
    assert await table.read(lambda tx: tx.inbox.answer("one")) == ANSWER
    assert await table.read(lambda tx: tx.inbox.answer("two")) == refused
    assert await table.read(lambda tx: tx.inbox.answer("three")) is None


async def test_an_event_delivered_ten_times_at_once_has_one_effect_and_one_answer(table: Table) -> None:
    async def serve(tx: Transaction) -> Answer:
        held = await tx.inbox.answer("event")
        if held is not None:
            return held
        await append(tx, table.community)
        await tx.inbox.keep("event", ANSWER, NOON)
        return ANSWER

    assert await asyncio.gather(*(table.write(serve) for _ in range(10))) == [ANSWER] * 10
    assert await table.read(lambda tx: tx.record.size(table.community)) == 1


async def test_answers_are_forgotten_by_age(table: Table) -> None:
    await table.write(lambda tx: tx.inbox.keep("old", ANSWER, NOON - HOUR))
    await table.write(lambda tx: tx.inbox.keep("new", ANSWER, NOON))
    await table.write(lambda tx: tx.inbox.forget(NOON))
    assert await table.read(lambda tx: tx.inbox.answer("old")) is None
    assert await table.read(lambda tx: tx.inbox.answer("new")) == ANSWER

"""However often a request is delivered: one effect, and the same answer."""

import asyncio

import pytest

from bot.domain.errors import NotNow, NotRecorded, Refusal
from bot.domain.people import Platform, Standing
from bot.ports import NotSent
from tests.commands.desk import by, summary

FOUNDING = 1
"""The record's first entry says that the community was founded."""


async def test_a_redelivery_has_the_same_answer_and_no_second_effect(desk):
    first = await desk.answer("note hello", key="same")
    for _ in range(3):
        assert await desk.answer("note hello", key="same") == first
    assert summary(first.view) == "Kept as entry 1."
    assert await desk.entries() == FOUNDING + 1


async def test_requests_of_their_own_have_effects_of_their_own(desk):
    assert [await desk.says("note hello") for _ in range(3)] == [f"Kept as entry {n}." for n in (1, 2, 3)]


async def test_the_same_request_delivered_at_once_has_one_effect(desk):
    """The first request here, too: nobody has founded the space before it."""
    answers = await asyncio.gather(*(desk.answer("note hello", key="same") for _ in range(8)))
    assert {summary(answer.view) for answer in answers} == {"Kept as entry 1."}
    assert await desk.entries() == FOUNDING + 1


async def test_first_requests_at_once_found_one_space(desk):
    answers = await asyncio.gather(*(desk.answer(f"note {n}") for n in range(8)))
    assert {summary(answer.view) for answer in answers} == {f"Kept as entry {n}." for n in range(1, 9)}
    assert await desk.entries() == FOUNDING + 8


async def test_a_refusal_is_kept_and_what_it_refused_is_undone(desk):
    first = await desk.answer("note refuse", key="same")
    assert isinstance(first.refusal, NotNow)
    assert first.refusal.message == "Not now: it would have been entry 1."
    assert await desk.says("note hello") == "Kept as entry 1."
    again = await desk.answer("note refuse", key="same")
    assert isinstance(again.refusal, Refusal)
    assert again.view == first.view
    assert await desk.entries() == FOUNDING + 1


async def test_a_refusal_founds_the_space_nevertheless(desk):
    await desk.answer("note refuse")
    assert await desk.says("entries") == "1 entries, member True"


async def test_faults_of_a_form_are_told_in_the_same_words_again(desk):
    first = await desk.answer("note faulty", key="same")
    assert (await desk.answer("note faulty", key="same")).view == first.view


async def test_what_was_not_recorded_is_not_kept(desk):
    """A redelivery tries again, and may succeed."""
    answer = await desk.answer("note unrecorded", key="same")
    assert isinstance(answer.refusal, NotRecorded)
    assert await desk.says("note hello", key="same") == "Kept as entry 1."


async def test_a_bug_leaves_neither_effect_nor_answer(desk):
    assert "INC-" in await desk.says("note bug", key="same")
    assert await desk.says("note hello", key="same") == "Kept as entry 1."
    assert await desk.entries() == FOUNDING + 1


async def test_who_was_recorded_is_told_so_again_whatever_they_are_now(desk):
    first = await desk.answer("settings", key="same", admin=True)
    kept = await desk.answer("note hello", key="same", admin=True)
    assert summary(first.view).startswith("settings")
    again = await desk.answer("open 12", key="same", standing=Standing.GUEST)
    assert again == kept
    desk.trouble = NotSent("it answered 503")
    assert await desk.answer("open 12", key="same", platform=Platform.SLACK, told=False) == kept


async def test_a_second_write_of_one_request_is_a_bug_and_undoes_nothing(desk):
    assert "INC-" in await desk.says("note twice", key="same")
    assert await desk.says("note hello", key="same") == "Kept as entry 1."
    assert await desk.entries() == FOUNDING + 1


async def test_reading_founds_a_new_space_and_offering_does_not(desk):
    async def offers():
        return await desk.dispatcher.suggest(desk.request(), "digest unsubscribe", "subscription", "")

    assert not await offers()
    assert await desk.world.store.read(lambda tx: tx.communities.space(Platform.CONSOLE, "lab-a")) is None
    assert await desk.says("entries") == "1 entries, member True"
    assert await offers() == [("1", "Lab A")]


async def test_a_stranger_reads_without_becoming_a_member(desk):
    await desk.answer("note hello")
    request = desk.request()
    stranger = by(request, handle=by(request.handle, user="bob"), name="Bob")
    assert summary((await desk.dispatcher.answer(stranger, "entries")).view) == "2 entries, member False"


@pytest.mark.parametrize("name", ["Lab A", "Lab A, renamed", "\u202e<!channel>", ""])
async def test_a_space_may_have_any_name(desk, name):
    assert summary((await desk.dispatcher.answer(by(desk.request(), space_name=name), "note x")).view).startswith(
        "Kept"
    )

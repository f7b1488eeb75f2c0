"""One red line, all the way through Slack, as people live it."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.platforms.redline import TEXT
from tests.platforms.slack.conftest import Bot
from tests.servers.slack_answer import Answer
from tests.servers.slack_person import Person
from tests.servers.slack_things import Message, View


async def submitted(person: Person, view: View | None, values: Mapping[str, str]) -> Answer:
    """Fill in a form and wait for what is then said privately."""
    assert view is not None
    answer = await person.submit(view, values)
    return await answer.until(lambda seen: seen.ephemerals or seen.errors)


async def proposed(bot: Bot, **changes: str) -> Answer:
    """Let alice propose a red line; the answer holds the private preview."""
    alice = bot.slack.person("alice")
    asked = await alice.command("/pause", "propose red-line")
    return await submitted(alice, asked.view, TEXT | changes)


async def opened(bot: Bot) -> Message:
    """Let alice propose and open a vote; return its card."""
    alice = bot.slack.person("alice")
    preview = await proposed(bot)
    told = await alice.press(preview.ephemerals[-1], "Open the vote")
    assert "is open" in told.text
    await bot.works()
    [card] = bot.slack.messages("general")
    return card


async def test_a_red_line_is_proposed_voted_on_and_decided(bot: Bot) -> None:
    card = await opened(bot)
    assert "RL-1 · Red line · Voting" in card.shown
    for name, choice in (("alice", "For"), ("bob", "For"), ("carol", "Against")):
        person = bot.slack.person(name)
        asked = await person.press(card, "Vote")
        answer = await submitted(person, asked.view, {"choice": choice, "reason": f"{name} says <so> & more"})
        assert f"Recorded: {choice}" in answer.text
        assert asked.view is not None
        assert not asked.view.open
    assert "hidden" in (await bot.slack.person("bob").command("/pause", "results 1")).text
    bot.clock.ahead = timedelta(days=8)
    await bot.works()
    outcome = bot.slack.messages("general")[-1]
    assert "RL-1 adopted" in outcome.shown
    told = await bot.slack.person("bob").press(outcome, "Results")
    assert "carol says <so> & more" in told.text


async def test_a_ballot_that_is_delivered_again_counts_once_and_is_answered_the_same(bot: Bot) -> None:
    card = await opened(bot)
    bob = bot.slack.person("bob")
    asked = await bob.press(card, "Vote")
    first = await submitted(bob, asked.view, {"choice": "Against"})
    bot.clock.ahead = timedelta(minutes=6)
    for _ in range(3):
        await bot.slack.redeliver(first.delivery)
    await bot.slack.until(lambda: len(first.ephemerals) == 4, what="an answer to each")
    assert len({told.shown for told in first.ephemerals}) == 1
    assert "1 voted" in (await bob.command("/pause", "results 1")).text


async def test_a_form_says_what_is_wrong_under_the_field_and_keeps_what_was_typed(bot: Bot) -> None:
    alice = bot.slack.person("alice")
    asked = await alice.command("/pause", "propose red-line")
    assert asked.view is not None
    answer = await alice.submit(asked.view, TEXT | {"benchmark": ""})
    assert list(answer.errors) == ["value"]
    assert "Measured by" in answer.errors["value"]
    assert asked.view.open
    answer = await submitted(alice, asked.view, {"benchmark": "RepliBench"})
    assert "Preview · RL-1" in answer.text


async def test_a_guest_is_told_why_not(bot: Bot) -> None:
    card = await opened(bot)
    frank = bot.slack.person("frank")
    asked = await frank.press(card, "Vote")
    assert asked.view is None
    assert "guest" in (await asked.until(lambda seen: seen.ephemerals)).text


async def test_buttons_that_no_longer_apply_tell_how_it_stands(bot: Bot) -> None:
    alice = bot.slack.person("alice")
    preview = (await proposed(bot)).ephemerals[-1]
    await alice.press(preview, "Open the vote")
    await bot.works()
    (card,) = bot.slack.messages("general")
    assert (await alice.press(preview, "Edit")).view is not None  # which puts a changed text to a new vote
    for label in ("Open the vote", "Discard"):
        told = await alice.press(preview, label)
        assert "RL-1 is open for voting" in told.text
        assert (await alice.press(told.ephemerals[-1], "Vote")).view is not None
    await alice.command("/pause", "withdraw 1 sure")
    told = await alice.press(card, "Vote")
    assert told.view is None
    assert "RL-1 was withdrawn. Nothing was recorded." in told.text


async def test_the_result_of_a_form_comes_back_where_the_bot_is_not_a_member(bot: Bot) -> None:
    bot.slack.remove_bot("random")
    alice = bot.slack.person("alice")
    asked = await alice.command("/pause", "propose red-line", channel="random")
    answer = await submitted(alice, asked.view, TEXT)
    assert "Preview · RL-1" in answer.text


async def test_a_card_is_posted_in_no_conversation_of_two(bot: Bot) -> None:
    alice = bot.slack.person("alice")
    asked = await alice.command("/pause", "propose red-line", channel="alice")
    preview = await submitted(alice, asked.view, TEXT)
    told = await alice.press(preview.ephemerals[-1], "Open the vote")
    assert "There is no channel for the card of RL-1" in told.text
    assert "is open for voting" in (await alice.command("/pause", "open 1")).text
    await bot.works()
    assert "RL-1 · Red line · Voting" in bot.slack.messages("general")[-1].shown
    assert bot.slack.messages("alice") == []


@pytest.mark.parametrize("way", ["ephemeral", "direct"])
async def test_an_answer_finds_another_way(bot: Bot, way: str) -> None:
    alice = bot.slack.person("alice")
    bot.slack.fault("response", status=404)
    if way == "direct":
        bot.slack.fault("chat.postEphemeral", error="not_in_channel")
    await alice.command("/pause", "help", patience=0.0)
    found = (lambda: bot.slack.ephemerals("alice")) if way == "ephemeral" else (lambda: bot.slack.messages("alice"))
    await bot.slack.until(found, what=way)
    assert "What you can do here" in found()[-1].shown
